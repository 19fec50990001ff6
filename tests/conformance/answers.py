"""Answers of a query as values: rows, a truth value or a graph, read from any format and compared.

Rows are compared as a bag, as a sequence where the query orders them, or with any number of repetitions where the test
says so; blank nodes by isomorphism in all of them, because rows are turned into a graph first.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from tests.conformance.outcomes import MismatchError
from tests.conformance.suites import RDF, Node, Term, read_quads

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
ROW = "urn:x-row:"


@dataclass(frozen=True, slots=True)
class Rows:
    """Variables, and the terms that each row binds; ``ordered`` where the file numbers its rows."""

    variables: tuple[str, ...]
    rows: tuple[dict[str, Term], ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """Triples, or quads."""

    quads: tuple[Quad, ...]


Answer = Rows | bool | Graph


def read_answer(body: bytes, media_type: str, address: str | None = None) -> Answer:
    """An answer as a client gets it, from the address that it asked. Raises MismatchError where it cannot be read."""
    plain = media_type.split(";")[0].strip()
    rows_format, graph_format = QueryResultsFormat.from_media_type(plain), RdfFormat.from_media_type(plain)
    try:
        if plain == "text/csv":
            return _read_csv(body.decode())
        if rows_format is not None:
            return _read_results(body, rows_format)
        if graph_format is not None:
            return Graph(tuple(parse(body, graph_format, base_iri=address)))
    except (SyntaxError, ValueError) as error:
        raise MismatchError(f"{body[:500]!r} is no {media_type}: {error}") from error
    raise MismatchError(f"{media_type!r} is no format of answers")


def read_expected(path: Path, address: str) -> Answer:
    """The answer in a file of a suite: a format of rows, RDF that describes rows, or a graph."""
    if path.suffix == ".csv":
        return _read_csv(path.read_text(encoding="utf-8"))
    rows_format = QueryResultsFormat.from_extension(path.suffix.removeprefix("."))
    if rows_format is not None:
        return _read_results(path.read_bytes(), rows_format)
    quads = read_quads(path, address)
    store = Store()
    store.extend(quads)
    described = list(store.quads_for_pattern(None, NamedNode(f"{RDF}type"), NamedNode(f"{RS}ResultSet")))
    return _read_described(Node(store, described[0].subject)) if described else Graph(quads)


def same(expected: Answer, actual: Answer, *, ordered: bool = False, lax: bool = False) -> bool:
    """Whether two answers are the same; ``lax`` allows other numbers of repetitions (REDUCED)."""
    if isinstance(expected, Rows) and isinstance(actual, Rows):
        return sorted(expected.variables) == sorted(actual.variables) and same_quads(
            _as_quads(expected.rows, ordered, lax), _as_quads(actual.rows, ordered, lax)
        )
    if isinstance(expected, Graph) and isinstance(actual, Graph):
        return same_quads(expected.quads, actual.quads)
    return isinstance(expected, bool) and expected is actual


def same_quads(expected: Iterable[Quad], actual: Iterable[Quad]) -> bool:
    """Whether two sets of quads are isomorphic."""
    return _canonical(expected) == _canonical(actual)


def _canonical(quads: Iterable[Quad]) -> Dataset:
    """Quads with names for their blank nodes, and numbers and dates by value: Oxigraph keeps no other spelling."""
    store = Store()
    store.extend(quads)
    dataset = Dataset(store)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def _read_results(body: bytes, form: QueryResultsFormat) -> Answer:
    results = parse_query_results(body, form)
    if isinstance(results, QueryBoolean):
        return bool(results)
    names = tuple(variable.value for variable in results.variables)
    rows = ({name: row[name] for name in names if row[name] is not None} for row in results)
    return Rows(names, tuple(rows))


def _read_csv(text: str) -> Rows:
    """Rows of CSV, which keeps no types: a cell is a blank node or a text."""
    names, *lines = csv.reader(io.StringIO(text, newline=""))
    rows = ({name: _cell(cell) for name, cell in zip(names, line, strict=True) if cell} for line in lines)
    return Rows(tuple(names), tuple(rows))


def _cell(text: str) -> Term:
    return BlankNode(text.removeprefix("_:")) if text.startswith("_:") else Literal(text)


def _read_described(result: Node) -> Answer:
    """Rows as the older suites describe them in RDF."""
    truth = result.one(f"{RS}boolean")
    if truth is not None:
        return truth.value == "true"
    names = tuple(each.value for each in result.all(f"{RS}resultVariable"))
    solutions = result.all(f"{RS}solution")
    places = [each.one(f"{RS}index") for each in solutions]
    ordered = any(places)
    if ordered:
        solutions.sort(key=lambda each: int(each.need(f"{RS}index").value))
    rows = (
        {each.need(f"{RS}variable").value: each.need(f"{RS}value").term for each in one.all(f"{RS}binding")}
        for one in solutions
    )
    return Rows(names, tuple(rows), ordered)


def _as_quads(rows: Sequence[dict[str, Term]], ordered: bool, lax: bool) -> list[Quad]:
    """Rows as a graph with a node for each; how often one comes, or at which place, stands beside its values."""
    keys = [tuple(sorted(row.items(), key=lambda pair: pair[0])) for row in rows]
    counted = enumerate(keys) if ordered else ((1 if lax else count, key) for key, count in Counter(keys).items())
    quads = []
    for number, key in counted:
        node = BlankNode()
        quads.append(Quad(node, NamedNode(f"{ROW}number"), Literal(number), DefaultGraph()))
        quads += [Quad(node, NamedNode(f"{ROW}value/{name}"), term, DefaultGraph()) for name, term in key]
    return quads
