"""Findings as RDF: a ``sh:ValidationReport`` that any SHACL tool reads.

In: findings. Out: quads of the default graph, or Turtle. The words of the source are an ``oa:TextQuoteSelector`` beside
each result. No blank nodes: results are named from what they say, so the same findings give the same report. A path of
several steps has no IRI; its result names the shape, which has it. (SHACL, W3C 2017, section 3.6)
"""

import hashlib
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from loaders.checking.findings import QUERY_COMPONENT, Finding
from loaders.prefixes import expand, prefixes

DEFAULT_IRI = "https://w3id.org/samspil/report"
_PREFIXES = ("dcterms", "oa", "rdf", "sh", "xsd")


def validation_report(findings: Iterable[Finding], *, iri: str = DEFAULT_IRI) -> tuple[Triple, ...]:
    """The report ``iri`` and its results ``iri#…``; as in the standard it conforms when it has no result."""
    listed = tuple(findings)
    report = NamedNode(iri)
    conforms = Literal(not listed)
    triples = [Triple(report, expand("rdf:type"), expand("sh:ValidationReport"))]
    triples.append(Triple(report, expand("sh:conforms"), conforms))
    for finding in listed:
        result = NamedNode(f"{iri}#result-{_digest(finding)}")
        triples.append(Triple(report, expand("sh:result"), result))
        triples.extend(_result(result, finding))
        triples.extend(_quote(result, finding))
    return tuple(triples)


def report_turtle(findings: Iterable[Finding], *, iri: str = DEFAULT_IRI) -> bytes:
    """The report as Turtle, UTF-8."""
    known = prefixes()
    turtle = serialize(
        validation_report(findings, iri=iri),
        format=RdfFormat.TURTLE,
        prefixes={prefix: known[prefix] for prefix in _PREFIXES},
    )
    assert turtle is not None
    return turtle


def _result(result: NamedNode, finding: Finding) -> Iterator[Triple]:
    yield Triple(result, expand("rdf:type"), expand("sh:ValidationResult"))
    yield Triple(result, expand("sh:resultSeverity"), expand(f"sh:{finding.severity.title()}"))
    yield Triple(result, expand("sh:focusNode"), finding.focus)
    yield Triple(result, expand("sh:sourceConstraintComponent"), NamedNode(finding.component))
    # A query is no shape: SHACL calls what stands behind a SPARQL result its constraint.
    origin = "sh:sourceConstraint" if finding.component == QUERY_COMPONENT else "sh:sourceShape"
    yield Triple(result, expand(origin), NamedNode(finding.check))
    if finding.path is not None and "<" not in finding.path:
        yield Triple(result, expand("sh:resultPath"), NamedNode(finding.path))
    if finding.value is not None:
        yield Triple(result, expand("sh:value"), finding.value)
    for language, text in sorted(finding.messages.items()):
        yield Triple(result, expand("sh:resultMessage"), Literal(text, language=language))


def _quote(result: NamedNode, finding: Finding) -> Iterator[Triple]:
    if finding.document is None or finding.quote is None:
        return
    passage = NamedNode(f"{result.value}-passage")
    yield Triple(result, expand("oa:hasSource"), NamedNode(finding.document))
    yield Triple(result, expand("oa:hasSelector"), passage)
    yield Triple(passage, expand("rdf:type"), expand("oa:TextQuoteSelector"))
    yield Triple(passage, expand("oa:exact"), Literal(finding.quote))
    for predicate, offset in (("oa:start", finding.start), ("oa:end", finding.end)):
        if offset is not None:
            yield Triple(passage, expand(predicate), Literal(offset))
    if finding.graph is not None:
        yield Triple(passage, expand("dcterms:isPartOf"), NamedNode(finding.graph))


def _digest(finding: Finding) -> str:
    parts = "\x1f".join(map(str, finding.order))
    return hashlib.sha256(parts.encode()).hexdigest()[:16]
