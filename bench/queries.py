"""Canned queries over HTTP, beside rdflib in memory on the same triples.

In: the current release of the workspace. Out, on stdout: a Markdown table with the median of each query in
milliseconds, the ratio, and whether both gave the same number of rows. rdflib is asked in its own process without HTTP,
which favours it; queries that name graphs or need a parameter are left out.
"""

import json
import statistics
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import rdflib
from pyoxigraph import DefaultGraph, RdfFormat, Store, serialize

from loaders.query_files import CannedQuery, read_queries
from loaders.releases import Release, Releases
from loaders.settings import home_of, load_settings
from tests.serving import serve

RUNS = 5
PEER_LIMIT_S = 10.0


def main() -> None:
    """Measure and print."""
    workspace = Path.cwd()
    release = Releases(home_of(workspace, load_settings(workspace))).current()
    if release is None:
        sys.exit("There is no release yet; run `make build` first.")
    peer = in_memory(release)
    print(f"Release {release.number}, {release.manifest['triples']} triples; medians of {RUNS} runs, one client.\n")
    print(f"| query | Samspil over HTTP, ms | rdflib {rdflib.__version__} in memory, ms | ratio | same rows |")
    print("| --- | ---: | ---: | ---: | --- |")
    with serve(workspace) as server:
        for query in comparable():
            report(query, server.url, peer)


def comparable() -> list[CannedQuery]:
    """The SELECT queries that need no parameter and no named graph."""
    return [
        query
        for query in read_queries()
        if query.form == "SELECT" and "GRAPH" not in query.text and all(one.optional for one in query.params)
    ]


def report(query: CannedQuery, address: str, peer: rdflib.Graph) -> None:
    """One row of the table."""
    ours, our_rows = median_ms(lambda: over_http(f"{address}/queries/{query.name}.json"), RUNS)
    try:
        theirs, their_rows = median_ms(lambda: len(list(peer.query(query.text))), 1 if slow(query, peer) else RUNS)
    except TypeError as error:  # rdflib 7.6 cannot sort some columns with unbound cells
        print(f"| {query.name} | {ours:.1f} | fails: {error} | | |", flush=True)
        return
    print(f"| {query.name} | {ours:.1f} | {theirs:.1f} | {theirs / ours:.1f} | {our_rows == their_rows} |", flush=True)


def slow(query: CannedQuery, peer: rdflib.Graph) -> bool:
    """Whether the peer needs so long that one more run must do."""
    began = time.perf_counter()
    list(peer.query(query.text))
    return time.perf_counter() - began > PEER_LIMIT_S / RUNS


def median_ms(ask: Callable[[], int], runs: int) -> tuple[float, int]:
    """The median of ``runs`` calls in milliseconds, and what the last one gave."""
    took, rows = [], 0
    for _ in range(runs):
        began = time.perf_counter()
        rows = ask()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took), rows


def over_http(address: str) -> int:
    """Rows of a JSON answer."""
    with urllib.request.urlopen(address) as response:
        return len(json.load(response)["results"]["bindings"])


def in_memory(release: Release) -> rdflib.Graph:
    """The default graph of a release in the peer's store."""
    store = Store.read_only(str(release.store_path))
    triples = (quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph()))
    graph = rdflib.Graph()
    graph.parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    return graph
