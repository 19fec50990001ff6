"""A write on a merged register: it is settled in the steward's graph, conclusions are drawn anew, and all is checked.

In: the store after the edit. Out: a draft with findings and difference, or None where nothing changed. Raises
NotWritableError for a graph that only builds change.
"""

from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Store

from loaders import manifest
from loaders.changesets import Changeset, GraphTable, graph_key
from loaders.checking import check
from loaders.compare import compare, differing
from loaders.iris import Iris
from loaders.query_files import read_queries
from loaders.releases import Release
from loaders.rules import derive, derived_graph, rule_texts
from loaders.settings import Settings
from loaders.sources import STEWARDS
from loaders.writing.carrying import is_written
from loaders.writing.changes import Change, difference
from loaders.writing.publishing import Draft
from loaders.writing.settling import Ground, describe, settle


def draft(settings: Settings, store: Store, parent: Release, change: Change, path: Path, who: str) -> Draft | None:
    """What is to be published after ``change`` by the steward ``who``; ``path`` is the changeset's folder."""
    iris, old = Iris(settings.base), parent.manifest["graphs"]
    before = Store.read_only(str(parent.store_path))
    if not change.is_exact:
        change = change.replaced(difference(before, store, change.recount))
    own = iris.graph(STEWARDS + who)
    made = frozenset(iri for iri, entry in old.items() if not is_written(entry))
    touched = settle(store, change, Ground(iris, own, made))
    if not touched:
        return None
    if own in touched:
        describe(store, own, who)
    changeset = Changeset(path, store, merged=True)
    if settings.shared_graphs:
        derive(changeset, iris)
    findings = check(store, timeout_s=settings.check_timeout_s) if settings.shared_graphs else ()
    known = _known(iris, store, old, touched, path.name)
    content = manifest.content(store, read_queries(parent.queries_path), findings, known)
    graphs = differing(old, content["graphs"])
    diff = compare(before, store, graphs, parent.manifest.get("answers", {}), content["answers"])
    return Draft(path, content, diff, change, findings)


def _known(iris: Iris, store: Store, old: GraphTable, touched: set[NamedNode | BlankNode], stamp: str) -> GraphTable:
    """The entries of all graphs but the derived ones: those were made anew, so their digests are."""
    derived = {derived_graph(iris, rule.name).value for rule in rule_texts()}
    known = {name: entry for name, entry in old.items() if name not in derived}
    for graph in touched & set(store.named_graphs()):
        known[graph_key(graph)] = {"triples": manifest.count(store, graph), "change": stamp}
    return known
