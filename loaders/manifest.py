"""``release.json``: what a release says of itself. A checked changeset in, plain data out; nothing is written here.

Digests depend on content only. When, by whom and why it was built stands beside them.
"""

import datetime
import getpass
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, QuerySolutions, Store

from loaders.changesets import GraphTable, digests
from loaders.checking.findings import Finding
from loaders.compare import answers
from loaders.query_files import CannedQuery
from loaders.releases import Release
from loaders.settings import Settings


def occasion(parent: Release | None, why: str, who: str | None = None) -> dict[str, Any]:
    """On what release, when, by whom (by default who is logged in), why, and with which Samspil."""
    return {
        "parent": parent.number if parent else None,
        "time": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "who": who or user(),
        "why": why or ("First build" if parent is None else "Build from the sources"),
        "samspil": version("samspil"),
    }


def origin(settings: Settings, inputs: str, statements: Mapping[str, int]) -> dict[str, Any]:
    """From what: the settings that count, the digest of all that was read, the statements of each source."""
    return {
        "base": settings.base,
        "default_graph": settings.default_graph,
        "inputs": inputs,
        "statements": dict(statements),
    }


def content(
    store: Store, queries: Iterable[CannedQuery], findings: Iterable[Finding], known: GraphTable | None = None
) -> dict[str, Any]:
    """What is in it: counts and digests as a whole and by graph, findings by severity, the answers of the queries.

    The entries of ``known`` graphs stand as they are.
    """
    graphs, whole = digests(store, known)
    return {
        "digest": whole,
        "triples": count(store, DefaultGraph()),
        "quads": len(store),
        "findings": dict(Counter(finding.severity.value for finding in findings)),
        "graphs": graphs,
        "answers": answers(store, queries),
    }


def count(store: Store, graph: NamedNode | BlankNode | DefaultGraph) -> int:
    """The number of triples in a graph."""
    solutions = store.query("SELECT (COUNT(*) AS ?count) WHERE { ?s ?p ?o }", default_graph=graph)
    assert isinstance(solutions, QuerySolutions)
    (number,) = next(solutions)
    assert isinstance(number, Literal)
    return int(number.value)


def user() -> str:
    """The name that somebody is logged in with."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
