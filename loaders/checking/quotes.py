"""The words of a source behind a resource or a triple: evidence looked up in the named graphs of a store.

In: a focus node, and where known a predicate and a value. Out: one quote, the best fitting: evidence of the very
triple, else of the predicate, else of the node that a statement made, else any statement about the focus. Nothing is
guessed: no evidence, no quote.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from loaders.checking.findings import Term
from loaders.iris import term
from loaders.prefixes import expand


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words, their place in Unicode code points of a document, and the named graph that holds the evidence."""

    graph: str
    document: NamedNode
    exact: str
    start: int
    end: int


def find_quote(
    store: Store, focus: Term, path: str | None, value: Term | None, *, graph: str | None = None
) -> Quote | None:
    """The quote behind (focus, path, value); among equally good ones the first by graph, document and place.

    ``graph`` narrows the search to one named graph. None where no evidence speaks of the focus.
    """
    if not isinstance(focus, NamedNode):
        return None
    for evidence in _candidates(store, focus, path, value, graph):
        quotes = [quote for quad in evidence if (quote := _quote_of(store, quad)) is not None]
        if quotes:
            return min(quotes, key=lambda quote: (quote.graph, quote.document.value, quote.start, quote.end))
    return None


def _candidates(
    store: Store, focus: NamedNode, path: str | None, value: Term | None, graph: str | None
) -> Iterator[list[Quad]]:
    """Groups of evidence, the best fitting first; each quad has the evidence as its subject."""
    about = _linked(store, expand("rdf:subject"), focus, graph)
    predicates = _predicates(path)
    same_path = [quad for quad in about if any(_has(store, quad, "rdf:predicate", one) for one in predicates)]
    yield [quad for quad in same_path if value is not None and _has(store, quad, "rdf:object", value)]
    yield same_path
    yield _linked(store, term("makes"), focus, graph)
    yield _itself(store, focus, graph)
    yield _linked(store, expand("oa:hasSelector"), focus, graph)
    yield about
    yield _linked(store, expand("rdf:object"), focus, graph)
    yield _linked(store, expand("oa:hasSource"), focus, graph)


def _linked(store: Store, predicate: NamedNode, node: NamedNode, graph: str | None) -> list[Quad]:
    place = NamedNode(graph) if graph else None
    quads = store.quads_for_pattern(None, predicate, node, place)
    return [quad for quad in quads if not isinstance(quad.graph_name, DefaultGraph)]


def _itself(store: Store, focus: NamedNode, graph: str | None) -> list[Quad]:
    """The focus where it is evidence."""
    place = NamedNode(graph) if graph else None
    quads = store.quads_for_pattern(focus, expand("oa:hasSelector"), None, place)
    return [quad for quad in quads if not isinstance(quad.graph_name, DefaultGraph)]


def _predicates(path: str | None) -> list[NamedNode]:
    """The predicates of a path; those of a path of several steps in the order they stand."""
    if path is None:
        return []
    return [NamedNode(iri) for iri in (re.findall("<([^<>]+)>", path) or [path])]


def _has(store: Store, evidence: Quad, predicate: str, value: Term) -> bool:
    return Quad(evidence.subject, expand(predicate), value, evidence.graph_name) in store


def _quote_of(store: Store, evidence: Quad) -> Quote | None:
    assert isinstance(evidence.graph_name, NamedNode | BlankNode)
    selector = _object(store, evidence.subject, "oa:hasSelector", evidence)
    document = _object(store, evidence.subject, "oa:hasSource", evidence)
    if not isinstance(selector, NamedNode) or not isinstance(document, NamedNode):
        return None
    exact, start, end = (_object(store, selector, name, evidence) for name in ("oa:exact", "oa:start", "oa:end"))
    if not (isinstance(exact, Literal) and isinstance(start, Literal) and isinstance(end, Literal)):
        return None
    if not (start.value.isdecimal() and end.value.isdecimal()):
        return None
    return Quote(evidence.graph_name.value, document, exact.value, int(start.value), int(end.value))


def _object(store: Store, subject: object, predicate: str, evidence: Quad) -> Term | None:
    assert isinstance(subject, NamedNode | BlankNode)
    quads = store.quads_for_pattern(subject, expand(predicate), None, evidence.graph_name)
    return min((quad.object for quad in quads), key=str, default=None)
