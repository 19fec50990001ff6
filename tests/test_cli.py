"""The command line: data to stdout, words to stderr, and an exit code that says what happened."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workspaces import PAGE, bare, small


def samspil(*args: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "endpoint", *map(str, args)]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=cwd)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workspace with one release."""
    folder = small(tmp_path_factory.mktemp("workspace") / "register")
    assert samspil("build", "--workspace", folder).returncode == 0
    return folder


def test_init_makes_a_workspace_that_builds_and_refuses_to_overwrite_it(tmp_path: Path) -> None:
    assert samspil("init", tmp_path / "new").returncode == 0
    (tmp_path / "new" / "data" / "documents" / "page.txt").write_text(PAGE, encoding="utf-8")
    assert samspil("build", cwd=tmp_path / "new").returncode == 0
    again = samspil("init", tmp_path / "new")
    assert again.returncode == 2
    assert "is there already" in again.stderr


def test_an_empty_workspace_is_a_bare_store(tmp_path: Path) -> None:
    assert samspil("init", tmp_path, "--empty").returncode == 0
    assert samspil("build", cwd=tmp_path).returncode == 0
    (row,) = json.loads(samspil("releases", "--json", cwd=tmp_path).stdout)
    assert row["triples"] == 0


def test_outside_a_workspace_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    done = samspil("build", cwd=tmp_path)
    assert done.returncode == 2
    assert "samspil init DIR" in done.stderr


def test_extract_prints_statements_and_names_a_file_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    done = samspil("extract", tmp_path / "empty.txt", tmp_path / "good.txt")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2
    assert "empty.txt" in done.stderr
    assert rows
    assert all(PAGE[row["start"] : row["end"]] == row["quote"] for row in rows)


def test_extract_says_when_a_file_is_not_there(tmp_path: Path) -> None:
    done = samspil("extract", tmp_path / "none.txt")
    assert done.returncode == 2
    assert "none.txt" in done.stderr
    assert "Traceback" not in done.stderr


def test_build_tells_its_stages_on_stderr_and_nothing_on_stdout(workspace: Path) -> None:
    done = samspil("build", "--force", "--workspace", workspace)
    assert done.stdout == ""
    stages = [line.split(":")[0] for line in done.stderr.splitlines() if line[:1].islower()]
    assert stages == ["read", "extract", "map", "fork", "check", "compare", "publish"]


def test_check_exits_with_1_when_there_are_violations(tmp_path: Path) -> None:
    folder = small(tmp_path / "register")
    (folder / "data" / "documents" / "groenne-veje.review.toml").write_text(
        '[[add]]\nsubject = "Partnership: Grønne Veje"\nrelation = "endDate"\nobject = "2001-01-01"\n'
        'quote = "30. juni 2023"\nreason = "A wrong date"\ndate = 2026-11-22\n',
        encoding="utf-8",
    )
    done = samspil("check", "--workspace", folder, "--json")
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert any(one["severity"] == "violation" and "2023" in one.get("quote", "") for one in findings)


def test_diff_shows_entities_and_answers_and_publishes_nothing(workspace: Path) -> None:
    before = samspil("releases", "--workspace", workspace).stdout
    page = workspace / "data" / "documents" / "new-page.txt"
    page.write_text(PAGE.replace("Grønne Veje", "Røde Stier"), encoding="utf-8")
    done = samspil("diff", "--workspace", workspace)
    page.unlink()
    assert done.returncode == 0
    assert "added    Røde Stier" in done.stdout
    assert "answer   lead-partners:" in done.stdout
    assert samspil("releases", "--workspace", workspace).stdout == before


def test_publish_without_a_yes_publishes_nothing(workspace: Path) -> None:
    before = samspil("releases", "--workspace", workspace).stdout
    page = workspace / "data" / "documents" / "new-page.txt"
    page.write_text(PAGE.replace("Grønne Veje", "Røde Stier"), encoding="utf-8")
    done = samspil("publish", "--why", "A try", "--workspace", workspace)
    page.unlink()
    assert done.returncode != 0
    assert "added    Røde Stier" in done.stdout
    assert samspil("releases", "--workspace", workspace).stdout == before


