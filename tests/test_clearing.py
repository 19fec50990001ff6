"""A whole graph out of a store: by every way the same is left."""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from endpoint.workers.updates import Update, run_update
from endpoint.workers.uploads import delete_graph
from loaders.releases import Releases
from loaders.settings import load_settings
from loaders.writing import Writes, clearing
from loaders.writing.changes import Change

EX = "http://example.org/"
LARGE, OTHER, BARE = (NamedNode(f"{EX}{name}") for name in ("large", "other", "bare"))
BLANK = BlankNode("b")
WAYS = {"as the engine does it": (10**6, 10**6), "in parts": (10**6, 7), "the rest anew": (0, 10**6)}


def quads(graph: NamedNode | BlankNode | DefaultGraph, number: int) -> list[Quad]:
    """So many quads, half of them about a blank node."""
    return [
        Quad(BLANK if place % 2 else LARGE, NamedNode(f"{EX}p"), Literal(f"{graph} {place}"), graph)
        for place in range(number)
    ]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with a large graph, a named one, one named by a blank node, an empty one, and a default graph."""
    made = Store(str(tmp_path / "store"))
    for graph, number in ((LARGE, 40), (OTHER, 5), (BlankNode("g"), 3), (DefaultGraph(), 4)):
        made.extend(quads(graph, number))
    made.add_graph(BARE)
    return made


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("graph", [LARGE, OTHER, BARE, DefaultGraph()], ids=str)
def test_every_way_leaves_the_other_graphs_as_they_are(
    way: str, graph: NamedNode | DefaultGraph, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in zip(("_SMALL", "_PART"), WAYS[way], strict=True):
        monkeypatch.setattr(clearing, name, value)
    store.backup(str(tmp_path / "before"))
    names, left = set(store.named_graphs()), {quad for quad in store if quad.graph_name != graph}
    clearing.clear_graph(store, graph, before=tmp_path / "before")
    assert (set(store), set(store.named_graphs())) == (left, names)


@pytest.mark.parametrize("verb", ["DROP", "CLEAR", "drop silent"])
@pytest.mark.parametrize("first", ["", f"INSERT DATA {{ GRAPH <{EX}other> {{ <{EX}new> <{EX}p> 1 }} }} ;"])
def test_an_update_may_begin_with_it_or_come_to_it_later(
    verb: str, first: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearing, "_SMALL", 0)
    store.backup(str(tmp_path / "before"))
    left = {quad for quad in store if quad.graph_name != LARGE}
    update = Update(f"{first} {verb} GRAPH <{EX}large>", EX)
    change = run_update(store, update, max_bytes=1000, max_depth=10, before=tmp_path / "before")
    assert {quad for quad in store if quad.subject != NamedNode(f"{EX}new")} == left
    assert store.contains_named_graph(LARGE) is (verb == "CLEAR")
    assert (len(store) - len(left), change.recount) == (1 if first else 0, {LARGE})


def test_a_large_graph_goes_and_the_next_release_holds_the_rest(tmp_path: Path) -> None:
    (tmp_path / "samspil.toml").write_text('default_graph = "plain"\nshared_graphs = false\n', encoding="utf-8")
    releases = Releases(tmp_path / "var")
    writes = Writes(load_settings(tmp_path), releases)

    def fill(store: Store, _: object) -> Change:
        store.bulk_extend([*quads(LARGE, 60_000), *quads(OTHER, 10)])
        return Change(recount={LARGE, OTHER})

    writes.perform(fill, who="anna", why="A test")
    writes.perform(
        lambda store, parent: delete_graph(store, LARGE, before=parent.store_path if parent else None),
        who="anna",
        why="A test",
    )
    current = releases.current()
    assert current is not None
    assert set(Store.read_only(str(current.store_path))) == set(quads(OTHER, 10))
    assert {name: entry["triples"] for name, entry in current.manifest["graphs"].items()} == {OTHER.value: 10}
    writes.close()
    # The files that both share are still those of the release before.
    before = releases.get(current.manifest["parent"])
    assert set(Store.read_only(str(before.store_path))) == {*quads(LARGE, 60_000), *quads(OTHER, 10)}
