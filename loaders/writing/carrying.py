"""What stewards wrote, through a build: no source fills those graphs, so a build that forgot them would lose them."""

from pyoxigraph import DefaultGraph, NamedNode, Store

from loaders.changesets import Changeset, GraphTable, graph_key
from loaders.releases import Release


def is_written(entry: dict[str, object]) -> bool:
    """Whether an entry of ``release.json`` is that of a graph that stewards wrote to: it is named by a change."""
    return "change" in entry


def written_graphs(parent: Release | None, filled: set[str]) -> GraphTable:
    """The entries of the graphs that stewards wrote, but for those that a source has ``filled`` since."""
    graphs = parent.manifest["graphs"] if parent else {}
    return {name: entry for name, entry in graphs.items() if is_written(entry) and name not in filled}


def carry_over(parent: Release, changeset: Changeset, graphs: GraphTable) -> None:
    """Copy graphs of a release into a changeset that was not forked from it; from plain to plain the default graph too.

    A merged default graph only repeats the named ones.
    """
    old = Store.read_only(str(parent.store_path))
    for graph in old.named_graphs():
        if graph_key(graph) in graphs:
            quads = old.quads_for_pattern(None, None, None, graph)
            if isinstance(graph, NamedNode):
                changeset.replace_graph(graph, quads)
            else:
                changeset.store.bulk_extend(quads)
    if not changeset.merged and parent.manifest.get("default_graph") == "plain":
        changeset.store.bulk_extend(old.quads_for_pattern(None, None, None, DefaultGraph()))
