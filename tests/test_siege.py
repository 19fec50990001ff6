"""Hostile input and kill -9, in short: the same server at the end, everybody answered, nothing acknowledged is lost.

``make soak`` does the same at length and says how long it all took.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders.tokens import Tokens
from tests.serving import Server, publish, serve
from tests.siege.kills import rounds
from tests.siege.queries import hostile_queries
from tests.siege.siege import QUESTIONS, Good, Outcome, besiege, query_attacks, upload_attacks
from tests.siege.uploads import hostile_uploads

PLAIN = 'default_graph = "plain"\nshared_graphs = false\n'
# What a server may say to something that it cannot or will not do; 0 is an answer that was visibly cut off.
EXPECTED = {0, 200, 201, 204, 400, 403, 413, 415, 422, 503}


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    workspace = tmp_path_factory.mktemp("open")
    publish(workspace, extra=3000)
    with serve(workspace, workers=3, client_queries=1, query_timeout_s=0.5, query_memory_mb=1500) as server:
        yield server


@pytest.fixture(scope="module")
def written_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    workspace = tmp_path_factory.mktemp("written")
    (workspace / "samspil.toml").write_text(PLAIN, encoding="utf-8")
    token = Tokens(workspace / "var").create("anna", "publish")
    with serve(workspace, workers=3, write_timeout_s=3, write_memory_mb=1024, max_upload_bytes=2_000_000) as server:
        graph = "/graphs?graph=http://a.example/good"
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/turtle"}
        assert server.request("PUT", graph, b"<a:a> <a:b> 1 .", headers).status == 201
        yield server, token


def check(outcomes: list[Outcome], seen: dict[str, Good]) -> None:
    """Every hostile request has an end that is expected; every good one is answered."""
    assert [one for one in outcomes if one.status not in EXPECTED] == []
    assert {name: set(good.statuses) for name, good in seen.items()} == {name: {200} for name in seen}


def test_hostile_queries_end_and_everybody_else_is_answered(open_server: Server) -> None:
    queries = hostile_queries()
    assert len(queries) >= 60
    check(*besiege(open_server, query_attacks(queries), QUESTIONS))


def test_hostile_uploads_end_and_everybody_else_is_answered(written_server: tuple[Server, str]) -> None:
    server, token = written_server
    uploads = hostile_uploads()
    assert len(uploads) >= 40
    questions = {name: QUESTIONS[name] for name in ("pages", "repeated answers", "small queries")}
    check(*besiege(server, upload_attacks(uploads, token), questions))
    assert server.ask("ASK { GRAPH <http://a.example/good> { <a:a> <a:b> 1 } }").json()["boolean"] is True


def test_what_was_acknowledged_survives_kills_at_any_moment(tmp_path: Path) -> None:
    for one in rounds(tmp_path, 12):
        assert one.whole, one.target
        assert one.acknowledged <= one.found <= one.possible, one.target
    assert one.acknowledged
