"""The canned queries: each is asked of the fixture, and answers what its golden file says.

``queries/<name>.rq`` without values answers ``tests/queries/golden/<name>.tsv`` (``.nt`` for a graph), with the values
of a case ``<name>--<case>.tsv``. The fixture is a small register in the model of the published graph, every triple once
in the default graph. When a question or the fixture changes, write the golden files again and read what changed::

    python -m tests.test_canned_queries && git diff tests/queries/golden
"""

import re
from pathlib import Path

import pytest
from pyoxigraph import (
    DefaultGraph,
    Literal,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QueryTriples,
    Store,
    Variable,
)

from loaders.paths import QUERIES
from loaders.prefixes import expand, prefixes
from loaders.query_files import CannedQuery, read_queries
from loaders.vocabulary import ontology_store

HERE = Path(__file__).resolve().parent / "queries"
GOLDEN = HERE / "golden"
QUESTIONS = HERE.parents[1] / "docs" / "questions.md"
ID = "https://w3id.org/samspil/id/"
SECTIONS = {"stewards": "Data stewards", "federation": "Other systems"}

CASES: dict[tuple[str, str], dict[str, str]] = {
    ("bridging-actors", "from-one"): {"minimum": "1"},
    ("claims", "visions"): {"kind": "claim-vision"},
    ("claims", "of-skovlund"): {"thing_iri": f"{ID}municipality/dk-skovlund"},
    ("cooperations", "of-sandhamn"): {"actor_iri": f"{ID}municipality/se-sandhamn"},
    ("cross-border-partnerships", "groen-havn"): {"partnership_iri": f"{ID}partnership/groen-havn-skagerrak"},
    ("derived-statements", "cross-border"): {"rule_iri": f"{ID}rule/cross-border"},
    ("evidence-for", "fjellvik"): {"thing_iri": f"{ID}municipality/no-fjellvik"},
    ("evidence-for-statement", "said-twice"): {
        "subject_iri": f"{ID}partnership/groen-havn-skagerrak",
        "predicate_iri": "samspil:hasPartner",
        "object_iri": f"{ID}municipality/no-fjellvik",
    },
    ("facilitators", "symbiose"): {"partnership_iri": f"{ID}partnership/symbiose-fjellvik"},
    ("fellow-partners", "nordlys"): {"actor_iri": f"{ID}organization/nordlys-energi"},
    ("find-by-name", "fjellvik"): {"name": "FJELLVIK"},
    ("funders", "elfaerge"): {"partnership_iri": f"{ID}project/elfaerge-til-skagerrak"},
    ("funding-by-fund", "klimafond"): {"fund_iri": f"{ID}fund/nordisk-klimafond"},
    ("goals-by-year", "2030"): {"year": "2030"},
    ("goals-of", "klimaplan"): {"holder_iri": f"{ID}strategy/klimaplan-skovlund"},
    ("grant-share", "elfaerge"): {"project_iri": f"{ID}project/elfaerge-til-skagerrak"},
    ("initiators", "symbiose"): {"partnership_iri": f"{ID}partnership/symbiose-fjellvik"},
    ("lead-partners", "elfaerge"): {"partnership_iri": f"{ID}project/elfaerge-til-skagerrak"},
    ("low-confidence-statements", "below-0-7"): {"below": "0.7"},
    ("municipalities-in-partnerships", "norway"): {"country": "NO"},
    ("municipality-graph", "sandhamn"): {"municipality_iri": f"{ID}municipality/se-sandhamn"},
    ("office-holders", "university"): {"organisation_iri": f"{ID}organization/fjellvik-universitet"},
    ("partners", "of-groen-havn"): {"partnership_iri": f"{ID}partnership/groen-havn-skagerrak"},
    ("partners", "skovlund"): {"partner_iri": f"{ID}municipality/dk-skovlund"},
    ("partnership-graph", "symbiose"): {"partnership_iri": f"{ID}partnership/symbiose-fjellvik"},
    ("partnership-members", "facilitators"): {"role": "role-facilitator"},
    ("partnership-members", "symbiose"): {"partnership_iri": f"{ID}partnership/symbiose-fjellvik"},
    ("partnership-projects", "symbiose"): {"partnership_iri": f"{ID}partnership/symbiose-fjellvik"},
    ("partnership-timeline", "2015"): {"year": "2015"},
    ("partnerships", "networks"): {"kind": "partnership-network"},
    ("places-of-partnerships", "fjellvik"): {"place_iri": f"{ID}place/no-fjellvik"},
    ("programme-projects", "skagerrak"): {"programme_iri": f"{ID}programme/skagerrakprogrammet"},
    ("project-members", "elfaerge-funders"): {
        "project_iri": f"{ID}project/elfaerge-til-skagerrak",
        "role": "role-funder",
    },
    ("project-timeline", "2024"): {"year": "2024"},
    ("projects-by-budget", "eur"): {"currency": "EUR"},
    ("projects-by-budget", "large"): {"minimum": "5000000"},
    ("projects-by-status", "finished"): {"status": "status-finished"},
    ("projects-by-theme", "energy"): {"theme_iri": "samspil:theme-energy"},
    ("sector-mix", "symbiose"): {"partnership_iri": f"{ID}partnership/symbiose-fjellvik"},
    ("shared-themes", "energy"): {"theme_iri": "samspil:theme-energy"},
    ("source-graph", "udkast"): {"document_iri": f"{ID}document/udkast-2026"},
    ("statements-of-document", "naeringsnytt"): {"document_iri": f"{ID}document/fjellvik-naeringsnytt"},
    ("themes", "energy"): {"theme_iri": "samspil:theme-energy"},
}

