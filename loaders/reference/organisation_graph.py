"""The graph of known organisations: rows of ``organisations.csv`` in, quads of one named graph out.

Only those that a source names are published: a register of who works with whom is no directory. Their other names are
``skos:altLabel``, by which they are found.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from loaders.iris import Iris
from loaders.prefixes import expand
from loaders.reference.organisations import SUPRANATIONAL, Organisation
from loaders.vocabulary import entity_types

GRAPH = "reference-organisations"
LICENSE = NamedNode("https://creativecommons.org/publicdomain/zero/1.0/")


def organisation_quads(iris: Iris, known: Iterable[Organisation]) -> Iterator[Quad]:
    """Quads of ``<base>graph/reference-organisations``, in one order, without blank nodes."""
    graph = iris.graph(GRAPH)
    for name, value in _dataset():
        yield Quad(graph, expand(name), value, graph)
    for one in sorted(known, key=lambda one: (one.kind, one.slug)):
        node = iris.thing(one.kind, one.slug)
        for name, value in _organisation(one, iris):
            yield Quad(node, expand(name), value, graph)


def _dataset() -> Iterator[tuple[str, NamedNode | Literal]]:
    yield "rdf:type", expand("void:Dataset")
    yield "rdfs:label", Literal("Organisations, funds and programmes that the sources name", language="en")
    yield "dcterms:license", LICENSE
    text = "Made from data/reference/organisations.csv of the Samspil repository"
    yield "dcterms:provenance", Literal(text, language="en")


def _organisation(one: Organisation, iris: Iris) -> Iterator[tuple[str, NamedNode | Literal]]:
    kind = entity_types()[one.type]
    yield from (("rdf:type", each) for each in kind.classes)
    yield "rdfs:label", Literal(one.name.text, language=one.name.language)
    yield from (("skos:altLabel", Literal(name.text, language=name.language)) for name in one.other_names)
    yield from (("skos:altLabel", Literal(text, language=one.name.language)) for text in one.home_names)
    if kind.classification is not None:
        yield "org:classification", kind.classification
    if one.country not in SUPRANATIONAL:
        yield "dcterms:spatial", iris.thing("country", one.country.lower())
    if one.website:
        yield "foaf:homepage", NamedNode(one.website)
