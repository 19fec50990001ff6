"""What the endpoint says about itself: the SPARQL Service Description, and the data set as VoID and DCAT.

Built from ``release.json`` alone. Sources: https://www.w3.org/TR/sparql11-service-description/,
https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/.
"""

from collections.abc import Iterator, Sequence

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from endpoint.formats import BY_NAME, FORMATS, Choice
from endpoint.messages import Response
from endpoint.problems import RequestError
from endpoint.respond import OPEN_HEADERS
from endpoint.site import Site
from loaders.prefixes import expand, prefixes
from loaders.releases import Release

_WRITABLE = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
    "n3": RdfFormat.N3,
}
_TITLE = Literal("Samspil: who works with whom in Nordic municipal partnerships", language="en")
_Object = NamedNode | Literal


def service_description(site: Site, release: Release, path: str, choices: Sequence[Choice]) -> Response:
    """The Service Description in the first RDF format that the client takes."""
    return describe(service_triples(site, release, path), choices)


def describe(triples: Iterator[Triple], choices: Sequence[Choice]) -> Response:
    """Triples of our own in the first RDF format of ``choices``. Raises RequestError 406 where there is none."""
    chosen = next((choice for choice in choices if BY_NAME[choice.name].kind == "graph"), None)
    if chosen is None:
        types = [BY_NAME[name].media_types[0] for name in _WRITABLE]
        raise RequestError(406, f"This description can be had as {', '.join(types)}.", extra={"available": types})
    body = serialize(triples, format=_WRITABLE[chosen.name], prefixes=prefixes()) or b""
    return Response(200, body, {**OPEN_HEADERS, "Content-Type": chosen.content_type, "Cache-Control": "no-cache"})


def service_triples(site: Site, release: Release, path: str) -> Iterator[Triple]:
    """The service, its formats, and the data set that it answers from."""
    service, dataset = _at(site, path), _at(site, ".well-known/void#dataset")
    default, entry = _at(site, ".well-known/void#default-graph"), Literal(str(release.number))
    yield from _of(service, "rdf:type", expand("sd:Service"))
    yield from _of(service, "sd:endpoint", service)
    yield from _of(service, "sd:supportedLanguage", expand("sd:SPARQL11Query"))
    yield from _of(service, "sd:resultFormat", *(NamedNode(each.iri) for each in FORMATS))
    yield from _of(service, "sd:defaultDataset", dataset)
    yield from _of(dataset, "rdf:type", expand("sd:Dataset"))
    yield from _of(dataset, "sd:defaultGraph", default)
    yield from _of(dataset, "dcterms:hasVersion", entry)
    yield from _of(default, "rdf:type", expand("sd:Graph"), expand("void:Dataset"))
    for iri, facts in release.manifest.get("graphs", {}).items():
        named = _at(site, f".well-known/void#{iri.rsplit('/', 1)[-1]}")
        yield from _of(dataset, "sd:namedGraph", named)
        yield from _of(named, "rdf:type", expand("sd:NamedGraph"))
        yield from _of(named, "sd:name", NamedNode(iri))
        yield from _of(named, "void:triples", _integer(int(facts["triples"])))


def void_triples(site: Site, release: Release) -> Iterator[Triple]:
    """The data set: its size, its graphs, where to ask it and where to fetch it."""
    dataset, service = _at(site, ".well-known/void#dataset"), _at(site, "sparql")
    yield from _of(dataset, "rdf:type", expand("void:Dataset"), expand("dcat:Dataset"))
    yield from _of(dataset, "dcterms:title", _TITLE)
    yield from _of(dataset, "rdfs:label", _TITLE)
    yield from _of(dataset, "dcterms:identifier", Literal(str(release.number)))
    yield from _of(dataset, "dcterms:issued", _moment(str(release.manifest.get("time", ""))))
    yield from _of(dataset, "void:sparqlEndpoint", service)
    yield from _of(dataset, "void:triples", _integer(_triples(release)))
    yield from _of(dataset, "void:uriSpace", Literal(site.iris.base + "id/"))
    yield from _of(dataset, "void:vocabulary", *(NamedNode(space) for space in prefixes().values()))
    yield from _of(dataset, "void:dataDump", *(_at(site, f"dump.{name}") for name in ("nq", "trig", "ttl", "jsonld")))
    for name in ("nq", "trig", "ttl", "jsonld"):
        distribution, dump = _at(site, f".well-known/void#dump-{name}"), _at(site, f"dump.{name}")
        yield from _of(dataset, "dcat:distribution", distribution)
        yield from _of(distribution, "rdf:type", expand("dcat:Distribution"))
        yield from _of(distribution, "dcat:downloadURL", dump)
        yield from _of(distribution, "dcterms:format", Literal(BY_NAME[name].media_types[0]))
    for iri, facts in release.manifest.get("graphs", {}).items():
        yield from _of(dataset, "void:subset", NamedNode(iri))
        yield from _of(NamedNode(iri), "void:triples", _integer(int(facts["triples"])))


def _triples(release: Release) -> int:
    return sum(int(facts["triples"]) for facts in release.manifest.get("graphs", {}).values())


def _of(subject: NamedNode, predicate: str, *objects: _Object) -> Iterator[Triple]:
    return (Triple(subject, expand(predicate), each) for each in objects)


def _at(site: Site, path: str) -> NamedNode:
    return NamedNode(site.iris.base + path.lstrip("/"))


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=expand("xsd:integer"))


def _moment(text: str) -> Literal:
    return Literal(text, datatype=expand("xsd:dateTime"))
