"""Answers given before: the same bytes at once, compressed on demand, never of another release or of chance."""

import asyncio
import gzip
import http.client
import socket
from pathlib import Path
from urllib.parse import urlencode

import pytest
import zstandard

from endpoint.http.cache import AnswerCache, Kept, tag_of
from endpoint.http.encodings import coding_for
from endpoint.http.messages import Request
from endpoint.http.prepare import prepare_releases
from endpoint.http.questions import question_for
from endpoint.http.respond import Question
from endpoint.http.site import Site
from endpoint.workers.pool import Pool
from endpoint.workers.running import EARLY_BYTES
from loaders.releases import Releases
from loaders.settings import home_of, load_settings
from tests.serving import ENDLESS, Reply, Server, new_question, poll, problem_of, publish, serve

MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 2000"
STREAMED = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"


def ask(server: Server, query: str, coding: str = "", **headers: str) -> Reply:
    return server.get(f"/sparql?{urlencode({'query': query})}", "text/csv", **{"Accept-Encoding": coding}, **headers)


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, ""),
        ("identity", ""),
        ("gzip, deflate, br", "gzip"),
        ("gzip, zstd", "zstd"),
        ("gzip;q=1, zstd;q=0.5", "gzip"),
        ("gzip;q=0", ""),
        ("gzip;q=0.5, identity", ""),
        ("br", ""),
        ("*", "zstd"),
    ],
)
def test_a_client_gets_the_coding_that_it_likes_best(header: str | None, coding: str) -> None:
    assert coding_for(header) == coding


@pytest.mark.parametrize("query", [MANY, STREAMED], ids=["whole", "streamed"])
def test_compressed_answers_say_the_same(server: Server, query: str) -> None:
    plain, packed, small = (ask(server, query, coding) for coding in ("", "gzip", "zstd"))
    assert [reply.headers.get("content-encoding") for reply in (plain, packed, small)] == [None, "gzip", "zstd"]
    assert gzip.decompress(packed.body) == plain.body
    assert zstandard.ZstdDecompressor().decompressobj().decompress(small.body) == plain.body
    assert len({reply.headers["etag"] for reply in (plain, packed, small)}) == 3
    assert "Accept-Encoding" in packed.headers["vary"]


def test_the_tag_of_any_coding_is_known_again(server: Server) -> None:
    tag = ask(server, MANY, "gzip").headers["etag"]
    assert ask(server, MANY, "gzip", **{"If-None-Match": tag}).status == 304
    assert ask(server, MANY, "", **{"If-None-Match": tag}).status == 304


def test_a_repeated_question_is_answered_while_all_workers_are_busy(server: Server) -> None:
    first = ask(server, MANY)
    with server.raw(ENDLESS):
        poll(lambda: server.ask(new_question()).status == 503, 30)
        assert ask(server, MANY).body == first.body
    server.until_free()


def test_chance_and_time_are_asked_anew(server: Server) -> None:
    replies = [server.ask("SELECT (STRUUID() AS ?id) {}", "text/csv") for _ in range(2)]
    assert replies[0].body != replies[1].body
    assert "etag" not in replies[0].headers


def test_a_new_release_has_answers_of_its_own(tmp_path: Path) -> None:
    publish(tmp_path)
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    with serve(tmp_path) as server:
        before = [ask(server, count).body for _ in range(2)]
        publish(tmp_path, extra=5)
        after = ask(server, count)
        assert before[0] == before[1] != after.body
        assert after.headers["x-samspil-release"] == "2"
        old = server.get(f"/v/1/sparql?{urlencode({'query': count})}", "text/csv")
        assert old.body == before[0]


def test_what_is_kept_stays_within_its_bytes_and_the_oldest_goes_first() -> None:
    cache = AnswerCache(100_000)
    for number in range(20):
        cache.keep(f"tag-{number}", "csv", "", bytes(9000))
        assert cache.get("tag-0") is not None  # asked again and again, it stays
    assert cache.size <= 100_000
    assert cache.get("tag-1") is None
    assert cache.get("tag-19") is not None
    cache.keep("huge", "csv", "", bytes(50_000))
    assert cache.get("huge") is None


def test_a_client_that_asks_too_much_at_once_waits_for_itself_alone(tmp_path: Path) -> None:
    publish(tmp_path)
    with serve(tmp_path, workers=4, client_queries=1, query_timeout_s=60) as server, server.raw(ENDLESS):
        poll(lambda: server.ask(new_question()).status == 429, 30)
        refused = server.ask(new_question())
        problem = problem_of(refused)
        assert problem["type"] == "/problems#too-many"
        assert refused.headers["retry-after"] == "1"
        other = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60, source_address=("127.0.0.2", 0))
        other.request("GET", f"/sparql?{urlencode({'query': new_question()})}")
        assert other.getresponse().status == 200
        other.close()


