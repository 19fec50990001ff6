"""What the verbs share: the workspace option, settings from it, progress and tables on stderr."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loaders.progress import Progress
from loaders.settings import FILE_NAME, Settings, load_settings

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

# C0 and C1 but tab and line end, and the marks that turn the direction of a line (Unicode, annex 9).
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
workspace_option = click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="The workspace; by default the nearest folder upwards with a samspil.toml.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")


def find_workspace(given: Path | None) -> Path:
    """The workspace that a command works on. Raises a usage error where there is none."""
    here = Path.cwd()
    for folder in [given] if given else [here, *here.parents]:
        if (folder / FILE_NAME).exists():
            return folder.resolve()
    raise click.UsageError(
        f"{given or here} is no workspace (no {FILE_NAME}). `samspil init DIR` makes one; --workspace DIR names one."
    )


def nearest_workspace() -> Path | None:
    """The nearest workspace upwards; None where there is none."""
    here = Path.cwd()
    return next((folder for folder in [here, *here.parents] if (folder / FILE_NAME).exists()), None)


def nearest_settings() -> Settings:
    """The settings of the nearest workspace upwards; the defaults and the environment where there is none."""
    return load_settings(nearest_workspace() or Path.cwd())


def say(text: str) -> None:
    """A line for people, on stderr."""
    click.echo(visible(text), err=True)


def visible(text: str) -> str:
    """A text in which no sign moves, colours or turns round what a terminal shows: file names and pages hold anything.

    Line ends and tabs stay; other control signs, and marks of direction, are written as JSON escapes them.
    """
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def print_line(text: str) -> None:
    """A line of data, on stdout."""
    click.echo(visible(text))


def print_json(content: object) -> None:
    """Data for scripts, on stdout."""
    print_line(json.dumps(content, ensure_ascii=False, indent=1))


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on stdout: drawn on a terminal, tab-separated with a head line in a pipe."""
    if not sys.stdout.isatty():
        for row in (columns, *rows):
            print_line("\t".join(str(cell) for cell in row))
        return
    # Only a terminal needs them, and they load in a twentieth of a second.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        # Not as markup: "[link=…]" is what a page says, not how it is shown.
        table.add_row(*(Text(visible(str(cell))) for cell in row))
    Console().print(table)


@contextmanager
def progress() -> Iterator[Progress]:
    """Bars on a terminal, one line a stage elsewhere; both on stderr."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:>8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        yield _Drawn(bars)


class _Lines:
    """A line for each stage as it begins."""

    def stage(self, name: str, total: int) -> None:
        click.echo(f"{name}: {total}", err=True)

    def step(self) -> None:
        """Nothing: a log has no use for it."""


class _Drawn:
    """A bar for each stage."""

    def __init__(self, bars: "Bars") -> None:
        self._bars = bars

    def stage(self, name: str, total: int) -> None:
        self._task = self._bars.add_task(name, total=total)

    def step(self) -> None:
        self._bars.advance(self._task)
