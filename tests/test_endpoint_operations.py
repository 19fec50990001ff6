"""For who runs the server: health, metrics, the list of what runs, the log, and who a client is behind a proxy."""

import asyncio
import json
import logging
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from endpoint.http.access import ANONYMOUS
from endpoint.http.logs import JsonForm, RequestLog
from endpoint.http.messages import Message, Request
from endpoint.http.operations import operation_for
from endpoint.http.problems import RequestError
from endpoint.http.site import Site
from endpoint.http.visits import Visit
from endpoint.workers.pool import Pool
from loaders.audit import Audit
from loaders.releases import Releases
from loaders.settings import Settings
from loaders.tokens import Tokens
from tests.serving import ENDLESS, Reply, Server, new_question, number_of, poll, problem_of, publish, serve

CLIENT, OTHER = "203.0.113.7", "198.51.100.9"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server behind a proxy on this machine, where one client may run one query, with a log in JSON."""
    workspace = tmp_path_factory.mktemp("watched")
    publish(workspace, extra=1000)
    with serve(
        workspace, trusted_proxies="127.0.0.1", log="json", workers=3, client_queries=1, query_timeout_s=60
    ) as running:
        yield running


@pytest.fixture(scope="module")
def admin(watched: Server) -> dict[str, str]:
    """The headers of an administrator."""
    return {"Authorization": f"Bearer {Tokens(watched.workspace / 'var').create('ops', 'admin')}"}


@pytest.fixture(scope="module")
def reader(watched: Server) -> dict[str, str]:
    """The headers of somebody whose token may read."""
    return {"Authorization": f"Bearer {Tokens(watched.workspace / 'var').create('reader', 'read')}"}


def lines_of(server: Server) -> list[dict[str, object]]:
    """The lines of the log that are about requests."""
    lines = [json.loads(line) for line in server.log.splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] == "request"]


def line_of(server: Server, reply: Reply) -> dict[str, object]:
    """The line of one answer; it is written after the answer."""
    name = reply.headers["x-request-id"]
    poll(lambda: any(line["id"] == name for line in lines_of(server)), 30)
    return next(line for line in lines_of(server) if line["id"] == name)


def begun(server: Server, admin: dict[str, str], client: str) -> tuple[socket.socket, dict[str, object]]:
    """A query without end that runs for a client: its connection, and how it is listed."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {client}\r\nConnection: close\r\n"
    head += f"Content-Type: application/sparql-query\r\nContent-Length: {len(ENDLESS)}\r\n\r\n"
    connection.sendall((head + ENDLESS).encode())

    def listed() -> list[dict[str, object]]:
        queries = server.request("GET", "/-/queries", headers=admin).json()["queries"]
        assert isinstance(queries, list)
        return [query for query in queries if query["client"] == client]

    poll(lambda: bool(listed()), 30)
    return connection, listed()[0]


