"""The whole way in, on real files: what is published, what is refused, and what a crash leaves behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Store

from loaders.build import build
from loaders.errors import BadSourcesError, SourceError, StorageError
from loaders.outcome import Outcome, RejectedError
from loaders.progress import Silent
from loaders.releases import Releases
from loaders.settings import load_settings
from tests.workspaces import PAGE, copy_of_repository, small

PASSAGES = """
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?exact ?start ?end { ?passage oa:exact ?exact ; oa:start ?start ; oa:end ?end }
"""
STAGES = ("read", "extract", "map", "fork", "check", "compare", "publish")


def run(workspace: Path, *, force: bool = False) -> Outcome:
    return build(workspace, load_settings(workspace), Silent(), force=force)


def published_number(workspace: Path) -> int | None:
    release = Releases(workspace / "var").current()
    return release.number if release else None


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
    workspace = small(tmp_path)
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
    workspace = small(tmp_path, one=PAGE, two=PAGE.replace("Grønne Veje", "Blå Bugter"))
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
    workspace = small(tmp_path)
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
    workspace = small(tmp_path)
    run(workspace)
    (workspace / "data" / "documents" / "bad.txt").write_bytes(content)
    with pytest.raises(SourceError, match=problem) as caught:
        run(workspace)
    assert caught.value.path.name == "bad.txt"
    assert published_number(workspace) == 1


def test_all_bad_documents_are_named_at_once(tmp_path: Path) -> None:
    workspace = small(tmp_path, good=PAGE, worse="", worst="\x00")
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


def test_a_full_disk_is_named_and_the_last_release_goes_on_serving(tmp_path: Path) -> None:
    workspace, disk = small(tmp_path / "work"), tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("only root may mount the small disk that this test fills")
    try:
        (workspace / "samspil.toml").write_text(f'base = "https://example.org/"\nhome = "{disk}"\n', encoding="utf-8")
        run(workspace)
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        (disk / "ballast").write_bytes(bytes(free))
        with pytest.raises(StorageError, match=r"cannot be written.*Free some space"):
            run(workspace, force=True)
        current = Releases(disk).current()
        assert current is not None
        assert current.number == 1
        assert len(Store.read_only(str(current.store_path))) == current.manifest["quads"]
        (disk / "ballast").unlink()
        again = run(workspace, force=True).release
        assert again is not None
        assert again.manifest["digest"] == current.manifest["digest"]
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def kill_at(workspace: Path, stage: str) -> None:
    """Start a build and kill -9 it when it says that ``stage`` begins."""
    command = [sys.executable, "-m", "endpoint", "build", "--force", "--workspace", str(workspace)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith(f"{stage}:"):
                process.send_signal(signal.SIGKILL)
                break
        process.stderr.read()
    assert process.returncode == -signal.SIGKILL


def test_kill_9_at_any_stage_twenty_times_leaves_the_last_release_whole(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    first = run(workspace).release
    assert first is not None
    for stage in [*STAGES * 2, *STAGES[1:]]:
        kill_at(workspace, stage)
        current = Releases(workspace / "var").current()
        assert current is not None
        # The kill may come after the rename that publishes: then the new release is as whole as the old one.
        assert current.manifest["digest"] == first.manifest["digest"]
        assert len(Store.read_only(str(current.store_path))) == current.manifest["quads"]
    again = run(workspace, force=True).release
    assert again is not None
    assert again.manifest["graphs"] == first.manifest["graphs"]
    assert {path.name for path in (workspace / "var").iterdir()} <= {"current", "releases", "lock", "changesets"}
    kept = {path.name for path in (workspace / "var" / "releases").iterdir()}
    assert kept == {f"{number:06d}" for number in Releases(workspace / "var").numbers()}


def test_proposals_are_kept_beside_the_release_and_not_in_it(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    (workspace / "samspil.toml").write_text('base = "https://example.org/"\nmin_confidence = 1.01\n', encoding="utf-8")
    outcome = run(workspace)
    assert outcome.release is not None
    assert outcome.proposals
    lines = (outcome.release.path / "proposals.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(outcome.proposals)
    assert json.loads(lines[0])["quote"] in PAGE
    assert outcome.release.manifest["statements"] == {"groenne-veje": 0}
