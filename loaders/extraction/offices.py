"""Offices: a page in, who holds which office in which organisation out.

Every title is paired with the name that stands closest to it in one of the ways in which texts say who holds an
office: right before or after, in commas or parentheses, on the next line, or with a verb ("Projektleder er …").
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from loaders.extraction.employers import AT, employer_by_page, employer_of, organisation_of
from loaders.extraction.names import is_person
from loaders.extraction.page import Page
from loaders.extraction.persons import Person, Title, looks_like_title, persons_in, titles_in, written
from loaders.extraction.pronouns import leads_by_pronoun, office_of_person_before
from loaders.extraction.prose import said
from loaders.lexicon import all_words, choice_of, table
from loaders.statements import Entity, Statement

_FAR = 110
_NAMES_LOOKED_AT = 2
_MAX_CHARS_BEFORE = 24
_NEXT_LINE = 4
_JURY = re.compile(r"(?<!\w)jury")
_HOME = re.compile(r" \(([^()\n]{2,50})\)")
_ASIDE = r"(?: \([^()]{1,15}\))?"
_COURTESY = r"(?:(?:dr|mr|mrs|ms|prof|fru|hr|herr)\.? )?"
_IS = r"(?:er|är|is|blir|bliver|vert|var|was|heter|hedder|heiter|(?:har|has) (?:varit|vært|vore|været|been))"
_LOWER = r"(?:[a-zæøåäöéü][\w-]* )"
_WHERE = rf"(?: {AT} (?P<where>[^.;:,()\n]{{2,60}}?))"
_WHEN = r"(?:sedan|siden|sidan|since|under|for|för)"
_CHOSEN = rf"(?:{choice_of('names', 'roles', 'chosen')})"

# Name after title: rule, what may stand between, how little it is liked.
_NAME_AFTER = tuple(
    (rule, re.compile(gap, re.IGNORECASE if rule == "title-is-name" else 0), cost)
    for rule, gap, cost in (
        ("title-before-name", rf"{_ASIDE} (?i:{_COURTESY})", 0),
        ("title-before-name", rf"\. (?i:{_COURTESY})", 0),
        ("title-before-name", r"\n{1,2}", 2),
        ("title-before-name", rf"(?: [\w-]+){{0,2}}:\s+(?:{_LOWER}{{0,2}}|[A-ZÆØÅ]\w+ )(?i:{_COURTESY})", 1),
        ("title-before-name", rf"{_WHERE}(?:,| –| -)? {_LOWER}?", 2),
        ("title-before-name", rf"{_WHERE}:\s+{_LOWER}{{0,2}}", 1),
        ("title-is-name", rf"(?: (?:{AT}|{_WHEN}) [^.;:,()\n]{{2,60}}?)? {_IS} (?:[\w-]+ )?", 2),
        ("title-is-name", rf"{_WHERE}? {_IS} (?:[\w-]+ ){{0,3}}{_CHOSEN} {_LOWER}{{0,2}}", 3),
        ("title-is-name", rf"{_WHERE}? (?:har|has|have) (?:[\w-]+ ){{0,3}}{_CHOSEN} {_LOWER}{{0,2}}", 3),
        ("title-before-name", ", ", 4),
    )
)
# Title after name.
_TITLE_AFTER = tuple(
    (rule, re.compile(gap), cost)
    for rule, gap, cost in (
        ("title-after-name", rf"{_ASIDE}(?:,| –| -|:|,? \()\s?(?:(?:som|der|who) {_IS} |(?:tidl|adm)\. )?", 1),
        ("title-after-name", r"\s?\n{1,2}", 1),
        ("title-after-name", rf"{_ASIDE}(?:,|,? \() ?(?:(?:som|der|who) )?(?:{_IS} )?(?:[\w'-]+ ){{1,3}}", 3),
        ("title-after-name", r" \([^()\n]{2,40}\) ", 3),
        ("title-after-name", r", [^.;()\n]{3,60} (?:och|og|and|samt) (?:[\w'-]+ ){0,2}", 3),
        ("title-after-name", r" \((?P<where>[^()\n]{2,50}), (?:[\w'-]+ )?", 2),
        ("title-after-name", r", (?P<where>[^.;,()\n]{2,50}), (?:[\w'-]+ )?", 3),
        (
            "title-is-name",
            rf"(?:,[^.;\n]{{3,60}},| (?:fra|frå|från|from|i|ved|vid|på|of|hos) [^.;,()\n]{{2,50}}?)? {_IS}"
            r"(?: [\w'-]+){0,4}? ",
            2,
        ),
        ("title-is-name", r"(?: \w+)? (?:som|as)(?: \w+)? ", 2),
        ("title-is-name", rf"[^.;:\n]{{0,60}} {_CHOSEN} (?:til|till|to|as|som) (?:[\w'-]+ ){{0,2}}", 3),
        ("title-is-name", r" till? ", 3),
        ("title-after-name", " ", 5),
    )
)


@dataclass(frozen=True, slots=True)
class _Pair:
    cost: int
    rule: str
    person: Person
    title: Title
    where: str


def title_statements(page: Page) -> Iterator[Statement]:
    """Every office that a page names with its holder."""
    titles = titles_in(page)
    asks = titles or _leads().search(page.plain) or _board().search(page.plain)
    persons = persons_in(page) if asks else []
    starts = [person.start for person in persons]
    for title in titles:
        of_person_before = list(office_of_person_before(page, title, persons))
        pair = min(_pairs(page, title, persons, starts), key=lambda one: one.cost, default=None)
        if of_person_before:
            yield from of_person_before
        elif pair and not any(refuses(page, pair) for refuses in (_is_former, _is_denied, _is_elsewhere)):
            yield from _office(page, pair)
    for person in persons:
        yield from _led(page, person)
        yield from _member_of_board(page, person)
    yield from leads_by_pronoun(page, persons)


def _pairs(page: Page, title: Title, persons: list[Person], starts: list[int]) -> Iterator[_Pair]:
    at = bisect_left(starts, title.start)
    not_alone = title.text.casefold() in table("names")["roles"]["not_alone"]
    has_holder = at > 0 and "\n" not in written(page, persons[at - 1].end, title.start)
    for person in persons[at : at + _NAMES_LOOKED_AT]:
        gap = written(page, title.end, person.start) if person.start - title.end <= _FAR else "\0"
        for rule, pattern, cost in _NAME_AFTER:
            found = pattern.fullmatch(gap)
            if found and not (not_alone and cost == 0):
                # The name on the next line holds another office where this line has its own.
                more = _NEXT_LINE if has_holder and "\n" in gap else 0
                yield _Pair(cost + more, rule, person, title, found.groupdict().get("where") or gap)
    for person in persons[max(0, at - _NAMES_LOOKED_AT) : at]:
        gap = written(page, person.end, title.start) if title.start - person.end <= _FAR else "\0"
        for rule, pattern, cost in _TITLE_AFTER:
            found = None if not_alone and (gap == " " or gap.endswith(") ")) else pattern.fullmatch(gap)
            if found and (gap != " " or is_person(person.name)):
                yield _Pair(cost, rule, person, title, gap)


def _is_former(page: Page, pair: _Pair) -> bool:
    first = min(pair.person.start, pair.title.start)
    before = page.plain[max(0, first - 16) : first].casefold().split()
    between = pair.where.casefold().split()
    last = max(pair.person.end, pair.title.end)
    return _leaves().match(page.plain, last) is not None or any(
        word in all_words("former") for word in (*before[-1:], *between)
    )


def _is_elsewhere(page: Page, pair: _Pair) -> bool:
    """ "Juryordføreren Ida Holm", "Ansvarlig redaktør: Ida Holm"."""
    beginnings = tuple(table("names")["roles"]["elsewhere"])
    first = min(pair.person.start, pair.title.start)
    last = max(pair.person.start, pair.title.end)
    nearby = page.lowered[max(page.block_start(first), first - _MAX_CHARS_BEFORE) : last].split()
    return any(word.startswith(beginnings) for word in nearby)


def _is_denied(page: Page, pair: _Pair) -> bool:
    """ "Ida Holm er ikke formand"."""
    first, last = sorted((pair.person.start, pair.title.start))
    return said(page, "not", first, last)


def _office(page: Page, pair: _Pair) -> Iterator[Statement]:
    person, title = pair.person, pair.title
    first, last = min(person.start, title.start), max(person.end, title.end)
    # "Formand: borgmester Anna Holm, Køge Kommune": what follows belongs to the title that stands nearest.
    passed = title.end if title.end < person.start and looks_like_title(pair.where) else last
    where, end = employer_of(page, title.text, first, pair.where, passed)
    rule = pair.rule
    if where is None:
        where, rule = employer_by_page(page, title.text, first), "title-on-page"
    if where and where.name != person.name:
        yield page.say(rule, where, Entity("Person", person.name), (first, max(last, end)), role=title.text)


def _member_of_board(page: Page, person: Person) -> Iterator[Statement]:
    """A name with its organisation in parentheses where a board is listed: "Styret: Ida Holm (Bygland), …"."""
    home = _HOME.match(page.plain, person.end)
    topic = page.topic_at(person.start)
    if not (home and topic and organisation_of(page, home[1])):
        return
    board = _board().match(page.plain, page.block_start(person.start)) or _board().fullmatch(
        page.heading_of(person.start)
    )
    if board:
        yield page.say("board-member", topic, Entity("Person", person.name), (person.start, home.end()), role=board[1])


def _led(page: Page, person: Person) -> Iterator[Statement]:
    """ "Styregruppen ledes af geolog Ida Holm", "Ida Holm, som leder sekretariatet"."""
    topic = page.topic_at(person.start)
    start = page.block_start(person.start)
    before = _led_by().search(page.plain, max(start, person.start - _FAR), person.start)
    after = _leads().match(page.plain, person.end)
    if topic and before and is_person(person.name) and not _speaks_of_jury(page, person.start):
        yield page.say(
            "led-by-person", topic, Entity("Person", person.name), (before.start(), person.end), role=before[1]
        )
    elif topic and after:
        yield page.say(
            "led-by-person", topic, Entity("Person", person.name), (person.start, after.end()), role=after[1]
        )


def _speaks_of_jury(page: Page, end: int) -> bool:
    """ "Juryen, som ledes af …"."""
    return _JURY.search(page.lowered, page.sentence_at(end)[0], end) is not None


@cache
def _led_by() -> re.Pattern[str]:
    led = rf"(?:{choice_of('names', 'roles', 'led')})(?: [^.;:\n]{{2,40}})? (?:af|av|by)"
    front = (
        rf"(?:i|at the) (?:{choice_of('names', 'roles', 'fronts')}) (?:for|för|of) [^.;:\n]{{2,40}} (?:står|stod|{_IS})"
    )
    office = rf"{_LOWER}{{0,3}}(?:(?<= i )[^\W\d_][\w-]+,? )?"
    return re.compile(rf"(?<!\w)({led}|{front}) {office}{_COURTESY}\Z", re.IGNORECASE)


@cache
def _leads() -> re.Pattern[str]:
    choice = choice_of("names", "roles", "leads")
    of = r"(?: (?:of|fra|frå|från|from) [^.;,()\n]{2,40}?)?"
    return re.compile(rf"{of},?(?: (?:som|der|who|will|skal|ska))?(?: has| har)? ((?:{choice}))(?!\w)")


@cache
def _leaves() -> re.Pattern[str]:
    return re.compile(rf" (?:{choice_of('names', 'roles', 'leaves')})(?!\w)")


@cache
def _board() -> re.Pattern[str]:
    choice = choice_of("names", "roles", "boards")
    return re.compile(rf"((?:{choice})\w*)(?: \w+){{0,3}}:?\s*", re.IGNORECASE)
