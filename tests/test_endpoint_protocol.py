"""The SPARQL Protocol on a real server: every way in, every format out, every error in one shape."""

import csv
import io
from collections.abc import Callable
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import fromstring

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from tests.serving import Reply, Server, read_dataset, read_graph

ID = "https://w3id.org/samspil/id/"
GRAPH = "https://w3id.org/samspil/graph/"
SAMSPIL = "https://w3id.org/samspil/ontology#"
PARTNERS = f"SELECT ?who WHERE {{ <{ID}partnership/kysten> <{SAMSPIL}hasPartner> ?who }} ORDER BY ?who"
WHO = [f"{ID}municipality/dk-havneby", f"{ID}municipality/dk-skovby"]
LINKS = (
    f"CONSTRUCT {{ ?s <{SAMSPIL}hasPartner> ?o }} WHERE {{ ?s <{SAMSPIL}hasPartner> ?o . <{ID}goal/groen-kyst> ?p ?q }}"
)
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
UPDATE = "application/sparql-update"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

WAYS: dict[str, Callable[[Server, str], Reply]] = {
    "get": lambda server, accept: server.get(f"/sparql?query={quote(PARTNERS)}", accept),
    "form": lambda server, accept: server.post(
        "/sparql", urlencode({"query": PARTNERS}).encode(), f"{FORM}; charset=UTF-8", accept
    ),
    "direct": lambda server, accept: server.post("/sparql", PARTNERS.encode(), DIRECT, accept),
    "release": lambda server, accept: server.get(f"/v/2/sparql?query={quote(PARTNERS)}", accept),
}
_URI = "{http://www.w3.org/2005/sparql-results#}uri"
READERS: dict[str, Callable[[Reply], list[str]]] = {
    "application/sparql-results+json": lambda reply: [
        row["who"]["value"]
        for row in reply.json()["results"]["bindings"]  # type: ignore[index]
    ],
    "application/sparql-results+xml": lambda reply: [uri.text or "" for uri in fromstring(reply.text).iter(_URI)],
    "text/csv": lambda reply: [row["who"] for row in csv.DictReader(io.StringIO(reply.text))],
    "text/tab-separated-values": lambda reply: [line.strip("<>") for line in reply.text.splitlines()[1:]],
}


@pytest.mark.parametrize("media_type", READERS)
@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_ask_answers_in_every_format(server: Server, way: str, media_type: str) -> None:
    reply = WAYS[way](server, media_type)
    assert reply.status == 200
    assert reply.headers["content-type"].split(";")[0] == media_type
    assert reply.headers["content-length"] == str(len(reply.body))
    assert READERS[media_type](reply) == WHO


@pytest.mark.parametrize(
    ("media_type", "parser"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("text/n3", "n3"),
    ],
)
def test_a_graph_is_the_same_in_every_format(server: Server, media_type: str, parser: str) -> None:
    reply = server.ask(LINKS, media_type)
    assert reply.headers["content-type"].split(";")[0] == media_type
    graph = read_graph(reply.body, parser)
    subject, predicate = rdflib.URIRef(f"{ID}partnership/kysten"), rdflib.URIRef(f"{SAMSPIL}hasPartner")
    assert set(graph) == {(subject, predicate, rdflib.URIRef(who)) for who in WHO}


@pytest.mark.parametrize("name", ["nq", "trig"])
def test_a_graph_can_be_had_as_a_dataset(server: Server, name: str) -> None:
    parser = {"nq": "nquads", "trig": "trig"}[name]
    dataset = read_dataset(server.ask(LINKS, format=name).body, parser)
    assert sum(1 for _ in dataset.quads()) == 2


def test_ask_answers_true_and_false(server: Server) -> None:
    assert server.ask("ASK {}").json()["boolean"] is True
    assert server.ask("ASK { <a:a> <a:b> <a:c> }").json()["boolean"] is False
    assert server.ask("ASK {}", "text/csv").text == "true"


def test_sparqlwrapper_reads_rows_in_all_its_formats_by_get_and_by_post(server: Server) -> None:
    for method in ("GET", "POST"):
        client = SPARQLWrapper(f"{server.url}/sparql")
        client.setMethod(method)
        client.setQuery(PARTNERS)
        client.setReturnFormat(JSON)
        answer = client.queryAndConvert()
        assert isinstance(answer, dict)
        assert [row["who"]["value"] for row in answer["results"]["bindings"]] == WHO
        for form in (XML, CSV, TSV):
            client.setReturnFormat(form)
            assert client.query().response.status == 200


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # SPARQLWrapper's own
@pytest.mark.parametrize("form", [TURTLE, RDFXML])
def test_sparqlwrapper_reads_graphs(server: Server, form: str) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery(LINKS)
    client.setReturnFormat(form)
    answer = client.queryAndConvert()
    graph = read_graph(answer, "turtle") if isinstance(answer, bytes) else answer
    assert isinstance(graph, rdflib.Graph)
    assert len(graph) == 2


