"""Callers whose token the operator trusts: more time, memory and rows, and room that is theirs alone."""

from collections.abc import Iterator
from typing import Any

import pytest

from endpoint.http.access import is_trusted
from endpoint.http.problems import RequestError
from loaders.tokens import SCOPES, Tokens
from tests.serving import ENDLESS, Reply, Server, new_question, number_of, poll, problem_of, publish, serve

# 27 million rows to count: more than the public may compute, and far less than the trusted may.
SLOW = (
    "SELECT (COUNT(*) AS ?n) "
    "{ VALUES ?e { 1 2 3 } ?a <https://example.org/number> ?b . ?c <https://example.org/number> ?d }"
)
# Sixteen bytes doubled 25 times are half a gigabyte, and all before it another one.
LARGE = (
    'SELECT (STRLEN(?a25) AS ?n) { BIND("0123456789abcdef" AS ?a0) '
    + " ".join(f"BIND(CONCAT(?a{place}, ?a{place}) AS ?a{place + 1})" for place in range(25))
    + " }"
)
NUMBERS = "SELECT * { ?thing <https://example.org/number> ?number } LIMIT 10"


class House:
    """A server, and a token of each scope."""

    def __init__(self, server: Server, tokens: dict[str, str]) -> None:
        self.server, self.tokens = server, tokens

    def ask(self, query: str, scope: str | None) -> Reply:
        headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
        headers |= {"Authorization": f"Bearer {self.tokens[scope]}"} if scope else {}
        return self.server.request("POST", "/sparql", query.encode(), headers)

    def begin(self, query: str, scope: str) -> "Begun":
        return Begun(self, query, scope)


class Begun:
    """A query that was sent, and is ended with the block."""

    def __init__(self, house: House, query: str, scope: str) -> None:
        self._head = (
            f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
            f"Authorization: Bearer {house.tokens[scope]}\r\nContent-Length: {len(query)}\r\n\r\n{query}"
        )
        self._house = house

    def __enter__(self) -> None:
        self._connection = self._house.server.unread("/-/health/live")
        self._connection.sendall(self._head.encode())
        poll(lambda: self._running() == 1, 30)

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        poll(lambda: self._running() == 0, 30)

    def _running(self) -> float:
        return number_of(self._house.server.get("/-/metrics").text, "samspil_queries_running", lane="trusted")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    workspace = tmp_path_factory.mktemp("trusted")
    publish(workspace, extra=3000)
    tokens = {scope: Tokens(workspace / "var").create(f"anna-{scope}", scope) for scope in SCOPES}
    public: dict[str, Any] = {
        "query_timeout_s": 1,
        "canned_timeout_s": 20,
        "query_memory_mb": 900,
        "max_rows": 5,
        "client_queries": 1,
    }
    trusted: dict[str, Any] = {
        "trusted_scope": "propose",
        "trusted_timeout_s": 300,
        "trusted_memory_mb": 3000,
        "trusted_queries": 1,
    }
    with serve(workspace, **public, **trusted) as server:
        yield House(server, tokens)


def test_a_trusted_caller_may_compute_for_longer(house: House) -> None:
    for scope in (None, "read"):
        reply = house.ask(SLOW, scope)
        assert (reply.status, "more than 1 s" in reply.text) == (503, True)
    assert house.ask(SLOW, "propose").text.split()[1] == "27000000"


def test_a_trusted_caller_has_memory_that_nobody_else_gets(house: House) -> None:
    assert house.ask(LARGE, "propose").text.split()[1] == str(16 * 2**25)
    # A worker with more memory is idle now: the public is not answered by it.
    reply = house.ask(f"{LARGE} # again", None)
    assert (reply.status, problem_of(reply)["type"] in ("/problems#memory", "/problems#stopped")) == (503, True)
    assert house.ask(new_question(), None).status == 200


def test_a_trusted_caller_gets_all_rows(house: House) -> None:
    public, trusted = house.ask(NUMBERS, "read"), house.ask(NUMBERS, "admin")
    assert (public.text.count("\r\n"), public.headers["x-samspil-cut"]) == (6, "5")
    assert (trusted.text.count("\r\n"), "x-samspil-cut" in trusted.headers) == (11, False)


def test_the_rooms_of_the_public_and_of_the_trusted_are_two(house: House) -> None:
    with house.begin(ENDLESS, "publish"):
        for _ in range(3):
            assert house.ask(new_question(), None).status == 200
        # Their own room is full: the next one waits for it, and in vain.
        refused = house.ask(new_question(), "admin")
        assert (refused.status, problem_of(refused)["type"]) == (503, "/problems#busy")
    assert house.ask(new_question(), "admin").status == 200


def test_canned_queries_of_a_trusted_caller_run_in_their_room_too(house: House) -> None:
    def answered() -> float:
        text = house.server.get("/-/metrics").text
        return number_of(text, "samspil_queries_total", lane="trusted", outcome="answered")

    before = answered()
    for path in ("/queries/find-by-name.csv?name=one", "/v/1/queries/find-by-name.csv?name=two"):
        bearer = {"Authorization": f"Bearer {house.tokens['propose']}"}
        assert house.server.get(path, **bearer).status == 200
        assert house.server.get(f"{path}x").status == 200
    assert answered() == before + 2


@pytest.mark.parametrize(
    ("trusted", "scopes"),
    [("none", []), ("read", SCOPES), ("publish", ["publish", "admin"]), ("admin", ["admin"])],
)
def test_the_setting_says_which_scopes_are_trusted(house: House, trusted: str, scopes: list[str]) -> None:
    tokens = Tokens(house.server.workspace / "var")
    bearers = {scope: {"authorization": f"Bearer {house.tokens[scope]}"} for scope in SCOPES}
    assert [scope for scope in SCOPES if is_trusted(tokens, bearers[scope], trusted)] == list(scopes)
    assert not is_trusted(tokens, {}, trusted)
    if trusted != "none":
        with pytest.raises(RequestError):
            is_trusted(tokens, {"authorization": "Bearer samspil_wrong"}, trusted)
