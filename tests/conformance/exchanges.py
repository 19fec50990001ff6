"""Protocol and Graph Store tests: HTTP requests as the manifests write them, and what must come back.

The newer tests describe each request in RDF (https://www.w3.org/TR/HTTP-in-RDF10/). The older Graph Store tests, which
W3C keeps beside them, write it as text in a comment and rely on what the tests before them left: they run as one story.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urljoin

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from tests.conformance.answers import Graph, Rows, read_answer, same_quads
from tests.conformance.outcomes import MismatchError
from tests.conformance.suites import MF, RDFS, UT, Case, Node
from tests.conformance.targets import QUERY, Service
from tests.serving import Reply

HT, CNT = "http://www.w3.org/2011/http#", "http://www.w3.org/2011/content#"
_STATUSES = {status.phrase.replace(" ", ""): (status.value,) for status in HTTPStatus}
_CLASSES = {f"StatusCode{digit}xx": tuple(range(digit * 100, digit * 100 + 100)) for digit in range(1, 6)}
_KINDS = {"tabular": Rows, "boolean": bool, "RDF": Graph}
_TEXT_BASE = "http://$HOST$/$GRAPHSTORE$"


@dataclass(frozen=True, slots=True)
class Message:
    """Headers, with names in small letters, and a body."""

    headers: dict[str, str]
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, the statuses that may come back, and what else must: headers, a graph, a kind of answer, a truth."""

    method: str
    path: str
    request: Message
    statuses: tuple[int, ...]
    response: Message
    kind: str | None = None
    truth: bool | None = None
    location: str | None = None


def run_protocol(case: Case, service: Service) -> None:
    """Run a test of the SPARQL Protocol. Raises MismatchError."""
    service.replace([*_data(case)])
    service.forget()
    _run(_described(case), service, {}, updates="update" in case.iri.rpartition("#")[2])


def run_graph_store(case: Case, service: Service) -> None:
    """Run a test of the Graph Store Protocol. Raises MismatchError."""
    if case.entry.one(f"{MF}action") is not None:
        service.replace([])
        service.forget()
        _run(_described(case), service, {})
        return
    error = _older_errors(case.entry.store, service)[case.iri]
    if error is not None:
        raise error


@lru_cache(maxsize=4)
def _older_errors(manifest: Store, service: Service) -> dict[str, MismatchError | None]:
    """What becomes of the older tests, one after the other."""
    service.replace([])
    service.forget()
    errors: dict[str, MismatchError | None] = {}
    names = {"$GRAPHSTORE$": service.graphs_path}
    (entries,) = manifest.quads_for_pattern(None, NamedNode(f"{MF}entries"), None)
    for test in Node(manifest, entries.object).items():
        text = next(note.value for note in test.all(f"{RDFS}comment") if "#### Request" in note.value)
        try:
            _run([_from_text(text)], service, names)
            errors[test.value] = None
        except MismatchError as error:
            errors[test.value] = error
    return errors


def _run(exchanges: Iterable[Exchange], service: Service, names: dict[str, str], *, updates: bool = False) -> None:
    for exchange in exchanges:
        reply = _send(exchange, service, names, updates=updates)
        if exchange.location is not None:
            names[exchange.location] = urljoin(f"http://{service.authority}", reply.headers.get("location", ""))
        _check(exchange, reply, service, names)


def _data(case: Case) -> Iterator[Quad]:
    for each in case.entry.all(f"{UT}graphData"):
        name = NamedNode(each.need(f"{RDFS}label").value)
        yield from case.quads(each.need(f"{UT}graph").value, name)


def _described(case: Case) -> Iterator[Exchange]:
    for each in case.entry.need(f"{MF}action").need(f"{HT}requests").items():
        answer = each.need(f"{HT}resp")
        truth, kind = answer.one(f"{MF}expectedBoolean"), answer.one(f"{MF}expectedFormat")
        location = answer.one(f"{MF}expectedLocation")
        statuses = [status.value.rpartition("#")[2] for status in answer.all(f"{MF}expectedStatus")]
        yield Exchange(
            each.need(f"{HT}methodName").value,
            each.need(f"{HT}absolutePath").value,
            _message(each),
            tuple(number for name in statuses for number in {**_STATUSES, **_CLASSES}[name]),
            _message(answer),
            kind.value if kind else None,
            truth.value == "true" if truth else None,
            location.value if location else None,
        )


