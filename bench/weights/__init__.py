"""``python -m bench weights FOLDER…``: learn the weights that extraction reads by, and print how well they tell.

In: folders of gold files (the form: ``tests/gold/README.md``), and the five seeds where the setting ``SAMSPIL_GOLD``
names the folder of their gold. Out, on stdout: Markdown tables, all figures of pages that were not learned from; with
``--write`` the table ``loaders/lexicon/weights.json``. Nothing is timed.
"""

import argparse
import json
import os
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from bench.weights.learning import Learned, Table, learn
from bench.weights.thresholds import LEAST, average_precision, figures_at
from loaders.errors import SamspilError
from loaders.evaluation.pages import GoldPage, is_held_back, page_readers
from loaders.evaluation.scoring import Figures, grouped, total
from loaders.extraction.weighing.topics import FAMILY as TOPICS
from loaders.extraction.weighing.weights import FILE
from loaders.paths import LEXICON

ROOT = Path(__file__).resolve().parent.parent.parent
FITTED = ROOT / "tests" / "gold" / "fitted.txt"
_FOLDS = 8


def main(args: Sequence[str] | None = None) -> None:
    """Learn, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench weights")
    parser.add_argument("measurement")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="gold files with their pages")
    parser.add_argument("--folds", type=int, default=_FOLDS, help="parts that are left out in turn")
    parser.add_argument("--write", nargs="?", type=Path, const=LEXICON / FILE, metavar="FILE", help="write the weights")
    given = parser.parse_args(args)
    if given.folds < 2:
        parser.error("--folds must be 2 or more: a page is judged by weights learned without it.")
    try:
        pages = list(_pages(given.folders, parser))
    except SamspilError as error:
        parser.error(str(error))
    print(f"Learning from {len(pages)} pages …", file=sys.stderr)
    fitted = frozenset(FITTED.read_text(encoding="utf-8").split())
    learned = learn(pages, fitted=fitted, folds=given.folds)
    print("\n".join(_report(learned, fitted)))
    if given.write:
        given.write.write_text(to_json(learned.table), encoding="utf-8")


def to_json(table: Table) -> str:
    """The table as it is stored: one weight a line, sorted, so that a diff shows which ones changed."""
    return json.dumps(table, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def _pages(folders: Sequence[Path], parser: argparse.ArgumentParser) -> Iterator[GoldPage]:
    """The pages of all folders, and the seeds where their gold is at hand."""
    seeds = os.environ.get("SAMSPIL_GOLD")
    wanted: list[tuple[Path, Path | None]] = [(folder, None) for folder in folders]
    wanted += [(Path(seeds), ROOT / "data" / "documents")] if seeds else []
    for folder, documents in wanted:
        if is_held_back(folder):
            parser.error(f"{folder} is held back: what is learned from it can no longer be scored on it.")
        yield from (reader() for reader in page_readers(folder, documents))


def _report(learned: Learned, fitted: Collection[str]) -> Iterator[str]:
    yield "| candidates | relation | true | threshold | precision | recall | average precision |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
    for one in learned.models:
        model = one.model
        least = model.least if model.family == TOPICS else LEAST
        figures = figures_at(one.said, least)
        shares = (least, figures.precision, figures.recall, average_precision(one.said))
        cells = [model.family, model.name, str(figures.found + figures.missed), *(f"{share:.2f}" for share in shares)]
        yield f"| {' | '.join(cells)} |"
    yield "\n| extraction of left-out pages | precision | recall | F1 | found | missed | false |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    unseen = [one for one in learned.verdicts if one.page.name not in fitted]
    of_unseen = [one for name, one in learned.chosen.items() if name not in fitted]
    for name, figures in grouped(unseen, lambda one: one.relation).items():
        yield _row(name, figures)
    yield _row("all that no rule was fitted to", total(unseen))
    yield _row("all", total(learned.verdicts))
    yield "\n| what left-out pages are about | right | pages | share |"
    yield "| --- | ---: | ---: | ---: |"
    for name, chosen in (("all that no rule was fitted to", of_unseen), ("all", [*learned.chosen.values()])):
        right = sum(one.is_right for one in chosen)
        yield f"| {name} | {right} | {len(chosen)} | {right / max(len(chosen), 1):.3f} |"


def _row(name: str, one: Figures) -> str:
    counts = f"{one.found} | {one.missed} | {one.false}"
    return f"| {name} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} | {counts} |"
