"""What the endpoint says about itself: the Service Description, and the address that it names."""

from pathlib import Path

import pytest
import rdflib

from endpoint.http.address import address_of
from endpoint.http.service import service_triples
from endpoint.http.site import Site
from endpoint.workers.pool import Pool
from loaders.prefixes import expand
from loaders.releases import Release, Releases
from loaders.settings import Settings
from tests.serving import Server, read_graph

GRAPH = "https://w3id.org/samspil/graph/"


def test_without_a_query_machines_get_the_service_description(server: Server) -> None:
    reply = server.get("/sparql", "text/turtle")
    graph = read_graph(reply.body, "turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = graph.value(None, rdflib.RDF.type, sd.Service)
    assert graph.value(service, sd.supportedLanguage) == sd.SPARQL11Query
    named = {str(name) for name in graph.objects(None, sd.name)}
    assert named == {f"{GRAPH}{slug}" for slug in ("kysten", "hostile", "reference-municipalities", "filling")}


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("example.org", "http://example.org"),
        ("samspil.example.org:8443", "http://samspil.example.org:8443"),
        ("[::1]:80", "http://[::1]:80"),
        ("example.org/evil", None),
        ("user@example.org", None),
        ("example.org, example.com", None),
    ],
)
def test_the_service_names_the_address_that_it_was_reached_at_and_no_odd_one(
    server: Server, host: str, origin: str | None
) -> None:
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    for path in ("/sparql", "/v/1/sparql"):
        graph = read_graph(server.get(path, "text/turtle", Host=host).body, "turtle")
        assert [str(each) for each in graph.objects(None, sd.endpoint)] == [(origin or server.url) + path]
    void = read_graph(server.get("/.well-known/void", "text/turtle", Host=host).body, "turtle")
    endpoints = void.objects(None, rdflib.URIRef("http://rdfs.org/ns/void#sparqlEndpoint"))
    assert [str(each) for each in endpoints] == [(origin or server.url) + "/sparql"]


@pytest.mark.parametrize("host", [None, "", "a" * 64, ".".join(["a"] * 200), "[::1", "a:b", "a..b", "æ.dk", "a\n"])
def test_a_host_that_is_none_is_not_believed(host: str | None) -> None:
    own = address_of(Settings(host="::1", port=80), scheme="http", host=host)
    assert own == "http://[::1]:80/"
    assert address_of(Settings(), scheme="javascript", host="example.org") == "http://127.0.0.1:7878/"


def test_no_named_graph_is_described_as_the_data_set_itself() -> None:
    graphs = {f"{GRAPH}{slug}": {"triples": 1} for slug in ("dataset", "default-graph")}
    release = Release(1, Path("no-release"), {"triples": 1, "graphs": graphs})
    site = Site(Settings(), Releases(Path("no-home")), Pool(Settings()))
    described = list(service_triples(site, release, "/sparql", "http://localhost/"))
    kinds = {triple.subject for triple in described if triple.object == expand("sd:NamedGraph")}
    others = {triple.subject for triple in described if triple.object in (expand("sd:Dataset"), expand("sd:Graph"))}
    assert (len(kinds), len(others), kinds & others) == (2, 2, set())
