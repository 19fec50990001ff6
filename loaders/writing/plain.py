"""A write on a plain workspace: any graph may change, the default graph is one of them, and nothing is checked.

In: the store after the edit. Out: a draft, or None where nothing changed. Graphs that the edit names quad by quad are
counted by what came and went; only what the engine changed by itself is counted anew.
"""

from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Store

from loaders.changesets import GraphTable, digest_of, graph_key
from loaders.compare import differing
from loaders.manifest import count
from loaders.releases import Release
from loaders.writing.changes import ALL_GRAPHS, Change, difference
from loaders.writing.publishing import Draft

DEFAULT = graph_key(DefaultGraph())


def draft(store: Store, parent: Release | None, change: Change, path: Path) -> Draft | None:
    """What is to be published after ``change``; ``path`` is the changeset's folder, whose name names the change."""
    old = _entries(parent)
    graphs = _tallied(store, old, change, path.name)
    if change.compare and not differing(old, graphs) and parent is not None:
        # As many as before: only a comparison tells whether they are the same.
        change = difference(Store.read_only(str(parent.store_path)), store, change.recount)
        graphs = _tallied(store, old, change, path.name)
    changed = differing(old, graphs)
    # Without a parent even nothing is something: an empty release can be asked.
    if not changed and parent is not None:
        return None
    diff = {"graphs": [name for name in changed if name], "triples": _sums(old, graphs, change)}
    quads = sum(int(entry["triples"]) for entry in graphs.values())
    digest, default = digest_of(graphs), graphs.pop(DEFAULT)
    content = {
        "digest": digest,
        "triples": default["triples"],
        "quads": quads,
        "findings": {},
        "graphs": graphs,
        "default": default,
        "answers": {},
    }
    return Draft(path, content, {**diff, "entities": [], "queries": []}, change)


def _entries(parent: Release | None) -> GraphTable:
    """The parent's graphs, the default graph among them."""
    if parent is None:
        return {DEFAULT: {"triples": 0, "change": ""}}
    default = {"triples": parent.manifest["triples"], "change": ""}
    return {**parent.manifest["graphs"], DEFAULT: parent.manifest.get("default", default)}


def _tallied(store: Store, old: GraphTable, change: Change, stamp: str) -> GraphTable:
    """The graphs that are there now, with the number of their triples and the change that touched them last."""
    nets: dict[str, int] = {}
    touched = {graph_key(quad.graph_name) for quad in change.added | change.removed}
    for quads, sign in ((change.added, 1), (change.removed, -1)):
        for quad in quads:
            name = graph_key(quad.graph_name)
            nets[name] = nets.get(name, 0) + sign
    recount = {graph and graph_key(graph) for graph in change.recount}
    graphs: GraphTable = {}
    present: list[NamedNode | BlankNode | DefaultGraph] = [*store.named_graphs(), DefaultGraph()]
    for graph in present:
        name = graph_key(graph)
        before = int(old[name]["triples"]) if name in old else None
        anew = ALL_GRAPHS in recount or name in recount
        now = count(store, graph) if anew else (before or 0) + nets.get(name, 0)
        same = now == before and name not in touched
        graphs[name] = old[name] if same else {"triples": now, "change": stamp}
    return graphs


def _sums(old: GraphTable, new: GraphTable, change: Change) -> dict[str, int]:
    if change.is_exact:
        return {"added": len(change.added), "removed": len(change.removed)}
    nets = [
        int(new.get(name, {"triples": 0})["triples"]) - int(old.get(name, {"triples": 0})["triples"])
        for name in {*old, *new}
    ]
    return {"added": sum(net for net in nets if net > 0), "removed": -sum(net for net in nets if net < 0)}