def listed(folder: Path) -> list[tuple[int, str, str]]:
    rows = json.loads(samspil("releases", "--json", "--workspace", folder).stdout)
    return [(row["number"], row["why"], row["current"]) for row in rows]


def test_publish_says_so_when_nothing_has_changed(tmp_path: Path) -> None:
    folder = bare(tmp_path / "register")
    samspil("build", "--workspace", folder)
    done = samspil("publish", "--why", "Again", "--workspace", folder)
    assert (done.returncode, "Nothing has changed: release 1 stays current." in done.stderr) == (0, True)
    assert listed(folder) == [(1, "First build", "*")]


def test_publish_keeps_the_reason_and_a_rollback_stands_until_somebody_publishes(tmp_path: Path) -> None:
    folder = bare(tmp_path / "register")
    samspil("build", "--workspace", folder)
    page = folder / "data" / "documents" / "groenne-veje.txt"
    page.write_text(PAGE.replace("120 000", "130 000"), encoding="utf-8")
    assert samspil("publish", "--why", "Second reading", "--yes", "--workspace", folder).returncode == 0
    back = samspil("rollback", "--why", "A wrong sum", "--workspace", folder)
    assert (back.returncode, "until `samspil publish`" in back.stderr) == (0, True)
    assert listed(folder) == [(1, "First build", "*"), (2, "Second reading", "")]
    left = samspil("build", "--workspace", folder)
    assert (left.returncode, "went back to release 1" in left.stderr, "A wrong sum" in left.stderr) == (0, True, True)
    assert listed(folder) == [(1, "First build", "*"), (2, "Second reading", "")]
    assert samspil("publish", "--why", "Mended", "--yes", "--workspace", folder).returncode == 0
    assert listed(folder)[-1] == (3, "Mended", "*")
    assert "Nothing has changed" in samspil("build", "--workspace", folder).stderr


def test_query_answers_a_canned_question_in_every_form(workspace: Path) -> None:
    for form, sign in (("csv", "Odense Kommune"), ("tsv", "Odense Kommune"), ("xml", "<sparql"), ("json", '"head"')):
        done = samspil("query", "lead-partners", "--format", form, "--workspace", workspace)
        assert done.returncode == 0, done.stderr
        assert sign in done.stdout


def test_a_query_of_ones_own_is_read_from_a_file_and_its_error_explained(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "good.rq").write_text("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", encoding="utf-8")
    (tmp_path / "bad.rq").write_text("SELECT * { ?s ?p", encoding="utf-8")
    good = samspil("query", "--file", tmp_path / "good.rq", "--workspace", workspace)
    bad = samspil("query", "--file", tmp_path / "bad.rq", "--workspace", workspace)
    assert int(good.stdout.splitlines()[1]) > 1000
    assert (bad.returncode, "cannot be read" in bad.stderr) == (2, True)


def test_an_unknown_query_and_a_bad_parameter_say_what_there_is(workspace: Path) -> None:
    unknown = samspil("query", "no-such-query", "--workspace", workspace)
    assert unknown.returncode == 2
    assert "no-such-query" in unknown.stderr
    bad = samspil("query", "goals-by-year", "--param", "year", "--workspace", workspace)
    assert (bad.returncode, "NAME=VALUE" in bad.stderr) == (2, True)


@pytest.mark.parametrize("form", ["nq", "trig", "ttl", "jsonld"])
def test_export_writes_the_release(workspace: Path, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"dump.{form}"
    assert samspil("export", "--format", form, "--output", path, "--workspace", workspace).returncode == 0
    assert "Odense Kommune" in path.read_text(encoding="utf-8")
