"""A real server for tests: a release on disk, the HTTP server on a free loopback port, and a plain HTTP client."""

import http.client
import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import rdflib
from prometheus_client.parser import text_string_to_metric_families
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from loaders.paths import ONTOLOGY, QUERIES
from loaders.releases import Releases
from loaders.settings import home_of, load_settings

ROOT = Path(__file__).resolve().parent.parent
REGISTER = ROOT / "tests" / "endpoint" / "register.trig"
TEXT = ROOT / "tests" / "endpoint" / "kysten.txt"
_START_S = 30.0
_START = """
from pathlib import Path
from endpoint.http.server import serve
from loaders.settings import load_settings
serve(Path.cwd(), load_settings(Path.cwd()))
"""
# The number of triples to the fourth power: no clock allows it.
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


_numbers = itertools.count()


def new_question() -> str:
    """A query that nobody asked before: only a worker can answer it."""
    return f"ASK {{}} # {next(_numbers)}"


@dataclass(frozen=True)
class Reply:
    """A whole answer; header names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> dict[str, object]:
        answer = json.loads(self.body)
        assert isinstance(answer, dict)
        return answer


@dataclass(frozen=True)
class Server:
    """A running server, its workspace and its process."""

    port: int
    workspace: Path
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What it wrote to stdout and stderr."""
        return (self.workspace / "server.log").read_text(encoding="utf-8")

    def get(self, path: str, accept: str | None = None, **headers: str) -> Reply:
        return self.request("GET", path, headers={**({"Accept": accept} if accept else {}), **headers})

    def ask(self, query: str, accept: str | None = None, **fields: str) -> Reply:
        return self.get(f"/sparql?{urlencode({'query': query, **fields})}", accept)

    def post(self, path: str, body: bytes, content_type: str | None, accept: str | None = None) -> Reply:
        headers = {"Content-Type": content_type} if content_type else {}
        return self.request("POST", path, body, {**headers, **({"Accept": accept} if accept else {})})

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, names, response.read())
        finally:
            connection.close()

    def raw(self, query: str) -> socket.socket:
        """A connection on which a query was sent and nothing was read."""
        return self.unread(f"/sparql?{urlencode({'query': query})}")

    def unread(self, path: str) -> socket.socket:
        """A connection on which a path was asked for and nothing was read."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        return connection

    def until_free(self, seconds: float = 30.0) -> None:
        """Ask until a client's query is answered again."""
        poll(lambda: self.ask(new_question()).status == 200, seconds)


def read_graph(body: bytes, form: str) -> rdflib.Graph:
    """A graph as rdflib reads it; its readers of JSON-LD and TriG warn about rdflib's own older classes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return rdflib.Graph().parse(data=body, format=form)


def read_dataset(body: bytes, form: str) -> rdflib.Dataset:
    """A dataset as rdflib reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        dataset = rdflib.Dataset()
        dataset.parse(data=body, format=form)
        return dataset


def problem_of(reply: Reply) -> dict[str, object]:
    """The problem document of an error, which has the members that all have."""
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert problem["status"] == reply.status
    assert {"type", "title", "detail"} <= set(problem)
    return problem


def number_of(text: str, name: str, **labels: str) -> float:
    """The value of one sample of metrics; 0 where it is not there yet."""
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return float(sample.value)
    return 0.0


def poll(done: Callable[[], bool], seconds: float) -> None:
    """Ask again and again until ``done()``; fails after ``seconds``."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f"not within {seconds} s"


def publish(workspace: Path, extra: int = 0, width: int = 80) -> None:
    """Publish the small register as the next release of a workspace, which is made where there is none.

    ``extra`` more triples, each with a text of ``width`` characters, make heavy queries and long answers possible.
    """
    (workspace / "samspil.toml").touch()
    releases = Releases(home_of(workspace, load_settings(workspace)))
    with releases.writing():
        parent = releases.current()
        changeset = releases.changesets / "next"
        (changeset / "documents").mkdir(parents=True)
        shutil.copytree(QUERIES, changeset / "queries")
        shutil.copytree(ONTOLOGY, changeset / "ontology")
        store = Store(str(changeset / "store"))
        store.bulk_load(path=str(REGISTER))
        number = parent.number + 1 if parent else 1
        store.extend(_filling(extra, number, width))
        store.bulk_extend([Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in store])
        store.flush()
        graphs = {
            name.value: {"triples": sum(1 for _ in store.quads_for_pattern(None, None, None, name)), "digest": "0" * 64}
            for name in store.named_graphs()
            if isinstance(name, NamedNode)
        }
        triples = sum(1 for _ in store.quads_for_pattern(None, None, None, DefaultGraph()))
        del store
        (changeset / "documents" / "kysten.txt").write_bytes(TEXT.read_bytes())
        manifest = {
            "parent": parent.number if parent else None,
            "time": "2026-01-01T12:00:00+00:00",
            "who": "a test",
            "why": "For a test",
            "default_graph": "merged",
            "triples": triples,
            "graphs": graphs,
        }
        releases.publish(changeset, manifest)


@contextmanager
def serve(workspace: Path, start: Sequence[str | Path] = ("-c", _START), **settings: object) -> Iterator[Server]:
    """A server on a workspace until the block ends; settings go in through the environment.

    All that tests ask comes from one address, so a client may ask as much as it likes, unless the settings say less.

    ``start`` is what Python is started with, in the workspace.
    """
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    given = {"port": port, "workers": 2, "client_queries": 0, **settings}
    environment |= {f"SAMSPIL_{name.upper()}": str(value) for name, value in given.items()}
    log_path = workspace / "server.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *start],
            env=environment,
            cwd=workspace,
            stdout=log,
            stderr=log,
        )
        try:
            server = Server(port, workspace, process)
            poll(lambda: _listens(server, log_path), _START_S)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=30)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(server: Server, log_path: Path) -> bool:
    assert server.process.poll() is None, log_path.read_text(encoding="utf-8")
    try:
        return server.get("/-/health").status in (200, 503)
    except OSError:
        return False


def _filling(count: int, number: int, width: int) -> Iterator[Quad]:
    graph = NamedNode("https://w3id.org/samspil/graph/filling")
    for place in range(count):
        subject = NamedNode(f"https://example.org/filling/{place}")
        yield Quad(subject, NamedNode("https://example.org/number"), Literal(f"{number}-{place}-" + "x" * width), graph)
