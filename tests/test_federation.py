"""SERVICE over HTTP: refused by default, and with an allow list asked through the egress of the web process."""

import gzip
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from loaders.allow_list import AllowList
from loaders.errors import UsageError
from loaders.web_requests import web_address
from tests.canary import JSON, NO_ROWS, Listener, listener, says
from tests.serving import Reply, Server, problem_of, publish, serve

LIMIT_BYTES = 100_000


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Another Samspil, with data that the first one does not have."""
    workspace = tmp_path_factory.mktemp("remote")
    publish(workspace, extra=30)
    with serve(workspace) as running:
        yield running


@pytest.fixture(scope="module")
def other() -> Iterator[Listener]:
    """A server that answers what a test says."""
    with listener() as running:
        yield running


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, remote: Server, other: Listener) -> Iterator[Server]:
    """A server that may ask both."""
    workspace = tmp_path_factory.mktemp("here")
    publish(workspace)
    with serve(
        workspace,
        federation_allow=f"{remote.url}/sparql, 127.0.0.1:{other.port}",
        private_hosts="127.0.0.1",
        federation_timeout_s=3,
        federation_max_bytes=LIMIT_BYTES,
    ) as running:
        yield running


def rows(reply: Reply) -> list[dict[str, str]]:
    assert reply.status == 200, reply.text
    bindings = reply.json()["results"]["bindings"]  # type: ignore[index]
    return [{name: term["value"] for name, term in row.items()} for row in bindings]


def test_service_is_refused_by_default_and_says_how_to_allow_it(server: Server) -> None:
    problem = problem_of(server.ask("SELECT * { SERVICE <https://query.wikidata.org/sparql> { ?s ?p ?o } }"))
    assert problem["status"] == 403
    assert "setting federation_allow" in str(problem["detail"])
    assert (problem["line"], problem["column"], problem["near"]) == (1, 12, "SERVICE")


def test_another_samspil_answers_and_its_rows_are_joined(here: Server, remote: Server) -> None:
    number = "<https://example.org/number>"
    query = f"SELECT ?n {{ SERVICE <{remote.url}/sparql> {{ <https://example.org/filling/7> {number} ?n }} }}"
    (row,) = rows(here.ask(query, JSON))
    assert row["n"].startswith("1-7-x")
    joined = f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o SERVICE <{remote.url}/sparql> {{ ?s ?p ?o }} }}"
    assert rows(here.ask(joined, JSON)) == rows(here.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", JSON))
    alone = f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{remote.url}/sparql> {{ ?s {number} ?o }} }}"
    assert rows(here.ask(alone, JSON)) == [{"n": "30"}]


def test_an_answer_with_service_has_no_name_and_is_asked_anew(here: Server, other: Listener) -> None:
    query = f"SELECT * {{ SERVICE <{other.url}/again> {{ ?s ?p ?o }} }}"
    before = len(other.asked)
    replies = [here.ask(query, JSON) for _ in range(2)]
    assert [reply.headers.get("etag") for reply in replies] == [None, None]
    assert len(other.asked) == before + 2
    assert here.ask("ASK { ?service ?p 'SERVICE' }", JSON).headers["etag"]


def test_nothing_of_the_request_goes_along_but_the_query(here: Server, other: Listener) -> None:
    other.asked.clear()
    path = f"/sparql?query=ASK%20%7BSERVICE%20%3C{other.url}/plain%3E%20%7B%3Fs%20%3Fp%20%3Fo%7D%7D"
    headers = {"Cookie": "a=b", "Authorization": "Basic eA==", "X-Forwarded-For": "192.0.2.1", "Referer": "http://x/"}
    assert here.request("GET", path, headers=headers).status == 200
    (asked,) = other.asked
    assert (asked.method, asked.body) == ("POST", "BASE <https://w3id.org/samspil/>\n SELECT * WHERE {?s ?p ?o}")
    assert asked.headers == {
        "host": f"127.0.0.1:{other.port}",
        "accept": "application/sparql-results+json, application/sparql-results+xml",
        "accept-encoding": "identity",
        "content-type": "application/sparql-query",
        "content-length": str(len(asked.body)),
        "user-agent": "samspil",
    }


def test_a_page_shows_rows_of_another_server(here: Server, remote: Server) -> None:
    query = f"SELECT ?n {{ SERVICE <{remote.url}/sparql> {{ <https://example.org/filling/7> ?p ?n }} }}"
    assert "1-7-xxx" in here.ask(query, "text/html").text


def test_the_service_description_says_so_where_it_is_allowed(here: Server, server: Server) -> None:
    feature = "sd:BasicFederatedQuery"
    assert feature in here.get("/sparql", "text/turtle").text
    assert feature not in server.get("/sparql", "text/turtle").text


def hangs(request: BaseHTTPRequestHandler) -> None:
    """Nothing, until the other side has had enough."""
    request.connection.recv(1)


def drips(request: BaseHTTPRequestHandler) -> None:
    """Never a last byte."""
    request.send_response(200)
    request.send_header("Content-Type", JSON)
    request.end_headers()
    try:
        while True:
            request.wfile.write(b" " * 1000)
    except OSError:
        return


def breaks_off(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", JSON)
    request.send_header("Content-Length", "900")
    request.end_headers()
    request.wfile.write(NO_ROWS)


FAILING = {
    "an error": (says(b"no such graph", "text/plain", 400), "answers 400 Bad Request: no such graph"),
    "a page": (says(b"<html>", "text/html"), "answers with text/html"),
    "triples": (says(b"", "text/turtle"), "answers with text/turtle"),
    "too much": (says(bytes(LIMIT_BYTES + 1)), "over the limit of 100,000 bytes"),
    "too much, packed": (says(gzip.compress(bytes(LIMIT_BYTES + 1)), Content_Encoding="gzip"), "once unpacked"),
    "endless": (drips, "over the limit of 100,000 bytes"),
    "half an answer": (breaks_off, "broke off|cannot be fetched"),
    "no answer": (hangs, "took longer than"),
    "a circle": (says(b"", status=307, Location="/case"), "more than 5 redirects"),
    "away from the list": (says(b"", status=302, Location="http://192.0.2.1/"), "which SERVICE may not ask here"),
    "a file": (says(b"", status=302, Location="file:///etc/passwd"), "no address of the web"),
}


@pytest.mark.parametrize("case", FAILING)
def test_a_server_that_fails_is_named_and_silent_goes_on_without_it(case: str, here: Server, other: Listener) -> None:
    other.answers["/case"], words = FAILING[case]
    problem = problem_of(here.ask(f"SELECT * {{ SERVICE <{other.url}/case> {{ ?s ?p ?o }} }}"))
    assert (problem["status"], problem["type"], problem["near"]) == (502, "/problems#remote", "SERVICE")
    assert re.search(words, str(problem["detail"]))
    silent = f"SELECT * {{ SERVICE SILENT <{other.url}/case> {{ ?s ?p ?o }} }}"
    assert rows(here.ask(silent, JSON)) == [{}]


def test_a_redirect_on_the_list_is_followed_with_the_query(here: Server, other: Listener) -> None:
    other.answers["/old"] = says(b"", status=301, Location="new")
    other.asked.clear()
    assert here.ask(f"ASK {{ SERVICE <{other.url}/old> {{ ?s ?p ?o }} }}").status == 200
    assert [(each.method, each.path) for each in other.asked] == [("POST", "/old"), ("POST", "/new")]
    assert other.asked[0].body == other.asked[1].body


def test_a_query_with_service_waits_in_a_room_of_its_own(here: Server, other: Listener) -> None:
    other.answers["/slow"] = hangs
    slow = f"ASK {{ SERVICE <{other.url}/slow> {{ ?s ?p ?o }} }}"
    waiting = [here.raw(slow) for _ in range(4)]
    try:
        for _ in range(3):
            assert here.ask("ASK {}").status == 200
            assert here.get("/queries/partners.csv").status == 200
    finally:
        for connection in waiting:
            connection.close()


@pytest.mark.parametrize(
    ("entry", "address", "is_allowed"),
    [
        ("a.example", "https://a.example/x?y", True),
        ("a.example", "http://A.EXAMPLE:80/", True),
        ("a.example", "http://a.example:81/", False),
        ("a.example", "http://b.a.example/", False),
        ("a.example", "http://a.example.b/", False),
        ("a.example:81", "http://a.example:81/", True),
        ("a.example:81", "http://a.example/", False),
        ("https://a.example/sparql", "https://a.example/sparql", True),
        ("https://a.example/sparql", "https://a.example:443/sparql?graph=x", True),
        ("https://a.example/sparql", "https://a.example/sparql/da", True),
        ("https://a.example/sparql", "https://a.example/sparql2", False),
        ("https://a.example/sparql", "http://a.example/sparql", False),
        ("https://a.example/sparql/", "https://a.example/sparql/../x", False),
        ("https://a.example/sparql/", "https://a.example/sparql/%2E%2e/x", False),
        ("https://a.example/", "https://a.example/x", True),
        ("https://åre.example/", "https://xn--re-xia.example/", True),
    ],
)
def test_the_list_allows_what_it_names_and_what_lies_below(entry: str, address: str, is_allowed: bool) -> None:
    assert AllowList([entry], "federation_allow").allows(web_address(address)) is is_allowed


@pytest.mark.parametrize("entry", ["a.example/sparql", "ftp://a.example/", "https://a.example/?x", "https://", "a:b@c"])
def test_an_entry_that_names_no_server_stops_the_start(entry: str) -> None:
    with pytest.raises(UsageError, match="federation_allow"):
        AllowList([entry], "federation_allow")
