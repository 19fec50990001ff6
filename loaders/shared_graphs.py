"""The named graphs that no document fills: the ontology, the reference tables, and the rules in words."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad, Triple

from loaders import extraction, review
from loaders.evidence import CC_BY
from loaders.iris import Iris, term
from loaders.prefixes import expand
from loaders.reference import reference_quads
from loaders.reference.organisation_graph import organisation_quads
from loaders.reference.organisations import Organisation
from loaders.rules import rule_texts
from loaders.vocabulary import ontology_quads

TYPE, LABEL = expand("rdf:type"), expand("rdfs:label")


def shared_graphs(iris: Iris, known: Iterable[Organisation] = ()) -> dict[NamedNode, tuple[Quad, ...]]:
    """Graph name to quads. Each graph describes itself. ``known`` are the listed organisations that sources name."""
    ontology, rules = iris.graph("ontology"), iris.graph("rules")
    graphs = {
        ontology: (*ontology_quads(ontology), *_describe(ontology, "The ontology and its code lists", "ontology/")),
        rules: (*_rules(iris, rules), *_describe(rules, "The rules of extraction, review and derivation", "loaders/")),
    }
    reference: dict[NamedNode, list[Quad]] = {}
    for quad in (*reference_quads(iris.base), *organisation_quads(iris, known)):
        assert isinstance(quad.graph_name, NamedNode)
        reference.setdefault(quad.graph_name, []).append(quad)
    return graphs | {graph: tuple(quads) for graph, quads in reference.items()}


def _rules(iris: Iris, graph: NamedNode) -> Iterator[Quad]:
    texts = {rule.id: rule.description for rule in extraction.rules()}
    texts |= {rule.name: rule.summary for rule in rule_texts()}
    texts[review.RULE] = "A steward added or corrected the statement and named the words that it stands on."
    for name, description in sorted(texts.items()):
        node = iris.thing("rule", name)
        for triple in (
            Triple(node, TYPE, term("Rule")),
            Triple(node, LABEL, Literal(name)),
            Triple(node, expand("dcterms:description"), Literal(description, language="en")),
        ):
            yield Quad(triple.subject, triple.predicate, triple.object, graph)


def _describe(graph: NamedNode, label: str, origin: str) -> Iterator[Quad]:
    yield Quad(graph, TYPE, expand("void:Dataset"), graph)
    yield Quad(graph, LABEL, Literal(label, language="en"), graph)
    yield Quad(graph, expand("dcterms:license"), CC_BY, graph)
    text = Literal(f"Made from {origin} of the Samspil repository", language="en")
    yield Quad(graph, expand("dcterms:provenance"), text, graph)
