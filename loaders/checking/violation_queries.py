"""The questions that must answer nothing: ``queries/violations/*.rq``, each with its severity and messages.

In: a store whose default graph holds all triples once, with the named graphs beside it. Out: rows with a focus and
where they say so a path, a value and a graph. Beside the keys of a canned query a header has
``severity``, ``message_en`` and ``message_da``. Canned queries for readers live in ``queries/`` and are not run here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, QuerySolutions, Store, Triple

from loaders.checking.findings import Severity, Term
from loaders.errors import SourceError
from loaders.paths import QUERIES
from loaders.query_header import read_header

NAMESPACE = "https://w3id.org/samspil/violations#"
_KEYS = ("summary", "description", "tags", "severity", "message_en", "message_da")


@dataclass(frozen=True, slots=True)
class ViolationQuery:
    """One file: ``name`` is its stem, ``messages`` go by language."""

    name: str
    file: str
    severity: Severity
    messages: dict[str, str]
    text: str

    @property
    def iri(self) -> str:
        """What a report calls the query."""
        return NAMESPACE + self.name


@dataclass(frozen=True, slots=True)
class Row:
    """One answer: something is wrong with ``focus``."""

    focus: Term
    path: str | None
    value: Term | None
    graph: str | None


@cache
def violation_queries() -> tuple[ViolationQuery, ...]:
    """All violation queries, by name. Raises SourceError for a file whose header is not complete."""
    return tuple(read_query(path) for path in sorted((QUERIES / "violations").glob("*.rq")))


def read_query(path: Path) -> ViolationQuery:
    """One query with its header. Raises SourceError where a key of the header is missing or cannot be used."""
    text = path.read_text(encoding="utf-8")
    header = {entry.key: entry.value for entry in read_header(path, text, _KEYS)}
    missing = [key for key in _KEYS if not header.get(key)]
    if missing:
        raise SourceError(path, 1, f"the header lacks {', '.join(missing)}; add a line '#+ {missing[0]}: …'.")
    if header["severity"] not in set(Severity):
        raise SourceError(path, 1, f"severity is {header['severity']!r}; use one of {', '.join(Severity)}.")
    return ViolationQuery(
        path.stem,
        f"queries/violations/{path.name}",
        Severity(header["severity"]),
        {"en": header["message_en"], "da": header["message_da"]},
        text,
    )


def answers(query: ViolationQuery, store: Store) -> Iterator[Row]:
    """The rows of one query, in its own order; each row once."""
    try:
        solutions = store.query(query.text)
    except SyntaxError as error:
        raise SourceError(QUERIES.parent / query.file, 0, f"is not SPARQL: {error}.") from error
    assert isinstance(solutions, QuerySolutions)
    names = {variable.value for variable in solutions.variables}
    return iter(dict.fromkeys(_row(solution, names) for solution in solutions))


def _row(solution: QuerySolution, names: set[str]) -> Row:
    def term(name: str) -> Term | None:
        return _checked(solution[name]) if name in names else None

    focus, path, graph = term("focus"), term("path"), term("graph")
    assert focus is not None
    return Row(focus, _iri(path), term("value"), _iri(graph))


def _checked(term: object) -> Term | None:
    assert term is None or isinstance(term, NamedNode | BlankNode | Literal | Triple)
    return term


def _iri(term: Term | None) -> str | None:
    return term.value if isinstance(term, NamedNode) else None
