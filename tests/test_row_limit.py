"""Row limits: an answer that holds less than there is says so, and one that must not is an error."""

import json
from collections.abc import Callable, Iterator
from urllib.parse import quote
from xml.etree.ElementTree import fromstring

import pyoxigraph
import pytest
from pyoxigraph import QueryBoolean, QueryTriples, Store

from endpoint.http.formats import BINDING_NAMES, BY_NAME, GRAPH_NAMES, rdf_format, results_format
from endpoint.workers.row_limit import LINK, limited
from loaders.prefixes import prefixes
from tests.serving import Reply, Server, problem_of, publish, read_graph, serve

SPARQL = "{http://www.w3.org/2005/sparql-results#}"
NUMBERS = "PREFIX e: <https://example.org/> SELECT ?thing ?number { ?thing e:number ?number } ORDER BY ?number"
TRIPLES = "PREFIX e: <https://example.org/> CONSTRUCT { ?thing e:number ?number } { ?thing e:number ?number }"
# Every kind of term, an unbound variable, and what has to be escaped in one format or another.
TERMS = """
SELECT ?a ?b ?c ?d ?e { VALUES (?a ?b ?c ?d) {
  (<http://example.org/å> "a,\\"b\\"\\n\\tc"@da-DK 1.50 <<( <http://e/s> <http://e/p> "<&>"@en )>>)
  (UNDEF "\\\\ '"^^<http://e/own> true UNDEF) ("\\u0001" UNDEF 1e0 UNDEF)
} BIND(STRLANGDIR("x", "ar", "rtl") AS ?e) }"""
COUNT: dict[str, Callable[[Reply], int]] = {
    "json": lambda reply: len(reply.json()["results"]["bindings"]),  # type: ignore[index]
    "xml": lambda reply: len(list(fromstring(reply.text).iter(f"{SPARQL}result"))),
    "csv": lambda reply: reply.text.count("\r\n") - 1,
    "tsv": lambda reply: reply.text.count("\n") - 1,
    **{
        name: lambda reply, form=form: len(read_graph(reply.body, form))  # type: ignore[misc]
        for name, form in (("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld"))
    },
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with ten rows for its clients, five to an answer."""
    workspace = tmp_path_factory.mktemp("limited")
    publish(workspace, extra=10)
    with serve(workspace, max_rows=5) as server:
        yield server


@pytest.mark.parametrize("name", COUNT)
def test_a_cut_answer_says_so_in_every_format(running: Server, name: str) -> None:
    query = NUMBERS if name in BINDING_NAMES else TRIPLES
    cut = running.ask(query, format=name)
    assert (cut.status, COUNT[name](cut), cut.headers["x-samspil-cut"]) == (200, 5, "5")
    assert cut.headers["content-type"] == BY_NAME[name].content_type()
    whole = running.ask(f"{query} LIMIT 5", format=name)
    assert (COUNT[name](whole), "x-samspil-cut" in whole.headers) == (5, False)


def test_the_head_of_a_cut_answer_leads_to_what_it_means(running: Server) -> None:
    answer = running.ask(NUMBERS, format="json").json()
    assert answer["head"] == {"link": [LINK], "vars": ["thing", "number"]}
    head = fromstring(running.ask(NUMBERS, format="xml").text).find(f"{SPARQL}head")
    assert head is not None
    assert [(each.tag, each.attrib) for each in head][2:] == [(f"{SPARQL}link", {"href": LINK})]
    assert "link" not in running.ask(f"{NUMBERS} LIMIT 5", format="json").json()["head"]  # type: ignore[operator]
    assert 'id="cut"' in running.get("/problems", "text/html").text


def test_whoever_is_strict_gets_all_or_an_error(running: Server) -> None:
    problem = problem_of(running.ask(NUMBERS, "text/csv", strict="1"))
    assert (problem["status"], problem["type"]) == (422, LINK)
    assert problem_of(running.ask(TRIPLES, strict="1"))["status"] == 422
    assert running.ask(f"{NUMBERS} LIMIT 5", "text/csv", strict="1").status == 200
    assert running.ask("ASK {}", strict="1").json()["boolean"] is True


def test_a_cut_answer_keeps_its_mark_when_it_is_given_again(running: Server) -> None:
    path = f"/sparql?query={quote(NUMBERS)}"
    first, packed, again = (running.get(path, "text/csv", **more) for more in ({}, {"Accept-Encoding": "gzip"}, {}))
    assert [reply.headers["x-samspil-cut"] for reply in (first, packed, again)] == ["5", "5", "5"]
    assert first.body == again.body


def test_what_is_no_query_of_a_client_has_no_such_limit(running: Server) -> None:
    assert running.get("/dump.nt").text.count("https://example.org/number") == 10
    rows = running.get("/queries/find-by-name.csv?name=e")
    assert rows.text.count("\r\n") > 6
    assert "x-samspil-cut" not in rows.headers


@pytest.mark.parametrize("name", [*BINDING_NAMES, *GRAPH_NAMES])
def test_an_answer_within_the_limit_is_what_the_engine_writes(name: str) -> None:
    store = Store()
    query = TERMS if name in BINDING_NAMES else "CONSTRUCT { <http://e/s> ?p ?o } { VALUES (?p ?o) { (<a:b> 'ø'@da) } }"
    outcome = store.query(query)
    assert not isinstance(outcome, QueryBoolean)
    body, is_cut = limited(store.query(query), name, max_rows=100)  # type: ignore[arg-type]
    if isinstance(outcome, QueryTriples):
        assert body == pyoxigraph.serialize(outcome, format=rdf_format(name), prefixes=prefixes())
    else:
        assert body == outcome.serialize(format=results_format(name))
    assert not is_cut


def test_rows_without_columns_are_counted_too() -> None:
    outcome = Store().query("SELECT * { {} UNION {} UNION {} }")
    body, is_cut = limited(outcome, "json", max_rows=2)  # type: ignore[arg-type]
    assert (json.loads(body), is_cut) == (
        {"head": {"link": [LINK], "vars": []}, "results": {"bindings": [{}, {}]}},
        True,
    )
