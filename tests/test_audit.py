"""The audit log: a chain that tells of every line that was changed, taken out or put in."""

import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from endpoint.commands.cli import main
from loaders.audit import FIRST, Audit
from loaders.errors import SourceError
from loaders.releases import Releases
from tests.workspaces import bare, page_of, small


def _three(home: Path) -> Audit:
    audit = Audit(home)
    for who in ("anna", "bo", "çelik"):
        audit.append(who=who, what="update", outcome="published", release=1, sha256="0" * 64)
    return audit


def test_every_line_names_the_one_before(tmp_path: Path) -> None:
    entries = list(_three(tmp_path).entries())
    assert [entry["who"] for entry in entries] == ["anna", "bo", "çelik"]
    assert [entry["previous"] for entry in entries] == [FIRST, entries[0]["hash"], entries[1]["hash"]]
    assert (tmp_path / "audit.jsonl").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (lambda lines: [lines[0], lines[1].replace("bo", "bi"), lines[2]], 2, "was changed"),
        (lambda lines: [lines[0], lines[2]], 2, "does not follow"),
        (lambda lines: lines[1:], 1, "does not follow"),
        (lambda lines: [lines[0], lines[0], *lines[1:]], 2, "does not follow"),
        (lambda lines: [lines[0], "{}\n", *lines[1:]], 2, "not a line"),
    ],
    ids=["changed", "taken out", "first taken out", "put in", "foreign"],
)
def test_a_line_that_is_not_as_it_was_written_is_named(
    tmp_path: Path, change: Callable[[list[str]], list[str]], line: int, words: str
) -> None:
    audit = _three(tmp_path)
    lines = audit.path.read_text(encoding="utf-8").splitlines(keepends=True)
    audit.path.write_text("".join(change(lines)), encoding="utf-8")
    with pytest.raises(SourceError, match=words) as caught:
        list(audit.entries())
    assert caught.value.line == line


def test_what_a_killed_writer_left_of_a_line_is_no_line(tmp_path: Path) -> None:
    audit = _three(tmp_path)
    whole = audit.path.read_bytes()
    audit.path.write_bytes(whole + b'{"time": "20')
    assert len(list(audit.entries())) == 3
    audit.append(who="dora", what="update", outcome="published")
    assert [entry["who"] for entry in audit.entries()] == ["anna", "bo", "çelik", "dora"]


def _append(home: str) -> None:
    for place in range(20):
        Audit(Path(home)).append(who="anna", what=str(place), outcome="published")


def test_processes_that_write_at_once_make_one_chain(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_append, args=(str(tmp_path),)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert len(list(Audit(tmp_path).entries())) == 60


def test_the_command_line_makes_lists_revokes_and_audits(tmp_path: Path) -> None:
    workspace = str(bare(tmp_path))
    runner = CliRunner()

    def run(*arguments: str) -> tuple[int, str]:
        done = runner.invoke(main, [*arguments, "--workspace", workspace])
        return done.exit_code, done.stdout

    code, secret = run("token", "create", "anna", "--scope", "publish", "--days", "3")
    assert (code, secret.startswith("samspil_"), secret.count("\n")) == (0, True, 1)
    assert run("token", "create", "anna", "--scope", "read")[0] == 2
    code, listed = run("token", "list", "--json")
    assert [(row["name"], row["scope"], row["revoked"]) for row in json.loads(listed)] == [("anna", "publish", None)]
    assert run("token", "revoke", "anna") == (0, "")
    assert run("token", "revoke", "anna")[0] == 2
    code, told = run("audit", "--json")
    assert [entry["what"] for entry in json.loads(told)] == ["token create anna publish", "token revoke anna"]
    path = tmp_path / "var" / "audit.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("publish", "admin"), encoding="utf-8")
    assert run("audit")[0] == 2


def test_what_the_command_line_publishes_and_takes_back_is_kept(tmp_path: Path) -> None:
    workspace = bare(tmp_path / "workspace")

    def samspil(*args: str) -> int:
        return CliRunner().invoke(main, [*args, "--workspace", str(workspace)]).exit_code

    assert (samspil("build"), samspil("build")) == (0, 0)
    page_of(workspace).write_text(
        page_of(workspace).read_text(encoding="utf-8") + "\nMål: Ren luft\n", encoding="utf-8"
    )
    assert (samspil("check"), samspil("publish", "--why", "A goal", "--yes"), samspil("rollback")) == (0, 0, 0)
    entries = list(Audit(workspace / "var").entries())
    assert [(entry["what"], entry["outcome"], entry["release"]) for entry in entries] == [
        ("build", "published", 1),
        ("publish", "published", 2),
        ("rollback", "done", 1),
    ]
    digests = [release.manifest["digest"] for release in Releases(workspace / "var").list()]
    assert [entry["sha256"] for entry in entries] == [*digests, digests[0]]


def test_a_build_that_the_check_refuses_leaves_a_line_without_a_release(tmp_path: Path) -> None:
    workspace = small(tmp_path / "workspace")
    page_of(workspace).with_suffix(".review.toml").write_text(
        '[[add]]\nsubject = "Partnership: Grønne Veje"\nrelation = "endDate"\nobject = "2001-01-01"\n'
        'quote = "30. juni 2023"\nreason = "A wrong date"\ndate = 2026-11-22\n',
        encoding="utf-8",
    )
    built = CliRunner().invoke(main, ["build", "--workspace", str(workspace)])
    assert built.exit_code == 1
    (entry,) = Audit(workspace / "var").entries()
    assert (entry["what"], entry["outcome"], entry["release"]) == ("build", "rejected", None)
