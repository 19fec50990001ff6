"""Facts: "label: value" blocks in, statements about the page's subject out.

A repeated label counts each time.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import takewhile

from loaders.extraction.fact_actors import leader, roles
from loaders.extraction.fact_blocks import Fact, facts_of, pieces
from loaders.extraction.fact_sums import budget, funders, grant
from loaders.extraction.goals import goals_in
from loaders.extraction.lists import listed_phrases
from loaders.extraction.names import (
    clean,
    known_fund,
    typed_name,
)
from loaders.extraction.page import Page
from loaders.extraction.places import may_be_place
from loaders.extraction.statuses import status_of
from loaders.lexicon import table
from loaders.money import Found
from loaders.statements import Entity, Statement, Value
from loaders.values import find_dates, parse_period

_MAX_WORDS_AFTER_DATE = 2
_PUT_OFF = re.compile(r"(?i)förläng|forleng|forlæng|extended|prolong|utsatt|udskudt")
_OF_TIME = frozenset({"period", "start", "end"})
# "Smart og grøn mobilitet" is one theme where no comma says that the value is a list.
_MARK = re.compile(r"[^\w -]")
_MAX_THEME_WORDS = 5
_PLACES = frozenset({"Place", "Municipality", "Region", "Country"})
_HOPES = frozenset({"status", "goal", "vision", "mission", "theme", "updated", "department"})


def fact_statements(page: Page) -> Iterator[Statement]:
    """What the fact blocks of a page say."""
    for fact in facts_of(page):
        reader = _READERS.get(fact.field)
        if reader and not (fact.field not in _HOPES and _is_hoped(page, fact)):
            yield from reader(page, fact)


def _is_hoped(page: Page, fact: Fact) -> bool:
    """Whether a value says that something is applied for, planned or not known."""
    # "Planlagt slutt: juni 2027" is what the project says of itself; "Periode: planlegges fra 2026" is not.
    start = fact.value_start if fact.field in _OF_TIME else fact.start
    return _hope().search(page.plain, start, fact.end) is not None


@cache
def _hope() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, table('page')['value_not_yet']))})(?!\w)", re.IGNORECASE)


@cache
def _of_event() -> re.Pattern[str]:
    """Weekdays and hours: the time of a meeting, not of a project."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, table('page')['of_events']))})(?!\w)", re.IGNORECASE)


def _value(found: Found) -> Value:
    return Value(found.value, found.datatype, found.currency)


def _span(fact: Fact) -> tuple[int, int]:
    return fact.start, fact.end


def _period(page: Page, fact: Fact) -> Iterator[Statement]:
    topic = page.topic_at(fact.start)
    period = parse_period(page.plain[fact.value_start : fact.end], page.language)
    if period is None or topic is None or _of_event().search(page.plain, fact.value_start, fact.end):
        return
    if period.first:
        yield page.say("label-start", topic, _value(period.first), _span(fact))
    if period.last:
        yield page.say("label-end", topic, _value(period.last), _span(fact))


def _one_date(rule_id: str) -> Callable[[Page, Fact], Iterator[Statement]]:
    def read(page: Page, fact: Fact) -> Iterator[Statement]:
        topic = page.topic_at(fact.start)
        dates = find_dates(page.plain[fact.value_start : fact.end], page.language)
        if dates and topic and dates[0].start <= 12 and not _goes_on(page, fact, dates[0]):
            # "2022-08-31, förlängt till 2023-02-28": what was put off ends when it ends now.
            is_put_off = rule_id == "label-end" and _PUT_OFF.search(page.plain, fact.value_start, fact.end)
            date = max(dates, key=lambda one: one.value) if is_put_off else dates[0]
            yield page.say(rule_id, topic, _value(date), _span(fact))

    return read


def _goes_on(page: Page, fact: Fact, date: Found) -> bool:
    """Whether a label without a colon opens a sentence: "Fra 2022 har også Vejle været med"."""
    label = page.plain[fact.start : fact.value_start].rstrip(" ")
    rest = page.plain[fact.value_start + date.end : fact.end].split()
    return label[-1:].isalpha() and len(rest) > _MAX_WORDS_AFTER_DATE and rest[0].islower()


def _programme(page: Page, fact: Fact) -> Iterator[Statement]:
    topic = page.topic_at(fact.start)
    name = clean(re.split(r",(?! ?\d)|;|\n", page.document.text[fact.value_start : fact.end])[0])
    if _is_file(page.lowered[fact.start : fact.end]):
        return
    if topic and name[:1].isupper() and len(name.split()) <= 10:
        fund = known_fund(name) or typed_name(name, page.language)
        if fund and fund.type in ("Fund", "PublicBody"):
            yield page.say("label-funder", topic, fund, _span(fact))
        else:
            entity = fund if fund and fund.type == "Programme" else Entity("Programme", name)
            yield page.say("label-programme", topic, entity, _span(fact))


def _is_file(words: str) -> bool:
    """ "Program (pdf, 210 kB)" is a link to a file."""
    return any(word in table("page")["file_words"] for word in re.findall(r"\w+", words))


