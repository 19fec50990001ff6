"""Offices in running text: sentences and labels in, who holds an office where out.

A title stands before a name ("borgmester i Køge Kommune Anna Holm"), after it ("Anna Holm (V), direktør i X"), or
beside it with a verb ("Projektleder er Anna Holm"). The organisation is named beside them; else the title tells
whether the page's municipality or its partnership is meant. Titles are listed, or known by their endings.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from loaders.extraction.contacts import is_municipal, organisation_of
from loaders.extraction.mentions import UNKNOWN
from loaders.extraction.names import (
    ACTOR_TYPES,
    COLLECTIVE_TYPES,
    clean,
    looks_like_person,
    official_name,
    reference,
    titles,
    typed_name,
)
from loaders.extraction.page import Page
from loaders.lexicon import all_words, table
from loaders.statements import Entity, Statement

_UPPER = "A-ZÆØÅÄÖÉÜÞÐ"
_NAME = rf"[{_UPPER}][\w'’-]{{1,40}}"
_PERSON = rf"{_NAME}(?: (?:(?:van|von|der|den|de|af|av|la) ){{0,2}}(?:{_NAME}|[{_UPPER}]\.)){{1,3}}"
_PARTY = r"(?: \([^)]{1,12}\))?"
_AT = r"(?:i|in|for|för|of|at|ved|vid|på|hos|from|fra|från|frå)"
_IS = re.compile(" (?:er|är|is) ")
_ANYBODY = re.compile(_PERSON)
_MAX_FAR_CHARS = 70


def title_statements(page: Page) -> Iterator[Statement]:
    """Every office that a sentence names with its holder."""
    for match in _led_by().finditer(page.plain):
        yield from _led(page, match)
    headings = [(block.start, block.end) for block in page.document.blocks if block.kind == "heading"]
    for stretch in (*((one.start, one.end) for one in page.sentences), *headings):
        if not (_ANYBODY.search(page.plain, *stretch) and _has_title(page.plain[slice(*stretch)])):
            continue
        for match in _title_first().finditer(page.plain, *stretch):
            yield from _office(page, "title-before-name", match, stretch[1])
        for match in _name_first().finditer(page.plain, *stretch):
            yield from _office(page, "title-after-name", match, stretch[1])
        if not _IS.search(page.plain, *stretch):
            continue
        for match in (*_title_is().finditer(page.plain, *stretch), *_is_title().finditer(page.plain, *stretch)):
            yield from _office(page, "title-is-name", match, stretch[1])


def _has_title(text: str) -> bool:
    """A cheap question before the dear patterns: does any word end like a title?"""
    return any(_ends_like_title(word) for word in text.casefold().split())


@lru_cache(maxsize=65_536)
def _ends_like_title(word: str) -> bool:
    return word.endswith(_last_words())


@cache
def _last_words() -> tuple[str, ...]:
    listed = [*(title.split()[-1] for title in titles()), *table("names")["roles"]["endings"]]
    return tuple(f"{word}{mark}" for word in dict.fromkeys(listed) for mark in ("", ",", ".", ":", ")", ";"))


def _office(page: Page, rule_id: str, match: re.Match[str], end: int) -> Iterator[Statement]:
    name, title = clean(match["person"]), clean(match["title"])
    before = page.plain[max(0, match.start() - 16) : match.start()].casefold().split()
    if (before and before[-1] in all_words("former")) or not _is_person(page, name):
        return
    if title.casefold() in table("names")["roles"]["not_alone"] and not _after_name(match):
        return
    found, last = _organisation(page, match, end)
    if found is None:
        found = _organisation_before(page, match)
    if found is None and is_municipal(title):
        found = page.municipality
    if found is None and (_is_of_collective(title) or rule_id == "title-is-name"):
        found = page.subject
    if found:
        yield page.say(rule_id, found, Entity("Person", name), (match.start(), max(match.end(), last)), role=title)


def _after_name(match: re.Match[str]) -> bool:
    return match.start("title") > match.start("person")


def _led(page: Page, match: re.Match[str]) -> Iterator[Statement]:
    name = clean(match["person"])
    if page.subject and _is_person(page, name):
        yield page.say("led-by-person", page.subject, Entity("Person", name), match.span(), role=match["verb"])


def _is_person(page: Page, name: str) -> bool:
    bare = " ".join(word for word in name.split() if word[0].isupper())
    known = page.vocabulary.known.get(name)
    if known or not looks_like_person(bare) or typed_name(name, page.language):
        return False
    return reference(name, page.language) is None


def _organisation(page: Page, match: re.Match[str], end: int) -> tuple[Entity | None, int]:
    """The organisation between title and name, or after both."""
    between = match.groupdict().get("where")
    if between:
        found = organisation_of(page, between) or _named(page, match.start("where"), match.end("where"))
        if found:
            return found, match.end()
    after = re.compile(rf"{_PARTY}(?:,? {_AT} | \(|, |\n)").match(page.plain, match.end(), end)
    if after is None:
        return _organisation_below(page, match.end())
    for mention in page.mentions(match.end(), min(end, match.end() + _MAX_FAR_CHARS + 60))[:3]:
        gap = page.plain[after.end() : mention.start]
        if len(gap) > _MAX_FAR_CHARS or ";" in gap or (gap.strip() and not gap.rstrip().endswith((",", " i", " in"))):
            return None, match.end()
        found = _as_organisation(page, mention.entity, is_near=not gap.strip())
        if found:
            return found, mention.end
    return None, match.end()


def _as_organisation(page: Page, entity: Entity, *, is_near: bool) -> Entity | None:
    if entity.type in ("Municipality", "Place"):
        found = reference(entity.name, page.language)
        return (
            Entity("Municipality", official_name(found, page.language, entity.name))
            if found
            else entity
            if entity.type == "Municipality"
            else None
        )
    if entity.type == UNKNOWN:
        return Entity("Company", entity.name) if is_near and not looks_like_title(entity.name) else None
    is_organisation = entity.type in ACTOR_TYPES | COLLECTIVE_TYPES - {"ActorGroup", "Actor", "OrganisationUnit"}
    return entity if is_organisation else None


def looks_like_title(words: str) -> bool:
    """Whether words are a title, listed or by their ending."""
    return _any_title().fullmatch(words) is not None


def _named(page: Page, start: int, end: int) -> Entity | None:
    mentions = page.mentions(start, end)
    return _as_organisation(page, mentions[0].entity, is_near=False) if len(mentions) == 1 else None


def _organisation_before(page: Page, match: re.Match[str]) -> Entity | None:
    """The genitive before a title: "Hamars varaordfører Anna Holm"."""
    before = re.compile(rf"({_NAME})s ?\Z").search(page.plain, max(0, match.start() - 40), match.start())
    found = reference(before[1], page.language) if before else None
    return Entity("Municipality", official_name(found, page.language, before[1] if before else "")) if found else None


def _organisation_below(page: Page, end: int) -> tuple[Entity | None, int]:
    """The organisation on the line under a name and title that end their block."""
    below = page.block_after(end)
    if below is None or len(below.text.split()) > 8:
        return None, end
    found = organisation_of(page, below.text)
    return (found, below.end) if found else (None, end)


def _is_of_collective(title: str) -> bool:
    lowered = title.casefold()
    return any(lowered == one or lowered.endswith(" " + one) for one in table("names")["roles"]["of_collective"])


@cache
def _titles() -> str:
    """A listed title, or one or two words of which the last ends like a title."""
    listed = "|".join(re.escape(title) for title in titles())
    ends = "|".join(sorted(map(re.escape, table("names")["roles"]["endings"]), key=len, reverse=True))
    adjective = r"teknisk|daglig|dagleg|vice|scientific|technical|steering group|styrgruppens|adm\."
    return rf"(?i:(?:{listed})(?!\w)|(?:(?:{adjective}) )?[\w-]*(?:{ends})(?!\w))"


@cache
def _any_title() -> re.Pattern[str]:
    return re.compile(_titles())


@cache
def _title_first() -> re.Pattern[str]:
    heads = "|".join(sorted(map(re.escape, table("names")["municipality"]["heads"]), key=len, reverse=True))
    # A comma before the name belongs to an organisation: "direktør, Hillerød Forsyning" names nobody.
    where = rf"(?: {_AT} (?P<where>[{_UPPER}][\w-]+(?: [\w-]+){{0,4}}?),?)?"
    person = rf"(?!(?i:{heads})(?!\w))(?P<person>{_PERSON})(?!\w)"
    return re.compile(rf"(?<!\w)(?P<title>{_titles()}){_PARTY}{where} {person}")


@cache
def _name_first() -> re.Pattern[str]:
    relative = r"(?:(?:som|der|who) (?:i dag |idag )?(?:er|är|is) )?"
    tail = rf"(?: of [{_UPPER}]\w+(?: [{_UPPER}]\w+)?)?"
    return re.compile(rf"(?<![\w-])(?P<person>{_PERSON}){_PARTY},? {relative}\(?(?P<title>{_titles()}{tail})(?!\w)")


@cache
def _title_is() -> re.Pattern[str]:
    """ "Projektleder i det daglige er Anna Holm", "Vd för Eskilsbo Energi är Anna Holm"."""
    where = rf"(?: {_AT} (?P<where>[{_UPPER}][\w-]+(?: [{_UPPER}][\w-]+){{0,3}})| {_AT}(?: \w+){{1,3}})?"
    return re.compile(rf"(?<!\w)(?P<title>{_titles()}){where}{_IS.pattern}(?P<person>{_PERSON})(?!\w)")


@cache
def _is_title() -> re.Pattern[str]:
    where = rf"(?: {_AT} (?P<where>[{_UPPER}][\w-]+(?: [{_UPPER}][\w-]+){{0,3}}))?"
    return re.compile(
        rf"(?<![\w-])(?P<person>{_PERSON})(?:,[^,.]{{3,60}},)?{_IS.pattern}"
        rf"(?:en |ein |the )?(?P<title>{_titles()}){where}"
    )


@cache
def _led_by() -> re.Pattern[str]:
    choice = "|".join(map(re.escape, all_words("led_by")))
    return re.compile(rf"(?<!\w)(?P<verb>{choice}) (?P<person>{_PERSON})(?!\w)")
