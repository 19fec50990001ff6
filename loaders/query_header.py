"""The header of a SPARQL file: its text in, key, line and value of each entry out.

The form is that of grlc (https://grlc.io), one key a line; a line that begins with ``#+`` and two spaces or more goes
on with the key before it. Canned queries, violation queries and rules differ only in the keys that they know.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.errors import SourceError

_LINE = re.compile(r"#\+ ?(?P<key>[a-z][a-z_]*):\s*(?P<value>.*)")
_MORE = re.compile(r"#\+\s{2,}(?P<value>.*)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One key with its value; ``line`` is where it begins, from 1."""

    key: str
    line: int
    value: str


def read_header(path: Path, text: str, keys: Collection[str]) -> tuple[Entry, ...]:
    """The entries in the order of the file, continued lines joined. Raises SourceError for a line with no such key."""
    entries: list[Entry] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            continue
        match, more = _LINE.fullmatch(line.rstrip()), _MORE.fullmatch(line.rstrip())
        if more is not None and entries:
            last = entries.pop()
            entries.append(Entry(last.key, last.line, f"{last.value} {more['value'].strip()}"))
        elif match is not None and match["key"] in keys:
            entries.append(Entry(match["key"], number, match["value"].strip()))
        else:
            raise SourceError(path, number, f"is not a header line; the keys are {', '.join(keys)}.")
    return tuple(entries)


def value_of(header: Sequence[Entry], key: str) -> str:
    """The first value of a key; empty where there is none."""
    return next((entry.value for entry in header if entry.key == key), "")
