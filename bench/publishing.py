"""What a write and a check cost: one more triple by SPARQL Update on a large register, and validation by SHACL.

An update of this endpoint is a release: forked, published and on the disk before it is answered. The peer of validation
is pySHACL with the same triples and shapes; it grows fast, so both get a smaller register.
"""

import statistics
import time
import urllib.request
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pyshacl
import rdflib
from pyoxigraph import RdfFormat, Store

from bench.made_register import Register, write_register
from bench.servers import Server
from loaders.checking.shacl_engine import validate
from loaders.paths import ONTOLOGY, SHAPES

VALIDATED = 20_000
_TIMES = 9

Row = tuple[str, str, float]


def publishing(folder: Path, register: Register, servers: Sequence[Server]) -> list[Row]:
    """Rows: the work, who does it, and the median of its seconds."""
    rows = [
        ("one more triple by SPARQL Update", server.name, _median_s(partial(_insert, server, server.update_headers())))
        for server in servers
        if server.update_path
    ]
    small = write_register(folder / "small.nt", min(VALIDATED, register.triples))
    work = f"validation of {small.triples:,} triples"
    return [*rows, *((work, name, seconds) for name, seconds in _validation(small.path))]


def _insert(server: Server, headers: dict[str, str], number: int) -> None:
    update = f'INSERT DATA {{ <https://example.org/note/{number}> <https://example.org/text> "note {number}" }}'
    headers = {"Content-Type": "application/sparql-update", **headers}
    address = f"http://127.0.0.1:{server.port}{server.update_path}"
    urllib.request.urlopen(urllib.request.Request(address, update.encode(), headers), timeout=60).close()


def _validation(data: Path) -> list[tuple[str, float]]:
    """Seconds of our check's engine and of pySHACL, on one file."""
    store = Store()
    store.bulk_load(path=str(data), format=RdfFormat.N_TRIPLES)
    graph, shapes = rdflib.Graph().parse(data, format="nt"), rdflib.Graph()
    for path in sorted((*SHAPES.glob("*.ttl"), ONTOLOGY / "prefixes.ttl")):
        shapes.parse(path, format="turtle")
    return [
        ("Samspil", _seconds(lambda: validate(store, timeout_s=600.0))),
        (f"pySHACL {pyshacl.__version__}", _seconds(lambda: pyshacl.validate(graph, shacl_graph=shapes))),
    ]


def _median_s(work: Callable[[int], object]) -> float:
    return statistics.median(_seconds(partial(work, number)) for number in range(_TIMES))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
