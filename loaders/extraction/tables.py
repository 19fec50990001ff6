"""Tables as text: rows of cells between tabs or bars in, what their columns say out.

The first row with as many cells as the rows after it is the header. A column of organisations names partners, and a
column of persons beside it who answers for them; a column of projects names projects, with status and period.
"""

from collections.abc import Iterator

from loaders.extraction.fact_blocks import actor_of, actors_in
from loaders.extraction.names import clean, looks_like_person, typed_name
from loaders.extraction.page import Page
from loaders.extraction.statuses import status_of
from loaders.extraction.table_rows import Row, tables_in
from loaders.layout import field_of
from loaders.lexicon import table
from loaders.money import Found, find_money
from loaders.statements import Entity, Statement, Value
from loaders.values import parse_period

_MAX_HEADER_CHARS = 40
_MAX_ABOVE_CHARS = 100
_OF_PROJECTS = frozenset({"status", "period", "budget", "grant", "start"})


def table_statements(page: Page) -> Iterator[Statement]:
    """What every table of the page says."""
    for header, rows in tables_in(page.document.text):
        columns = _columns(page, header)
        for row in rows:
            cells = dict(zip(columns, row.cells, strict=False))
            if "project" in cells:
                yield from _project(page, row, cells)
                yield from _of_project(page, header, row, cells)
            elif "organisation" in cells:
                yield from _partner(page, header, row, cells)


def _columns(page: Page, header: Row) -> list[str]:
    """What stands in each column; names beside a status, a period or a sum are those of projects."""
    columns = [_column(page.document.text[start:end]) for start, end in header.cells]
    if "project" not in columns and _OF_PROJECTS & set(columns):
        columns = ["project" if column == "name" else column for column in columns]
    return columns


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


def _of_project(page: Page, header: Row, row: Row, cells: dict[str, tuple[int, int]]) -> Iterator[Statement]:
    """Who leads, who takes part, who pays and how much, in the columns beside a project."""
    project = Entity("Project", clean(page.document.text[slice(*cells["project"])]))
    span = (row.start, row.end)
    if not project.name:
        return
    for column, rule_id in (("lead", "table-lead"), ("leader", "table-lead"), ("person", "table-lead")):
        actor = actor_of(page, *cells[column]) if column in cells else None
        if actor and (actor.type != "Company" or typed_name(actor.name, page.language)):
            yield page.say(rule_id, project, actor, span)
    for column, rule_id in (
        ("partner", "table-of-project"),
        ("organisation", "table-of-project"),
        ("funder", "table-funder"),
    ):
        for actor, _, _ in actors_in(page, *cells[column]) if column in cells else ():
            yield page.say(rule_id, project, actor, span)
    for column, rule_id in (("budget", "table-budget"), ("grant", "table-grant")):
        if column in cells:
            for sum_ in find_money(page.plain[slice(*cells[column])], page.language, unit=_unit(page, header, column))[
                :1
            ]:
                yield page.say(rule_id, project, Value(sum_.value, sum_.datatype, sum_.currency), span)


def _unit(page: Page, header: Row, column: str) -> str:
    """What a column counts in: the words of its header, else the line above the table ("Projekt, tkr")."""
    titles = [page.document.text[start:end] for start, end in header.cells]
    own = next((title for title in titles if _column(title) == column), "")
    above = page.document.text[: header.start].rstrip().rpartition("\n")[2]
    return f"{own} {above}" if len(above) <= _MAX_ABOVE_CHARS else own
