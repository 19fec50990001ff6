"""One workload on several servers in turn: load, processor time, first byte, and whether the answers agree.

One server works at a time; the others are up and idle. The rounds are interleaved, so that what else the machine does
falls on all of them alike. A first answer warms each server up and is compared with that of the first server.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.answers import Bag, bag_of
from bench.load import SLOW_S, Load, Reply, ask, burst, patient, request_bytes, settle
from bench.servers import Server
from bench.workloads import Workload

_COMPARED, _FIRST_BYTES = 3, 15


@dataclass(frozen=True, slots=True)
class Plan:
    """How to measure: seconds a round, rounds, connections at once, and how long one answer may take."""

    seconds: float
    rounds: int
    connections: int
    limit_s: float


@dataclass(frozen=True, slots=True)
class Result:
    """One server on one workload; ``problem`` says why there are no figures. Times are in seconds."""

    server: str
    requests_per_s: float = 0.0
    cpu_s: float = 0.0
    p50_s: float = 0.0
    p99_s: float = 0.0
    first_s: float = 0.0
    client_cpu_s: float = 0.0
    problem: str = ""


@dataclass(slots=True)
class _Measured:
    """A server while it is measured with one workload."""

    server: Server
    requests: list[bytes]
    first_s: float = 0.0
    whole_s: float = 0.0
    problem: str = ""
    loads: list[tuple[Load, float]] = field(default_factory=list)


def measure(workload: Workload, servers: Sequence[Server], data: Path, plan: Plan) -> list[Result]:
    """The results in the order of the servers."""
    every = [_Measured(server, _requests(workload, server)) for server in servers]
    expected: list[Bag] = []
    for each in every:
        _try_out(each, workload, expected, data, plan)
    for number in range(plan.rounds):
        # Who begins changes from round to round.
        for each in (*every[number % len(every) :], *every[: number % len(every)]):
            # What takes longer than a round is measured once.
            if not each.problem and not (number and each.whole_s > plan.seconds):
                _load(each, plan)
    return [_result(each) for each in every]


def _requests(workload: Workload, server: Server) -> list[bytes]:
    if workload.addresses and server.has_canned_queries:
        return [request_bytes(address, None, workload.accept) for address in workload.addresses]
    texts = map(workload.text_of, range(len(workload.texts)))
    return [request_bytes(server.path, text, workload.accept) for text in texts]


def _try_out(each: _Measured, workload: Workload, expected: list[Bag], data: Path, plan: Plan) -> None:
    """Compare the first answers, and take the time to the first byte; the problem is noted where there is one."""
    try:
        replies = [ask(each.server.port, each.requests[0], plan.limit_s)]
        if replies[0].whole_s < SLOW_S:
            # What is to be repeated has been asked before when the measurement begins.
            count = min(_COMPARED, len(each.requests)) if workload.fresh else len(each.requests)
            replies = [ask(each.server.port, request, plan.limit_s) for request in each.requests[:count]]
        each.problem = _disagreement(replies[:_COMPARED], workload, expected)
        while replies[-1].whole_s < SLOW_S and len(replies) < _FIRST_BYTES:
            replies.append(ask(each.server.port, each.requests[len(replies) % len(each.requests)], plan.limit_s))
    except TimeoutError:
        each.problem = f"over {plan.limit_s:.0f} s"
        each.server.again(data)
        return
    each.first_s = statistics.median(reply.first_s for reply in replies[-_FIRST_BYTES:])
    each.whole_s = statistics.median(reply.whole_s for reply in replies[-_FIRST_BYTES:])


def _disagreement(replies: Sequence[Reply], workload: Workload, expected: list[Bag]) -> str:
    """What is wrong with the answers; the first server's good ones become what is expected of the others."""
    if bad := [reply for reply in replies if reply.status != 200]:
        return f"refused ({bad[0].status})"
    try:
        bags = [bag_of(reply.body, workload.accept) for reply in replies]
    except (ValueError, SyntaxError, KeyError):
        return "cannot be read"
    if not expected:
        expected += bags
    # Who needs long for an answer was asked fewer questions.
    return "" if all(ours == theirs for ours, theirs in zip(bags, expected, strict=False)) else "other rows"


def _load(each: _Measured, plan: Plan) -> None:
    """One round. A question of each client goes before: who left in the middle of the last round cost a process."""
    running, port = each.server.running, each.server.port
    settle(running.cpu_s, plan.limit_s)
    if each.whole_s <= SLOW_S:
        patient(port, each.requests, connections=plan.connections, duration_s=0.0, limit_s=plan.limit_s)
        before = running.cpu_s()
        load = burst(port, each.requests, each.server.folder, connections=plan.connections, duration_s=plan.seconds)
    else:
        before = running.cpu_s()
        load = patient(port, each.requests, connections=plan.connections, duration_s=plan.seconds,
                       limit_s=10 * plan.limit_s)  # fmt: skip
    if load.failed or not load.requests:
        each.problem = f"{load.failed} of {load.requests} failed"
    each.loads.append((load, running.cpu_s() - before))


def _result(each: _Measured) -> Result:
    if each.problem:
        return Result(each.server.name, problem=each.problem)
    loads = [load for load, _ in each.loads]
    requests = sum(load.requests for load in loads)
    return Result(
        each.server.name,
        requests_per_s=statistics.median(load.requests / load.took_s for load in loads),
        cpu_s=sum(cpu_s for _, cpu_s in each.loads) / requests,
        p50_s=statistics.median(load.p50_s for load in loads),
        p99_s=statistics.median(load.p99_s for load in loads),
        first_s=each.first_s,
        client_cpu_s=sum(load.client_cpu_s for load in loads) / requests,
    )
