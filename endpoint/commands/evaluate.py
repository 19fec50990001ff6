"""The verb ``evaluate``: gold and review files in, tables of precision and recall out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from endpoint.commands.terminal import json_option, nearest_settings, print_json, print_table, progress, say
from loaders.errors import SourceError, UsageError
from loaders.evaluation.by_rule import weigh
from loaders.evaluation.calibration import calibration_error, reliability, write_confidence
from loaders.evaluation.pages import HELD_BACK, is_held_back, page_readers
from loaders.evaluation.scoring import Examined, Figures, Verdict, grouped, total
from loaders.extraction.registry import CONFIDENCE
from loaders.statements import Entity, Value

_ALL = "ALL"
_KEYS: dict[str, Callable[[Verdict], str]] = {
    "relation": lambda one: one.relation,
    "language": lambda one: one.page.document.language,
    "document": lambda one: one.page.name,
}
_COLUMNS = ("precision", "recall", "f1", "found", "missed", "false")


@click.command()
@click.argument("folders", metavar="FOLDER…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--documents", type=click.Path(path_type=Path), help="Where the pages of gold files are, if not there.")
@click.option(
    "--by", type=click.Choice([*_KEYS, "rule", "confidence"]), default="relation", help="What each line is of."
)
@click.option("--misses", is_flag=True, help="List what was missed and what is false, instead of the figures.")
@click.option("--look", is_flag=True, help=f"Allow --misses of a folder {HELD_BACK}, which is then no longer unseen.")
@click.option("--calibrate", is_flag=True, help="Write the measured confidence of each rule; extraction reads it.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), help="What a fact is; by default the setting.")
@json_option
def evaluate(
    folders: tuple[Path, ...],
    documents: Path | None,
    by: str,
    misses: bool,
    look: bool,
    calibrate: bool,
    min_confidence: float | None,
    as_json: bool,
) -> None:
    """Measure extraction against FOLDER…: gold files (JSON), or workspaces whose sources have a review.toml.

    A table of precision, recall and F1 by relation, language or document. By rule it lists first what costs most:
    "without" is how F1 changes if the rule is left out. By confidence it tells how often statements of each are true.
    """
    _guard(folders, misses=misses and not look, calibrate=calibrate)
    least = nearest_settings().min_confidence if min_confidence is None else min_confidence
    pages, problems = _examine(folders, documents)
    verdicts = [verdict for page in pages for verdict in page.verdicts(page.said(least))]
    if misses:
        _print_misses(verdicts, as_json)
    elif as_json:
        print_json(_as_json(pages, verdicts, least))
    else:
        _print_figures(pages, verdicts, by, least)
    _tell(pages, verdicts)
    if calibrate:
        say(f"{CONFIDENCE}: {write_confidence(CONFIDENCE, pages)} rules, measured on {len(pages)} pages.")
    if problems:
        raise click.exceptions.Exit(SourceError.exit_code)


def _guard(folders: Iterable[Path], *, misses: bool, calibrate: bool) -> None:
    """Keep the held-back pages unread. Raises UsageError."""
    held_back = next((folder for folder in folders if is_held_back(folder)), None)
    if held_back is None:
        return
    if misses:
        raise UsageError(
            f"{held_back} is held back for scoring: whoever reads what was missed there writes rules for those pages, "
            "and their figures no longer tell how well unseen pages are read. --look shows them all the same; move the "
            "folder to the development pages then."
        )
    if calibrate:
        raise UsageError(
            f"{held_back} is held back for scoring: confidence that is measured there cannot be tested there. "
            "Calibrate on development pages and reviewed sources."
        )


def _examine(folders: Iterable[Path], documents: Path | None) -> tuple[list[Examined], int]:
    """The pages that could be read, and how many could not."""
    readers = [reader for folder in folders for reader in page_readers(folder, documents)]
    pages: list[Examined] = []
    problems = 0
    with progress() as told:
        told.stage("evaluate", len(readers))
        for read in readers:
            try:
                pages.append(Examined(read()))
            except SourceError as error:
                say(f"samspil: {error}")
                problems += 1
            told.step()
    return pages, problems


def _print_figures(pages: Sequence[Examined], verdicts: Sequence[Verdict], by: str, least: float) -> None:
    if by == "rule":
        columns = ("without", "rule", "relation", "confidence", "true", "false", "only")
        rows = [
            (f"{one.without:+.4f}", one.rule, one.relation, f"{one.confidence:.2f}", one.true, one.false, one.only)
            for one in weigh(pages, least)
        ]
        print_table("Rules: F1 without each, true and false readings, required statements that it alone finds",
                    columns, rows)  # fmt: skip
        return
    if by == "confidence":
        bins = [
            (f"{one.low:.1f}–{one.high:.1f}", one.count, f"{one.confidence:.3f}", f"{one.precision:.3f}")
            for one in reliability(pages)
        ]
        print_table("Statements by confidence", ("bin", "statements", "confidence", "precision"), bins)
        return
    rows_by_key = {**grouped(verdicts, _KEYS[by]), _ALL: total(verdicts)}
    print_table(f"By {by}", (by, *_COLUMNS), [(key, *_row(one).values()) for key, one in rows_by_key.items()])


def _as_json(pages: Sequence[Examined], verdicts: Sequence[Verdict], least: float) -> dict[str, object]:
    bins = reliability(pages)
    tables: dict[str, object] = {"all": _row(total(verdicts))}
    for by, key in _KEYS.items():
        tables[by] = {name: _row(one) for name, one in grouped(verdicts, key).items()}
    tables["rule"] = [{**asdict(one), "without": round(one.without, 5)} for one in weigh(pages, least)]
    tables["confidence"] = {"error": round(calibration_error(bins), 4), "bins": [asdict(one) for one in bins]}
    return tables


def _print_misses(verdicts: Iterable[Verdict], as_json: bool) -> None:
    rows = [_miss(one) for one in verdicts if one.kind != "found"]
    if as_json:
        print_json(rows)
    else:
        columns = ("what", "document", "relation", "subject", "object", "rule", "quote")
        print_table("Missed and false", columns, [tuple(row.values()) for row in rows])


def _miss(verdict: Verdict) -> dict[str, str]:
    row = {"what": verdict.kind, "document": verdict.page.name, "relation": verdict.relation}
    if verdict.expected is not None:
        one = verdict.expected
        return {**row, "subject": one.subject.words, "object": one.object.words, "rule": "", "quote": _line(one.quote)}
    said = verdict.statement
    assert said is not None
    return {
        **row,
        "subject": said.subject.name,
        "object": _words(said.object),
        "rule": said.rule,
        "quote": _line(said.quote),
    }


def _words(thing: Entity | Value) -> str:
    return thing.name if isinstance(thing, Entity) else f"{thing.value} {thing.currency or ''}".strip()


def _line(quote: str) -> str:
    return " ".join(quote.split())


def _row(figures: Figures) -> dict[str, float]:
    ratios = {name: round(getattr(figures, name), 3) for name in ("precision", "recall", "f1")}
    return {**ratios, "found": figures.found, "missed": figures.missed, "false": figures.false}


def _tell(pages: Sequence[Examined], verdicts: Sequence[Verdict]) -> None:
    figures, error = total(verdicts), calibration_error(reliability(pages))
    say(
        f"{len(pages)} pages: precision {figures.precision:.3f}, recall {figures.recall:.3f}, F1 {figures.f1:.3f}; "
        f"expected calibration error {error:.3f}."
    )


COMMANDS = (evaluate,)
