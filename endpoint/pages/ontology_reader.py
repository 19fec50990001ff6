"""The ontology for its page and for machines, read once a release with rdflib.

In: the folder of a release's ontology. Out: one graph, its serialisations, its terms and codes
as plain data in the order of names.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS
from rdflib.term import Literal, Node

from loaders.iris import TERMS
from loaders.prefixes import prefixes, shorten

SCHEMA = "https://schema.org/"
WRITERS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "pretty-xml", "nt": "nt"}


@dataclass(frozen=True, slots=True)
class Words:
    """A text and its language."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Link:
    """Another term or a source: its name and its IRI."""

    name: str
    iri: str


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A class, a property or a code; ``links`` are rows of a heading and what it leads to."""

    name: str
    iri: str
    labels: tuple[Words, ...]
    definitions: tuple[Words, ...]
    examples: tuple[str, ...]
    links: tuple[tuple[str, tuple[Link, ...]], ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A code list and its codes."""

    entry: TermEntry
    codes: tuple[TermEntry, ...]


_LINKS = (
    ("Narrower than", RDFS.subClassOf),
    ("Narrower than", RDFS.subPropertyOf),
    ("Broader code", SKOS.broader),
    ("Speaks of", URIRef(SCHEMA + "domainIncludes")),
    ("Takes", URIRef(SCHEMA + "rangeIncludes")),
    ("Same as", SKOS.exactMatch),
    ("Close to", SKOS.closeMatch),
    ("Inverse of", OWL.inverseOf),
    ("Disjoint with", OWL.disjointWith),
    ("See also", RDFS.seeAlso),
    ("Source", DCTERMS.source),
)
_PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property)


@lru_cache(maxsize=8)
def ontology_graph(folder: Path) -> Graph:
    """All files of the ontology as one graph with our prefixes."""
    graph = Graph(bind_namespaces="none")
    for path in sorted(folder.glob("*.ttl")):
        graph.parse(path, format="turtle")
    for prefix, namespace in prefixes().items():
        graph.bind(prefix, namespace, replace=True)
    # Without this the RDF/XML writer makes up a prefix for xml:lang and does not declare it.
    graph.bind("xml", "http://www.w3.org/XML/1998/namespace")
    return graph


@lru_cache(maxsize=8)
def serialise(folder: Path, name: str) -> bytes:
    """The graph as ``ttl``, ``jsonld``, ``rdf`` or ``nt``."""
    return ontology_graph(folder).serialize(format=WRITERS[name], encoding="utf-8")


@lru_cache(maxsize=8)
def context(folder: Path) -> bytes:
    """The JSON-LD context."""
    return (folder / "context.jsonld").read_bytes()


@lru_cache(maxsize=8)
def title(folder: Path) -> tuple[Words, ...]:
    """The title of the ontology in its languages."""
    graph = ontology_graph(folder)
    titles = [_words(graph, each, DCTERMS.title) for each in graph.subjects(RDF.type, OWL.Ontology)]
    return next((found for found in titles if found), ())


@lru_cache(maxsize=8)
def classes(folder: Path) -> tuple[TermEntry, ...]:
    """Our classes."""
    graph = ontology_graph(folder)
    return _entries(graph, *graph.subjects(RDF.type, OWL.Class), *graph.subjects(RDF.type, RDFS.Class))


@lru_cache(maxsize=8)
def properties(folder: Path) -> tuple[TermEntry, ...]:
    """Our properties."""
    graph = ontology_graph(folder)
    return _entries(graph, *(each for kind in _PROPERTIES for each in graph.subjects(RDF.type, kind)))


@lru_cache(maxsize=8)
def schemes(folder: Path) -> tuple[Scheme, ...]:
    """Our code lists, each with its codes."""
    graph = ontology_graph(folder)
    lists = _entries(graph, *graph.subjects(RDF.type, SKOS.ConceptScheme))
    return tuple(Scheme(entry, _entries(graph, *graph.subjects(SKOS.inScheme, URIRef(entry.iri)))) for entry in lists)


@lru_cache(maxsize=8)
def others(folder: Path) -> tuple[TermEntry, ...]:
    """What of our namespace is neither class, property nor code: datatypes and the like."""
    known = {entry.iri for entry in (*classes(folder), *properties(folder))}
    known |= {entry.iri for scheme in schemes(folder) for entry in (scheme.entry, *scheme.codes)}
    graph = ontology_graph(folder)
    return tuple(entry for entry in _entries(graph, *graph.subjects(RDF.type, None)) if entry.iri not in known)


def _entries(graph: Graph, *nodes: Node) -> tuple[TermEntry, ...]:
    ours = sorted({str(node) for node in nodes if isinstance(node, URIRef) and str(node).startswith(TERMS)})
    return tuple(_entry(graph, URIRef(iri)) for iri in ours)


def _entry(graph: Graph, node: URIRef) -> TermEntry:
    links: dict[str, list[Link]] = {}
    for heading, predicate in _LINKS:
        for value in sorted(graph.objects(node, predicate), key=str):
            if isinstance(value, URIRef):
                links.setdefault(heading, []).append(Link(shorten(str(value)), str(value)))
    examples = tuple(str(value) for value in graph.objects(node, SKOS.example))
    return TermEntry(
        str(node)[len(TERMS) :],
        str(node),
        _words(graph, node, RDFS.label),
        _words(graph, node, SKOS.definition) or _words(graph, node, RDFS.comment),
        examples,
        tuple((heading, tuple(found)) for heading, found in links.items()),
    )


def _words(graph: Graph, node: Node, predicate: URIRef) -> tuple[Words, ...]:
    literals = [value for value in graph.objects(node, predicate) if isinstance(value, Literal)]
    order = {"en": 0, "da": 1}
    found = [Words(str(value), value.language or "") for value in literals]
    return tuple(sorted(found, key=lambda words: (order.get(words.language, 2), words.language, words.text)))
