"""Linked data on a real server: things, named graphs, dumps, and the description of the data set."""

import pytest
import rdflib

from tests.serving import Server, read_dataset, read_graph

ID = "https://w3id.org/samspil/id/"
GRAPH = "https://w3id.org/samspil/graph/"
SAMSPIL = "https://w3id.org/samspil/ontology#"


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld", "rdf"])
def test_a_thing_is_described_in_every_format_and_both_directions(server: Server, suffix: str) -> None:
    reply = server.get(f"/doc/municipality/dk-skovby.{suffix}")
    parser = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}[suffix]
    graph = read_graph(reply.body, parser)
    skovby = rdflib.URIRef(f"{ID}municipality/dk-skovby")
    assert graph.value(skovby, rdflib.RDFS.label) == rdflib.Literal("Skovby Kommune", "da")
    assert graph.value(None, rdflib.URIRef(f"{SAMSPIL}hasPartner"), skovby) == rdflib.URIRef(f"{ID}partnership/kysten")


def test_a_thing_leads_to_its_document_and_the_document_negotiates(server: Server) -> None:
    reply = server.get("/id/municipality/dk-skovby")
    assert (reply.status, reply.headers["location"]) == (303, "/doc/municipality/dk-skovby")
    turtle = server.get("/doc/municipality/dk-skovby", "text/turtle")
    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    assert turtle.headers["content-location"] == "/doc/municipality/dk-skovby"
    assert server.get("/doc/municipality/dk-skovby").headers["content-type"] == "text/html; charset=utf-8"
    for path in ("/id/municipality/dk-nowhere", "/doc/municipality/dk-nowhere.ttl"):
        assert server.get(path, "text/turtle").status == 404


def count(server: Server, pattern: str) -> int:
    return int(server.ask(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", "text/csv").text.split()[1])


def test_a_named_graph_is_its_rdf(server: Server) -> None:
    graph = read_graph(server.get("/graph/kysten", "text/turtle").body, "turtle")
    assert len(graph) == int(
        server.ask(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{GRAPH}kysten> {{ ?s ?p ?o }} }}", "text/csv").text.split()[1]
    )
    assert server.get("/graph/nothing", "text/turtle").status == 404


def test_dumps_hold_the_named_graphs_or_the_default_graph_once(server: Server) -> None:
    named, merged = count(server, "GRAPH ?g { ?s ?p ?o }"), count(server, "?s ?p ?o")
    assert len(server.get("/dump.nq").text.splitlines()) == named
    assert sum(1 for _ in read_dataset(server.get("/dump.trig").body, "trig").quads()) == named
    assert len(read_graph(server.get("/dump.ttl").body, "turtle")) == merged
    assert len(read_graph(server.get("/dump.jsonld").body, "json-ld")) == merged
    assert server.get("/dump.zip").status == 404


def test_the_data_set_describes_itself(server: Server) -> None:
    graph = read_graph(server.get("/.well-known/void", "application/ld+json").body, "json-ld")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    dataset = next(graph.subjects(void.sparqlEndpoint))
    assert dataset == rdflib.URIRef("https://w3id.org/samspil/.well-known/void#dataset")
    assert len(list(graph.objects(dataset, void.dataDump))) == 4
    assert graph.value(rdflib.URIRef(f"{GRAPH}hostile"), void.triples) == rdflib.Literal(7)
    assert graph.value(dataset, void.triples) == rdflib.Literal(count(server, "?s ?p ?o"))


def test_health_says_which_release_answers(server: Server) -> None:
    assert server.get("/-/health").json() == {"status": "ok", "release": 2}


def test_a_format_may_be_named_in_the_address_of_a_thing_and_of_a_graph(server: Server) -> None:
    for path in ("/doc/partnership/kysten", "/graph/kysten"):
        reply = server.get(f"{path}?format=nt", "text/html")
        assert reply.headers["content-type"].startswith("application/n-triples"), path
        assert server.get(f"{path}?format=xyz").status == 406


def test_a_script_of_another_site_may_follow_a_thing_to_its_document(server: Server) -> None:
    reply = server.get("/id/partnership/kysten", "text/turtle")
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (303, "*")