QUERIES_BY_NAME = {query.name: query for query in read_queries()}
PLAIN = [query for query in QUERIES_BY_NAME.values() if all(each.optional or each.default for each in query.params)]


def fixture_store() -> Store:
    """The fixture as a release holds it: named graphs, and all triples of theirs and of the ontology by default."""
    store = Store()
    store.load(path=str(HERE / "fixture.trig"))
    for quad in [*store, *ontology_store()]:
        store.add(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()))
    return store


def answer(store: Store, query: CannedQuery, values: dict[str, str]) -> str:
    """The answer as TSV, or as sorted N-Triples: without blank nodes equal graphs are then equal texts."""
    terms = {Variable(name): term for name, term in query.bind(values).items()}
    outcome = store.query(query.text, substitutions=dict(terms))
    assert not isinstance(outcome, QueryBoolean)
    if isinstance(outcome, QueryTriples):
        return "".join(sorted({f"{triple} .\n" for triple in outcome}))
    serialized = outcome.serialize(format=QueryResultsFormat.TSV)
    assert serialized is not None
    return serialized.decode()


def golden(query: CannedQuery, case: str = "") -> Path:
    """Where the answer to a query is written down."""
    stem = f"{query.name}--{case}" if case else query.name
    return GOLDEN / f"{stem}.{'nt' if query.form == 'CONSTRUCT' else 'tsv'}"


def all_answers(store: Store) -> dict[Path, str]:
    """Golden file to answer, for every query without values and every case."""
    answers = {golden(query): answer(store, query, {}) for query in PLAIN}
    for (name, case), values in CASES.items():
        query = QUERIES_BY_NAME[name]
        answers[golden(query, case)] = answer(store, query, values)
    return answers


def docs_row(query: CannedQuery) -> str:
    """The row of a query in ``docs/questions.md``."""
    shown = [f"`{each.key}` ({each.type}{f', {each.default}' if each.default else ''})" for each in query.params]
    return f"| {query.summary} | [`{query.name}`](../queries/{query.name}.rq) | {', '.join(shown)} |"


@pytest.fixture(scope="module")
def store() -> Store:
    return fixture_store()


@pytest.fixture(scope="module")
def polyglot_store() -> Store:
    """The fixture with one more name, which sorts last, for everything that has a name."""
    store = fixture_store()
    for name in ("rdfs:label", "skos:prefLabel", "dcterms:title"):
        for quad in list(store.quads_for_pattern(None, expand(name), None, DefaultGraph())):
            more = Literal(f"ööö {quad.subject}", language="fi")
            store.add(Quad(quad.subject, quad.predicate, more, DefaultGraph()))
    return store