def _message(node: Node) -> Message:
    headers, body = node.one(f"{HT}headers"), node.one(f"{HT}body")
    fields = [*headers.items()] if headers else []
    found = {each.need(f"{HT}fieldName").value.lower(): each.need(f"{HT}fieldValue").value for each in fields}
    if body is None:
        return Message(found, None)
    return Message(found, body.need(f"{CNT}chars").value.encode(body.need(f"{CNT}characterEncoding").value))


def _from_text(text: str) -> Exchange:
    _, request, response = (part.strip("\n") for part in re.split(r"#### (?:Request|Response)\n", text))
    head, sent = _head_and_message(request)
    status, received = _head_and_message(response)
    method, path, _ = head.split()
    location = received.headers.pop("location", None)
    received.headers.pop("content-length", None)
    return Exchange(method, path, sent, (int(status.split()[0]),), received, location=location)


def _head_and_message(text: str) -> tuple[str, Message]:
    lines = [line.strip() for line in text.strip().split("\n")]
    end = lines.index("") if "" in lines else len(lines)
    pairs = (line.split(":", 1) for line in lines[1:end])
    headers = {name.strip().lower(): value.strip() for name, value in pairs}
    headers.pop("host", None)
    multipart = headers.get("content-type", "").startswith("multipart/")
    body = ("\r\n" if multipart else "\n").join(lines[end + 1 :])
    return lines[0], Message(headers, body.encode() or None)


def _send(exchange: Exchange, service: Service, names: dict[str, str], *, updates: bool) -> Reply:
    """Send a request to where this service has what it asks for; ``updates`` are not asked where queries are."""
    message = exchange.request
    is_update = updates and message.headers.get("content-type") != QUERY
    path = _fill(exchange.path, service, names).removeprefix(f"http://{service.authority}")
    path = re.sub(r"^/sparql/", service.update_path if is_update else service.query_path, path)
    path = re.sub(r"^/gsp", service.graphs_path, path)
    body = message.body
    if body is not None and b"$" in body:
        body = _fill(body.decode(), service, names).encode()
    return service.send(exchange.method, path, message.headers, body)


def _fill(text: str, service: Service, names: dict[str, str]) -> str:
    """A text with the names that stand for this server, and for the addresses that it gave."""
    text = text.replace(_TEXT_BASE, f"http://{service.authority}{service.graphs_path}")
    for name, value in names.items():
        text = text.replace(name, value)
    return text


def _check(exchange: Exchange, reply: Reply, service: Service, names: dict[str, str]) -> None:
    """Compare a reply with what was expected. Raises MismatchError."""
    what = f"{exchange.method} {exchange.path}: {reply.status} {dict(reply.headers)} {reply.body[:500]!r}"
    if reply.status not in exchange.statuses:
        raise MismatchError(f"{what}; a status like {exchange.statuses[0]} was expected")
    if exchange.location is not None and not reply.headers.get("location"):
        raise MismatchError(f"{what}; a Location was expected")
    for name, value in exchange.response.headers.items():
        if not _fits(reply.headers.get(name, ""), value):
            raise MismatchError(f"{what}; {name}: {value} was expected")
    if exchange.kind is not None:
        answer = read_answer(reply.body, reply.headers.get("content-type", ""))
        if not isinstance(answer, _KINDS[exchange.kind]) or exchange.truth not in (None, answer):
            raise MismatchError(f"{what}; {exchange.kind} {exchange.truth or ''} was expected")
    if exchange.response.body is not None:
        expected = parse(_fill(exchange.response.body.decode(), service, names), RdfFormat.TURTLE)
        graph = read_answer(reply.body, reply.headers.get("content-type", ""))
        if not isinstance(graph, Graph) or not same_quads(expected, graph.quads):
            raise MismatchError(f"{what}; another graph was expected")


def _fits(given: str, wanted: str) -> bool:
    """Whether a header says what was expected; a charset may be left out, since these formats have one only."""
    given, wanted = (value.replace(" ", "").lower() for value in (given, wanted))
    return given in (wanted, wanted.removesuffix(";charset=utf-8"))
