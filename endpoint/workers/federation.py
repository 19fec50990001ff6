"""Federation: a query with SERVICE in, one that a worker can run without calling anybody out.

Each clause is asked of its server through the web process (``endpoint/workers/egress.py``), and the rows that come back
take its place as VALUES: no worker ever opens a connection. That is what the algebra says of a constant SERVICE (SPARQL
1.1 Federated Query, section 2.4: its rows, joined); SILENT is one empty row where the call fails.

Rows of what precedes a clause go along with it where that changes no answer: Join(L, P) = Join(L, Join(V, P)) for V the
distinct rows of L over variables that all of them bind.
"""

from collections.abc import Callable
from typing import Any

import pyoxigraph
from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, Store

from endpoint.http.problems import FaultPlace, ForbiddenQueryError, RemoteServerError
from endpoint.workers.answers import dataset_of, run_query
from endpoint.workers.guard import check_text, place_of
from endpoint.workers.refusals import syntax_first
from endpoint.workers.remote_rows import FUNCTIONS, Rows, to_parts, to_rows, to_values
from endpoint.workers.service_clauses import Clause, find_clauses, outline, prologue_of

# The address and the query in, the media type and the body of the answer out. Without a query nobody is asked; like
# any it is refused where the address may not be asked.
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

    Raises the errors of ``check_text`` and of the parser, ForbiddenQueryError for a server that may not be asked,
    RemoteServerError for one that does not answer.
    """
    text = request["text"]
    check_text(text, max_bytes=request["max_bytes"], max_depth=request["max_depth"])
    with syntax_first(text, request.get("base")):
        clauses = find_clauses(text)
    # On nothing, so that an error has its place in what was sent, and before anybody is asked.
    run_query(Store(), {**request, "text": outline(text, clauses), "joined": True})
    joining = _Joining(store, request, ask)
    # First whether all may be asked: a refusal must not depend on what the data happen to join.
    addresses = [joining.address(clause) for clause in clauses]
    for clause, address in zip(clauses, addresses, strict=True):
        joining.add(clause, address)
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

    def address(self, clause: Clause) -> str:
        """The address as the parser reads it: prefix, base and escapes resolved. Raises ForbiddenQueryError."""
        query = f"{self._prologue} SELECT ?t {{ VALUES ?t {{ {clause.target}\n }} }}"
        try:
            found = [row["t"] for row in _solutions(Store().query(query))]
        except SyntaxError:
            found = []
        if len(found) != 1 or not isinstance(found[0], NamedNode):
            raise ForbiddenQueryError("SERVICE asks one server: write its address.", self._place(clause))
        try:
            self._ask(found[0].value, "")
        except ForbiddenQueryError as error:
            raise ForbiddenQueryError(str(error), self._place(clause)) from error
        return found[0].value

    def add(self, clause: Clause, address: str) -> None:
        """Ask the server of a clause, and keep what stands in its place."""
        names = _names(f"{self._prologue} SELECT * WHERE {self._text[clause.group : clause.end]}")
        try:
            found = self._found(clause, address, names)
        except RemoteServerError as error:
            if not clause.is_silent:
                raise RemoteServerError(str(error), self._place(clause)) from error
            found = [[None] * len(names)]
        self._done.append((clause, to_values(names, found)))

    def text_between(self, start: int, stop: int) -> str:
        """A stretch of the query, with rows in the place of the clauses that were answered."""
        parts, at = [], start
        for clause, values in self._done:
            if start <= clause.start and clause.end <= stop:
                parts += [self._text[at : clause.start], values]
                at = clause.end
        return "".join([*parts, self._text[at:stop]])

    def _place(self, clause: Clause) -> FaultPlace:
        return place_of(self._text, clause.start, "SERVICE")

    def _found(self, clause: Clause, address: str, names: list[str]) -> Rows:
        group = self._text[clause.group : clause.end]
        found: Rows = []
        parts = self._parts(clause, names)
        patterns = [group] if parts is None else [f"{{ {part} {group} }}" for part in parts]
        for pattern in patterns:
            found += self._asked(address, f"{self._prologue} SELECT * WHERE {pattern}", names)
        return found

    def _asked(self, address: str, query: str, names: list[str]) -> Rows:
        self._calls += 1
        media_type, content = self._ask(address, query)
        try:
            solutions = pyoxigraph.parse_query_results(content, _FORMATS[media_type])
            return to_rows(_solutions(solutions), names, f"c{self._calls}")
        except (SyntaxError, ValueError, KeyError) as error:
            raise RemoteServerError(f"{address} does not answer with rows: {error}.") from error

    def _parts(self, clause: Clause, names: list[str]) -> list[str] | None:
        """What precedes a clause as rows to send along, in parts; none where nothing can be joined.

        None where such rows could change the answer, or would be no help.
        """
        if clause.before is None:
            return None
        before = f"{{ {self.text_between(clause.before, clause.start)} }}"
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
