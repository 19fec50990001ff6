"""The verb ``extract``: files in, one JSON object a line out, in the order of the files, however many processes read.

A file is read and let go before the next is asked for, so that memory does not grow with their number.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import click

from endpoint.commands.terminal import nearest_settings, nearest_workspace, print_line, say
from loaders.collector import spare_collector
from loaders.documents import Document, read_document
from loaders.errors import SourceError, UsageError
from loaders.extraction import extract
from loaders.extractors import RULES, reading_with
from loaders.settings import home_of
from loaders.statements import Statement, to_json
from loaders.vocabulary import relations

# How many files each process may be ahead of what has been printed.
_AHEAD = 16


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which statements are printed: facts or proposals, split at a confidence; the core relations or all."""

    min_confidence: float
    proposals: bool
    everything: bool

    def takes(self, statement: Statement) -> bool:
        """Whether a statement is printed."""
        is_fact = statement.confidence >= self.min_confidence
        return is_fact != self.proposals and (self.everything or relations()[statement.relation].core)


@click.command(name="extract")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Also the relations beyond the core ones, such as visions.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), help="What a fact is; by default the setting.")
@click.option("--proposals", is_flag=True, help="Print what is below that confidence, instead of the facts.")
@click.option(
    "--extractor", "names", multiple=True, default=[RULES], help="rules, model or a plug-in; may be repeated."
)
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes that read.")
def extract_files(
    files: tuple[Path, ...],
    everything: bool,
    min_confidence: float | None,
    proposals: bool,
    names: tuple[str, ...],
    jobs: int,
) -> None:
    """Print the statements of FILES, one JSON object a line. A file that cannot be read is named; the others go on.

    Read are plain text, Markdown, HTML, PDF, Word (.docx) and e-mail (.eml).
    """
    only_rules = names == (RULES,)
    if jobs > 1 and not only_rules:
        raise UsageError("--jobs: only the rules are read by several processes; leave out --jobs or --extractor.")
    settings, workspace = nearest_settings(), nearest_workspace()
    least = settings.min_confidence if min_confidence is None else min_confidence
    with reading_with(names, settings, home_of(workspace, settings) if workspace else None) as extractors:
        read = extract if only_rules else extractors.read
        work = partial(_read, wanted=Wanted(least, proposals, everything), read=read)
        is_complete = _print(_in_order(work, files, jobs))
    for line in extractors.report.lines():
        say(f"samspil: {line}")
    if not (only_rules or proposals):
        say(f"samspil: below a confidence of {least:g} they are proposals, which --proposals prints.")
    if not (is_complete and extractors.report.is_complete):
        raise click.exceptions.Exit(SourceError.exit_code)


@dataclass(frozen=True, slots=True)
class Report:
    """What comes of one file: its statements, words about it, and whether it could not be read."""

    lines: tuple[str, ...]
    words: tuple[str, ...]
    is_bad: bool = False


def _print(reports: Iterable[Report]) -> bool:
    """Print lines and words as they come; whether every file could be read."""
    is_complete = True
    for report in reports:
        if report.lines:
            print_line("\n".join(report.lines))
        for words in report.words:
            say(f"samspil: {words}")
        is_complete = is_complete and not report.is_bad
    return is_complete


def _read(path: Path, wanted: Wanted, read: Callable[[Document], tuple[Statement, ...]]) -> Report:
    try:
        document = read_document(path)
    except SourceError as error:
        return Report((), (str(error),), is_bad=True)
    lines = (to_json(statement) for statement in read(document) if wanted.takes(statement))
    report = Report(tuple(lines), tuple(f"{path}: {note}" for note in document.notes))
    spare_collector()
    return report


def _in_order(work: Callable[[Path], Report], files: Iterable[Path], jobs: int) -> Iterator[Report]:
    """What ``work`` makes of each file, in the order of the files."""
    if jobs == 1:
        yield from map(work, files)
        return
    rest = iter(files)
    # Spawned, not forked: a fork would copy whatever threads and locks the parent has.
    with futures.ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        begun: deque[futures.Future[Report]] = deque(pool.submit(work, path) for path in islice(rest, jobs * _AHEAD))
        while begun:
            yield begun.popleft().result()
            begun.extend(pool.submit(work, path) for path in islice(rest, 1))


COMMANDS = (extract_files,)
