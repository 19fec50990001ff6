"""Tables as text: rows of cells between tabs or bars in, what their columns say out.

The first row with as many cells as the rows after it is the header. A column of organisations names partners, and a
column of persons beside it who answers for them; a column of projects names projects, with status and period.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.extraction.fact_blocks import actor_of
from loaders.extraction.names import clean, looks_like_person
from loaders.extraction.page import Page
from loaders.extraction.statuses import status_of
from loaders.layout import field_of
from loaders.lexicon import table
from loaders.money import Found
from loaders.statements import Entity, Statement, Value
from loaders.values import parse_period

_LINE = re.compile("[^\r\n]+")
_CELL = re.compile(r"[^\t|]+")
_MAX_HEADER_CHARS = 40


@dataclass(frozen=True, slots=True)
class Row:
    """A line and the spans of its cells."""

    start: int
    end: int
    cells: tuple[tuple[int, int], ...]


def table_statements(page: Page) -> Iterator[Statement]:
    """What every table of the page says."""
    for header, rows in _tables(page.document.text):
        columns = [_column(page.document.text[start:end]) for start, end in header.cells]
        for row in rows:
            cells = dict(zip(columns, row.cells, strict=False))
            if "organisation" in cells:
                yield from _partner(page, header, row, cells)
            elif "project" in cells:
                yield from _project(page, row, cells)


def _tables(text: str) -> Iterator[tuple[Row, list[Row]]]:
    rows: list[Row] = []
    for line in [*_LINE.finditer(text), None]:
        row = _row(line) if line else None
        if row and (not rows or len(row.cells) == len(rows[0].cells)):
            rows.append(row)
            continue
        if len(rows) > 2:
            yield rows[0], rows[1:]
        rows = [row] if row else []


def _row(line: re.Match[str]) -> Row | None:
    marks = line.group().count("\t") or line.group().count("|")
    spans = [match.span() for match in _CELL.finditer(line.group()) if match.group().strip()]
    if not marks or len(spans) < 2:
        return None
    return Row(line.start(), line.end(), tuple((line.start() + start, line.start() + end) for start, end in spans))


def _column(header: str) -> str:
    name = clean(header).casefold()
    columns: dict[str, list[str]] = table("page")["columns"]
    known = next((column for column, names in columns.items() if name in names), None)
    return known or (field_of(header) if len(header) <= _MAX_HEADER_CHARS else None) or name


def _partner(page: Page, header: Row, row: Row, cells: dict[str, tuple[int, int]]) -> Iterator[Statement]:
    start, end = cells["organisation"]
    bracket = page.plain.find("(", start, end)
    entity = actor_of(page, start, bracket if bracket > start else end)
    if entity is None or page.subject is None or entity in (page.subject,) or entity.type == "ActorGroup":
        return
    yield page.say("table-partner", page.subject, entity, (row.start, row.end))
    if "person" in cells:
        name = clean(page.document.text[slice(*cells["person"])])
        if looks_like_person(name):
            at = [_column(page.document.text[a:b]) for a, b in header.cells].index("person")
            role = clean(page.document.text[slice(*header.cells[at])])
            yield page.say("table-person", entity, Entity("Person", name), (row.start, row.end), role=role)


def _project(page: Page, row: Row, cells: dict[str, tuple[int, int]]) -> Iterator[Statement]:
    project = Entity("Project", clean(page.document.text[slice(*cells["project"])]))
    status = status_of(page.plain[slice(*cells["status"])], page.language) if "status" in cells else None
    span = (row.start, row.end)
    if page.subject and project != page.subject and status != "applied":
        yield page.say("table-project", page.subject, project, span)
    if status:
        yield page.say("table-status", project, Value(status, "string"), span)
    period = parse_period(page.plain[slice(*cells["period"])], page.language) if "period" in cells else None
    for rule_id, found in (("table-start", period and period.first), ("table-end", period and period.last)):
        if isinstance(found, Found) and status != "applied":
            yield page.say(rule_id, project, Value(found.value, found.datatype), span)
