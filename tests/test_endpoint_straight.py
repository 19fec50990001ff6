"""The straight way and the long one: the same answers, the same errors, the same order, whichever a request takes."""

import gzip
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlencode

import pytest

from tests.serving import ENDLESS, Server, number_of, poll, publish, serve

Answer = tuple[bytes, dict[bytes, bytes], bytes]
# Chance has a say in these, so that no answer is kept and each is computed anew.
SMALL = "SELECT (1 AS ?n) { FILTER(RAND() >= 0) }"
MEDIUM = "SELECT * { ?a ?b ?c FILTER(RAND() >= 0) } ORDER BY ?a ?b ?c LIMIT 100"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(RAND() >= 0) } LIMIT 6000"
WRONG = "SELECT ?n { ?n rdfs:label }"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A register in which queries may take two seconds."""
    workspace = tmp_path_factory.mktemp("straight")
    publish(workspace, extra=300)
    with serve(workspace, query_timeout_s=2) as running:
        yield running


def request_for(query: str, *lines: str) -> bytes:
    head = [f"GET /sparql?{urlencode({'query': query})} HTTP/1.1", "Host: localhost", "Accept: text/csv", *lines]
    return "\r\n".join([*head, "", ""]).encode()


def posted(query: str) -> bytes:
    head = ["POST /sparql HTTP/1.1", "Host: localhost", "Accept: text/csv", "Content-Type: application/sparql-query"]
    return "\r\n".join([*head, f"Content-Length: {len(query)}", "", query]).encode()


def connected(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=60)


def answer_to(server: Server, *pieces: bytes) -> Answer:
    """Status line, headers but those of one moment, and body, of a request sent in pieces."""
    with connected(server) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            connection.sendall(piece)
        return read_answers(connection, 1)[0]


def read_answers(connection: socket.socket, count: int) -> list[Answer]:
    with connection.makefile("rb") as stream:
        return [read_answer(stream) for _ in range(count)]


def read_answer(stream: BinaryIO) -> Answer:
    status = stream.readline()
    headers = {}
    while (line := stream.readline().strip()) != b"":
        name, _, value = line.partition(b": ")
        headers[name] = value
    body = b""
    if b"content-length" in headers:
        body = stream.read(int(headers[b"content-length"]))
    else:
        while (size := int(stream.readline(), 16)) > 0:
            body += stream.read(size)
            stream.readline()
        stream.readline()
    return status, {name: value for name, value in headers.items() if name not in (b"date", b"x-request-id")}, body


@pytest.mark.parametrize("query", [SMALL, MEDIUM, LARGE, WRONG])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_both_ways_give_the_same_answer(query: str, coding: str, server: Server) -> None:
    request = request_for(query, f"Accept-Encoding: {coding}")
    straight, long = answer_to(server, request), answer_to(server, request[:40], request[40:])
    assert straight[:2] == long[:2]
    assert straight[0].startswith(b"HTTP/1.1 400" if query is WRONG else b"HTTP/1.1 200")
    if query is WRONG:
        return
    bodies = [gzip.decompress(body) if b"content-encoding" in head else body for _, head, body in (straight, long)]
    assert bodies[0] == bodies[1]
    assert bodies[0].count(b"\n") == {SMALL: 2, MEDIUM: 101, LARGE: 6001}[query]


def test_a_query_may_be_the_body(server: Server) -> None:
    request = posted(SMALL)
    head, body = request[: -len(SMALL)], SMALL.encode()
    assert answer_to(server, request) == answer_to(server, head, body)
    assert answer_to(server, request)[2] == b"n\r\n1\r\n"


def test_what_comes_while_a_query_runs_is_answered_after_it(server: Server) -> None:
    with connected(server) as connection:
        connection.sendall(request_for(ENDLESS))
        connection.sendall(request_for(SMALL) + posted(SMALL))
        connection.sendall(request_for(SMALL))
        answers = read_answers(connection, 4)
    assert [status[9:12] for status, _, _ in answers] == [b"503", b"200", b"200", b"200"]


def test_two_requests_at_once_are_answered_in_their_order(server: Server) -> None:
    with connected(server) as connection:
        connection.sendall(request_for(MEDIUM) + request_for(SMALL))
        sizes = [len(body) for _, _, body in read_answers(connection, 2)]
    assert sizes[0] > sizes[1]


def test_who_leaves_frees_the_worker(server: Server) -> None:
    def left() -> float:
        return number_of(server.get("/-/metrics").text, "samspil_queries_total", lane="ad hoc", outcome="left")

    before = left()
    with connected(server) as connection:
        connection.sendall(request_for(ENDLESS))
    poll(lambda: left() == before + 1, 30)
    server.until_free()


def test_each_request_is_counted_once(server: Server) -> None:
    def counted() -> float:
        return number_of(server.get("/-/metrics").text, "samspil_requests_total", route="sparql", status="200")

    before = counted()
    for query in (SMALL, LARGE):
        answer_to(server, request_for(query))
    assert counted() == before + 2
    assert number_of(server.get("/-/metrics").text, "samspil_requests_open") == 1  # the one that asks


@pytest.mark.parametrize("lines", [("Connection: close",), ("Expect: 100-continue",)])
def test_what_is_not_usual_goes_the_long_way(lines: tuple[str, ...], server: Server) -> None:
    _, headers, body = answer_to(server, request_for(SMALL, *lines))
    assert body == b"n\r\n1\r\n"
    assert headers.get(b"connection") == (b"close" if "close" in lines[0] else None)


def test_a_log_line_tells_the_release(tmp_path: Path) -> None:
    publish(tmp_path)
    with serve(tmp_path, log="text") as server:
        answer_to(server, request_for(SMALL))
        line = next(line for line in server.log.splitlines() if "GET /sparql" in line)
    assert " 200 6 B " in line
    assert line.endswith(" release=1")
