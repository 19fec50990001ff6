"""The guard before the parser, and the hints after it."""

import pytest
from pyoxigraph import Store

from endpoint.http.problems import ForbiddenQueryError, QueryFaultError, QueryTooLongError, to_problem
from endpoint.workers.guard import SERVICE_IS_OFF, check_text, refuse_service, without_service
from endpoint.workers.hints import explain
from endpoint.workers.remarks import remarks

SERVICE = "SERVICE <http://192.0.2.1/> { ?s ?p ?o }"


def check(text: str) -> None:
    check_text(text, max_bytes=16384, max_depth=64)
    refuse_service(text, SERVICE_IS_OFF)


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ {SERVICE} }}",
        f"SELECT * {{ {SERVICE.replace('SERVICE', 'service silent')} }}",
        "SELECT * { SERVICE ?where { ?s ?p ?o } }",
        "PREFIX e: <http://192.0.2.1/> SELECT * { SERVICE e:x { ?s ?p ?o } }",
        "SELECT * { SERVICE # a comment\n <http://192.0.2.1/> { ?s ?p ?o } }",
        # The parser reads escapes, marks that join, and words without a space between them.
        "SELECT * { SERVICE SILENT <http://192.0.2.1/\\u0041> { ?s ?p ?o } }",
        "PREFIX e: <http://192.0.2.1/> SELECT * { SERVICE SILENT e:a\\/b { ?s ?p ?o } }",
        "PREFIX e: <http://192.0.2.1/> SELECT * { SERVICE SILENT e:a\u0300b { ?s ?p ?o } }",
        "PREFIX e: <http://192.0.2.1/> SELECT * { SERVICE SILENT e:a:b { ?s ?p ?o } }",
        "PREFIX e: <http://192.0.2.1/> SELECT * { SERVICESILENTe:x { ?s ?p ?o } }",
        "PREFIX : <http://192.0.2.1/> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "PREFIX : <http://192.0.2.1/> SELECT * { SERVICE:{ ?s ?p ?o } }",
        f"SELECT * {{ ?s ?p 1{SERVICE} }}",
        f"SELECT * {{ ?s ?p true{SERVICE} }}",
        "PREFIX e: <http://192.0.2.1/> SELECT * { ?s ?p trueSERVICEe:x { ?s ?p ?o } }",
        # "<" may be an operator: what follows is then no IRI, and may hide the clause from a naive reading.
        "SELECT * { FILTER(1<2)SERVICE#>\n ?x { ?s ?p ?o } }",
        f"SELECT * {{ FILTER(?a<'>') {SERVICE} #'\n }}",
        f"SELECT * {{ FILTER(?a<?b#>'''\n) {SERVICE} #'''\n }}",
    ],
)
def test_a_service_clause_is_refused_in_every_reading(text: str) -> None:
    with pytest.raises(ForbiddenQueryError, match="SERVICE is off"):
        check(text)
    quiet = without_service(text)
    assert len(quiet) == len(text)
    check(quiet)
    # What is parsed in its place is a query all the same.
    Store().query(quiet)


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ ?s ?p '{SERVICE}' }}",
        f"SELECT * {{ ?s ?p '''\n{SERVICE}''' }}",
        f"# {SERVICE}\nSELECT * {{ ?s ?p ?o }}",
        "SELECT * { ?s <http://example.org/service#a> ?o }",
        "SELECT * { GRAPH <http://example.org/service> { ?s ?p ?o } }",
        "SELECT ?service { ?service <http://example.org/(service)> 'x' }",
        "PREFIX service: <http://example.org/> SELECT * { ?s service:load ?o }",
        "PREFIX service: <http://example.org/> SELECT * { GRAPH # here\n service:load { ?s ?p ?o } }",
        "PREFIX service: <http://example.org/> SELECT * { ?s ?p service:load. { ?s ?p ?o } }",
        "SELECT * { ?s <http://dbpedia.org/resource/Aarhus_(city)> ?o }",
    ],
)
def test_a_word_that_is_no_clause_is_let_through(text: str) -> None:
    check(text)
    Store().query(text)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "PREFIX e: <http://example.org/> LOAD <http://192.0.2.1/>",
        "# words\nDELETE WHERE { ?s ?p ?o }",
        "DROP ALL",
    ],
)
def test_an_update_is_refused_as_one(text: str) -> None:
    check(text)
    with pytest.raises(SyntaxError) as caught:
        Store().query(text)
    with pytest.raises(ForbiddenQueryError, match="read-only"):
        explain(str(caught.value), text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {" + "{" * 65 + "}" * 66,
        "SELECT * { FILTER(" + "(" * 65 + "1" + ")" * 66 + "}",
        "SELECT * { ?s ?p " + "[ ?p " * 65 + "]" * 65 + "}",
        "SELECT * { FILTER(1<" + "(" * 65 + "#>\n1" + ")" * 66 + "}",
    ],
)
def test_a_query_nested_over_the_limit_is_refused(text: str) -> None:
    with pytest.raises(QueryFaultError, match="deeper than 64"):
        check(text)


