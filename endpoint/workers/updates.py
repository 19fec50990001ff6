"""A SPARQL update on the working store: guarded, run operation by operation, and what it changed.

Runs in the writer alone. In: the text, its base, the dataset of the protocol. Out: a Change. Raises QueryError.
Source: https://www.w3.org/TR/sparql11-update/; https://www.w3.org/TR/sparql11-protocol/, section 2.2.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Store

from endpoint.http.problems import QueryFaultError, RequestError, UnsupportedQueryError
from endpoint.workers.guard import check_text, tokenise
from endpoint.workers.refusals import check_update, is_load
from endpoint.workers.templates import quads_of
from endpoint.workers.update_parts import Operation, operations
from loaders.errors import QueryError
from loaders.writing.changes import ALL_GRAPHS, Change, Graph
from loaders.writing.clearing import clear_graph

# A graph that has as many triples after one of these as before has the same.
_ONE_WAY = {"CLEAR", "DROP", "CREATE", "ADD"}
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\\]*>")


@dataclass(frozen=True, slots=True)
class Update:
    """An update as it was sent; ``default_graphs`` and ``named_graphs`` are what the protocol's parameters name."""

    text: str
    base: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def run_update(store: Store, update: Update, *, max_bytes: int, max_depth: int, before: Path | None = None) -> Change:
    """Do an update to a store; ``before`` is a store that holds the same and does not change, if there is one.

    Raises QueryError where it cannot be parsed or run, RequestError 400.
    """
    check_text(update.text, max_bytes=max_bytes, max_depth=max_depth)
    # Before anything runs, be it on nothing: no LOAD, however it is spelled.
    parts = _cut(update.text)
    check_update(update.text, parts, update.base)
    using = _using(update)
    if not parts:
        operations(update.text, list(tokenise(update.text)))  # the parser takes it, we do not: say why
    if using and any(part.names_dataset for part in parts):
        raise RequestError(400, "using-graph-uri and using-named-graph-uri go with no USING or WITH in the update.")
    change = Change()
    try:
        for part in parts:
            if is_load(part):
                continue
            _run(store, _with_dataset(part, using), update.base, change, before if change == Change() else None)
    except (SyntaxError, RuntimeError, ValueError) as error:
        raise UnsupportedQueryError(f"The update cannot be run: {error}.") from error
    except OSError as error:
        raise QueryError(f"The update cannot be run: {error}") from error
    return change


def _cut(text: str) -> list[Operation]:
    """The operations; none where the text cannot be cut, which the parser may explain better.

    Raises QueryFaultError where it may hold LOAD.
    """
    try:
        return operations(text, list(tokenise(text)))
    except QueryFaultError:
        if "LOAD" in text.upper():
            raise
        return []


def _run(store: Store, operation: Operation, base: str, change: Change, before: Path | None) -> None:
    if operation.form in ("insert data", "delete data"):
        scratch = Store()
        # What is to be deleted is read as what is inserted into nothing.
        body = "INSERT" + operation.body[len("INSERT") :]
        scratch.update(operation.prologue + body, base_iri=base)
        (change.add if operation.form == "insert data" else change.remove)(store, scratch)
        return
    quads = quads_of(store, operation, base=base) if operation.form != "other" else None
    if quads is None:
        if (graph := _emptied(operation)) and store.contains_named_graph(graph):
            clear_graph(store, graph, before=before)
        store.update(operation.prologue + operation.body, base_iri=base)
        one_way = operation.words[0].text.upper() in _ONE_WAY
        change.count_anew(store, _touched(operation), compare=not one_way)
        return
    change.remove(store, quads.removed)
    change.add(store, quads.added)


def _emptied(operation: Operation) -> NamedNode | None:
    """The one graph that CLEAR or DROP names, where that is plain to see."""
    verb, *words = (word.text.upper() for word in operation.words)
    if verb not in ("CLEAR", "DROP") or [word for word in words if word != "SILENT"] != ["GRAPH"]:
        return None
    (graph,) = _touched(operation)
    return graph if isinstance(graph, NamedNode) else None


def _touched(operation: Operation) -> set[Graph | None]:
    """The graphs that an operation on whole graphs names; all of them where that is not plain to see."""
    if operation.blocks or any(word.text.upper() in ("ALL", "NAMED") for word in operation.words):
        return {ALL_GRAPHS}
    found: set[Graph | None] = {DefaultGraph() for word in operation.words if word.text.upper() == "DEFAULT"}
    for token in operation.tokens:
        if token.kind in ("iri", "name"):
            whole = token.kind == "iri" and _ABSOLUTE.match(token.text)
            found.add(NamedNode(token.text[1:-1]) if whole else ALL_GRAPHS)
    return found


def _using(update: Update) -> str:
    """The protocol's dataset as clauses. Raises RequestError 400 for what is no IRI."""
    try:
        default = [f"USING {NamedNode(iri)}" for iri in update.default_graphs]
        return " ".join([*default, *(f"USING NAMED {NamedNode(iri)}" for iri in update.named_graphs)])
    except ValueError as error:
        raise RequestError(400, f"A graph of the dataset is not named by an IRI: {error}.") from error


def _with_dataset(operation: Operation, using: str) -> Operation:
    """The operation with the protocol's dataset written into it."""
    if not using or operation.form not in ("modify", "delete where"):
        return operation
    text, where = operation.text, operation.where()
    if operation.form == "modify":
        body = f"{text[operation.start : where]}{using} {text[where : operation.end]}"
    else:
        block = text[operation.blocks[0].start : operation.blocks[0].end]
        body = f"DELETE {block} {using} WHERE {block}"
    return _cut_anew(operation.prologue, body)


def _cut_anew(prologue: str, body: str) -> Operation:
    text = prologue + body
    (operation,) = operations(text, list(tokenise(text)))
    return operation
