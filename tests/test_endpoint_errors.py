"""Errors on a real server: each has its status, and all have one shape."""

from collections.abc import Callable

import pytest

from tests.serving import Reply, Server, problem_of

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
UPDATE = "application/sparql-update"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

ERRORS: dict[str, tuple[int, str, Callable[[Server], Reply]]] = {
    "not a query": (400, "bad-query", lambda server: server.ask("SELECT * {")),
    "empty query": (400, "bad-query", lambda server: server.ask("")),
    "query twice": (400, "http-400", lambda server: server.get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D")),
    "not UTF-8 in the address": (400, "http-400", lambda server: server.get("/sparql?query=%FF")),
    "not UTF-8 in the body": (400, "http-400", lambda server: server.post("/sparql", b"ASK {} # \xff", DIRECT)),
    "form without query": (400, "http-400", lambda server: server.post("/sparql", b"x=1", FORM)),
    "unknown function": (400, "unsupported", lambda server: server.ask("SELECT (<a:f>(1) AS ?x) {}")),
    "service": (403, "forbidden", lambda server: server.ask("SELECT * { SERVICE <http://192.0.2.1/> { ?s ?p ?o } }")),
    "service in what is no query": (
        400,
        "bad-query",
        lambda server: server.ask("SELECT * { SERVICE <http://192.0.2.1/> { ?s ?p ?o }"),
    ),
    "service in a query that asks at once": (
        403,
        "forbidden",
        lambda server: server.ask("ASK { SERVICE ?a { ?s ?p ?o } }"),
    ),
    "update as query": (403, "forbidden", lambda server: server.ask("DROP ALL")),
    "update as field": (401, "http-401", lambda server: server.post("/sparql", b"update=DROP%20ALL", FORM)),
    "update as body": (
        401,
        "http-401",
        lambda server: server.post("/sparql", b"DROP ALL", UPDATE),
    ),
    "no such page": (404, "not-found", lambda server: server.get("/queries/nothing", "text/csv")),
    "no such address": (404, "http-404", lambda server: server.get("/nothing", "application/json")),
    "another method": (405, "http-405", lambda server: server.request("PUT", "/sparql", b"")),
    "another method on a page": (405, "http-405", lambda server: server.request("DELETE", "/releases")),
    "another method on a question": (405, "http-405", lambda server: server.request("POST", "/queries/partners")),
    "long body": (413, "http-413", lambda server: server.post("/sparql", b"#" * 1_100_000, DIRECT)),
    "long query": (413, "too-long", lambda server: server.post("/sparql", b"ASK {} #" + b"x" * 16384, DIRECT)),
    "long address": (414, "http-414", lambda server: server.get("/sparql?query=" + "x" * 61_000)),
    "another type": (415, "http-415", lambda server: server.post("/sparql", b"ASK {}", "text/plain")),
    "no type": (415, "http-415", lambda server: server.post("/sparql", b"ASK {}", None)),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_has_its_status_and_the_one_shape(server: Server, name: str) -> None:
    status, kind, request = ERRORS[name]
    reply = request(server)
    assert reply.status == status
    assert problem_of(reply)["type"] == f"/problems#{kind}"


def test_a_bad_query_says_where_and_what_to_write(server: Server) -> None:
    problem = problem_of(server.ask("SELECT ?x\nWHERE { ?x a org:Membership }"))
    assert (problem["line"], problem["column"], problem["near"]) == (2, 14, "org:Membership")
    assert problem["hint"] == "Add the line: PREFIX org: <http://www.w3.org/ns/org#>"


def test_a_fault_beside_a_call_has_its_place_in_what_was_sent(server: Server) -> None:
    problem = problem_of(server.ask("SELECT * {\n SERVICE SILENT <http://192.0.2.1/> { ?s mine:p ?o } }"))
    assert (problem["status"], problem["line"], problem["near"]) == (400, 2, "mine:p")


def test_a_method_that_is_not_possible_comes_with_those_that_are(server: Server) -> None:
    assert server.request("PUT", "/sparql", b"").headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert set(server.request("DELETE", "/releases").headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_browser_gets_an_error_as_a_page_with_the_same_status(server: Server) -> None:
    for path, status in (("/sparql?query=SELECT", 400), ("/nothing", 404), ("/doc/place/nowhere", 404)):
        reply = server.get(path, BROWSER)
        assert (reply.status, reply.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert 'role="alert"' in reply.text
