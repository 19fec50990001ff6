"""What a write does to a store: the quads that come and go, net, or the graphs that have to be counted anew.

A write that goes quad by quad is known exactly, and costs what it changes. One that the engine does by itself (a large
upload, ``COPY``, a graph named by a variable) is known by the graphs that it may have touched.
"""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

ALL_GRAPHS = None
_BATCH = 10_000


@dataclass(slots=True)
class Change:
    """The net change of a store since it was forked.

    ``recount`` holds the graphs that the engine changed by itself; None in it stands for all of them.
    """

    added: set[Quad] = field(default_factory=set)
    removed: set[Quad] = field(default_factory=set)
    recount: set[NamedNode | DefaultGraph | None] = field(default_factory=set)

    @property
    def is_exact(self) -> bool:
        """Whether the quads are all that changed."""
        return not self.recount

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

    def recount_all(self, store: Store) -> None:
        """The engine did something by itself: every graph is counted anew, and what it undid is no change."""
        self.recount.add(ALL_GRAPHS)
        self.added = {quad for quad in self.added if quad in store}
        self.removed = {quad for quad in self.removed if quad not in store}


def difference(before: Store, after: Store) -> Change:
    """The exact change between two stores of one origin, blank nodes by their labels. Reads both from end to end."""
    change = Change()
    with tempfile.TemporaryFile() as old, tempfile.TemporaryFile() as new:
        left, new_lines = set(_lines(before, old)), []
        for line in _lines(after, new):
            if line in left:
                left.discard(line)
            else:
                new_lines.append(line)
    change.added.update(_quads(new_lines))
    change.removed.update(_quads(left))
    return change


def _lines(store: Store, file: IO[bytes]) -> Iterator[bytes]:
    store.dump(file, format=RdfFormat.N_QUADS)
    file.seek(0)
    return iter(file)


def _quads(lines: Iterable[bytes]) -> Iterator[Quad]:
    return parse(b"".join(lines), format=RdfFormat.N_QUADS)