def _status(page: Page, fact: Fact) -> Iterator[Statement]:
    topic = page.topic_at(fact.start)
    code = status_of(page.plain[fact.value_start : fact.end], page.language)
    if code and topic:
        yield page.say("label-status", topic, Value(code, "string"), _span(fact))
        yield from _date_of_status(page, fact, code)


def _date_of_status(page: Page, fact: Fact, status: str) -> Iterator[Statement]:
    """ "Tilstand: avsluttet 2023", "Status: oppstart høsten 2024", "Status: i gang, til 2025"."""
    topic = page.topic_at(fact.start)
    period = parse_period(page.plain[fact.value_start : fact.end], page.language)
    if topic is None or period is None or (period.first and period.last):
        return
    date = period.first or period.last
    if date and (period.first is None or status in ("finished", "stopped")):
        yield page.say("label-end", topic, _value(date), _span(fact))
    elif date and status in ("starting", "started"):
        yield page.say("label-start", topic, _value(date), _span(fact))


def _themes(page: Page, fact: Fact) -> Iterator[Statement]:
    topic = page.topic_at(fact.start)
    value = clean(page.document.text[fact.value_start : fact.end]).rstrip(".")
    if len(value.split()) <= _MAX_THEME_WORDS and not _MARK.search(value):
        themes = [value]
    else:
        themes = [text for text, _ in listed_phrases(page.plain, (fact.value_start, fact.end), page.language)]
    for text in themes:
        if topic and text:
            yield page.say("label-themes", topic, Entity("Theme", text), _span(fact))


def _goal(page: Page, fact: Fact) -> Iterator[Statement]:
    topic = page.topic_at(fact.start)
    for goal in goals_in(page.plain, (fact.value_start, fact.end), page.language, verb_first=False):
        if topic:
            yield page.say("label-goal", topic, Entity("Goal", goal.text), (fact.start, goal.end))


def _words(rule_id: str) -> Callable[[Page, Fact], Iterator[Statement]]:
    def read(page: Page, fact: Fact) -> Iterator[Statement]:
        topic = page.topic_at(fact.start)
        text = clean(page.document.text[fact.value_start : fact.end])
        if topic and text:
            yield page.say(rule_id, topic, Value(text, "string"), _span(fact))

    return read


def _location(page: Page, fact: Fact) -> Iterator[Statement]:
    """The places of a list, as far as it names places: "Sted: Litteraturhuset i Moss" is where a meeting is."""
    topic = page.topic_at(fact.start)
    of_meetings = fact.label.casefold() in table("page")["labels_of_meetings"]
    cuts = pieces(page, fact.value_start, fact.end)
    named = (_place_of(page, *piece, known_only=of_meetings) for piece in cuts)
    for place in takewhile(lambda one: one is not None, named):
        if topic and place:
            yield page.say("label-location", topic, place, _span(fact))


def _place_of(page: Page, start: int, end: int, *, known_only: bool) -> Entity | None:
    """The place that a stretch is: one that a table knows, or any that may be one."""
    name = clean(page.plain[start:end])
    known = (one for one in page.scans.between(start, end) if one.entity.type in _PLACES)
    whole = (one.entity for one in known if name == clean(page.plain[one.start : one.end]))
    unknown = Entity("Place", name) if not known_only and may_be_place(page, name) else None
    return next(whole, unknown)


def _projects(page: Page, fact: Fact) -> Iterator[Statement]:
    topic = page.topic_at(fact.start)
    for begin, finish in pieces(page, fact.value_start, fact.end):
        name = clean(page.document.text[begin:finish])
        if topic and name and name[0].isupper() and len(name.split()) <= 10:
            yield page.say("label-project", topic, Entity("Project", name), (fact.start, finish))


def _updated(page: Page, fact: Fact) -> Iterator[Statement]:
    dates = find_dates(page.plain[fact.value_start : fact.end], page.language)
    if dates and dates[0].datatype == "date":
        yield page.say("label-updated", Entity("Document", page.document.title), _value(dates[0]), _span(fact))


def _department(page: Page, fact: Fact) -> Iterator[Statement]:
    name = clean(page.document.text[fact.value_start : fact.end])
    if name and name[0].isupper() and len(name.split()) <= 9:
        unit = Entity("OrganisationUnit", name)
        yield page.say("label-department", Entity("Document", page.document.title), unit, _span(fact))


_READERS: dict[str, Callable[[Page, Fact], Iterator[Statement]]] = {
    **{"lead": roles("label-lead-partner"), "partner": roles("label-partners"), "leader": leader},
    **{"facilitator": roles("label-facilitator"), "initiator": roles("label-initiator")},
    **{"funder": funders, "period": _period, "start": _one_date("label-start")},
    **{"end": _one_date("label-end"), "budget": budget, "grant": grant, "programme": _programme},
    **{"status": _status, "theme": _themes, "goal": _goal, "vision": _words("label-vision")},
    **{"mission": _words("label-mission"), "location": _location, "projects": _projects},
    **{"updated": _updated, "department": _department},
}
