"""Evaluation: what is found, missed and false, which rule costs, and whether confidence means what it says."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from endpoint.commands.cli import main
from loaders.evaluation.by_rule import weigh
from loaders.evaluation.calibration import Bin, calibration_error, measure, reliability, write_confidence
from loaders.evaluation.matching import amount_of
from loaders.evaluation.pages import page_readers
from loaders.evaluation.scoring import Examined, Figures, total
from loaders.extraction import rules
from loaders.lexicon import table
from tests.workspaces import PAGE, ROOT, small

SCORER = Path(os.environ.get("SAMSPIL_GOLD", "no-gold")) / "score.py"
DEVELOPMENT = ROOT / "tests" / "gold" / "development"
PROJECT = {"type": "Partnership", "name": "Grønne Veje"}
ODENSE = {"type": "Municipality", "name": "Odense Kommune"}


def said(relation: str, thing: dict[str, str], quote: str, tier: int = 1) -> dict[str, Any]:
    start = PAGE.index(quote)
    both = {"subject": PROJECT, "relation": relation, "object": thing, "quote": quote, "tier": tier}
    return {**both, "start": start, "end": start + len(quote)}


LED = said("leadPartner", ODENSE, "Lead Partner: Odense Kommune")
BEGUN = said("startDate", {"value": "2021-03"}, "1. marts 2021")
SUM = said("budget", {"value": "120000", "currency": "EUR"}, "120 000 EUR")
OTHER_SUM = said("budget", {"value": "130000", "currency": "EUR"}, "120 000 EUR")


def gold(folder: Path, *statements: dict[str, Any]) -> Path:
    """A folder with one page, and a gold file that says just these statements."""
    folder.mkdir(exist_ok=True, parents=True)
    (folder / "page.txt").write_text(PAGE, encoding="utf-8")
    content = {"document": "page.txt", "language": "da", "entities": [], "statements": statements}
    (folder / "page.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def examined(folder: Path) -> Examined:
    (reader,) = page_readers(folder)
    return Examined(reader())


def figures(folder: Path, relation: str) -> Figures:
    page = examined(folder)
    return total(one for one in page.verdicts(page.said()) if one.relation == relation)


def samspil(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def test_what_is_said_is_found_what_is_not_is_missed_and_the_rest_is_false(tmp_path: Path) -> None:
    folder = gold(tmp_path, LED, OTHER_SUM)
    assert figures(folder, "leadPartner") == Figures(found=1, missed=0, false=0)
    assert figures(folder, "budget") == Figures(found=0, missed=1, false=1)
    assert figures(folder, "startDate") == Figures(found=0, missed=0, false=1)


def test_what_may_be_said_costs_nothing_either_way(tmp_path: Path) -> None:
    assert figures(gold(tmp_path / "said", {**SUM, "tier": 2}), "budget") == Figures()
    assert figures(gold(tmp_path / "unsaid", {**OTHER_SUM, "tier": 3}, SUM), "budget") == Figures(found=1)


def test_a_date_is_right_at_the_precision_that_the_gold_gives(tmp_path: Path) -> None:
    assert figures(gold(tmp_path), "startDate") == Figures(false=1)
    assert figures(gold(tmp_path, BEGUN), "startDate") == Figures(found=1)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("120000", 120000.0), ("1,2 mio. kr.", 1.2e6), ("2 mia", 2e9), ("75 000 EUR", 75000.0), ("1.500.000", 1.5e6)],
)
def test_sums_are_read_with_their_scale(text: str, amount: float) -> None:
    assert amount_of(text) == amount
    assert amount_of("mange penge") is None


def test_ratios_of_nothing_are_nothing() -> None:
    assert (Figures().precision, Figures().recall, Figures().f1) == (0.0, 0.0, 0.0)
    assert Figures(found=3, missed=1, false=3).f1 == pytest.approx(0.6)


@pytest.mark.skipif(not SCORER.is_file(), reason="SAMSPIL_GOLD names no folder with the scorer")
def test_the_figures_are_those_of_the_scorer_that_comes_with_the_gold(tmp_path: Path) -> None:
    extracted = samspil("extract", *sorted(DEVELOPMENT.glob("*.txt")))
    (tmp_path / "statements.jsonl").write_text(extracted.stdout, encoding="utf-8")
    command = [sys.executable, str(SCORER), str(DEVELOPMENT), str(tmp_path / "statements.jsonl"), "--json"]
    theirs = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    ours = json.loads(samspil("evaluate", DEVELOPMENT, "--json").stdout)
    assert ours["all"] == theirs.pop("ALL")
    by_relation = {f"relation {name}": row for name, row in ours["relation"].items()}
    assert {**ours["document"], **by_relation} == theirs


def test_a_review_says_which_statements_were_right(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    review = workspace / "data" / "documents" / "groenne-veje.review.toml"
    what = 'subject = "Partnership: Grønne Veje"\nreason = "Checked"\ndate = 2026-11-22\n'
    review.write_text(
        f'[[reject]]\n{what}relation = "hasPartner"\nobject = "Municipality: Vejle Kommune"\n'
        f'[[correct]]\n{what}relation = "budget"\nobject = "120000"\nto = {{ object = "130000" }}\n'
        f'[[add]]\n{what}relation = "theme"\nobject = "Theme: veje"\nquote = "Veje er"\n',
        encoding="utf-8",
    )
    assert figures(workspace, "hasPartner") == Figures(found=1, missed=0, false=1)
    assert figures(workspace, "budget") == Figures(found=0, missed=1, false=1)
    assert figures(workspace, "theme") == Figures(found=0, missed=1, false=0)
    assert figures(workspace, "startDate") == Figures(found=1, missed=0, false=0)


def test_a_rule_is_weighed_by_what_leaving_it_out_would_change(tmp_path: Path) -> None:
    page = examined(gold(tmp_path, LED, BEGUN, OTHER_SUM))
    weights = {one.rule: one for one in weigh([page], 0.0)}
    all_of_it = page.figures(page.said())
    without = page.figures(page.said(without="label-budget"))
    budget, start, lead = (weights[f"label-{name}"] for name in ("budget", "start", "lead-partner"))
    assert (budget.true, budget.false, budget.only) == (0, 1, 0)
    assert (start.true, start.false, start.only) == (1, 0, 1)
    assert (lead.true, lead.false, lead.only) == (1, 0, 0)  # "et partnerskab mellem Odense Kommune og …" says it too
    assert budget.without == pytest.approx(without.f1 - all_of_it.f1)
    assert budget.without > 0 > start.without
    assert [one.without for one in weigh([page], 0.0)] == sorted(
        (one.without for one in weights.values()), reverse=True
    )


def test_a_rule_that_fired_seldom_leans_on_its_family(tmp_path: Path) -> None:
    families, by_rule = measure([examined(gold(tmp_path, LED, BEGUN, OTHER_SUM))])
    assert (by_rule["label-budget"].true, by_rule["label-budget"].false) == (0, 1)
    assert (
        0 < by_rule["label-budget"].confidence < families["budget"].confidence < families["leadPartner"].confidence < 1
    )


def test_calibration_is_written_as_extraction_reads_it(tmp_path: Path) -> None:
    page = examined(gold(tmp_path, LED))
    first, second = tmp_path / "one.toml", tmp_path / "two.toml"
    assert write_confidence(first, [page]) == write_confidence(second, [page])
    assert first.read_bytes() == second.read_bytes()
    assert "label-lead-partner = { confidence = 0." in first.read_text(encoding="utf-8")


def test_the_calibration_error_is_the_distance_between_what_is_claimed_and_what_is_true(tmp_path: Path) -> None:
    bins = [Bin(0.5, 0.6, 10, 0.55, 0.75), Bin(0.9, 1.0, 30, 0.95, 0.95)]
    assert calibration_error(bins) == pytest.approx(0.05)
    assert calibration_error([]) == 0.0
    page = examined(gold(tmp_path, LED))
    assert sum(one.count for one in reliability([page])) == len(page.said())


def test_the_table_of_confidence_fits_the_rules_that_exist() -> None:
    known, measured = {rule.id: rule for rule in rules()}, table("confidence")
    remedy = "run `samspil evaluate tests/gold/development* . --calibrate`"
    assert set(measured["rules"]) <= set(known), remedy
    assert set(measured["families"]) <= {rule.relation for rule in known.values()}, remedy
    for name, row in measured["rules"].items():
        assert known[name].confidence == row["confidence"]


def test_a_rule_that_was_not_measured_takes_the_value_of_its_family() -> None:
    measured = table("confidence")
    unmeasured = [rule for rule in rules() if rule.id not in measured["rules"]]
    assert unmeasured
    for rule in unmeasured:
        expected = measured["families"].get(rule.relation) or table("rules")[rule.id]
        assert rule.confidence == expected["confidence"]


@pytest.mark.parametrize("by", ["relation", "language", "document", "rule", "confidence"])
def test_every_table_is_tab_separated_in_a_pipe(tmp_path: Path, by: str) -> None:
    done = samspil("evaluate", gold(tmp_path, LED), "--by", by)
    widths = {line.count("\t") for line in done.stdout.splitlines()}
    assert done.exit_code == 0
    assert len(widths) == 1
    assert "1 pages: precision" in done.stderr


def test_misses_are_listed_with_their_words_and_rule(tmp_path: Path) -> None:
    rows = json.loads(samspil("evaluate", gold(tmp_path, OTHER_SUM), "--misses", "--json").stdout)
    (missed,) = (row for row in rows if row["what"] == "missed")
    assert (missed["relation"], missed["object"], missed["quote"]) == ("budget", "130000", "120 000 EUR")
    assert ("false", "120000 EUR", "label-budget") in {(row["what"], row["object"], row["rule"]) for row in rows}


def test_misses_of_held_back_pages_are_shown_only_to_who_asks_twice(tmp_path: Path) -> None:
    folder = gold(tmp_path / "held-back", LED)
    refused = samspil("evaluate", folder, "--misses")
    assert refused.exit_code == 2
    assert "no longer tell how well unseen pages are read" in refused.stderr
    assert refused.stdout == ""
    assert samspil("evaluate", folder, "--misses", "--look").exit_code == 0
    assert samspil("evaluate", folder).exit_code == 0


def test_confidence_is_never_measured_on_held_back_pages(tmp_path: Path) -> None:
    refused = samspil("evaluate", gold(tmp_path / "held-back", LED), "--calibrate", "--look")
    assert refused.exit_code == 2
    assert "cannot be tested there" in refused.stderr


def test_a_page_that_cannot_be_read_is_named_and_left_out(tmp_path: Path) -> None:
    folder = gold(tmp_path, LED)
    (folder / "broken.json").write_text("{", encoding="utf-8")
    (folder / "empty.json").write_text("{}", encoding="utf-8")
    (folder / "empty.txt").write_text(PAGE, encoding="utf-8")
    done = samspil("evaluate", folder)
    assert done.exit_code == 2
    assert "broken.json" in done.stderr
    assert "empty.json" in done.stderr
    assert "1 pages" in done.stderr


def test_a_folder_without_gold_or_reviews_is_refused(tmp_path: Path) -> None:
    done = samspil("evaluate", tmp_path)
    assert done.exit_code == 2
    assert "neither gold files" in done.stderr