def rest_of(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def answer(settings: Settings, request: Request, home: Path = Path("no-home")) -> int:
    """The status of a request under /-/ without a server."""
    try:
        return asyncio.run(operation_for(Site(settings, Releases(home), Pool(settings)), request)).status
    except RequestError as error:
        return error.status


def test_the_server_is_alive_and_ready(watched: Server) -> None:
    assert watched.get("/-/health/live").json() == {"status": "ok"}
    for path in ("/-/health", "/-/health/ready"):
        assert watched.get(path).json() == {"status": "ok", "release": 1}
    assert watched.request("HEAD", "/-/health/ready").status == 200


def test_without_a_release_the_server_is_alive_and_not_ready(tmp_path: Path) -> None:
    assert answer(Settings(), Request("GET", "/-/health/live", "", {}), tmp_path) == 200
    assert answer(Settings(), Request("GET", "/-/health/ready", "", {}), tmp_path) == 503


def test_metrics_tell_what_was_asked_and_what_runs(watched: Server) -> None:
    def metrics() -> str:
        reply = watched.get("/-/metrics")
        assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
        return reply.text

    before = metrics()
    question = new_question()
    for _ in range(2):
        assert watched.ask(question).status == 200
    assert watched.ask("SELECT").status == 400
    after = metrics()

    def more(name: str, **labels: str) -> float:
        return number_of(after, name, **labels) - number_of(before, name, **labels)

    assert more("samspil_requests_total", route="sparql", status="200") == 2
    assert more("samspil_requests_total", route="sparql", status="400") == 1
    assert more("samspil_request_seconds_count", route="sparql") == 3
    assert more("samspil_request_seconds_bucket", route="sparql", le="+Inf") == 3
    assert more("samspil_queries_total", lane="ad hoc", outcome="answered") == 1
    assert more("samspil_queries_total", lane="ad hoc", outcome="bad-query") == 1
    assert more("samspil_cache_hits_total") == 1
    assert more("samspil_sent_bytes_total") > 0
    assert number_of(after, "samspil_requests_open") == 1
    assert number_of(after, "samspil_release_number") == 1
    assert number_of(after, "samspil_release_published_timestamp_seconds") == 1767268800
    assert number_of(after, "samspil_workers") >= 1
    assert number_of(after, "samspil_workers_resident_memory_bytes") > 1_000_000
    assert number_of(after, "process_resident_memory_bytes") > 1_000_000


@pytest.mark.parametrize(
    ("access", "client", "headers", "status"),
    [
        ("local", "127.0.0.1", {}, 200),
        ("local", "::1", {}, 200),
        ("local", "::ffff:127.0.0.1", {}, 200),
        ("local", "no address", {}, 401),
        ("local", CLIENT, {}, 401),
        ("local", "", {}, 401),
        ("local", "127.0.0.1", {"x-forwarded-for": CLIENT}, 401),
        ("local", "127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, 401),
        ("local", "127.0.0.1", {"via": "1.1 proxy"}, 401),
        ("admin", "127.0.0.1", {}, 401),
        ("open", CLIENT, {"x-forwarded-for": CLIENT}, 200),
    ],
)
def test_metrics_are_for_whom_the_setting_says(access: str, client: str, headers: dict[str, str], status: int) -> None:
    request = Request("GET", "/-/metrics", "", headers, client=client)
    assert answer(Settings(metrics=access), request) == status


def test_metrics_are_for_an_administrator_from_anywhere(
    watched: Server, admin: dict[str, str], reader: dict[str, str]
) -> None:
    through_proxy = {"X-Forwarded-For": CLIENT}
    for headers, status in (({}, 401), (reader, 403), (admin, 200)):
        assert watched.request("GET", "/-/metrics", headers={**through_proxy, **headers}).status == status


@pytest.mark.parametrize("path", ["/-/queries", "/-/metrics"])
def test_what_is_not_for_everybody_is_not_for_scripts_of_other_pages(
    path: str, watched: Server, admin: dict[str, str]
) -> None:
    reply = watched.request("GET", path, headers=admin)
    assert reply.status == 200
    assert "access-control-allow-origin" not in reply.headers
    assert reply.headers["cache-control"] == "no-store"


def test_what_runs_is_listed_for_administrators_and_can_be_ended(
    watched: Server, admin: dict[str, str], reader: dict[str, str]
) -> None:
    connection, listed = begun(watched, admin, CLIENT)
    with connection:
        path = f"/-/queries/{listed['number']}"
        assert {key: listed[key] for key in ("lane", "client", "release", "bytes", "query")} == {
            "lane": "ad hoc",
            "client": CLIENT,
            "release": 1,
            "bytes": len(ENDLESS),
            "query": ENDLESS,
        }
        for method, where in (("GET", "/-/queries"), ("DELETE", path)):
            assert watched.request(method, where).status == 401
            assert watched.request(method, where, headers=reader).status == 403
        assert watched.request("DELETE", path, headers=admin).status == 204
        head, _, body = rest_of(connection).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503")
        assert json.loads(body)["type"] == "/problems#ended"
    assert watched.request("DELETE", path, headers=admin).status == 404
    entry = list(Audit(watched.workspace / "var").entries())[-1]
    assert (entry["who"], entry["what"], entry["outcome"], entry["release"]) == (
        "ops",
        f"cancel query {listed['number']}",
        "done",
        1,
    )
    assert number_of(watched.get("/-/metrics").text, "samspil_queries_total", lane="ad hoc", outcome="ended") >= 1


def test_a_client_behind_a_proxy_waits_for_itself_and_for_nobody_else(watched: Server, admin: dict[str, str]) -> None:
    connection, listed = begun(watched, admin, CLIENT)
    with connection:
        question = f"/sparql?query={new_question().replace(' ', '%20').replace('#', '%23')}"
        refused = watched.request("GET", question, headers={"X-Forwarded-For": f"{OTHER}, {CLIENT}"})
        assert refused.status == 429
        assert watched.request("GET", question, headers={"X-Forwarded-For": f"{CLIENT}, {OTHER}"}).status == 200
        assert watched.request("DELETE", f"/-/queries/{listed['number']}", headers=admin).status == 204
        rest_of(connection)


def test_a_client_that_leaves_is_counted(watched: Server, admin: dict[str, str]) -> None:
    def counts() -> tuple[float, float]:
        text = watched.get("/-/metrics").text
        return (
            number_of(text, "samspil_queries_total", lane="ad hoc", outcome="left"),
            number_of(text, "samspil_requests_total", route="sparql", status="499"),
        )

    queries, requests = counts()
    connection, _ = begun(watched, admin, OTHER)
    connection.close()
    poll(lambda: counts() == (queries + 1, requests + 1), 30)


def test_each_request_has_an_id_in_the_answer_the_problem_and_the_log(watched: Server) -> None:
    replies = [watched.ask(new_question()), watched.ask("SELECT"), watched.get("/no/such", "text/html")]
    assert len({reply.headers["x-request-id"] for reply in replies}) == 3
    assert problem_of(replies[1])["request_id"] == replies[1].headers["x-request-id"]
    assert replies[2].headers["x-request-id"] in replies[2].text
    line = line_of(watched, replies[1])
    assert {key: line[key] for key in ("method", "path", "status", "problem", "client")} == {
        "method": "GET",
        "path": "/sparql",
        "status": 400,
        "problem": "bad-query",
        "client": "127.0.0.1",
    }


def test_a_line_says_who_asked_and_from_where_and_not_what(watched: Server, reader: dict[str, str]) -> None:
    headers = {**reader, "X-Forwarded-For": CLIENT, "X-Request-Id": "from-the-proxy.1"}
    reply = watched.request("GET", "/sparql?query=ASK%20%7B%7D%20%23%20something-private", headers=headers)
    assert reply.headers["x-request-id"] == "from-the-proxy.1"
    line = line_of(watched, reply)
    assert (line["client"], line["who"], line["release"]) == (CLIENT, "reader", 1)
    assert "something-private" not in watched.log
    assert re.fullmatch(r"Bearer \S+", headers["Authorization"])
    assert headers["Authorization"].split()[1] not in watched.log


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "é", '"', "<script>"])
def test_an_id_that_is_none_is_replaced(given: str, watched: Server) -> None:
    reply = watched.request("GET", "/-/health/live", headers={"X-Request-Id": given})
    assert re.fullmatch(r"[0-9a-f]{24}", reply.headers["x-request-id"])


