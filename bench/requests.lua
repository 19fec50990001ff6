-- The requests of a file, one after the other; where one has a row of twelve @, a number stands that no other has.
local requests, place, count = {}, 0, 0

function init(arguments)
    local file = assert(io.open(arguments[1], "rb"))
    for request in file:read("*a"):gmatch("[^\1]+") do
        local from, to = request:find(string.rep("@", 12), 1, true)
        requests[#requests + 1] = from and { request:sub(1, from - 1), request:sub(to + 1) } or { request }
    end
    file:close()
    count = tonumber(arguments[2])
end

function request()
    place, count = place % #requests + 1, count + 1
    local parts = requests[place]
    return parts[2] and parts[1] .. string.format("%012d", count) .. parts[2] or parts[1]
end

function done(summary, latency)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
    print(string.format("RESULT %d %d %d %d %d", summary.requests, summary.duration, failed,
        latency:percentile(50), latency:percentile(99)))
end
