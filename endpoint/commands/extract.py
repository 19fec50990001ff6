"""The verb ``extract``: files in, one JSON object a line out, in the order of the files, however many processes read.

A file is read and let go before the next is asked for, so that memory does not grow with their number.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import click

from endpoint.commands.terminal import nearest_settings, say
from loaders.documents import read_document
from loaders.errors import SourceError
from loaders.extraction import extract
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
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes that read.")
def extract_files(
    files: tuple[Path, ...], everything: bool, min_confidence: float | None, proposals: bool, jobs: int
) -> None:
    """Print the statements of FILES, one JSON object a line. A file that cannot be read is named; the others go on."""
    least = nearest_settings().min_confidence if min_confidence is None else min_confidence
    work = partial(_read, wanted=Wanted(least, proposals, everything))
    problems = 0
    for lines, problem in _in_order(work, files, jobs):
        if lines:
            click.echo(lines)
        if problem:
            say(problem)
            problems += 1
    if problems:
        raise click.exceptions.Exit(SourceError.exit_code)


def _read(path: Path, wanted: Wanted) -> tuple[str, str]:
    """The lines of one file, and what is wrong with it; one of the two is empty."""
    try:
        document = read_document(path)
    except SourceError as error:
        return "", f"samspil: {error}"
    return "\n".join(to_json(statement) for statement in extract(document) if wanted.takes(statement)), ""


def _in_order(work: Callable[[Path], tuple[str, str]], files: Iterable[Path], jobs: int) -> Iterator[tuple[str, str]]:
    """What ``work`` makes of each file, in the order of the files."""
    if jobs == 1:
        yield from map(work, files)
        return
    rest = iter(files)
    # Spawned, not forked: a fork would copy whatever threads and locks the parent has.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        begun: deque[Future[tuple[str, str]]] = deque(pool.submit(work, path) for path in islice(rest, jobs * _AHEAD))
        while begun:
            yield begun.popleft().result()
            begun.extend(pool.submit(work, path) for path in islice(rest, 1))
