"""Project lists: a page with its listings in, the projects of its partnership and their status out.

How far a project is stands beside its name ("Grøn Havn - i gang"), else in what announces the list ("de tre igangsatte
projekter"); what is applied for is no project yet.
"""

import re
from collections.abc import Iterator

from loaders.extraction.listings import Entry, Listing
from loaders.extraction.names import known_fund, typed_name
from loaders.extraction.page import Page
from loaders.extraction.records import Record
from loaders.extraction.statuses import status_of
from loaders.statements import Entity, Statement, Value
from loaders.values import parse_period

_MARKS = re.compile(r"[\s,:(–-]*(?:(?:fra|frå|från|from|since|siden|sidan|sedan|åren|årene|åra) )?", re.IGNORECASE)
_MAX_PERIOD_CHARS = 40


def project_statements(page: Page) -> Iterator[Statement]:
    """The projects of the page's partnership, and how far they are."""
    if page.subject is None:
        return
    for listing in page.listings:
        for entry in listing.entries:
            if entry.name.casefold() != page.subject.name.casefold():
                yield from _said_of(page, listing, entry)
    for record in page.records:
        if page.subject and record.status != "applied":
            yield from _recorded(page, record)


def _recorded(page: Page, record: Record) -> Iterator[Statement]:
    """A record with a label is a project of the page's subject; a fund that lists its grants pays for each of them."""
    assert page.subject is not None
    project = Entity("Project", record.name)
    if record.is_labelled:
        yield page.say("label-project", page.subject, project, (record.start, record.label_end))
    fund = known_fund(page.subject.name) or typed_name(page.subject.name, page.language)
    if fund and fund.type == "Fund" and record.has_grant and record.status != "stopped":
        yield page.say("fund-of-record", project, fund, (record.start, record.end))


def _said_of(page: Page, listing: Listing, entry: Entry) -> Iterator[Statement]:
    assert page.subject is not None
    own = status_of(page.plain[entry.rest : entry.end], page.language)
    status = own or status_of(page.plain[listing.start : listing.end], page.language)
    project = Entity("Project", entry.name)
    start = listing.start if listing.announced else entry.start
    if status != "applied":
        yield page.say("project-list", page.subject, project, (start, entry.end))
    if status:
        span = (entry.start if own else start, entry.end)
        yield page.say("project-list-status", project, Value(status, "string"), span)
    if status != "applied":
        yield from _period_of(page, project, entry)


def _period_of(page: Page, project: Entity, entry: Entry) -> Iterator[Statement]:
    """The period right after a name: "Grøn Havn (2019-2021)", "Grøn Havn (fra 2019)"."""
    marks = _MARKS.match(page.plain, entry.rest, entry.end)
    assert marks is not None
    end = min(marks.end() + _MAX_PERIOD_CHARS, entry.end)
    period = parse_period(page.plain[marks.end() : end], page.language)
    if period is None or period.start or period.first is None or not (period.last or marks.group().strip(" ,:(–-")):
        return
    span = (entry.start, marks.end() + period.end)
    yield page.say("runs-from", project, Value(period.first.value, period.first.datatype), span)
    if period.last:
        yield page.say("runs-until", project, Value(period.last.value, period.last.datatype), span)
