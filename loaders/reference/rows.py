"""What the reference tables have in common: their rows with line numbers, other names, and links."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from loaders.errors import SourceError

_LINK = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name and its language (BCP 47)."""

    text: str
    language: str


def rows_of(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table with their line numbers. Raises SourceError where it is not CSV with just these columns."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            if tuple(next(reader, ())) != columns:
                raise SourceError(path, 1, f"the columns must be {','.join(columns)}")
            for values in reader:
                if len(values) != len(columns):
                    raise SourceError(path, reader.line_num, f"{len(values)} values for {len(columns)} columns")
                yield reader.line_num, dict(zip(columns, values, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(path, 0, f"the table cannot be read: {error}") from error


def names_of(path: Path, line: int, listed: str) -> tuple[Name, ...]:
    """The other names of a row, written ``name@language|…``. Raises SourceError for one that is not."""
    names = []
    for entry in filter(None, listed.split("|")):
        text, at, language = entry.rpartition("@")
        if not (text and at and re.fullmatch("[a-z]{2,3}", language)):
            raise SourceError(path, line, f"the other name {entry!r} is not of the form name@language")
        names.append(Name(text, language))
    return tuple(names)


def check_link(path: Path, line: int, website: str) -> None:
    """Raises SourceError where a website is given and is not an http address."""
    if website and not _LINK.fullmatch(website):
        raise SourceError(path, line, f"the website {website!r} is not an http address")
