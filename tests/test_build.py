"""The whole way in, on real files: what is published, and what is refused."""

import errno
import json
from pathlib import Path

import pytest
from pyoxigraph import Store

from loaders.errors import BadSourcesError, SourceError, UsageError
from loaders.outcome import RejectedError
from tests.workspaces import PAGE, bare, copy_of_repository, published_number, run, small

PASSAGES = """
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?exact ?start ?end { ?passage oa:exact ?exact ; oa:start ?start ; oa:end ?end }
"""


def test_building_twice_from_the_same_sources_gives_the_same_digest(tmp_path: Path) -> None:
    outcomes = [run(copy_of_repository(tmp_path / name)) for name in ("one", "two")]
    manifests = [outcome.release.manifest for outcome in outcomes if outcome.release]
    assert len(manifests) == 2
    assert manifests[0]["digest"] == manifests[1]["digest"]
    assert manifests[0]["graphs"] == manifests[1]["graphs"]


def test_the_repository_adds_no_identity_that_is_not_committed(tmp_path: Path) -> None:
    workspace = copy_of_repository(tmp_path / "copy")
    before = (workspace / "data" / "identities.csv").read_text(encoding="utf-8")
    run(workspace)
    after = (workspace / "data" / "identities.csv").read_text(encoding="utf-8")
    assert after == before, "run `samspil build` and commit data/identities.csv"


def test_a_second_build_of_unchanged_sources_does_nothing(tmp_path: Path) -> None:
    workspace = bare(tmp_path)
    first = run(workspace)
    second = run(workspace)
    assert (first.fresh, second.fresh) == (True, False)
    assert first.release == second.release