def test_brackets_in_strings_comments_and_iris_do_not_count_as_depth() -> None:
    check("SELECT * { ?s ?p '" + "{" * 200 + "' } # " + "(" * 200)


def test_the_longest_query_is_let_through_and_one_byte_more_is_not() -> None:
    text = "ASK {} #"
    check(text + "x" * (16384 - len(text)))
    with pytest.raises(QueryTooLongError, match="16385 bytes"):
        check(text + "x" * (16385 - len(text)))
    with pytest.raises(QueryTooLongError):
        check(text + "æ" * 8200)


def test_a_nul_is_refused_with_its_place() -> None:
    with pytest.raises(QueryFaultError) as caught:
        check("ASK {\n ?s ?p '\x00' }")
    assert caught.value.place is not None
    assert (caught.value.place.line, caught.value.place.column) == (2, 9)


@pytest.mark.parametrize(
    ("text", "line", "column", "detail", "hint"),
    [
        (
            "SELECT ?x\nWHERE { ?x a org:Membership }",
            2,
            14,
            "the prefix org: is not declared",
            "Add the line: PREFIX org: <http://www.w3.org/ns/org#>",
        ),
        ("SELECT * { ?s mine:p ?o }", 1, 15, "the prefix mine: is not declared", "Declare it: PREFIX mine: <…>"),
        ("SELECT * WHERE { ?s ?p ?o", 1, 26, "ends too early", "{ of line 1, column 16 is never closed: add }."),
        ("SELECT * { FILTER(?a }", 1, 23, "ends too early", "( of line 1, column 18 is never closed: add )."),
        ("SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?o }", 1, 40, "neither grouped nor aggregated", ""),
        ("SELECT (1 AS ?n) (2 AS ?n) {}", 1, 30, "used twice", ""),
        ("SELEC * {}", 1, 1, "a query begins with SELECT", ""),
        ("", 1, 1, "a query begins with SELECT", ""),
    ],
)
def test_a_query_that_does_not_parse_says_where_and_what_to_write(
    text: str, line: int, column: int, detail: str, hint: str
) -> None:
    check(text)
    with pytest.raises(SyntaxError) as caught:
        Store().query(text)
    problem = to_problem(explain(str(caught.value), text))
    assert (problem["line"], problem["column"], problem.get("hint", "")) == (line, column, hint)
    assert detail in problem["detail"]


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        (
            "PREFIX s: <https://w3id.org/samspil/ontology#> SELECT * { ?a s:hasPartnr ?b }",
            "s:hasPartnr is no term of the ontology; the nearest term is s:hasPartner.",
        ),
        (
            "SELECT * { ?a <https://w3id.org/samspil/ontology#xyzzy> ?b }",
            "<https://w3id.org/samspil/ontology#xyzzy> is no term of the ontology.",
        ),
        ("SELECT ?a ?nmae { ?a ?b ?name }", "?nmae is selected and stands nowhere else: its column stays empty."),
    ],
)
def test_a_query_that_runs_but_cannot_mean_it_gets_a_remark(text: str, remark: str) -> None:
    Store().query(text)
    assert remarks(text) == [remark]


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX samspil: <https://w3id.org/samspil/ontology#> SELECT ?a { ?a samspil:hasPartner ?b }",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c }",
        "SELECT ?a { ?a <http://example.org/unheardOf> 'https://w3id.org/samspil/ontology#xyzzy' }",
    ],
)
def test_a_query_that_may_well_mean_it_gets_none(text: str) -> None:
    assert remarks(text) == []


def test_the_place_of_a_fault_is_shown_with_a_caret_under_it() -> None:
    text = "SELECT *\n{ ?s " + "x" * 150 + ":p ?o }"
    with pytest.raises(SyntaxError) as caught:
        Store().query(text)
    problem = to_problem(explain(str(caught.value), text))
    shown, caret = problem["excerpt"].split("\n")
    assert shown in text
    assert shown[caret.index("^")] == text.split("\n")[problem["line"] - 1][problem["column"] - 1]
