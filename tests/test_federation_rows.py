"""A query with SERVICE answers as if the other server's data were a graph here; what is sent along changes nothing."""

from collections import Counter
from typing import Any

import pytest
from pyoxigraph import BlankNode, QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, Store

from endpoint.http.problems import ForbiddenQueryError, QueryFaultError, RemoteServerError
from endpoint.workers import federation
from endpoint.workers.answers import run_query
from endpoint.workers.federation import federate
from endpoint.workers.service_clauses import MAX_CLAUSES

ADDRESS = "https://other.example/sparql"
PREFIX = "PREFIX e: <http://example.org/> "
HERE = """
e:a e:knows e:b, e:c ; e:name "A" ; e:year 2020 ; e:label "a"@da .
e:b e:knows e:c ; e:name "B" ; e:year 2021 .
e:c e:name "C", "See" ; e:note [ e:name "D" ] .
"""
THERE = """
e:a e:size 1 ; e:title "A" ; e:in [ e:title "Oslo" ] .
e:b e:size 2, 3 ; e:title "B" ; e:label "b"@da .
e:d e:size 4 ; e:title "D", "E" ; e:in [ e:title "Turku" ] ; e:year 2021 .
"""
JSON = "application/sparql-results+json"


class Other:
    """Another server: its answers, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._store = store_of(f"{PREFIX} INSERT DATA {{ {THERE} }}")

    def __call__(self, address: str, query: str) -> tuple[str, bytes]:
        assert address == ADDRESS
        if not query:
            return "", b""
        self.asked.append(query)
        found = self._store.query(query)
        assert isinstance(found, QuerySolutions)
        return JSON, found.serialize(format=QueryResultsFormat.JSON) or b""


def store_of(*updates: str) -> Store:
    store = Store()
    for update in updates:
        store.update(update)
    return store


def here() -> Store:
    return store_of(f"{PREFIX} INSERT DATA {{ {HERE} }}")


def request_for(pattern: str) -> dict[str, Any]:
    text = PREFIX + pattern.replace("THERE", f"SERVICE <{ADDRESS}>").replace("SILENTLY", f"SERVICE SILENT <{ADDRESS}>")
    return {"text": text, "max_bytes": 16384, "max_depth": 64}


def rows(found: object) -> Counter[str]:
    """The rows, however ordered; blank nodes are alike."""
    if isinstance(found, QueryBoolean):
        return Counter([str(bool(found))])
    if isinstance(found, QueryTriples):
        return Counter(map(str, found))
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return Counter(
        str({name: "_" if isinstance(row[name], BlankNode) else str(row[name]) for name in names}) for row in found
    )


ALIKE = {
    "alone": "SELECT * { THERE { ?s e:size ?n } }",
    "no variables": "SELECT * { ?s e:name ?name THERE { e:a e:size 1 } }",
    "nothing there": "SELECT * { ?s e:name ?name THERE { ?s e:nothing ?x } }",
    "nothing here": "SELECT * { ?s e:nothing ?name THERE { ?s e:size ?x } }",
    "nothing shared": "SELECT * { ?s e:knows ?name THERE { ?x e:size ?n } }",
    "joined by an IRI": "SELECT * { ?s e:knows ?o . THERE { ?o e:size ?n } }",
    "joined by a string": "SELECT * { ?s e:name ?name THERE { ?x e:title ?name } }",
    "joined by a number": "SELECT * { ?s e:year ?year THERE { ?x e:year ?year } }",
    "joined by both": "SELECT * { ?s e:knows ?o ; e:name ?name THERE { ?s e:title ?name } ?o e:name ?other }",
    "duplicates": "SELECT ?s { ?s e:knows|e:knows ?o THERE { ?s e:size ?n } }",
    "values": "SELECT * { VALUES ?s { e:a e:b e:a } THERE { ?s e:size ?n } }",
    "values with a gap": "SELECT * { VALUES (?s ?n) { (e:a UNDEF) (UNDEF 2) } THERE { ?s e:size ?n } }",
    "an unbound variable": "SELECT * { ?s e:name ?name OPTIONAL { ?s e:year ?year } THERE { ?t e:year ?year } }",
    "unbound there": "SELECT * { ?s e:knows ?o THERE { ?s e:size ?n OPTIONAL { ?s e:in ?o } } }",
    "a filter before": "SELECT * { ?s e:name ?name FILTER(?n > 1) THERE { ?s e:size ?n } }",
    "a filter there": "SELECT * { ?s e:name ?name THERE { ?s e:size ?n FILTER(?n > 1) } }",
    "a name of here in a filter there": "SELECT * { ?s e:name ?a THERE { ?s e:title ?b FILTER(!BOUND(?a)) } }",
    "bind there": "SELECT * { ?s e:name ?name THERE { ?t e:title ?x BIND(CONCAT(?x, '') AS ?name) } }",
    "bind before": "SELECT * { ?s e:name ?x BIND(CONCAT(?x, '') AS ?title) THERE { ?t e:title ?title } }",
    "minus before": "SELECT * { ?s e:name ?name MINUS { ?s e:year 2020 } THERE { ?s e:title ?t } }",
    "union before": "SELECT * { { ?s e:knows ?o } UNION { ?s e:year ?y } THERE { ?s e:size ?n } }",
    "in optional": "SELECT * { ?s e:name ?name OPTIONAL { THERE { ?s e:size ?n } FILTER(?n < 3) } }",
    "in minus": "SELECT * { ?s e:name ?name MINUS { THERE { ?s e:size ?n } } }",
    "in union": "SELECT * { { ?s e:name ?name } UNION { THERE { ?s e:title ?name } } }",
    "in exists": "SELECT * { ?s e:name ?name FILTER NOT EXISTS { THERE { ?s e:size ?n } } }",
    "in a subquery": "SELECT * { ?s e:name ?t { SELECT ?s (SUM(?n) AS ?m) { THERE { ?s e:size ?n } } GROUP BY ?s } }",
    "a subquery there": "SELECT * { ?s e:name ?t THERE { SELECT ?s (MAX(?n) AS ?m) { ?s e:size ?n } GROUP BY ?s } }",
    "a subquery before": "SELECT * { { SELECT ?s { ?s e:name ?t } ORDER BY ?s LIMIT 1 } THERE { ?s e:size ?n } }",
    "optional after": "SELECT * { THERE { ?s e:size ?n } OPTIONAL { ?s e:year ?y } }",
    "two, one after the other": "SELECT * { ?s e:knows ?o THERE { ?o e:title ?t } THERE { ?x e:title ?t } }",
    "two apart": "SELECT * { THERE { ?s e:size ?n OPTIONAL { ?s e:in ?i } } ?s e:name ?t THERE { ?s e:title ?t } }",
    "blank nodes": "SELECT * { ?s e:name ?name THERE { ?s e:in ?o . ?o e:title ?t } }",
    "blank nodes counted": "SELECT (COUNT(DISTINCT ?o) AS ?n) { THERE { ?s e:in ?o } FILTER isBlank(?o) }",
    "blank nodes joined": "SELECT * { THERE { ?s e:in ?o } THERE { ?o e:title ?t } }",
    "values after all": "SELECT * { ?s e:name ?name THERE { ?s e:size ?n } } VALUES ?n { 1 2 }",
    "ask": "ASK { ?s e:knows ?o THERE { ?o e:size 3 } }",
    "construct": "CONSTRUCT { ?s e:is ?n } WHERE { ?s e:name ?name THERE { ?s e:size ?n } }",
    "an expression of select": "SELECT (EXISTS { THERE { e:d e:size ?n } } AS ?x) { ?s e:year 2021 }",
    "a comparison": "SELECT * { ?s e:year ?y BIND((?y<2021) AS ?early) THERE { ?s e:size ?n } }",
}


@pytest.mark.parametrize("case", ALIKE)
def test_the_answer_is_that_of_one_store(case: str) -> None:
    other, store = Other(), here()
    found = rows(run_query(store, federate(store, request_for(ALIKE[case]), other)))
    both = store_of(f"{PREFIX} INSERT DATA {{ {HERE} GRAPH <urn:there> {{ {THERE} }} }}")
    expected = rows(both.query(PREFIX + ALIKE[case].replace("THERE", "GRAPH <urn:there>")))
    if case == "blank nodes joined":
        # Blank nodes of two answers are never the same (SPARQL 1.1 Query Results JSON, 3.2.2).
        assert (sum(expected.values()), sum(found.values())) == (2, 0)
        return
    assert found == expected


def sent_to(pattern: str) -> list[str]:
    """What the other server is asked, without the prologue."""
    other, store = Other(), here()
    federate(store, request_for(pattern), other)
    return [query.removeprefix(PREFIX).strip() for query in other.asked]


def test_rows_of_what_precedes_a_clause_go_along_with_it() -> None:
    (sent,) = sent_to("SELECT * { ?s e:name 'B' . THERE { ?s e:size ?n } }")
    assert sent == "SELECT * WHERE { VALUES (?s) { (<http://example.org/b>) } { ?s e:size ?n } }"


def test_rows_of_a_clause_go_along_with_the_next() -> None:
    sent = sent_to("SELECT * { THERE { ?s e:title 'B' } THERE { ?s e:size ?n } }")
    assert sent[1] == "SELECT * WHERE { VALUES (?s) { (<http://example.org/b>) } { ?s e:size ?n } }"


@pytest.mark.parametrize(
    "case",
    [
        "values with a gap",
        "an unbound variable",
        "joined by a number",
        "nothing shared",
        "a filter before",
        "a subquery before",
        "in optional",
    ],
)
def test_where_rows_could_change_the_answer_none_go_along(case: str) -> None:
    assert not any("VALUES" in query for query in sent_to(ALIKE[case]))


def test_nobody_is_asked_for_what_joins_with_nothing() -> None:
    assert sent_to(ALIKE["nothing here"]) == []


def test_many_rows_go_in_parts_and_too_many_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    case = "joined by an IRI"
    whole = sent_to(ALIKE[case])
    assert len(whole) == 1
    monkeypatch.setattr(federation, "MAX_SENT_BYTES", 30)
    assert len(sent_to(ALIKE[case])) == 2
    test_the_answer_is_that_of_one_store(case)
    monkeypatch.setattr(federation, "MAX_PARTS", 1)
    assert sent_to(ALIKE[case]) == ["SELECT * WHERE { ?o e:size ?n }"]
    test_the_answer_is_that_of_one_store(case)


ROW = '{{"head":{{"vars":["n"]}},"results":{{"bindings":[{{"n":{}}}]}}}}'
BROKEN = {
    "no JSON": "<html>",
    "a boolean": '{"head":{},"boolean":true}',
    "an IRI that leaves its brackets": ROW.format('{"type":"uri","value":"http://x> } SERVICE <http://y"}'),
    "a blank node of a kind of ours": ROW.format('{"type":"literal","value":"x y","datatype":"urn:samspil:blank"}'),
}


@pytest.mark.parametrize("case", BROKEN)
def test_an_answer_that_is_none_is_an_error_and_with_silent_an_empty_row(case: str) -> None:
    def broken(address: str, query: str) -> tuple[str, bytes]:
        return JSON, BROKEN[case].encode()

    store = here()
    with pytest.raises(RemoteServerError, match="does not answer with rows") as caught:
        federate(store, request_for("SELECT * {\n THERE { ?s e:size ?n } }"), broken)
    assert caught.value.place is not None
    assert (caught.value.place.line, caught.value.place.column) == (2, 2)
    found = run_query(store, federate(store, request_for("SELECT * { SILENTLY { ?s e:size ?n } }"), broken))
    assert rows(found) == Counter(["{'n': 'None', 's': 'None'}"])


TERMS = {
    "a text with quotes": ('{"type":"literal","value":"a\\"\\n\\\\ } { SERVICE"}', '"a\\"\\n\\\\ } { SERVICE"'),
    "a language": ('{"type":"literal","value":"x","xml:lang":"da"}', '"x"@da'),
    "a type": ('{"type":"literal","value":"x","datatype":"https://x.example/t"}', '"x"^^<https://x.example/t>'),
    "a sign beyond the first plane": ('{"type":"literal","value":"\\ud83d\\ude00"}', '"\U0001f600"'),
}


@pytest.mark.parametrize("case", TERMS)
def test_terms_come_back_as_they_were_sent(case: str) -> None:
    content, expected = TERMS[case]
    store = here()
    answer = JSON, ROW.format(content).encode()
    found = run_query(store, federate(store, request_for("SELECT * { THERE { ?s e:x ?n } }"), lambda *_: answer))
    assert isinstance(found, QuerySolutions)
    assert [str(row["n"]) for row in found] == [expected]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("SELECT * { ?s e:at ?at SERVICE ?at { ?s ?p ?o } }", "SERVICE with a variable"),
        ("SELECT * { THERE { THERE { ?s ?p ?o } } }", "stands inside another one"),
        (f"SELECT * {{ ?s ?p 1SERVICE <{ADDRESS}> {{ ?s ?p ?o }} }}", "cannot be read for sure"),
        (f"SELECT * {{ FILTER(?a<'>') SERVICE <{ADDRESS}> {{ ?s ?p ?o }} #'\n }}", "cannot be read for sure"),
    ],
)
def test_a_clause_that_is_not_sure_or_names_nobody_is_refused(pattern: str, words: str) -> None:
    with pytest.raises(ForbiddenQueryError, match=words):
        federate(here(), request_for(pattern), Other())


def test_a_query_that_does_not_parse_asks_nobody_and_says_where() -> None:
    other = Other()
    with pytest.raises(QueryFaultError, match="the prefix f: is not declared") as caught:
        federate(here(), request_for("SELECT *\n { THERE { ?s e:size ?n } ?s f:x ?n }"), other)
    assert caught.value.place is not None
    assert (caught.value.place.line, other.asked) == (2, [])


def test_lateral_is_refused_with_its_place() -> None:
    with pytest.raises(QueryFaultError, match="leave LATERAL out"):
        federate(here(), request_for("SELECT * { ?s e:name ?n LATERAL { THERE { ?s e:size ?x } } }"), Other())


def test_more_clauses_than_the_limit_are_refused() -> None:
    with pytest.raises(QueryFaultError, match=f"{MAX_CLAUSES} times"):
        federate(here(), request_for("ASK {" + "THERE {}" * (MAX_CLAUSES + 1) + "}"), Other())


@pytest.mark.parametrize(
    "target",
    [
        "<https://other.example/sparql>",
        "<https://other.example/sp\\u0061rql>",
        "o:sparql",
        "<sparql>",
        "# words {\n o:sparql # more\n",
    ],
)
def test_the_address_is_what_the_parser_reads(target: str) -> None:
    asked = set()

    def ask(address: str, query: str) -> tuple[str, bytes]:
        asked.add(address)
        return JSON, b'{"head":{"vars":[]},"results":{"bindings":[]}}'

    request = request_for(f"SELECT * {{ SERVICE {target} {{ ?s ?p ?o }} }}")
    request["text"] = "BASE <https://other.example/> PREFIX o: <https://other.example/> " + request["text"]
    federate(here(), request, ask)
    assert asked == {ADDRESS}
