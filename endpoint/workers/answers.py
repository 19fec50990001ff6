"""Answers of one store: a request from the pool in, bytes of the answer out, as they are computed.

Runs inside a worker, never in the web process. Created, iterated and serialised in one thread: a result iterator that
is touched from another one aborts the process.
"""

import json
from collections.abc import Callable, Iterator
from typing import IO, Any

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    Variable,
)

from endpoint.http.formats import BY_NAME, CUT, DATASET_NAMES, rdf_format, results_format
from endpoint.http.problems import RequestError, UnsupportedQueryError
from endpoint.workers.frames import term_from_json, term_to_json
from endpoint.workers.guard import SERVICE_IS_OFF, check_text, refuse_service
from endpoint.workers.hints import explain
from endpoint.workers.refusals import syntax_first
from endpoint.workers.remarks import remarks
from endpoint.workers.remote_rows import FUNCTIONS
from endpoint.workers.row_limit import limited
from loaders.errors import QueryError
from loaders.prefixes import prefixes

Outcome = QuerySolutions | QueryBoolean | QueryTriples


def answer_query(store: Store, request: dict[str, Any], announce: Callable[[str], None], output: IO[bytes]) -> None:
    """Serialise the answer to a query in the first of ``choices`` that fits it.

    ``announce`` gets the name of the format before the first byte, with ``CUT`` behind it where the client may not have
    all rows. Raises QueryError, and RequestError with 406.
    """
    outcome = run_query(store, request)
    kind = "graph" if isinstance(outcome, QueryTriples) else "bindings"
    chosen = next((name for name in request["choices"] if BY_NAME[name].kind == kind), None)
    if chosen is None:
        offered = {entry.name: entry.media_types[0] for entry in BY_NAME.values() if entry.kind == kind}
        message = f"This answer can be had as {', '.join(offered.values())}."
        raise RequestError(406, message, extra={"available": list(offered.values())})
    if (max_rows := request.get("max_rows")) and not isinstance(outcome, QueryBoolean):
        body, is_cut = limited(outcome, chosen, max_rows=max_rows, strict=request["strict"])
        announce(f"{chosen}{CUT}" if is_cut else chosen)
        output.write(body)
        return
    announce(chosen)
    if isinstance(outcome, QueryTriples):
        pyoxigraph.serialize(outcome, output, rdf_format(chosen), prefixes=prefixes())
    else:
        outcome.serialize(output, results_format(chosen))


def answer_rows(store: Store, request: dict[str, Any], announce: Callable[[str], None], output: IO[bytes]) -> None:
    """Write the answer as JSON for our own pages: variables, rows of terms, and whether ``limit`` cut them."""
    outcome = run_query(store, request)
    announce("rows")
    if isinstance(outcome, QueryBoolean):
        table: dict[str, Any] = {"variables": [], "rows": [], "more": False, "boolean": bool(outcome)}
    else:
        names = ["subject", "predicate", "object"]
        if isinstance(outcome, QuerySolutions):
            names = [variable.value for variable in outcome.variables]
        rows, more = _first_rows(outcome, len(names), request.get("limit"))
        table = {"variables": names, "rows": rows, "more": more, "boolean": None}
    table["remarks"] = remarks(request["text"])
    output.write(json.dumps(table, ensure_ascii=False).encode())


def answer_dump(store: Store, request: dict[str, Any], announce: Callable[[str], None], output: IO[bytes]) -> None:
    """Write a graph, or all named graphs, or (in a format without graphs) the default graph."""
    name = request["choices"][0]
    announce(name)
    if request.get("graph") is None and name in DATASET_NAMES:
        if request.get("plain"):
            pyoxigraph.serialize(iter(store), output, rdf_format(name), prefixes=prefixes())
            return
        # The default graph repeats the named ones: a dataset dump leaves it out.
        named = (quad for graph in store.named_graphs() for quad in store.quads_for_pattern(None, None, None, graph))
        pyoxigraph.serialize(named, output, rdf_format(name), prefixes=prefixes())
        return
    graph = NamedNode(request["graph"]) if request.get("graph") else DefaultGraph()
    triples = _triples(store.quads_for_pattern(None, None, None, graph))
    pyoxigraph.serialize(triples, output, rdf_format(name), prefixes=prefixes())


OPERATIONS = {"query": answer_query, "rows": answer_rows, "dump": answer_dump}


def run_query(store: Store, request: dict[str, Any]) -> Outcome:
    """Check, parse and start a query. Raises QueryError where it cannot be run."""
    text = request["text"]
    joined = "joined" in request
    if not joined:
        check_text(text, max_bytes=request["max_bytes"], max_depth=request["max_depth"])
        with syntax_first(text, request.get("base")):
            refuse_service(text, SERVICE_IS_OFF)
    terms: dict[Variable, NamedNode | BlankNode | Literal | Triple] = {
        Variable(name): term_from_json(parts) for name, parts in request.get("substitutions", {}).items()
    }
    try:
        functions = FUNCTIONS if joined else None
        base = request.get("base")
        return store.query(
            text, base_iri=base, substitutions=terms or None, custom_functions=functions, **dataset_of(request)
        )
    except SyntaxError as error:
        raise explain(str(error), text) from error
    except (RuntimeError, ValueError) as error:
        raise UnsupportedQueryError(str(error)) from error
    except OSError as error:
        raise QueryError(f"The query cannot be run: {error}") from error


def dataset_of(request: dict[str, Any]) -> dict[str, Any]:
    """The dataset of the protocol's parameters; given one kind of graph only, the other is empty (Protocol, 2.1.4)."""
    default, named = request.get("default_graphs") or [], request.get("named_graphs") or []
    if not default and not named:
        return {}
    return {"default_graph": [NamedNode(iri) for iri in default], "named_graphs": [NamedNode(iri) for iri in named]}


def _first_rows(outcome: QuerySolutions | QueryTriples, width: int, limit: int | None) -> tuple[list[Any], bool]:
    rows: list[Any] = []
    for solution in outcome:
        if limit is not None and len(rows) == limit:
            return rows, True
        rows.append([term_to_json(solution[place]) for place in range(width)])
    return rows, False


def _triples(quads: Iterator[Quad]) -> Iterator[Triple]:
    return (quad.triple for quad in quads)