def test_a_changed_source_gives_a_new_release_whose_diff_names_what_changed(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    run(workspace)
    page = workspace / "data" / "documents" / "groenne-veje.txt"
    page.write_text(PAGE.replace("120 000 EUR", "130 000 EUR"), encoding="utf-8")
    outcome = run(workspace)
    added = [line for entity in outcome.diff["entities"] for line in entity["added"]]
    assert published_number(workspace) == 2
    assert any("schema:value" in line and "130000" in line for line in added)
    assert "projects-by-budget" in [query["name"] for query in outcome.diff["queries"]]
    assert all("reference" not in graph for graph in outcome.diff["graphs"])


def test_a_removed_source_takes_its_graph_with_it(tmp_path: Path) -> None:
    workspace = bare(tmp_path, one=PAGE, two=PAGE.replace("Grønne Veje", "Blå Bugter"))
    run(workspace)
    (workspace / "data" / "documents" / "two.txt").unlink()
    release = run(workspace).release
    assert release is not None
    assert "https://example.org/graph/one" in release.manifest["graphs"]
    assert "https://example.org/graph/two" not in release.manifest["graphs"]
    assert not Store.read_only(str(release.store_path)).query(
        'ASK { ?s ?p ?o FILTER(CONTAINS(STR(?o), "Blå Bugter")) }'
    )


def test_the_stored_text_is_the_file_and_quotes_are_its_slices(tmp_path: Path) -> None:
    workspace = bare(tmp_path)
    release = run(workspace).release
    assert release is not None
    text = (release.documents_path / "groenne-veje.txt").read_bytes().decode("utf-8")
    assert text == PAGE
    rows = Store.read_only(str(release.store_path)).query(PASSAGES)
    passages = [(row["exact"].value, int(row["start"].value), int(row["end"].value)) for row in rows]  # type: ignore[union-attr]
    assert passages
    assert all(text[start:end] == exact for exact, start, end in passages)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02binary", "binary"),
        ("Это документ о партнёрстве городов и областей, написанный по-русски.".encode(), "language"),
    ],
    ids=["empty", "binary", "unknown language"],
)
def test_a_bad_document_is_named_and_the_last_release_goes_on_serving(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    workspace = bare(tmp_path)
    run(workspace)
    (workspace / "data" / "documents" / "bad.txt").write_bytes(content)
    with pytest.raises(SourceError, match=problem) as caught:
        run(workspace)
    assert caught.value.path.name == "bad.txt"
    assert published_number(workspace) == 1


def test_all_bad_documents_are_named_at_once(tmp_path: Path) -> None:
    workspace = bare(tmp_path, good=PAGE, worse="", worst="\x00")
    with pytest.raises(BadSourcesError, match=r"(?s)worse\.txt.*worst\.txt"):
        run(workspace)
    assert published_number(workspace) is None


def test_a_page_that_is_not_the_one_received_is_refused(tmp_path: Path) -> None:
    workspace = copy_of_repository(tmp_path / "copy")
    page = next((workspace / "data" / "documents" / "smartcity-baerum").glob("*.txt"))
    page.write_text(page.read_text(encoding="utf-8") + " ", encoding="utf-8")
    with pytest.raises(SourceError, match="is not the file that was received"):
        run(workspace)


def test_a_violation_publishes_nothing_and_says_where(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    run(workspace)
    review = workspace / "data" / "documents" / "groenne-veje.review.toml"
    review.write_text(
        '[[add]]\nsubject = "Partnership: Grønne Veje"\nrelation = "endDate"\nobject = "2001-01-01"\n'
        'quote = "30. juni 2023"\nreason = "A wrong date"\ndate = 2026-11-22\n',
        encoding="utf-8",
    )
    with pytest.raises(RejectedError, match="nothing was published") as caught:
        run(workspace)
    stopping = [one for one in caught.value.outcome.findings if one.severity.value == "violation"]
    assert any(one.quote and "2023" in one.quote for one in stopping)
    assert published_number(workspace) == 1
    assert not (workspace / "var" / "changesets").exists()


def test_proposals_are_kept_beside_the_release_and_not_in_it(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    (workspace / "samspil.toml").write_text('base = "https://example.org/"\nmin_confidence = 1.0\n', encoding="utf-8")
    outcome = run(workspace)
    assert outcome.release is not None
    assert outcome.proposals
    lines = (outcome.release.path / "proposals.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(outcome.proposals)
    assert json.loads(lines[0])["quote"] in PAGE
    assert outcome.release.manifest["statements"] == {"groenne-veje": 0}


@pytest.mark.parametrize("name", ["ontology", "Rules", "reference-municipalities", "derived-cross-border"])
def test_a_source_cannot_take_the_place_of_a_graph_that_samspil_fills(tmp_path: Path, name: str) -> None:
    workspace = bare(tmp_path, **{name: PAGE})
    with pytest.raises(UsageError, match="which Samspil fills itself; rename it"):
        run(workspace)


def test_a_page_that_the_system_cannot_read_is_named_as_the_source_that_it_is(tmp_path: Path) -> None:
    workspace = bare(tmp_path)
    (workspace / "data" / "documents" / "lost.txt").symlink_to("nowhere.txt")
    with pytest.raises(SourceError, match=r"lost\.txt: cannot be read \(No such file or directory\)"):
        run(workspace)


def test_a_page_without_permission_is_not_taken_for_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, **_: str | None) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    workspace = bare(tmp_path)
    monkeypatch.setattr("loaders.prepare.read_document", refuse)
    with pytest.raises(SourceError, match=r"groenne-veje\.txt: cannot be read \(Permission denied\)"):
        run(workspace)


def test_a_release_carries_its_validation_report_in_rdf(register: Path) -> None:
    report = Store()
    report.load(path=str(register / "var" / "current" / "report.ttl"))
    lines = (register / "var" / "current" / "report.jsonl").read_text(encoding="utf-8").splitlines()
    rows = report.query(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT ?result { [] a sh:ValidationReport ; sh:result ?result }"
    )
    assert len(list(rows)) == len(lines)  # type: ignore[arg-type]
    assert lines
