"""Federation: a query with SERVICE in, one that a worker can run without calling anybody out.

Each clause is asked of its server through the web process (``endpoint/workers/egress.py``), and the rows that come back
take its place as VALUES: no worker ever opens a connection. That is what the algebra says of a constant SERVICE (SPARQL
1.1 Federated Query, section 2.4: its rows, joined); SILENT is one empty row where the call fails.

Rows of what precedes a clause go along with it where that changes no answer: Join(L, P) = Join(L, Join(V, P)) for V the
distinct rows of L over variables that all of them bind.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pyoxigraph
from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, Store

from endpoint.http.problems import ForbiddenQueryError, RemoteServerError
from endpoint.workers.answers import dataset_of
from endpoint.workers.guard import check_text, place_of
from endpoint.workers.hints import explain
from endpoint.workers.remote_rows import FUNCTIONS, Rows, to_parts, to_rows, to_values
from endpoint.workers.service_clauses import Clause, find_clauses, outline, prologue_of

# The address and the query in, the media type and the body of the answer out.
Ask = Callable[[str, str], tuple[str, bytes]]
# What other servers read in one query, and how often they are asked for one clause with rows of ours.
MAX_SENT_BYTES = 8 * 1024
MAX_PARTS = 8
_MAX_ROWS = 2000
_FORMATS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
}


def federate(store: Store, request: dict[str, Any], ask: Ask) -> dict[str, Any]:
    """The request with the rows of other servers in its text; ``joined`` says that it need not be checked again.

    Raises the errors of ``check_query`` and of the parser, ForbiddenQueryError for a server that may not be asked,
    RemoteServerError for one that does not answer.
    """
    text = request["text"]
    check_text(text, max_bytes=request["max_bytes"], max_depth=request["max_depth"])
    clauses = find_clauses(text)
    plain = outline(text, clauses)
    try:
        # On nothing, so that an error has its place in what was sent, and before anybody is asked.
        Store().query(plain, base_iri=request.get("base"), custom_functions=FUNCTIONS)
    except SyntaxError as error:
        raise explain(str(error), plain) from error
    joining = _Joining(store, request, ask)
    for clause in clauses:
        joining.add(clause)
    return {**request, "text": joining.text_between(0, len(text)), "joined": True}


class _Joining:
    """The clauses of one query that were answered so far, by their rows as text."""

    def __init__(self, store: Store, request: dict[str, Any], ask: Ask) -> None:
        self._store, self._request, self._ask = store, request, ask
        self._text = request["text"]
        base = f"BASE <{request['base']}>\n" if request.get("base") else ""
        self._prologue = base + prologue_of(self._text)
        self._done: list[tuple[Clause, str]] = []
        self._calls = 0

    def add(self, clause: Clause) -> None:
        """Ask the server of a clause, and keep what stands in its place."""
        names = _names(f"{self._prologue} SELECT * WHERE {self._text[clause.group : clause.end]}")
        try:
            found = self._found(clause, names)
        except RemoteServerError as error:
            if not clause.is_silent:
                raise RemoteServerError(str(error), place_of(self._text, clause.start, "SERVICE")) from error
            found = [[None] * len(names)]
        except ForbiddenQueryError as error:
            raise ForbiddenQueryError(str(error), place_of(self._text, clause.start, "SERVICE")) from error
        self._done.append((clause, to_values(names, found)))

    def text_between(self, start: int, stop: int) -> str:
        """A stretch of the query, with rows in the place of the clauses that were answered."""
        parts, at = [], start
        for clause, values in self._done:
            if start <= clause.start and clause.end <= stop:
                parts += [self._text[at : clause.start], values]
                at = clause.end
        return "".join([*parts, self._text[at:stop]])

    def _found(self, clause: Clause, names: list[str]) -> Rows:
        group = self._text[clause.group : clause.end]
        address = self._address(clause)
        found: Rows = []
        for sent in self._sent(clause, names):
            pattern = f"{{ {sent} {group} }}" if sent else group
            found += self._asked(address, f"{self._prologue} SELECT * WHERE {pattern}", names)
        return found

    def _address(self, clause: Clause) -> str:
        """The address as the parser reads it: prefix, base and escapes resolved."""
        query = f"{self._prologue} SELECT ?t {{ VALUES ?t {{ {clause.target}\n }} }}"
        try:
            found = [row["t"] for row in _solutions(Store().query(query))]
        except SyntaxError:
            found = []
        if len(found) == 1 and isinstance(found[0], NamedNode):
            return found[0].value
        raise ForbiddenQueryError("SERVICE asks one server: write its address, or a name whose prefix is declared.")

    def _asked(self, address: str, query: str, names: list[str]) -> Rows:
        self._calls += 1
        media_type, content = self._ask(address, query)
        try:
            solutions = pyoxigraph.parse_query_results(content, _FORMATS[media_type])
            return to_rows(_solutions(solutions), names, f"c{self._calls}")
        except (SyntaxError, ValueError, KeyError) as error:
            raise RemoteServerError(f"{address} does not answer with rows: {error}.") from error

    def _sent(self, clause: Clause, names: list[str]) -> Iterator[str]:
        """The rows to send along, in parts: one empty part to send none, no part where there is nothing to join."""
        parts = self._parts(clause, names) if clause.before is not None else None
        return iter([""] if parts is None else parts)

    def _parts(self, clause: Clause, names: list[str]) -> list[str] | None:
        """What precedes a clause as rows over the variables that it shares; None where they would be no help."""
        before = f"{{ {self.text_between(clause.before or 0, clause.start)} }}"
        try:
            shared = sorted(set(names) & set(_names(f"{self._prologue} SELECT * WHERE {before}")))
        except SyntaxError:
            return None
        if not shared:
            return None
        chosen = " ".join(f"?{name}" for name in shared)
        query = f"{self._prologue} SELECT DISTINCT {chosen} WHERE {before} LIMIT {_MAX_ROWS + 1}"
        found = self._store.query(query, custom_functions=FUNCTIONS, **dataset_of(self._request))
        rows = [list(solution) for solution in _solutions(found)]
        if len(rows) > _MAX_ROWS:
            return None
        return to_parts(shared, rows, max_bytes=MAX_SENT_BYTES, max_parts=MAX_PARTS)


def _names(query: str) -> list[str]:
    """The variables of a query. Raises SyntaxError."""
    return [variable.value for variable in _solutions(Store().query(query, custom_functions=FUNCTIONS)).variables]


def _solutions(found: object) -> QuerySolutions:
    if not isinstance(found, QuerySolutions):
        raise ValueError("there are no rows")
    return found
