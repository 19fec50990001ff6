"""Evidence and descriptions: where each statement stands, and what the graph of a source says of itself.

Evidence is an ``rdf:Statement`` about the direct triple and an ``oa:SpecificResource`` of the document (Web Annotation
Data Model, W3C 2017); its passage is one selector with quote and position, shared by all that quote the same words.
"""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from loaders.iris import term
from loaders.prefixes import expand
from loaders.resolve import Resolver, Resource
from loaders.statements import Statement
from loaders.vocabulary import EntityType

TYPE, LABEL = expand("rdf:type"), expand("rdfs:label")
CC_BY = NamedNode("https://creativecommons.org/licenses/by/4.0/")
CONTEXT_CHARACTERS = 32
_LABEL_CHARACTERS = 90
_COUNT = expand("xsd:nonNegativeInteger")


def evidence_of(
    statement: Statement, direct: Triple, makes: NamedNode | None, resolver: Resolver, run: NamedNode
) -> Iterator[Triple]:
    """The evidence of a direct triple: what it says, what it made, where it stands, who found it and how surely."""
    slug, iris = resolver.document.slug, resolver.iris
    key = (str(direct.subject), str(direct.predicate), str(direct.object))
    node = iris.evidence(slug, key, statement.start, statement.end)
    passage = iris.passage(slug, statement.start, statement.end)
    yield Triple(node, TYPE, term("Evidence"))
    yield Triple(node, LABEL, Literal(f"Evidence for {statement.relation}", language="en"))
    yield Triple(node, expand("rdf:subject"), direct.subject)
    yield Triple(node, expand("rdf:predicate"), direct.predicate)
    yield Triple(node, expand("rdf:object"), direct.object)
    if makes is not None:
        yield Triple(node, term("makes"), makes)
    yield Triple(node, expand("oa:hasSource"), resolver.document_iri)
    yield Triple(node, expand("oa:hasSelector"), passage)
    yield Triple(node, expand("prov:wasGeneratedBy"), run)
    yield Triple(node, term("extractionRule"), iris.thing("rule", statement.rule))
    yield Triple(node, term("confidence"), Literal(f"{statement.confidence:g}", datatype=expand("xsd:decimal")))
    if ":" in statement.rule:
        yield from _foreign_rule(iris.thing("rule", statement.rule), statement.rule)
    yield from _passage(passage, statement.start, statement.end, resolver)


def describe_source(resolver: Resolver, run: NamedNode, graph: NamedNode) -> Iterator[Triple]:
    """The document, its run, its graph, and every resource that its statements name; what a steward says of these."""
    document, node = resolver.document, resolver.document_iri
    yield Triple(node, TYPE, expand("foaf:Document"))
    yield Triple(node, TYPE, expand("prov:Entity"))
    yield Triple(node, LABEL, Literal(document.title, language=document.language))
    yield Triple(node, expand("dcterms:title"), Literal(document.title, language=document.language))
    yield Triple(node, expand("dcterms:language"), Literal(document.language))
    yield Triple(node, expand("dcterms:identifier"), Literal(document.path.name))
    yield Triple(graph, TYPE, expand("void:Dataset"))
    yield Triple(graph, LABEL, Literal(f"Statements of: {document.title}", language="en"))
    yield Triple(graph, expand("dcterms:source"), node)
    yield Triple(graph, expand("dcterms:license"), CC_BY)
    yield Triple(graph, expand("prov:wasGeneratedBy"), run)
    yield Triple(run, TYPE, expand("prov:Activity"))
    yield Triple(run, LABEL, Literal(f"Import of {document.path.name}", language="en"))
    yield Triple(run, expand("prov:used"), node)
    for iri, resource in sorted(resolver.resources.items()):
        yield from _describe(resource, sorted(resolver.spellings.get(iri, ())))
    for iri, (successor, name) in sorted(resolver.replaced.items()):
        yield Triple(NamedNode(iri), LABEL, Literal(name))
        yield Triple(NamedNode(iri), expand("dcterms:isReplacedBy"), successor)
    for iri, namesake in sorted(resolver.apart.items()):
        yield Triple(NamedNode(iri), expand("owl:differentFrom"), namesake)


def tell(words: str, language: str) -> Literal:
    """A label from words of a source: one line, cut at a word, tagged."""
    line = " ".join(words.split())
    if len(line) > _LABEL_CHARACTERS:
        line = line[: _LABEL_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
    return Literal(line, language=language)


def _foreign_rule(node: NamedNode, rule: str) -> Iterator[Triple]:
    """The rule of an extractor that is not ours: the graph of rules, which describes those, does not know it."""
    name = rule.partition(":")[0]
    words = f"The extractor {name} read the statement; the words that it quotes were found in the document."
    yield Triple(node, TYPE, term("Rule"))
    yield Triple(node, LABEL, Literal(rule))
    yield Triple(node, expand("dcterms:description"), Literal(words, language="en"))


def _passage(node: NamedNode, start: int, end: int, resolver: Resolver) -> Iterator[Triple]:
    text, language = resolver.document.text, resolver.document.language
    yield Triple(node, TYPE, expand("oa:TextQuoteSelector"))
    yield Triple(node, TYPE, expand("oa:TextPositionSelector"))
    yield Triple(node, LABEL, tell(text[start:end], language))
    yield Triple(node, expand("oa:exact"), Literal(text[start:end]))
    yield Triple(node, expand("oa:prefix"), Literal(resolver.context[max(0, start - CONTEXT_CHARACTERS) : start]))
    yield Triple(node, expand("oa:suffix"), Literal(resolver.context[end : end + CONTEXT_CHARACTERS]))
    yield Triple(node, expand("oa:start"), Literal(str(start), datatype=_COUNT))
    yield Triple(node, expand("oa:end"), Literal(str(end), datatype=_COUNT))
    yield Triple(node, expand("dcterms:isPartOf"), resolver.document_iri)


def _describe(resource: Resource, spellings: list[str]) -> Iterator[Triple]:
    iri, kind = resource.iri, resource.type
    is_code = iri.value.startswith(term("").value)
    if not resource.listed:
        yield from _identity(iri, resource.label, kind)
    if not is_code:
        for spelling in spellings:
            yield Triple(iri, expand("skos:altLabel"), Literal(spelling, language=resource.label.language))


def _identity(iri: NamedNode, label: Literal, kind: EntityType) -> Iterator[Triple]:
    for each in kind.classes:
        yield Triple(iri, TYPE, each)
    yield Triple(iri, LABEL, label)
    if kind.classification is not None:
        yield Triple(iri, expand("org:classification"), kind.classification)
    if kind.name == "Theme":
        yield Triple(iri, expand("skos:prefLabel"), label)
        yield Triple(iri, expand("skos:inScheme"), term("source-themes"))