@pytest.mark.parametrize("query", PLAIN, ids=lambda query: query.name)
def test_a_query_answers_what_its_golden_file_says(store: Store, query: CannedQuery) -> None:
    assert answer(store, query, {}) == golden(query).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "case"), CASES, ids=lambda part: part)
def test_a_query_with_values_answers_what_its_golden_file_says(store: Store, name: str, case: str) -> None:
    query = QUERIES_BY_NAME[name]
    assert answer(store, query, CASES[name, case]) == golden(query, case).read_text(encoding="utf-8")


@pytest.mark.parametrize("query", [one for one in PLAIN if one.form == "SELECT"], ids=lambda query: query.name)
def test_names_in_more_languages_make_no_more_rows(polyglot_store: Store, query: CannedQuery) -> None:
    assert answer(polyglot_store, query, {}) == golden(query).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "case"), CASES, ids=lambda part: part)
def test_the_values_of_a_case_change_the_answer(store: Store, name: str, case: str) -> None:
    query = QUERIES_BY_NAME[name]
    if query in PLAIN:
        assert golden(query, case).read_text(encoding="utf-8") != answer(store, query, {})
    assert set(CASES[name, case]) <= {each.key for each in query.params}


def test_every_parameter_has_a_case() -> None:
    used = {(name, key) for (name, _), values in CASES.items() for key in values}
    assert used == {(query.name, each.key) for query in QUERIES_BY_NAME.values() for each in query.params}


def test_every_golden_file_belongs_to_a_query_and_holds_an_answer() -> None:
    expected = {golden(query) for query in PLAIN} | {golden(QUERIES_BY_NAME[name], case) for name, case in CASES}
    assert set(GOLDEN.iterdir()) == expected
    for path in expected:
        rows = path.read_text(encoding="utf-8").splitlines()[1 if path.suffix == ".tsv" else 0 :]
        assert rows, f"{path.name} answers nothing: put what it asks for into fixture.trig"
        assert len(rows) == len(set(rows)), f"{path.name} says a row twice"


def test_there_are_questions_enough() -> None:
    assert len(QUERIES_BY_NAME) >= 24
    assert len(list(QUERIES.glob("*.rq"))) == len(QUERIES_BY_NAME)


@pytest.mark.parametrize("query", QUERIES_BY_NAME.values(), ids=lambda query: query.name)
def test_a_query_file_follows_the_house_rules(query: CannedQuery) -> None:
    body = "\n".join(line for line in query.text.splitlines() if not line.startswith("#"))
    declared = dict(re.findall(r"PREFIX (\w+): <([^>]+)>", body))
    assert query.summary.endswith("?")
    assert query.description.endswith(".")
    assert query.tags
    assert list(declared) == sorted(declared)
    assert declared == {prefix: prefixes()[prefix] for prefix in declared}
    rest = re.sub(r"PREFIX .*", "", body)
    assert set(declared) == set(re.findall(r"(?<![\w?<])(\w+):(?!/)", rest))
    assert "SELECT *" not in body
    if query.form == "SELECT":
        assert re.search(r"\nORDER BY [^\n]+\n$", query.text)


@pytest.mark.parametrize("query", QUERIES_BY_NAME.values(), ids=lambda query: query.name)
def test_a_query_stands_in_the_documentation(query: CannedQuery) -> None:
    section = next((SECTIONS[tag] for tag in query.tags if tag in SECTIONS), "Researchers")
    text = QUESTIONS.read_text(encoding="utf-8").split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    row = docs_row(query)
    assert row in text.splitlines(), f"put this row under {section} in docs/questions.md:\n{row}"


def test_the_documentation_names_no_query_that_is_gone() -> None:
    named = re.findall(r"\]\(\.\./queries/([a-z0-9-]+)\.rq\)", QUESTIONS.read_text(encoding="utf-8"))
    assert sorted(named) == sorted(QUERIES_BY_NAME)


if __name__ == "__main__":
    for stale in GOLDEN.iterdir():
        stale.unlink()
    for path, text in all_answers(fixture_store()).items():
        path.write_text(text, encoding="utf-8")
