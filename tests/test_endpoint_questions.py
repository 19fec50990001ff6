"""Canned queries on a real server: one answer by every address, and values that stay values."""

from urllib.parse import urlencode

import pytest

from tests.serving import Server, problem_of

ID = "https://w3id.org/samspil/id/"


def test_a_question_answers_the_same_by_suffix_by_format_and_by_header(server: Server) -> None:
    replies = [
        server.get("/queries/partners.csv"),
        server.get("/queries/partners?format=csv"),
        server.get("/queries/partners", "text/csv"),
    ]
    assert {(reply.status, reply.headers["content-type"]) for reply in replies} == {(200, "text/csv; charset=utf-8")}
    assert len({reply.body for reply in replies}) == 1
    assert f"{ID}municipality/dk-skovby" in [cell for line in replies[0].text.splitlines() for cell in line.split(",")]


def test_a_question_gives_its_text(server: Server) -> None:
    reply = server.get("/queries/partners.rq")
    assert reply.headers["content-type"] == "application/sparql-query; charset=utf-8"
    assert reply.text.startswith("#+ summary:")


@pytest.mark.parametrize("value", ['"} DROP ALL #', "' || true", "x\\", "}}}", "?s ?p ?o", "skovby' OR '1'='1"])
def test_a_value_is_a_term_and_never_text_of_the_query(server: Server, value: str) -> None:
    rows = server.get(f"/queries/find-by-name.json?{urlencode({'name': value})}").json()["results"]
    assert rows == {"bindings": []}


def test_a_value_finds_what_it_names(server: Server) -> None:
    rows = server.get("/queries/find-by-name.csv?name=SKOVBY").text
    assert f"{ID}municipality/dk-skovby" in rows


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/queries/partners.csv?partner=1", "no parameter 'partner'"),
        ("/queries/partners.csv?partner_iri=%3Cx%3E", "is not a whole IRI"),
        ("/queries/find-by-name.csv", "needs a value"),
        ("/queries/partners.csv?partner_iri=a:a&partner_iri=a:b", "more than once"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(server: Server, address: str, words: str) -> None:
    reply = server.get(address)
    assert reply.status == 400
    assert words in str(problem_of(reply)["detail"])