def test_http_1_0_gets_no_answer_that_could_look_whole_when_it_broke(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        path = f"/sparql?{urlencode({'query': STREAMED})}"
        connection.sendall(f"GET {path} HTTP/1.0\r\nAccept: text/csv\r\n\r\n".encode())
        received = b""
        while piece := connection.recv(65536):
            received += piece
    assert received.startswith(b"HTTP/1.1 505")
    assert b"ask for it with HTTP/1.1" in received


def test_a_head_without_end_is_refused(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        try:
            for number in range(200):
                connection.sendall(f"X-{number}: {'a' * 1000}\r\n".encode())
            received = connection.recv(12)
        except ConnectionError:
            received = b"HTTP/1.1 431"  # it was refused so early that the rest met a closed door
    assert received == b"HTTP/1.1 431"
    assert server.get("/-/health").status == 200


def raw_ask(connection: socket.socket, request: bytes) -> bytes:
    """One answer with a length, read from a connection that stays open."""
    connection.sendall(request)
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    assert len(body) == length
    return received[: len(head)] + b"\r\n\r\n" + body


def request_for(query: str, *lines: str) -> bytes:
    fields = urlencode({"query": query})
    return "\r\n".join(
        [f"GET /sparql?{fields} HTTP/1.1", "Host: localhost", "Accept: text/csv", *lines, "", ""]
    ).encode()


def without_date(answer: bytes) -> list[bytes]:
    """The lines of an answer but those that are of one moment."""
    return sorted(line for line in answer.split(b"\r\n") if not line.lower().startswith((b"date:", b"x-request-id:")))


def test_the_same_bytes_get_the_same_answer_whatever_stands_around_them(tmp_path: Path) -> None:
    publish(tmp_path)
    count, many = request_for("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"), request_for("SELECT * { ?a ?b ?c }")
    with (
        serve(tmp_path) as server,
        socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection,
    ):
        first = raw_ask(connection, count)
        assert without_date(raw_ask(connection, count)) == without_date(first)
        # In pieces, and two at once: both take the long way, and say the same.
        connection.sendall(count[:30])
        assert without_date(raw_ask(connection, count[30:])) == without_date(first)
        assert raw_ask(connection, many) != first
        publish(tmp_path, extra=5)
        assert raw_ask(connection, count) != first


def test_requests_in_a_row_without_waiting_are_answered_in_their_order(server: Server) -> None:
    one, other = (request_for(f"SELECT ({number} AS ?n) {{}}") for number in (1, 2))
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        for request in (one, other):
            raw_ask(connection, request)
        connection.sendall(one + other + one)
        received = b""
        while received.count(b"n\r\n") < 3:
            received += connection.recv(65536)
    assert [line for line in received.split(b"\r\n") if line in (b"1", b"2")] == [b"1", b"2", b"1"]


def test_who_sends_a_token_is_looked_at_every_time(server: Server) -> None:
    ask(server, MANY)
    assert ask(server, MANY, Authorization="Bearer samspil_never-made").status == 401
    assert ask(server, MANY, Authorization="Bearer samspil_never-made").status == 401


def test_canned_answers_are_ready_before_anybody_asks(server: Server) -> None:
    settings = load_settings(server.workspace)
    releases = Releases(home_of(server.workspace, settings))

    async def kept_for(path: str) -> Kept | None:
        site = Site(settings, releases, Pool(settings))
        preparing = asyncio.create_task(prepare_releases(site))
        async with asyncio.timeout(60):
            while site.prepared is None:
                await asyncio.sleep(0.05)
        preparing.cancel()
        await site.pool.close()
        question = await question_for(site, Request("GET", path, "", {}))
        assert isinstance(question, Question)
        tag = tag_of(question.release, question.operation, question.choices)
        assert tag is not None
        return site.cache.get(tag)

    kept = asyncio.run(kept_for("/queries/partners.csv"))
    assert kept is not None
    assert kept.bodies[""] == server.get("/queries/partners.csv").body


def test_a_canned_query_that_takes_long_is_answered_once_it_was_prepared(tmp_path: Path) -> None:
    publish(tmp_path, extra=2000)
    current = Releases(home_of(tmp_path, load_settings(tmp_path))).current()
    assert current is not None
    every_pair = "#+ summary: How many pairs of triples?\nSELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f }\n"
    (current.queries_path / "pairs.rq").write_text(every_pair, encoding="utf-8")
    with serve(tmp_path, canned_timeout_s=0.1) as server:
        poll(lambda: server.get("/queries/pairs.csv").status == 200, 60)
        assert server.get("/queries/pairs", "text/html").status == 200


def test_an_answer_that_flowed_is_whole_the_next_time(server: Server) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 3000 #"
    first, second = ask(server, query), ask(server, query)
    assert len(first.body) > EARLY_BYTES
    assert first.headers.get("transfer-encoding") == "chunked"
    assert second.headers["content-length"] == str(len(first.body))
    assert second.body == first.body
