"""Violation queries: silent on a good dataset, and each is seen to answer.

``tests/violations/valid.trig`` and the ontology have nothing to find. Each ``.ru`` beside it is one edit, with the
query and the focus of every row that it leads to in its header.
"""

import csv
import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

from loaders.checking.findings import Severity, term_text
from loaders.checking.violation_queries import answers, read_query, violation_queries
from loaders.errors import SourceError
from loaders.paths import ONTOLOGY, QUERIES
from loaders.prefixes import expand, prefixes
from loaders.vocabulary import ontology_quads

BASE = "https://w3id.org/samspil/"
HERE = Path(__file__).parent / "violations"
CASES = sorted(HERE.glob("*.ru"))
MERGE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"


def _store(case: Path | None = None) -> Store:
    store = Store()
    store.load(path=str(HERE / "valid.trig"))
    store.extend(ontology_quads(NamedNode(f"{BASE}graph/ontology")))
    if case is not None:
        store.update(case.read_text(encoding="utf-8"))
    store.update(MERGE)
    return store


def _expected(case: Path) -> list[tuple[str, str]]:
    lines = re.findall("^# finds: ([a-z-]+) (.+)$", case.read_text(encoding="utf-8"), re.MULTILINE)
    assert lines, f"{case} has no line '# finds: <query> <focus>'"
    return sorted((query, focus if "://" in focus else BASE + focus) for query, focus in lines)


def _text(name: str) -> str:
    return (QUERIES / "violations" / f"{name}.rq").read_text(encoding="utf-8")


def test_the_good_dataset_has_nothing_to_find() -> None:
    store = _store()
    assert [(query.name, row) for query in violation_queries() for row in answers(query, store)] == []


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_an_edit_of_the_good_dataset_gives_just_the_rows_that_its_header_names(case: Path) -> None:
    store = _store(case)
    found = {(query.name, term_text(row.focus)) for query in violation_queries() for row in answers(query, store)}
    assert sorted(found) == _expected(case)


def test_every_query_is_seen_to_answer() -> None:
    seen = {query for case in CASES for query, _ in _expected(case)}
    assert sorted({query.name for query in violation_queries()} - seen) == []


def test_every_query_names_a_focus_and_only_columns_that_are_read() -> None:
    for query in violation_queries():
        solutions = Store().query(query.text)
        names = {variable.value for variable in solutions.variables}  # type: ignore[union-attr]
        assert "focus" in names, query.file
        assert names <= {"focus", "path", "value", "graph"}, query.file


def test_every_query_uses_the_prefixes_of_the_one_list_and_no_others() -> None:
    for query in violation_queries():
        declared = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", query.text, re.MULTILINE))
        assert declared.items() <= prefixes().items(), query.file
        body = re.sub(r"^(#|PREFIX).*$", "", query.text, flags=re.MULTILINE)
        assert {prefix for prefix in declared if f"{prefix}:" not in body} == set(), query.file


def test_every_relation_with_a_predicate_is_held_against_evidence() -> None:
    with (ONTOLOGY / "relations.csv").open(encoding="utf-8", newline="") as file:
        written = {row["predicate"] for row in csv.DictReader(file) if row["predicate"]}
    block = re.search(r"VALUES \?path \{(.+?)\}", _text("statement-without-evidence"), re.DOTALL)
    assert block is not None
    assert set(block[1].split()) == written | {"samspil:hasClaim"}


def test_every_role_relation_is_held_against_memberships() -> None:
    with (ONTOLOGY / "relations.csv").open(encoding="utf-8", newline="") as file:
        roles = {(row["predicate"], row["code"]) for row in csv.DictReader(file) if row["pattern"] == "role"}
    for name in ("role-without-membership", "membership-without-role"):
        assert set(re.findall(r"\((samspil:\w+) (samspil:role-[\w-]+)\)", _text(name))) == roles


def test_the_known_namespaces_are_those_of_the_prefix_list() -> None:
    ours = expand("samspil:").value
    for name in ("unknown-predicate", "unknown-class"):
        block = re.search(r"VALUES \?namespace \{(.+?)\}", _text(name), re.DOTALL)
        assert block is not None
        assert set(re.findall('"([^"]+)"', block[1])) == set(prefixes().values()) - {ours}


def test_a_query_without_a_danish_message_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.rq"
    path.write_text("#+ summary: s\n#+ description: d\n#+ tags: t\n#+ severity: info\n#+ message_en: m\nSELECT * {}\n")
    with pytest.raises(SourceError, match="the header lacks message_da"):
        read_query(path)


def test_a_query_of_an_unknown_severity_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.rq"
    path.write_text(_text("quote-length").replace("severity: violation", "severity: fatal"), encoding="utf-8")
    with pytest.raises(SourceError, match="severity is 'fatal'; use one of violation, warning, info"):
        read_query(path)


def test_the_severities_are_those_of_shacl() -> None:
    assert [severity.title() for severity in Severity] == ["Violation", "Warning", "Info"]
