"""Canned queries: ``queries/<name>.rq`` in, a name, a header, typed parameters and the query text out.

The header is that of ``loaders/query_header.py``::

    #+ summary: Which goals have a target year?
    #+ description: One row per goal, the nearest year first;
    #+   goals without a year are left out.
    #+ tags: goals, climate
    #+ param: _theme iri optional -- Only goals on this theme.
    #+ param: _year gYear = 2030 -- The last year to show.

A parameter is ``<name> <type> [optional | = <default>] -- <help>``: ``?_year`` in the query, ``year`` in an address.
It needs a value unless it is optional or has a default; the types are listed in ``TYPES``.

Values become RDF terms and go in as ``substitutions``, never as text. Two facts of pyoxigraph 0.5 follow: the variable
must stand in the projection of a SELECT, and ``BOUND(?_year)`` is always false: write
``COALESCE(?year <= ?_year, true)``. Both are checked when the file is read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryTriples, Store, Variable

from loaders.errors import NotFoundError, SourceError, UsageError
from loaders.paths import QUERIES
from loaders.query_header import read_header, value_of
from loaders.query_values import TYPES, Term, example_of, read_value

_PARAM = re.compile(
    r"(?P<name>_[a-z][a-z0-9_]*)\s+(?P<type>[A-Za-z-]+)(?:\s+(?P<optional>optional)|\s*=\s*(?P<default>.*?))?\s+--\s+(?P<help>.+)"
)
_KEYS = ("summary", "description", "tags", "param")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a reader may give: ``name`` is the variable (``_year``), ``key`` what an address calls it."""

    name: str
    type: str
    optional: bool
    default: str | None
    help: str

    @property
    def key(self) -> str:
        """The name in an address and in a form: ``theme_iri`` for ``?_theme_iri``."""
        return self.name.removeprefix("_")


@dataclass(frozen=True, slots=True)
class CannedQuery:
    """One question: ``form`` is SELECT, ASK or CONSTRUCT (DESCRIBE counts as CONSTRUCT)."""

    name: str
    path: Path
    summary: str
    description: str
    tags: tuple[str, ...]
    params: tuple[Parameter, ...]
    text: str
    form: str

    @property
    def needs_no_values(self) -> bool:
        """Whether it can be asked as it is."""
        return all(one.optional or one.default is not None for one in self.params)

    def bind(self, values: Mapping[str, str]) -> dict[str, Term]:
        """Terms for the query's variables, from text by key (``{"year": "2030"}``); an empty text counts as not given.

        Raises UsageError for a key that is not a parameter, a value that is missing, or one of the wrong type.
        """
        known = {parameter.key for parameter in self.params}
        for key in values:
            if key not in known:
                offered = ", ".join(sorted(known)) or "none"
                raise UsageError(f"{self.name}: there is no parameter {key!r}; it takes: {offered}.")
        terms = {
            parameter.name: _bind(self.name, parameter, values.get(parameter.key, "")) for parameter in self.params
        }
        return {name: term for name, term in terms.items() if term is not None}


def read_queries(folder: Path = QUERIES) -> tuple[CannedQuery, ...]:
    """All canned queries of a folder in the order of their names; folders in it are left out."""
    return tuple(read_query(path) for path in sorted(folder.glob("*.rq")))


def find_query(name: str, folder: Path = QUERIES) -> CannedQuery:
    """The canned query of that name. Raises NotFoundError."""
    path = folder / f"{name}.rq"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise NotFoundError(f"There is no canned query {name!r}; /queries and `samspil query` list them all.")
    return read_query(path)


def read_query(path: Path) -> CannedQuery:
    """Read one file and try it on an empty store.

    Raises SourceError with the line where the header is wrong, the query does not parse, or a parameter cannot be
    bound.
    """
    return _read_query(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=500)
def _read_query(path: Path, _changed_ns: int) -> CannedQuery:
    if not _NAME.fullmatch(path.stem):
        raise SourceError(path, 0, "the name of a query holds small letters, digits and single hyphens.")
    text = path.read_text(encoding="utf-8")
    header = read_header(path, text, _KEYS)
    summary = value_of(header, "summary")
    if not summary:
        raise SourceError(path, 1, "has no line `#+ summary: …`; the summary is the question in words.")
    params = tuple(_parameter(path, entry.line, entry.value) for entry in header if entry.key == "param")
    tags = tuple(tag.strip() for tag in value_of(header, "tags").split(",") if tag.strip())
    form = _try(path, text, params)
    return CannedQuery(path.stem, path, summary, value_of(header, "description"), tags, params, text, form)


def _parameter(path: Path, line: int, value: str) -> Parameter:
    match = _PARAM.fullmatch(value)
    if match is None:
        raise SourceError(path, line, "write a parameter as `#+ param: _name type [optional | = default] -- help`.")
    if match["type"] not in TYPES:
        raise SourceError(path, line, f"{match['type']!r} is not a type; the types are {', '.join(TYPES)}.")
    parameter = Parameter(match["name"], match["type"], bool(match["optional"]), match["default"], match["help"])
    if parameter.default is not None:
        try:
            read_value(parameter.type, parameter.default)
        except ValueError as error:
            raise SourceError(path, line, f"the default of {parameter.name}: {error}.") from error
    return parameter


def _bind(query: str, parameter: Parameter, text: str) -> Term | None:
    given = text.strip() or parameter.default or ""
    if not given:
        if parameter.optional:
            return None
        raise UsageError(f"{query}: the parameter {parameter.key!r} needs a value: {parameter.help}")
    try:
        return read_value(parameter.type, given)
    except ValueError as error:
        raise UsageError(f"{query}: the parameter {parameter.key!r}: {error}.") from error


def _try(path: Path, text: str, params: tuple[Parameter, ...]) -> str:
    """Parse the query and bind every parameter once; gives its form."""
    for parameter in params:
        if re.search(rf"\bBOUND\s*\(\s*[?$]{parameter.name}\s*\)", text, re.IGNORECASE):
            remedy = f"write COALESCE(<condition with ?{parameter.name}>, true)"
            raise SourceError(path, 0, f"BOUND(?{parameter.name}) is always false for a parameter; {remedy}.")
        if not re.search(rf"[?$]{parameter.name}\b", text):
            raise SourceError(path, 0, f"the parameter ?{parameter.name} does not occur in the query.")
    terms: dict[Variable, NamedNode | Literal] = {Variable(each.name): example_of(each.type) for each in params}
    try:
        outcome = Store().query(text, substitutions=dict(terms))
    except SyntaxError as error:
        match = re.search(r"error at (\d+):", str(error))
        raise SourceError(path, int(match[1]) if match else 0, f"the query does not parse: {error}.") from error
    except RuntimeError as error:
        raise SourceError(path, 0, f"{error}; a parameter must stand in SELECT to be bound.") from error
    if isinstance(outcome, QueryTriples):
        return "CONSTRUCT"
    return "ASK" if isinstance(outcome, QueryBoolean) else "SELECT"