def test_an_id_is_taken_from_trusted_proxies_only(server: Server) -> None:
    reply = server.request("GET", "/-/health/live", headers={"X-Request-Id": "mine"})
    assert reply.headers["x-request-id"] != "mine"


def test_the_address_that_a_trusted_proxy_tells_is_the_server_s_own(watched: Server, server: Server) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "data.example", "Accept": "text/turtle"}
    assert "<https://data.example/sparql>" in watched.request("GET", "/sparql", headers=headers).text
    assert "data.example" not in server.request("GET", "/sparql", headers=headers).text


def test_the_list_of_queries_is_found_with_a_slash_too(server: Server) -> None:
    reply = server.get("/queries/", "text/html")
    assert (reply.status, reply.headers["location"]) == (308, "/queries")


@pytest.mark.parametrize(("method", "path"), [("POST", "/-/metrics"), ("GET", "/-/queries/1"), ("DELETE", "/-/health")])
def test_another_method_is_refused_with_those_that_there_are(method: str, path: str, server: Server) -> None:
    reply = server.request(method, path)
    assert reply.status == 405
    options = server.request("OPTIONS", path)
    assert (options.status, options.headers["allow"]) == (204, reply.headers["allow"])


def test_what_is_not_there_is_not_found(server: Server) -> None:
    assert problem_of(server.get("/-/more"))["status"] == 404
    assert server.request("DELETE", "/-/queries/x").status == 404


