"""What the suites are run against: a server over HTTP, or the Oxigraph library in this process.

All answer in bytes of a media type, so that one comparison serves them all.
"""

import http.client
import re
from collections.abc import Mapping, Sequence
from typing import Protocol
from urllib.parse import urlsplit

from pyoxigraph import DefaultGraph, Quad, QueryResultsFormat, QueryTriples, RdfFormat, Store

from tests.conformance.answers import Rows, read_answer
from tests.conformance.outcomes import Fault, NotAskedError, RefusedError
from tests.serving import Reply

JSON = "application/sparql-results+json"
TURTLE = "text/turtle"
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
_EVERYTHING = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
_ERRORS = (SyntaxError, ValueError, RuntimeError, OSError)
_BASE = "https://example.org/base/"
# An address of a scheme that nobody serves leads nowhere.
_CALL = re.compile(r"\b(?:SERVICE|LOAD)\s+(?:SILENT\s+)?(?!<somescheme:)[<?\w:]", re.IGNORECASE)


class Target(Protocol):
    """What every target can do."""

    def replace(self, quads: Sequence[Quad]) -> None:
        """Hold these quads and no others."""

    def query(self, text: str, media_type: str) -> tuple[bytes, str]:
        """The answer to a query and its media type: the one asked for where it fits. Raises RefusedError."""

    def update(self, text: str) -> None:
        """Run an update. Raises RefusedError."""

    def parse(self, text: str, *, update: bool) -> None:
        """See whether a query or an update is SPARQL. Raises RefusedError, MALFORMED where it is not."""


def contents(target: Target) -> list[Quad]:
    """All that a target holds, as its own answers tell it."""
    answer = read_answer(*target.query(_EVERYTHING, JSON))
    assert isinstance(answer, Rows)
    return [Quad(row["s"], row["p"], row["o"], row.get("g", DefaultGraph())) for row in answer.rows]  # type: ignore[arg-type]


class Library:
    """pyoxigraph alone, without a server."""

    def __init__(self) -> None:
        self._store = Store()

    def replace(self, quads: Sequence[Quad]) -> None:
        """Begin with a new store."""
        self._store = Store()
        self._store.extend(quads)

    def query(self, text: str, media_type: str) -> tuple[bytes, str]:
        """Run a query and write its answer."""
        _keep_home(text)
        try:
            results = self._store.query(text, base_iri=_BASE)
            if isinstance(results, QueryTriples):
                return results.serialize(format=RdfFormat.TURTLE) or b"", TURTLE
            form = QueryResultsFormat.from_media_type(media_type) or QueryResultsFormat.JSON
            return results.serialize(format=form) or b"", form.media_type
        except _ERRORS as error:
            raise _refusal(error) from error

    def update(self, text: str) -> None:
        """Run an update."""
        _keep_home(text)
        try:
            self._store.update(text, base_iri=_BASE)
        except _ERRORS as error:
            raise _refusal(error) from error

    def parse(self, text: str, *, update: bool) -> None:
        """Parse a query without asking for its rows; an update cannot be parsed alone."""
        if update:
            self.update(text)
            return
        try:
            Store().query(text, base_iri=_BASE)
        except _ERRORS as error:
            raise _refusal(error) from error


class Service:
    """A server: ``paths`` are those of queries, updates and graphs; ``headers`` go with each request."""

    def __init__(
        self, url: str, *, paths: tuple[str, str, str], headers: Mapping[str, str], calls_out: bool = False
    ) -> None:
        self.authority = urlsplit(url).netloc
        self.query_path, self.update_path, self.graphs_path = paths
        self._headers, self._calls_out = dict(headers), calls_out
        self._connection = http.client.HTTPConnection(self.authority, timeout=60)
        self._held: frozenset[Quad] | None = None

    def replace(self, quads: Sequence[Quad]) -> None:
        """Load by one update, unless the server holds them already."""
        if self._held != frozenset(quads):
            blocks = "\n".join(_block(quad) for quad in quads)
            self.update(f"DROP ALL; INSERT DATA {{\n{blocks}\n}}")
            self._held = frozenset(quads)

    def query(self, text: str, media_type: str) -> tuple[bytes, str]:
        """Ask by POST."""
        headers = {"Content-Type": QUERY, "Accept": f"{media_type}, {TURTLE};q=0.9, */*;q=0.1"}
        reply = self._sparql(self.query_path, text, headers)
        return reply.body, reply.headers["content-type"]

    def update(self, text: str) -> None:
        """Update by POST."""
        self._held = None
        self._sparql(self.update_path, text, {"Content-Type": UPDATE})

    def parse(self, text: str, *, update: bool) -> None:
        """Run it: a server does not parse alone."""
        if update:
            self.update(text)
        else:
            self.query(text, JSON)

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> Reply:
        """Send a request as it is and read the whole answer."""
        response = self._exchange(method, path, body, {**self._headers, **headers})
        names = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, names, response.read())

    def _exchange(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> http.client.HTTPResponse:
        try:
            self._connection.request(method, path, body, dict(headers))
            return self._connection.getresponse()
        except (BrokenPipeError, http.client.RemoteDisconnected):
            # The server closed a connection that was idle for long; a new one opens by itself.
            self._connection.close()
            self._connection.request(method, path, body, dict(headers))
            return self._connection.getresponse()

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def forget(self) -> None:
        """Load anew next time: somebody else wrote."""
        self._held = None

    def _sparql(self, path: str, text: str, headers: Mapping[str, str]) -> Reply:
        if self._calls_out:
            _keep_home(text)
        reply = self.send("POST", path, headers, text.encode())
        if reply.status >= 400:
            raise RefusedError(f"{reply.status}: {reply.text}", _fault(reply))
        return reply


def _refusal(error: Exception) -> RefusedError:
    return RefusedError(str(error), Fault.MALFORMED if isinstance(error, SyntaxError) else Fault.UNRUNNABLE)


def _fault(reply: Reply) -> Fault:
    """The fault that a status means; ours says with the kind of its problem that a query was understood."""
    if reply.status != 400:
        return Fault.FORBIDDEN
    return Fault.UNRUNNABLE if "#unsupported" in reply.text else Fault.MALFORMED


def _keep_home(text: str) -> None:
    """A test run calls no servers of others."""
    if _CALL.search(text):
        raise NotAskedError("it would call another server")


def _block(quad: Quad) -> str:
    triple = f"{quad.triple} ."
    return triple if isinstance(quad.graph_name, DefaultGraph) else f"GRAPH {quad.graph_name} {{ {triple} }}"
