"""Bodies that come packed with gzip or zstd: read as what was packed, within limits, or refused with the reason."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import zstandard

from endpoint.http.encodings import unpack
from endpoint.http.problems import RequestError
from loaders.tokens import Tokens
from tests.serving import Reply, Server, problem_of, serve

LIMIT = 2_000_000
TRIPLES, UPDATE, QUERY = "application/n-triples", "application/sparql-update", "application/sparql-query"
TRIPLE = b'<http://a/> <http://b/> "packed" .\n'
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": lambda body: gzip.compress(body[:9]) + gzip.compress(body[9:]),
    "zstd": zstandard.ZstdCompressor().compress,
    "ZSTD": lambda body: zstandard.ZstdCompressor().compress(body[:9]) + zstandard.ZstdCompressor().compress(body[9:]),
}
BROKEN = {
    "half of it": ("gzip", gzip.compress(TRIPLE * 50)[:-9]),
    "half of a frame": ("zstd", zstandard.ZstdCompressor().compress(TRIPLE * 50)[:-2]),
    "not packed": ("gzip", TRIPLE),
    "packed otherwise": ("zstd", gzip.compress(TRIPLE)),
    "nothing": ("gzip", b""),
    "something behind it": ("gzip", gzip.compress(TRIPLE) + b"more"),
    "a wrong checksum": ("gzip", gzip.compress(TRIPLE)[:-8] + b"\0" * 8),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    workspace = tmp_path_factory.mktemp("packed")
    (workspace / "samspil.toml").write_text('default_graph = "plain"\nshared_graphs = false\n', encoding="utf-8")
    with serve(workspace, max_upload_bytes=LIMIT, max_update_bytes=10_000, max_body_bytes=10_000) as server:
        yield server


@pytest.fixture(scope="module")
def token(running: Server) -> str:
    return Tokens(running.workspace / "var").create("anna", "publish")


def send(server: Server, token: str, path: str, body: bytes, kind: str, coding: str, method: str = "POST") -> Reply:
    headers = {"Content-Type": kind, "Content-Encoding": coding, "Authorization": f"Bearer {token}"}
    return server.request(method, path, body, headers)


def spool(server: Server) -> list[Path]:
    return list((server.workspace / "var" / "spool").iterdir())


@pytest.mark.parametrize("coding", PACKERS)
def test_an_upload_an_update_and_a_query_may_be_packed(running: Server, token: str, coding: str) -> None:
    pack = PACKERS[coding]
    put = send(running, token, "/graphs?default", pack(TRIPLE), TRIPLES, coding, "PUT")
    assert put.status == 200
    text = f"INSERT DATA {{ <http://a/{coding}> <http://b/> 1 }}".encode()
    assert send(running, token, "/sparql", pack(text), UPDATE, coding).status == 200
    form = urlencode({"update": f"INSERT DATA {{ <http://a/{coding}> <http://b/> 2 }}"}).encode()
    assert send(running, token, "/sparql", pack(form), "application/x-www-form-urlencoded", coding).status == 200
    ask = f'ASK {{ <http://a/> <http://b/> "packed" . <http://a/{coding}> <http://b/> 1, 2 }}'.encode()
    assert send(running, token, "/sparql", pack(ask), QUERY, coding).json()["boolean"] is True
    assert spool(running) == []


def test_the_editor_reads_a_packed_form(running: Server) -> None:
    form = urlencode({"query": "ASK {} # " + "x" * 2000 + " to the end"}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": "gzip", "Accept": "text/html"}
    page = running.request("POST", "/sparql", gzip.compress(form), headers)
    assert (page.status, "x to the end</textarea>" in page.text) == (200, True)


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_in_its_coding_is_refused_and_changes_nothing(running: Server, token: str, name: str) -> None:
    coding, body = BROKEN[name]
    before = running.get("/dump.nq").body
    for path, kind in (("/graphs?default", TRIPLES), ("/sparql", UPDATE), ("/sparql", QUERY)):
        problem = problem_of(send(running, token, path, body, kind, coding))
        assert (problem["status"], coding in str(problem["detail"])) == (400, True)
    assert (running.get("/dump.nq").body, spool(running)) == (before, [])


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip", ""])
def test_another_coding_is_refused_with_those_that_are_read(running: Server, token: str, coding: str) -> None:
    for path, kind in (("/graphs?default", TRIPLES), ("/sparql", UPDATE), ("/sparql", QUERY)):
        reply = send(running, token, path, TRIPLE, kind, coding)
        assert (reply.status, reply.headers["accept-encoding"]) == (415, "gzip, zstd")


@pytest.mark.parametrize(
    "bomb",
    [
        ("gzip", gzip.compress(b"#" * 200_000_000)),
        ("zstd", zstandard.ZstdCompressor().compress(b"#" * 1_000_000_000)),
    ],
    ids=["gzip", "zstd"],
)
def test_a_little_that_becomes_much_is_refused_at_the_limit(
    running: Server, token: str, bomb: tuple[str, bytes]
) -> None:
    coding, body = bomb
    for path, kind, method in (
        ("/graphs?default", TRIPLES, "PUT"),
        ("/sparql", UPDATE, "POST"),
        ("/sparql", QUERY, "POST"),
    ):
        reply = send(running, token, path, body, kind, coding, method)
        assert (reply.status, problem_of(reply)["type"]) == (413, "/problems#http-413")
    assert spool(running) == []


def test_a_window_that_is_larger_than_senders_may_use_is_refused() -> None:
    wide = zstandard.ZstdCompressionParameters(window_log=27, compression_level=1)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    body = packer.compress(b"x" * 1_000_000) + packer.flush()
    assert zstandard.get_frame_parameters(body).window_size > 8 * 1024 * 1024
    with pytest.raises(RequestError, match="is not zstd"):
        unpack(body, "zstd", max_bytes=LIMIT)


def test_the_limit_itself_is_not_over_it() -> None:
    packed = zlib.compress(b"x" * 1000, wbits=31)
    assert unpack(packed, "gzip", max_bytes=1000) == b"x" * 1000
    with pytest.raises(RequestError, match="999 bytes once unpacked"):
        unpack(packed, "gzip", max_bytes=999)