def test_rdflib_s_sparqlstore_asks_the_endpoint(server: Server) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.url}/sparql", returnFormat="json"))
    assert [str(row[0]) for row in graph.query(PARTNERS)] == WHO  # type: ignore[index]
    partner = rdflib.URIRef(f"{SAMSPIL}hasPartner")
    assert {str(who) for who in graph.objects(rdflib.URIRef(f"{ID}partnership/kysten"), partner)} == set(WHO)


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({}, 2),
        ({"default-graph-uri": f"{GRAPH}kysten"}, 2),
        ({"default-graph-uri": f"{GRAPH}hostile"}, 0),
        ({"named-graph-uri": f"{GRAPH}kysten"}, 0),
    ],
)
def test_the_dataset_of_the_protocol_is_the_one_that_is_asked(
    server: Server, fields: dict[str, str], count: int
) -> None:
    reply = server.ask(f"SELECT ?o {{ ?s <{SAMSPIL}hasPartner> ?o }}", "text/csv", **fields)
    assert len(reply.text.splitlines()) - 1 == count


def test_a_named_graph_of_the_protocol_is_the_only_one_there_is(server: Server) -> None:
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    reply = server.ask(query, "text/csv", **{"named-graph-uri": f"{GRAPH}kysten"})
    assert reply.text.splitlines()[1:] == [f"{GRAPH}kysten"]


def test_a_relative_iri_starts_from_the_base_of_the_settings(server: Server) -> None:
    query = f"SELECT ?who {{ <id/partnership/kysten> <{SAMSPIL}hasPartner> ?who }} ORDER BY ?who"
    assert server.ask(query, "text/csv").text.splitlines()[1:] == WHO


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("text/csv;q=0.1, application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/turtle, text/tab-separated-values;q=0.1", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_the_accept_header_chooses(server: Server, accept: str | None, content_type: str) -> None:
    reply = server.ask(PARTNERS, accept)
    assert (reply.status, reply.headers["content-type"]) == (200, content_type)
    assert "Accept" in reply.headers["vary"]


def test_the_field_format_wins_over_the_header(server: Server) -> None:
    assert server.ask(PARTNERS, "text/html", format="csv").headers["content-type"] == "text/csv; charset=utf-8"
    reply = server.ask(PARTNERS, format="text/tab-separated-values")
    assert reply.headers["content-type"] == "text/tab-separated-values; charset=utf-8"


@pytest.mark.parametrize(
    ("accept", "form"), [("image/png", None), ("text/turtle", None), (None, "docx"), (None, "ttl")]
)
def test_a_format_that_cannot_be_had_is_406_and_lists_what_can(
    server: Server, accept: str | None, form: str | None
) -> None:
    reply = server.ask(PARTNERS, accept, **({"format": form} if form else {}))
    assert (reply.status, reply.headers["content-type"]) == (406, "application/problem+json")
    available = reply.json()["available"]
    assert isinstance(available, list)
    assert "application/sparql-results+json" in available


def test_an_answer_has_a_name_and_is_not_sent_twice(server: Server) -> None:
    tag = server.ask(PARTNERS).headers["etag"]
    again = server.get(f"/sparql?query={quote(PARTNERS)}", **{"If-None-Match": f'"x", W/{tag}'})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert server.ask(PARTNERS, "text/csv").headers["etag"] != tag
    old = server.get(f"/v/1/sparql?query={quote(PARTNERS)}")
    assert old.headers["etag"] != tag
    assert (old.headers["x-samspil-release"], server.ask(PARTNERS).headers["x-samspil-release"]) == ("1", "2")


def test_who_has_any_answer_is_told_to_keep_it_where_there_is_one(server: Server) -> None:
    kept = {"If-None-Match": "*"}
    for query, status in ((PARTNERS, 304), ("SELECT (RAND() AS ?x) {}", 304), (LONG, 304), ("SELECT * {", 400)):
        reply = server.get(f"/sparql?query={quote(query)}", **kept)
        assert (reply.status, reply.body == b"") == (status, status == 304)
    assert server.ask("ASK {}").status == 200


def test_head_of_a_long_answer_gives_its_room_back(server: Server) -> None:
    assert server.request("HEAD", f"/sparql?query={quote(LONG)}").status == 200
    assert server.ask("ASK {}").status == 200


def test_an_answer_that_changes_has_no_name(server: Server) -> None:
    assert "etag" not in server.ask("SELECT (RAND() AS ?x) {}").headers


def test_head_has_the_headers_of_get_and_no_body(server: Server) -> None:
    address = f"/sparql?query={quote(PARTNERS)}"
    head, get = server.request("HEAD", address), server.get(address)
    assert (head.status, head.body) == (200, b"")
    names = ("content-type", "content-length", "etag")
    assert [head.headers[name] for name in names] == [get.headers[name] for name in names]


def test_a_page_of_another_site_may_ask(server: Server) -> None:
    preflight = server.request("OPTIONS", "/sparql", headers={"Origin": "https://example.org"})
    assert preflight.status == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]
    for reply in (preflight, server.ask(PARTNERS), server.ask("SELEC")):
        assert reply.headers["access-control-allow-origin"] == "*"


def test_without_a_query_people_get_the_editor(server: Server) -> None:
    reply = server.get("/sparql", BROWSER)
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert '<textarea id="query" name="query"' in reply.text


def test_an_older_release_is_asked_at_its_own_address(server: Server) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s <https://example.org/number> ?o }"
    numbers = [
        server.get(f"{path}?query={quote(count)}", "text/csv").text.split()[1] for path in ("/v/1/sparql", "/sparql")
    ]
    assert numbers == ["1000", "2000"]
    assert server.get(f"/v/99/sparql?query={quote(count)}").status == 404
