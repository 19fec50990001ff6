"""What a write does to a store: the quads that come and go, net, or the graphs that have to be counted anew.

A write that goes quad by quad is known exactly, and costs what it changes. One that the engine does by itself (a large
upload, ``COPY``, a graph named by a variable) is known by the graphs that it may have touched.
"""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

Graph = NamedNode | DefaultGraph
ALL_GRAPHS = None
_BATCH = 10_000


@dataclass(slots=True)
class Change:
    """The net change of a store since it was forked.

    ``recount`` holds the graphs that the engine changed by itself; None in it stands for all of them. Where those of
    the same size may hold other triples, ``compare`` says so.
    """

    added: set[Quad] = field(default_factory=set)
    removed: set[Quad] = field(default_factory=set)
    recount: set[Graph | None] = field(default_factory=set)
    compare: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether the quads are all that changed."""
        return not self.recount

    def replaced(self, other: "Change") -> "Change":
        """This change with what ``other`` says of the graphs that were to be counted anew."""
        if ALL_GRAPHS in self.recount:
            return other
        return Change(
            {quad for quad in self.added if quad.graph_name not in self.recount} | other.added,
            {quad for quad in self.removed if quad.graph_name not in self.recount} | other.removed,
        )

    def add(self, store: Store, quads: Iterable[Quad]) -> None:
        """Put quads into a store, and remember those that are new."""
        fresh = [quad for quad in quads if quad not in store]
        for start in range(0, len(fresh), _BATCH):
            store.extend(fresh[start : start + _BATCH])
        for quad in fresh:
            if quad in self.removed:
                self.removed.discard(quad)
            else:
                self.added.add(quad)

    def remove(self, store: Store, quads: Iterable[Quad]) -> None:
        """Take quads out of a store, and remember those that were there."""
        for quad in [quad for quad in quads if quad in store]:
            store.remove(quad)
            if quad in self.added:
                self.added.discard(quad)
            else:
                self.removed.add(quad)

    def count_anew(self, store: Store, graphs: set[Graph | None], *, compare: bool) -> None:
        """The engine changed graphs by itself: they are counted anew, and what it undid is no change."""
        self.recount |= graphs
        self.compare = self.compare or compare
        self.added = {quad for quad in self.added if quad in store}
        self.removed = {quad for quad in self.removed if quad not in store}


def difference(before: Store, after: Store, graphs: Iterable[Graph | None] = (ALL_GRAPHS,)) -> Change:
    """The exact change of graphs between two stores of one origin, blank nodes by their labels.

    Reads them from end to end.
    """
    change = Change()
    for graph in [ALL_GRAPHS] if ALL_GRAPHS in (graphs := set(graphs)) else graphs:
        with tempfile.TemporaryFile() as old, tempfile.TemporaryFile() as new:
            gone, come = set(_lines(before, old, graph)), []
            for line in _lines(after, new, graph):
                if line in gone:
                    gone.discard(line)
                else:
                    come.append(line)
        change.added.update(_quads(come, graph))
        change.removed.update(_quads(gone, graph))
    return change


def _lines(store: Store, file: IO[bytes], graph: Graph | None) -> Iterator[bytes]:
    if graph is None:
        store.dump(file, format=RdfFormat.N_QUADS)
    else:
        store.dump(file, format=RdfFormat.N_TRIPLES, from_graph=graph)
    file.seek(0)
    return iter(file)


def _quads(lines: Iterable[bytes], graph: Graph | None) -> Iterator[Quad]:
    for quad in parse(b"".join(lines), format=RdfFormat.N_QUADS):
        yield quad if graph is None else Quad(quad.subject, quad.predicate, quad.object, graph)
