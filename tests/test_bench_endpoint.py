"""The comparison of servers: its register, its questions, its own client and its drawing. Nothing is timed here."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, Store, Variable

from bench.answers import Bag, bag_of
from bench.endpoint import PAGE, with_section
from bench.endpoint_chart import chart
from bench.endpoint_report import Run, report
from bench.load import NUMBER_MARK, ask, patient, request_bytes
from bench.made_register import Register, write_register
from bench.made_workspace import publish_file
from bench.measuring import Plan, Result
from bench.workloads import ROWS, TRIPLES, Workload, canned_text, workloads
from loaders.checking.shacl_engine import validate
from loaders.query_files import find_query
from tests.serving import Server, serve

TRIPLES_MADE = 30_000
PARTNERSHIP = "https://w3id.org/samspil/id/partnership/partnership-3"


def engine_answer(workload: Workload, place: int, store: Store) -> Bag:
    """What the engine itself says to a question, as a bag."""
    answer = store.query(workload.texts[place])
    if isinstance(answer, QueryTriples):
        return bag_of(answer.serialize(format=RdfFormat.N_TRIPLES) or b"", TRIPLES)
    return bag_of(answer.serialize(format=QueryResultsFormat.JSON) or b"", ROWS)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    return write_register(tmp_path_factory.mktemp("register") / "register.nt", TRIPLES_MADE)


@pytest.fixture(scope="module")
def store(register: Register) -> Store:
    store = Store()
    store.bulk_load(path=str(register.path), format=RdfFormat.N_TRIPLES)
    return store


def test_a_made_register_is_the_same_every_time_and_holds_what_it_says(
    register: Register, store: Store, tmp_path: Path
) -> None:
    again = write_register(tmp_path / "again.nt", TRIPLES_MADE)
    assert again.path.read_bytes() == register.path.read_bytes()
    assert len(store) == register.triples
    assert TRIPLES_MADE <= register.triples < TRIPLES_MADE + 500


def test_the_shapes_find_nothing_to_say_of_a_made_register(store: Store) -> None:
    assert [one.shape for one in validate(store, timeout_s=60)] == []


def test_every_question_has_an_answer_in_a_made_register(register: Register, store: Store) -> None:
    for workload in workloads(register):
        rows = sum(engine_answer(workload, place, store).total() for place in range(min(20, len(workload.texts))))
        assert rows > 0, workload.name


@pytest.mark.parametrize(
    ("name", "values"),
    [("partnership-members", {"partnership_iri": PARTNERSHIP}), ("bridging-actors", {"minimum": "3"})],
)
def test_a_canned_query_as_text_asks_what_its_address_asks(store: Store, name: str, values: dict[str, str]) -> None:
    query = find_query(name)
    terms = {Variable(key): term for key, term in query.bind(values).items()}
    bound = store.query(query.text, substitutions=dict(terms))
    text = store.query(canned_text(name, values))
    assert isinstance(bound, QuerySolutions)
    assert isinstance(text, QuerySolutions)
    expected = [[row[name] for name in bound.variables] for row in bound]
    assert [[row[name] for name in text.variables] for row in text] == expected != []


def test_answers_are_alike_when_only_their_spelling_differs() -> None:
    ours = b"""{"head":{"vars":["a","b"]},"results":{"bindings":[
      {"a":{"type":"literal","value":"1200.0","datatype":"http://www.w3.org/2001/XMLSchema#decimal"}},
      {"a":{"type":"literal","value":"en","xml:lang":"da"},"b":{"type":"uri","value":"https://example.org/"}}]}}"""
    theirs = b"""{"head":{"link":[],"vars":["a","b"]},"results":{"ordered":true,"bindings":[
      {"a":{"type":"literal","xml:lang":"da","value":"en"},"b":{"type":"uri","value":"https://example.org/"}},
      {"a":{"type":"typed-literal","value":"1200","datatype":"http://www.w3.org/2001/XMLSchema#integer"}}]}}"""
    assert bag_of(ours, ROWS) == bag_of(theirs, ROWS)
    assert bag_of(ours, ROWS) != bag_of(theirs.replace(b"1200", b"1201"), ROWS)


def test_triples_are_alike_in_any_order_and_however_often_they_are_said() -> None:
    first, second = b'<a:a> <a:b> "x"@da .\n', b"<a:a> <a:b> <a:c> .\n"
    assert bag_of(first + second, TRIPLES) == bag_of(second + first + second, TRIPLES)
    assert bag_of(first, TRIPLES) != bag_of(second, TRIPLES)


@pytest.fixture(scope="module")
def server(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    workspace = tmp_path_factory.mktemp("workspace")
    publish_file(workspace, register.path)
    with serve(workspace, shared_graphs="false", default_graph="plain") as running:
        yield running


def test_the_endpoint_answers_all_questions_as_its_engine_does(
    register: Register, store: Store, server: Server
) -> None:
    for workload in workloads(register):
        request = request_bytes("/sparql", workload.text_of(0), workload.accept)
        reply = ask(server.port, request, 60)
        assert reply.status == 200, workload.name
        assert bag_of(reply.body, workload.accept) == engine_answer(workload, 0, store), workload.name


def test_patient_clients_wait_for_their_answers_and_count_those_that_failed(server: Server) -> None:
    good = request_bytes("/sparql", "ASK {}", ROWS)
    bad = request_bytes("/sparql", "ASK {", ROWS)
    load = patient(server.port, [good, bad], connections=2, duration_s=0.0, limit_s=60)
    assert (load.requests, load.failed) == (2, 1)


def test_only_a_fresh_question_carries_a_number_that_changes() -> None:
    question = Workload("point lookup", "x", ("ASK {}",))
    assert question.text_of(0) == f"ASK {{}}\n#{NUMBER_MARK}"
    assert replace(question, fresh=False).text_of(0) == "ASK {}"


def a_run(register: Register) -> Run:
    """A run with two servers, of which one fails once."""
    results = []
    for place, workload in enumerate(workloads(register)):
        ours = Result("Samspil", 100.0, 0.001, 0.002, 0.003, 0.001, 1e-5)
        theirs = replace(ours, server="Oxigraph", requests_per_s=400.0)
        results.append((workload, [ours, replace(theirs, problem="over 30 s") if place == 0 else theirs]))
    versions = {"Samspil": "this commit", "Oxigraph": "0.5"}
    figures = {"Samspil": 1.0, "Oxigraph": 2.0}
    work = [("validation", "pySHACL", 1.0)]
    return Run("a machine", register.triples, Plan(1.0, 1, 2, 30.0), versions, ["Virtuoso is not installed"], results,
               figures, figures, work)  # fmt: skip


def test_the_report_says_what_was_left_out_and_what_failed(register: Register) -> None:
    text = report(a_run(register))
    assert "Left out: Virtuoso is not installed." in text
    assert "| point lookup | all of one project | 100 | over 30 s |" in text
    assert "| join | partners of one partnership | 100 | 0.25 |" in text


def test_a_new_run_takes_the_place_of_the_old_one_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    once = with_section(page, "| a table |")
    assert "\n\n| a table |\n\n" in once
    assert with_section(once, "| a table |") == once
    with pytest.raises(ValueError, match="has no place"):
        with_section("A page without marks.", "| a table |")


def test_the_chart_has_a_mark_for_each_ratio(register: Register) -> None:
    run = a_run(register)
    drawing = ET.fromstring(chart(run))
    titles = [one.text for one in drawing.iter("{http://www.w3.org/2000/svg}title")]
    assert titles.count("Oxigraph: 0.25") == len(run.results) - 1
