"""``samspil extract``: facts and proposals, and many files read side by side in their order."""

import json
from pathlib import Path

from click.testing import CliRunner

from endpoint.commands.cli import main
from tests.workspaces import PAGE


def extracted(*args: str | Path) -> list[str]:
    done = CliRunner().invoke(main, ["extract", *map(str, args)])
    assert done.exit_code == 0
    return done.stdout.splitlines()


def pages(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"page-{number:02}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(PAGE.replace("120 000", f"{number + 1}20 000"), encoding="utf-8")
    return paths


def test_facts_and_proposals_are_parted_at_the_confidence(tmp_path: Path) -> None:
    (page,) = pages(tmp_path, 1)
    everything = extracted(page, "--min-confidence", "0")
    least = sorted(json.loads(line)["confidence"] for line in everything)[-1]
    facts = extracted(page, "--min-confidence", str(least))
    proposals = extracted(page, "--min-confidence", str(least), "--proposals")
    assert facts
    assert proposals
    assert sorted(facts + proposals) == sorted(everything)


def test_the_setting_says_what_a_fact_is(tmp_path: Path) -> None:
    (page,) = pages(tmp_path, 1)
    done = CliRunner(env={"SAMSPIL_MIN_CONFIDENCE": "1.0"}).invoke(main, ["extract", str(page)])
    assert (done.exit_code, done.stdout) == (0, "")


def test_several_processes_print_what_one_does_in_the_same_order(tmp_path: Path) -> None:
    paths = pages(tmp_path, 40)
    assert extracted(*paths, "--jobs", "2") == extracted(*paths)
