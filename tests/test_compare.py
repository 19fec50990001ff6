"""The difference between two stores, as a steward reads it."""

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from loaders.changesets import digests
from loaders.compare import compare

EX = "https://example.org/"
ONE, TWO = EX + "graph/one", EX + "graph/two"
THING, BLANK = NamedNode(EX + "thing"), BlankNode("b0")


def store_of(*said: tuple[str, NamedNode | BlankNode, str], merged: bool = True) -> Store:
    """A store of (graph, subject, word), its default graph merged or empty."""
    store = Store()
    for graph, subject, word in said:
        quad = Quad(subject, NamedNode(EX + "says"), Literal(word), NamedNode(graph))
        store.add(quad)
        if merged:
            store.add(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()))
    return store


def test_a_triple_that_another_graph_still_says_is_not_lost() -> None:
    old, new = store_of((ONE, THING, "word"), (TWO, THING, "word")), store_of((TWO, THING, "word"))
    assert compare(old, new, [ONE], {}, {})["triples"] == {"added": 0, "removed": 0}


def test_a_triple_that_another_graph_said_before_is_not_gained() -> None:
    old, new = store_of((TWO, THING, "word")), store_of((ONE, THING, "word"), (TWO, THING, "word"))
    diff = compare(old, new, [ONE], {}, {})
    assert (diff["triples"], diff["entities"]) == ({"added": 0, "removed": 0}, [])


def test_over_plain_default_graphs_each_named_graph_counts() -> None:
    old = store_of((ONE, THING, "word"), (TWO, THING, "word"), merged=False)
    new = store_of((TWO, THING, "word"), merged=False)
    assert compare(old, new, [ONE], {}, {})["triples"] == {"added": 0, "removed": 1}


def test_a_blank_node_is_shown_by_its_label() -> None:
    diff = compare(store_of((ONE, THING, "word")), store_of((ONE, THING, "word"), (ONE, BLANK, "ord")), [ONE], {}, {})
    assert [(entity["iri"], entity["change"]) for entity in diff["entities"]] == [("_:b0", "added")]


def test_a_graph_named_by_a_blank_node_has_a_digest_and_a_difference() -> None:
    store = Store()
    store.add(Quad(THING, NamedNode(EX + "says"), Literal("word"), BLANK))
    graphs, _ = digests(store)
    assert list(graphs) == ["_:b0"]
    assert compare(Store(), store, graphs, {}, {})["triples"] == {"added": 1, "removed": 0}
