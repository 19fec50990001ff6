"""The check stage: findings with the words of the source, in one order; and a child process that can be stopped."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from loaders.checking import check, shacl_engine
from loaders.checking.findings import Finding, Severity, short_path, to_json, to_text, violations
from loaders.checking.validation_report import report_turtle, validation_report
from loaders.errors import SamspilError
from loaders.iris import Iris
from loaders.prefixes import expand
from loaders.shared_graphs import shared_graphs
from loaders.vocabulary import ontology_quads

BASE = "https://w3id.org/samspil/"
SHAPE = "https://w3id.org/samspil/shapes#"
MERGE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
HERE = Path(__file__).parent / "violations"
GRAPH = f"{BASE}graph/affald"
PERSON_PHONE = """
PREFIX schema: <https://schema.org/>
INSERT DATA { GRAPH <https://w3id.org/samspil/graph/affald> {
  <https://w3id.org/samspil/id/person/ida-holm> schema:telephone "25 70 23 52"
} }
"""
WRONG_YEAR = """
BASE <https://w3id.org/samspil/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
DELETE DATA { GRAPH <graph/affald> {
  <id/goal/mindre-affald> samspil:targetYear "2030"^^xsd:gYear .
  <id/evidence/5> rdf:object "2030"^^xsd:gYear ; oa:hasSelector <id/passage/affald-10-22> .
} } ;
INSERT DATA { GRAPH <graph/affald> {
  <id/goal/mindre-affald> samspil:targetYear "i 2030" .
  <id/evidence/5> rdf:object "i 2030" ; oa:hasSelector <id/passage/affald-40-51> .
  <id/passage/affald-40-51> oa:exact "inden\u00a0 2030" ; oa:start 40 ; oa:end 51 .
} }
"""


def _store(*edits: str) -> Store:
    store = Store()
    store.load(path=str(HERE / "valid.trig"))
    store.extend(ontology_quads(NamedNode(f"{BASE}graph/ontology")))
    for edit in edits:
        store.update(edit)
    store.update(MERGE)
    return store


def _edit(name: str) -> str:
    return (HERE / f"{name}.ru").read_text(encoding="utf-8")


def _of(findings: tuple[Finding, ...], name: str) -> Finding:
    return next(finding for finding in findings if finding.check.endswith(f"#{name}"))


def test_a_good_store_has_no_violations() -> None:
    assert violations(check(_store())) == ()


def test_the_ontology_the_rules_and_the_reference_tables_have_no_findings_above_info() -> None:
    store = Store()
    for quads in shared_graphs(Iris(BASE)).values():
        store.extend(quads)
    store.update(MERGE)
    assert [to_text(finding) for finding in check(store) if finding.severity is not Severity.INFO] == []


def test_a_shape_finding_has_the_quote_of_the_very_statement() -> None:
    store = _store(WRONG_YEAR)
    finding = _of(check(store), "goal-target-year")
    assert finding == Finding(
        severity=Severity.VIOLATION,
        check=f"{SHAPE}goal-target-year",
        file="shapes/goal.ttl",
        component="http://www.w3.org/ns/shacl#DatatypeConstraintComponent",
        focus=NamedNode(f"{BASE}id/goal/mindre-affald"),
        focus_label="mindre affald",
        path="https://w3id.org/samspil/ontology#targetYear",
        value=Literal("i 2030"),
        messages={
            "en": "The target year is not an xsd:gYear: write four digits, such as 2030.",
            "da": "Målåret er ikke et xsd:gYear: skriv fire cifre, fx 2030.",
        },
        graph=GRAPH,
        document=f"{BASE}id/document/affald",
        document_label="Om Affaldsnetværket",
        quote="inden\u00a0 2030",
        start=40,
        end=51,
    )
    assert to_text(finding) == (
        "violation  shapes/goal.ttl  mindre affald [samspil:targetYear “i 2030”]: The target year is not an xsd:gYear: "
        "write four digits, such as 2030. — source: 'inden 2030' (Om Affaldsnetværket, characters 40 to 51)"
    )


def test_a_query_finding_has_the_quote_of_the_statement_that_made_its_focus() -> None:
    finding = _of(check(_store(_edit("grant-over-budget"))), "grant-over-budget")
    assert (finding.severity, finding.file) == (Severity.VIOLATION, "queries/violations/grant-over-budget.rq")
    assert (finding.focus_label, finding.path) == ("Genbrug i Køge", "https://w3id.org/samspil/ontology#grant")
    assert (finding.quote, finding.start, finding.end) == ("Køge 🌱 grøn.", 10, 22)


def test_a_finding_that_no_evidence_speaks_of_has_no_quote() -> None:
    finding = _of(check(_store(_edit("undescribed-graph"))), "undescribed-graph")
    assert (finding.graph, finding.document, finding.quote) == (f"{BASE}graph/stray", None, None)
    assert "source" not in to_text(finding)


def test_the_text_of_a_finding_is_danish_when_that_is_asked_for() -> None:
    finding = _of(check(_store(PERSON_PHONE)), "person-phone")
    assert "Personers telefonnumre offentliggøres ikke" in to_text(finding, "da")
    assert to_text(finding, "fi") == to_text(finding, "en")


def test_findings_are_sorted_by_severity_and_the_same_each_time() -> None:
    store = _store(_edit("grant-over-budget"), _edit("theme-without-official-theme"), PERSON_PHONE)
    findings = check(store)
    ranks = [list(Severity).index(finding.severity) for finding in findings]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2}
    assert check(store) == findings
    assert len({finding.order for finding in findings}) == len(findings)


def test_a_value_that_breaks_two_constraints_of_one_shape_is_one_finding() -> None:
    amount = f"<{BASE}id/amount/budget> <https://schema.org/value>"
    store = _store(
        f"DELETE DATA {{ GRAPH <{GRAPH}> {{ {amount} 75000.0 }} }} ; "
        f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {amount} -7 }} }}"
    )
    assert sum(finding.check == f"{SHAPE}amount-value" for finding in check(store)) == 1


def test_check_writes_nothing() -> None:
    store = _store(PERSON_PHONE)
    before = set(store)
    check(store)
    assert set(store) == before


def test_json_leaves_out_what_is_not_known() -> None:
    row = json.loads(to_json(_of(check(_store(_edit("undescribed-graph"))), "undescribed-graph")))
    assert list(row) == ["severity", "check", "file", "focus", "focus_label", "messages", "graph"]
    assert row["focus"] == f"{BASE}graph/stray"


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("https://schema.org/startDate", "schema:startDate"),
        (
            "(^<http://www.w3.org/ns/org#organization>/<http://www.w3.org/ns/org#member>)",
            "^org:organization/org:member",
        ),
    ],
)
def test_a_path_is_shortened_for_reading(path: str, short: str) -> None:
    assert short_path(path) == short


def test_the_report_is_a_shacl_report_without_blank_nodes() -> None:
    findings = check(_store(_edit("grant-over-budget"), PERSON_PHONE))
    triples = set(validation_report(findings))
    quads = parse(report_turtle(findings), format=RdfFormat.TURTLE)
    assert {Triple(quad.subject, quad.predicate, quad.object) for quad in quads} == triples
    assert all(isinstance(triple.subject, NamedNode) for triple in triples)
    report = NamedNode("https://w3id.org/samspil/report")
    assert Triple(report, expand("sh:conforms"), Literal(False)) in triples
    results = {triple.object for triple in triples if triple.predicate == expand("sh:result")}
    assert len(results) == len(findings)
    phone = next(
        triple.subject
        for triple in triples
        if (triple.predicate, triple.object) == (expand("sh:sourceShape"), NamedNode(f"{SHAPE}person-phone"))
    )
    assert {triple.predicate.value.rsplit("#", 1)[-1] for triple in triples if triple.subject == phone} == {
        "type",
        "resultSeverity",
        "focusNode",
        "sourceShape",
        "sourceConstraintComponent",
        "resultMessage",
        "hasSource",
        "hasSelector",
    }


def test_the_report_of_nothing_conforms() -> None:
    report = NamedNode("https://example.org/report")
    assert set(validation_report((), iri=report.value)) == {
        Triple(report, expand("rdf:type"), expand("sh:ValidationReport")),
        Triple(report, expand("sh:conforms"), Literal(True)),
    }


def test_a_child_that_hangs_is_killed_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    children: list[subprocess.Popen[bytes]] = []

    class Stopped(subprocess.Popen[bytes]):
        """A child that is stopped at its first breath, so that it can never answer."""

        def __init__(self, command: list[str], *, env: dict[str, str], stdin: int, stdout: int, stderr: int) -> None:
            super().__init__(command, env=env, stdin=stdin, stdout=stdout, stderr=stderr)
            os.kill(self.pid, signal.SIGSTOP)
            children.append(self)

    monkeypatch.setattr(subprocess, "Popen", Stopped)
    with pytest.raises(SamspilError, match=r"SHACL validation took longer than 0\.2 s and was stopped"):
        check(_store(), timeout_s=0.2)
    (child,) = children
    assert child.returncode == -signal.SIGKILL


def test_a_child_that_runs_out_of_memory_ends_in_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shacl_engine, "MEMORY_BYTES", 1024**2)
    with pytest.raises(SamspilError, match="SHACL validation ended without an answer"):
        check(_store())


def test_a_child_sees_no_environment_but_the_path_of_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []
    original = subprocess.Popen

    def spy(
        command: list[str], *, env: dict[str, str], stdin: int, stdout: int, stderr: int
    ) -> subprocess.Popen[bytes]:
        seen.append(env)
        return original(command, env=env, stdin=stdin, stdout=stdout, stderr=stderr)

    monkeypatch.setenv("SAMSPIL_TOKEN", "secret")
    monkeypatch.setattr(subprocess, "Popen", spy)
    check(_store())
    assert [sorted(environment) for environment in seen] == [["PYTHONPATH", "PYTHONUTF8"]]
    assert seen[0]["PYTHONPATH"] == ":".join(sys.path)
