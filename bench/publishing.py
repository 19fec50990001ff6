"""What a release costs beside loading: publishing one more triple on top of a large one, and validation by SHACL.

The peers: for publishing, the native store's own ``add`` and ``flush``, which is what makes a triple durable there;
for validation, pySHACL on the same triples and shapes. Validation takes a smaller register: pySHACL grows fast.
"""

import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyshacl
import rdflib
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from bench.made_register import Register, write_register
from bench.made_workspace import publish_file
from loaders.changesets import fork
from loaders.checking.shacl_engine import validate
from loaders.manifest import occasion
from loaders.paths import ONTOLOGY, SHAPES
from loaders.releases import Release, Releases

VALIDATED = 20_000
_TIMES = 7
_NOTE = NamedNode("https://example.org/note")


def publishing(folder: Path, register: Register) -> list[tuple[str, float, str, float]]:
    """Rows: what, seconds here, the peer, its seconds."""
    workspace = folder / "publishing"
    workspace.mkdir()
    release = publish_file(workspace, register.path)
    releases = Releases(workspace / "var")
    ours = _median_s(lambda number: _publish_one(releases, number))
    Store.read_only(str(release.store_path)).backup(str(folder / "bare"))
    bare = Store(str(folder / "bare"))

    def add(number: int) -> None:
        bare.add(_quad(number))
        bare.flush()

    small = write_register(folder / "small.nt", min(VALIDATED, register.triples))
    checked, peer_checked = _validation(small.path)
    return [
        ("one more triple: fork, add, publish", ours, "pyoxigraph: add, flush", _median_s(add)),
        (f"SHACL on {small.triples} triples", checked, f"pySHACL {pyshacl.__version__}", peer_checked),
    ]


def _publish_one(releases: Releases, number: int) -> Release:
    with releases.writing():
        parent = releases.current()
        assert parent is not None
        changeset = fork(releases, parent, merged=False)
        changeset.store.add(_quad(number))
        changeset.close()
        return releases.publish(changeset.path, {**parent.manifest, **occasion(parent, "One more triple")})


def _validation(data: Path) -> tuple[float, float]:
    """Seconds of our check's engine and of pySHACL, on one file."""
    store = Store()
    store.bulk_load(path=str(data), format=RdfFormat.N_TRIPLES)
    ours = _seconds(lambda: validate(store, timeout_s=600.0))
    graph, shapes = rdflib.Graph().parse(data, format="nt"), rdflib.Graph()
    for path in sorted((*SHAPES.glob("*.ttl"), ONTOLOGY / "prefixes.ttl")):
        shapes.parse(path, format="turtle")
    return ours, _seconds(lambda: pyshacl.validate(graph, shacl_graph=shapes))


def _quad(number: int) -> Quad:
    return Quad(NamedNode(f"https://example.org/note/{number}"), _NOTE, Literal(str(number)), DefaultGraph())


def _median_s(work: Callable[[int], object]) -> float:
    return statistics.median(_seconds(partial(work, number)) for number in range(_TIMES))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