async def nobody(message: Message) -> None:
    """Nobody listens."""


@pytest.fixture
def visit() -> Visit:
    """A query that was answered."""
    scope = {"method": "GET", "path": "/sparql\x1b", "client": (CLIENT, 1)}
    request = Request("GET", "/sparql", "query=ASK%20%7B%7D", {})
    return Visit("an-id", scope, nobody, 0.0, request, ANONYMOUS.name, "", 200, 5, True, "7")


def test_a_line_for_people_cannot_move_a_terminal(visit: Visit, capsys: pytest.CaptureFixture[str]) -> None:
    RequestLog(Settings(log="text")).write(visit, 0.25)
    written = capsys.readouterr().err.split(" ", 1)[1]
    assert written == f"{CLIENT} - GET /sparql%1B 200 5 B 0.25 s an-id release=7\n"


def test_a_line_has_the_query_where_the_setting_says_so(visit: Visit, capsys: pytest.CaptureFixture[str]) -> None:
    visit.scope["path"] = "/sparql"
    RequestLog(Settings(log="json", log_queries=True)).write(visit, 0.25)
    assert json.loads(capsys.readouterr().err)["query"] == "ASK {}"
    visit.scope["path"] = "/queries/partners"
    RequestLog(Settings(log="text", log_queries=True)).write(visit, 0.25)
    assert capsys.readouterr().err.endswith('parameters="query=ASK%20%7B%7D"\n')


@pytest.mark.parametrize(
    "asked",
    [
        lambda request: replace(request, query_string="query=a&query=b"),
        lambda request: replace(request, query_string=""),
        lambda request: None,
    ],
)
def test_what_could_not_be_read_is_not_in_a_line(
    asked: Callable[[Request | None], Request | None], visit: Visit, capsys: pytest.CaptureFixture[str]
) -> None:
    visit.scope["path"], visit.request = "/sparql", asked(visit.request)
    RequestLog(Settings(log="json", log_queries=True)).write(visit, 0.25)
    assert "query" not in json.loads(capsys.readouterr().err)


def test_no_line_is_written_where_none_is_wanted(visit: Visit, capsys: pytest.CaptureFixture[str]) -> None:
    RequestLog(Settings()).write(visit, 0.25)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/", "start"),
        ("/sparql", "sparql"),
        ("/v/3/sparql", "sparql"),
        ("/queries/partners.csv", "queries"),
        ("/v/3/queries/partners.csv", "queries"),
        ("/dump.nq", "dump"),
        ("/ontology.ttl", "ontology"),
        ("/.well-known/void", "void"),
        ("/-/health", "operations"),
        ("/.", "other"),
        ("/anything/else", "other"),
        ("*", "start"),
    ],
)
def test_routes_are_counted_by_a_few_kinds(path: str, route: str) -> None:
    assert Visit("an-id", {"path": path}, nobody, 0.0).route == route


def test_what_the_server_says_is_json_too() -> None:
    try:
        raise ValueError("no\nsuch thing")
    except ValueError as error:
        record = logging.getLogger("samspil").makeRecord(
            "samspil", logging.ERROR, "", 0, "%s failed", ("/a",), (ValueError, error, error.__traceback__)
        )
    entry = json.loads(JsonForm().format(record))
    assert (entry["level"], entry["message"]) == ("error", "/a failed")
    assert entry["traceback"].endswith("ValueError: no\nsuch thing")
