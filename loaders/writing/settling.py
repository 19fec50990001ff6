"""A steward's write on a merged register: where it lands, what it may not touch, and the default graph after it.

What is added without a graph lands in the steward's own graph. Graphs that a build makes are not written to: a build
would undo it, and their statements stand on sources. The default graph holds every triple of every named graph once,
before and after.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from loaders.errors import NotWritableError
from loaders.evidence import CC_BY
from loaders.iris import Iris
from loaders.prefixes import expand
from loaders.sources import RESERVED, STEWARDS
from loaders.writing.changes import Change


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a steward writes: ``own`` is the steward's graph, ``made`` are the graphs that builds make."""

    iris: Iris
    own: NamedNode
    made: frozenset[str]

    def check(self, graph: NamedNode | BlankNode | DefaultGraph) -> None:
        """Raise NotWritableError for a graph that only a build may change."""
        name = graph.value if isinstance(graph, NamedNode | BlankNode) else "default"
        space = self.iris.graph("").value
        slug = name.removeprefix(space)
        if name in self.made or (name.startswith(space) and not slug.startswith(STEWARDS)):
            raise NotWritableError(name, _remedy(slug, is_made=name in self.made, own=self.own))


def describe(store: Store, graph: NamedNode, steward: str) -> None:
    """Let a steward's graph say what it is, as every graph does, as long as there is something in it."""
    told = [
        Triple(graph, expand("rdf:type"), expand("void:Dataset")),
        Triple(graph, expand("rdfs:label"), Literal(f"Written by the steward {steward}", language="en")),
        Triple(graph, expand("dcterms:license"), CC_BY),
        Triple(graph, expand("dcterms:provenance"), Literal("Releases tell when, and by whom", language="en")),
    ]
    others = (quad for quad in store.quads_for_pattern(None, None, None, graph) if quad.triple not in told)
    is_empty = next(others, None) is None
    for triple in told:
        for quad in (_in(triple, graph), _in(triple, DefaultGraph())):
            if is_empty:
                store.remove(quad)
            else:
                store.add(quad)
    if is_empty:
        store.remove_graph(graph)


def settle(store: Store, change: Change, ground: Ground) -> set[NamedNode | BlankNode]:
    """Bring a store in order after ``change``, which has been done to it; the named graphs that it touches.

    Raises NotWritableError.
    """
    touched: set[NamedNode | BlankNode] = set()
    for quad in change.added | change.removed:
        if not isinstance(quad.graph_name, DefaultGraph):
            ground.check(quad.graph_name)
            touched.add(quad.graph_name)
    landing = [_in(quad.triple, ground.own) for quad in _of_default(change.added)]
    store.extend(landing)
    touched |= {ground.own} if landing else set()
    for quad in _of_default(change.removed):
        for holder in _holders(store, quad.triple):
            if _in(quad.triple, holder) not in change.added:
                ground.check(holder)
                store.remove(_in(quad.triple, holder))
                touched.add(holder)
    for triple in {quad.triple for quad in change.added | change.removed}:
        if _holders(store, triple):
            store.add(_in(triple, DefaultGraph()))
        else:
            store.remove(_in(triple, DefaultGraph()))
    for graph in touched:
        if next(store.quads_for_pattern(None, None, None, graph), None) is None:
            store.remove_graph(graph)
    return touched


def _remedy(slug: str, *, is_made: bool, own: NamedNode) -> str:
    if not is_made:
        return f"Names under it are kept for sources; write to {own.value}, or to a graph of another name."
    if slug in RESERVED or slug.startswith("derived-"):
        return "A build makes it from the ontology, the reference tables or a rule: change it there."
    return f"A build makes it from a source: put the decision into data/documents/{slug}/review.toml."


def _of_default(quads: Iterable[Quad]) -> list[Quad]:
    return [quad for quad in quads if isinstance(quad.graph_name, DefaultGraph)]


def _holders(store: Store, triple: Triple) -> list[NamedNode | BlankNode]:
    found = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    return [quad.graph_name for quad in found if not isinstance(quad.graph_name, DefaultGraph)]


def _in(triple: Triple, graph: NamedNode | BlankNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)
