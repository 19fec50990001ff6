"""The compare stage: what a changeset would change, entity by entity, and which canned answers with it.

Two stores in, plain data out (it becomes ``diff.json``). Only named graphs whose digests differ are read.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from loaders.prefixes import expand, shorten
from loaders.query_files import CannedQuery

LABEL = expand("rdfs:label")
GraphTable = dict[str, dict[str, object]]


def answers(store: Store, queries: Iterable[CannedQuery]) -> dict[str, dict[str, object]]:
    """Rows and a digest of the answer of every canned query that needs no parameter, by name."""
    return {query.name: _answer(store, query.text) for query in queries if not _needs_parameter(query)}


def differing(old: GraphTable, new: GraphTable) -> list[str]:
    """The named graphs that were added, removed or changed, sorted."""
    return sorted(iri for iri in {*old, *new} if old.get(iri) != new.get(iri))


def compare(
    old: Store | None, new: Store, graphs: Iterable[str], before: dict[str, Any], after: dict[str, Any]
) -> dict[str, Any]:
    """The entity-level difference over ``graphs``, and the canned queries whose answers differ.

    ``before`` and ``after`` are what ``answers`` gave. Out: ``graphs``; ``entities`` (IRI or ``_:`` name, label,
    change, the triples gained and lost as prefixed text) in the order of their labels; ``queries`` with their rows
    before and after. A triple that the default graph keeps, because another graph says it too, is neither gained nor
    lost.
    """
    graphs = list(graphs)
    gained, lost = _changed_triples(old, new, graphs)
    by_entity: dict[str, dict[str, list[Triple]]] = defaultdict(lambda: {"added": [], "removed": []})
    for key, triples in (("added", gained), ("removed", lost)):
        for triple in triples:
            by_entity[_name(triple)][key].append(triple)
    # Before the first release all is new: a list of everything would tell nobody anything.
    entities = [_entity(old, new, iri, change) for iri, change in by_entity.items()] if old is not None else []
    return {
        "graphs": graphs,
        "triples": {"added": len(gained), "removed": len(lost)},
        "entities": sorted(entities, key=lambda entity: (entity["label"], entity["iri"])),
        "queries": [
            {"name": name, "rows_before": before.get(name, {}).get("rows"), "rows": after.get(name, {}).get("rows")}
            for name in sorted({*before, *after})
            if before.get(name) != after.get(name)
        ],
    }


def _changed_triples(old: Store | None, new: Store, graphs: list[str]) -> tuple[set[Triple], set[Triple]]:
    had: set[Triple] = set()
    has: set[Triple] = set()
    for iri in graphs:
        graph = _node(iri)
        has |= {quad.triple for quad in new.quads_for_pattern(None, None, None, graph)}
        if old is not None:
            had |= {quad.triple for quad in old.quads_for_pattern(None, None, None, graph)}
    gained = {triple for triple in has - had if old is None or not _stands(old, triple)}
    return gained, {triple for triple in had - has if not _stands(new, triple)}


def _stands(store: Store, triple: Triple) -> bool:
    found = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, DefaultGraph())
    return any(True for _ in found)


def _entity(old: Store, new: Store, iri: str, change: dict[str, list[Triple]]) -> dict[str, Any]:
    is_new = not _is_known(old, iri)
    kind = "added" if is_new else "changed" if _is_known(new, iri) else "removed"
    label = _label(new, iri) or _label(old, iri) or shorten(iri)
    return {
        "iri": iri,
        "label": label,
        "change": kind,
        "added": sorted(_text(triple) for triple in change["added"]),
        "removed": sorted(_text(triple) for triple in change["removed"]),
    }


def _is_known(store: Store, iri: str) -> bool:
    return any(True for _ in store.quads_for_pattern(_node(iri), None, None, None))


def _label(store: Store, iri: str) -> str:
    quads = store.quads_for_pattern(_node(iri), LABEL, None, None)
    return min((quad.object.value for quad in quads if isinstance(quad.object, Literal)), default="")


def _name(triple: Triple) -> str:
    """The IRI of the subject; a blank node is written ``_:x``, so that a steward sees what the check complains of."""
    return triple.subject.value if isinstance(triple.subject, NamedNode) else str(triple.subject)


def _node(name: str) -> NamedNode | BlankNode:
    return BlankNode(name.removeprefix("_:")) if name.startswith("_:") else NamedNode(name)


def _text(triple: Triple) -> str:
    thing = shorten(triple.object.value) if isinstance(triple.object, NamedNode) else str(triple.object)
    assert isinstance(triple.predicate, NamedNode)
    return f"{shorten(triple.predicate.value)} {thing}"


def _needs_parameter(query: CannedQuery) -> bool:
    return any(not parameter.optional for parameter in query.params)


def _answer(store: Store, text: str) -> dict[str, object]:
    result = store.query(text)
    lines: list[bytes]
    if isinstance(result, QuerySolutions):
        lines = (result.serialize(format=QueryResultsFormat.TSV) or b"").splitlines()
        rows = len(lines) - 1
    elif isinstance(result, QueryTriples):
        lines = sorted(str(triple).encode() for triple in result)
        rows = len(lines)
    else:
        lines, rows = [str(bool(result)).encode()], 1
    return {"rows": rows, "digest": hashlib.sha256(b"\n".join(lines)).hexdigest()}
