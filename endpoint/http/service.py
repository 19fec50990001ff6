"""What the endpoint says about itself: the SPARQL Service Description, and the data set as VoID and DCAT.

Built from ``release.json`` alone. Sources: https://www.w3.org/TR/sparql11-service-description/,
https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/.
"""

from collections.abc import Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Triple, serialize

from endpoint.http.formats import BY_NAME, FORMATS, GRAPH_NAMES, Choice, rdf_format
from endpoint.http.messages import OPEN_HEADERS, Response
from endpoint.http.problems import RequestError
from endpoint.http.site import Site
from loaders.evidence import CC_BY
from loaders.iris import digest
from loaders.prefixes import expand, prefixes
from loaders.releases import Release

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_DESCRIPTION = Literal(
    "Actors, roles, partnerships, projects and goals, read from what municipalities and their partners publish. Every "
    "statement carries the words of its source.",
    language="en",
)
_TITLE = Literal("Samspil: who works with whom in Nordic municipal partnerships", language="en")
_WRITABLE = {
    "plain": Literal("Updates need a token. Every graph may be written.", language="en"),
    "merged": Literal(
        "Updates need a token. Graphs that are made from sources are not written to: what is added without a graph "
        "lands in a graph of the steward's own.",
        language="en",
    ),
}
_DUMPS = ("nq", "trig", "ttl", "jsonld")
_Object = NamedNode | Literal


def service_description(
    site: Site, release: Release, path: str, choices: Sequence[Choice], *, address: str
) -> Response:
    """The Service Description in the first RDF format that the client takes; ``address`` is the server's own."""
    return describe(service_triples(site, release, path, address), choices)


def describe(triples: Iterator[Triple], choices: Sequence[Choice]) -> Response:
    """Triples of our own in the first RDF format of ``choices``. Raises RequestError 406 where there is none."""
    chosen = next((choice for choice in choices if BY_NAME[choice.name].kind == "graph"), None)
    if chosen is None:
        types = [BY_NAME[name].media_types[0] for name in GRAPH_NAMES]
        raise RequestError(406, f"This description can be had as {', '.join(types)}.", extra={"available": types})
    body = serialize(triples, format=rdf_format(chosen.name), prefixes=prefixes()) or b""
    return Response(200, body, {**OPEN_HEADERS, "Content-Type": chosen.content_type, "Cache-Control": "no-cache"})


def service_triples(site: Site, release: Release, path: str, address: str) -> Iterator[Triple]:
    """The service, its formats, and the data set that it answers from.

    Things are named under the base of the settings; where to ask is the address that this server answers at.
    """
    service, dataset = _at(site, path), _at(site, ".well-known/void#dataset")
    default, entry = _at(site, ".well-known/void#default-graph"), Literal(str(release.number))
    yield from _of(service, "rdf:type", expand("sd:Service"))
    yield from _of(service, "sd:endpoint", NamedNode(address + path.lstrip("/")))
    yield from _of(service, "sd:supportedLanguage", expand("sd:SPARQL11Query"))
    if path == "/sparql":
        yield from _of(service, "sd:supportedLanguage", expand("sd:SPARQL11Update"))
        yield from _of(service, "rdfs:comment", _WRITABLE[site.settings.default_graph])
    if site.settings.federation_allow:
        yield from _of(service, "sd:feature", expand("sd:BasicFederatedQuery"))
    yield from _of(service, "sd:resultFormat", *(NamedNode(each.iri) for each in FORMATS))
    yield from _of(service, "sd:defaultDataset", dataset)
    yield from _of(dataset, "rdf:type", expand("sd:Dataset"))
    yield from _of(dataset, "sd:defaultGraph", default)
    yield from _of(dataset, "dcterms:hasVersion", entry)
    yield from _of(default, "rdf:type", expand("sd:Graph"), expand("void:Dataset"))
    for iri, facts in release.manifest.get("graphs", {}).items():
        if iri.startswith("_:"):
            continue  # a graph that nobody can name from outside
        named = _at(site, f".well-known/void#graph-{digest(iri)}")
        yield from _of(dataset, "sd:namedGraph", named)
        yield from _of(named, "rdf:type", expand("sd:NamedGraph"))
        yield from _of(named, "sd:name", NamedNode(iri))
        yield from _of(named, "void:triples", _integer(int(facts["triples"])))


def void_triples(site: Site, release: Release, address: str) -> Iterator[Triple]:
    """The data set: its size, its graphs, where to ask it and where to fetch it (at the server's own ``address``)."""
    dataset = _at(site, ".well-known/void#dataset")
    yield from _of(dataset, "rdf:type", expand("void:Dataset"), expand("dcat:Dataset"))
    yield from _of(dataset, "dcterms:title", _TITLE)
    yield from _of(dataset, "rdfs:label", _TITLE)
    yield from _of(dataset, "dcterms:description", _DESCRIPTION)
    yield from _of(dataset, "dcterms:license", CC_BY)
    yield from _of(dataset, "dcterms:identifier", Literal(str(release.number)))
    yield from _of(dataset, "dcterms:issued", _moment(str(release.manifest.get("time", ""))))
    yield from _of(dataset, "void:sparqlEndpoint", NamedNode(f"{address}sparql"))
    yield from _of(dataset, "void:triples", _integer(int(release.manifest["triples"])))
    yield from _of(dataset, "void:uriSpace", Literal(site.iris.base + "id/"))
    yield from _of(dataset, "void:vocabulary", *(NamedNode(space) for space in prefixes().values()))
    yield from _of(dataset, "void:dataDump", *(NamedNode(f"{address}dump.{name}") for name in _DUMPS))
    for name in _DUMPS:
        distribution, dump = _at(site, f".well-known/void#dump-{name}"), NamedNode(f"{address}dump.{name}")
        yield from _of(dataset, "dcat:distribution", distribution)
        yield from _of(distribution, "rdf:type", expand("dcat:Distribution"))
        yield from _of(distribution, "dcat:downloadURL", dump)
        yield from _of(distribution, "dcat:mediaType", NamedNode(_MEDIA_TYPES + BY_NAME[name].media_types[0]))
        yield from _of(distribution, "dcterms:license", CC_BY)
    for iri, facts in release.manifest.get("graphs", {}).items():
        if iri.startswith("_:"):
            continue
        yield from _of(dataset, "void:subset", NamedNode(iri))
        yield from _of(NamedNode(iri), "void:triples", _integer(int(facts["triples"])))


def _of(subject: NamedNode, predicate: str, *objects: _Object) -> Iterator[Triple]:
    return (Triple(subject, expand(predicate), each) for each in objects)


def _at(site: Site, path: str) -> NamedNode:
    return NamedNode(site.iris.base + path.lstrip("/"))


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=expand("xsd:integer"))


def _moment(text: str) -> Literal:
    return Literal(text, datatype=expand("xsd:dateTime"))
