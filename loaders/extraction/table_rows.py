"""Rows of tables as text: a text in, every table's header and rows out, each row with the spans of its cells.

Cells stand between tabs, bars or slashes, or in columns that the header's spaces line up ("No.  Partner     Country").
The first row is the header; a table has at least two rows below it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile("[^\r\n]+")
_CELLS = {mark: re.compile(cell) for mark, cell in (("\t", r"[^\t]+"), ("|", r"[^|]+"), (" / ", r"(?:(?! / ).)+"))}
_GAP = re.compile(r"(?:[ \u00a0]{2,})")
_MIN_SLASHES = 2
# Two columns lined up are labels and their values.
_MIN_ALIGNED_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A line and the spans of its cells."""

    start: int
    end: int
    cells: tuple[tuple[int, int], ...]


def tables_in(text: str) -> Iterator[tuple[Row, list[Row]]]:
    """Every table: its header and the rows below it."""
    lines = list(_LINE.finditer(text))
    yield from _marked(lines)
    yield from _aligned(lines, text)


def _marked(lines: list[re.Match[str]]) -> Iterator[tuple[Row, list[Row]]]:
    rows: list[Row] = []
    for line in [*lines, None]:
        row = _row(line) if line else None
        if row and (not rows or len(row.cells) == len(rows[0].cells)):
            rows.append(row)
            continue
        if len(rows) > 2:
            yield rows[0], rows[1:]
        rows = [row] if row else []


def _row(line: re.Match[str]) -> Row | None:
    text = line.group()
    mark = next((mark for mark in ("\t", "|") if mark in text), " / " if text.count(" / ") >= _MIN_SLASHES else None)
    spans = [match.span() for match in _CELLS[mark].finditer(text) if match.group().strip()] if mark else []
    return _of_spans(line, spans) if len(spans) > 1 else None


def _aligned(lines: list[re.Match[str]], text: str) -> Iterator[tuple[Row, list[Row]]]:
    """Tables whose columns are as wide as their header's."""
    at = 0
    while at < len(lines):
        starts = _column_starts(lines[at].group())
        below = [line for line in lines[at + 1 :] if starts] if len(starts) >= _MIN_ALIGNED_COLUMNS else []
        rows: list[Row] = []
        end = lines[at].end()
        for line in below:
            row = _row_by_columns(line, starts) if text.count("\n", end, line.start()) <= 1 else None
            if row is None:
                break
            rows.append(row)
            end = line.end()
        if len(rows) > 1:
            yield _row_by_columns(lines[at], starts) or rows[0], rows
        at += len(rows) + 1


def _column_starts(header: str) -> list[int]:
    """Where the columns of a header begin; none where it is an ordinary line."""
    if "\t" in header or "|" in header or not header[:1].strip():
        return []
    return [0, *(gap.end() for gap in _GAP.finditer(header) if gap.end() < len(header))]


def _row_by_columns(line: re.Match[str], starts: list[int]) -> Row | None:
    """The row cut where the columns begin, if a space stands before each of its cells."""
    text = line.group()
    if len(text) <= starts[1] or any(text[start - 1 : start].strip() for start in starts[1:] if start < len(text)):
        return None
    spans = list(zip(starts, [*starts[1:], len(text)], strict=True))
    filled = sum(bool(text[start:end].strip()) for start, end in spans)
    return _of_spans(line, [(start, min(end, len(text))) for start, end in spans]) if filled > 1 else None


def _of_spans(line: re.Match[str], spans: list[tuple[int, int]]) -> Row:
    return Row(line.start(), line.end(), tuple((line.start() + start, line.start() + end) for start, end in spans))
