"""Offices: signature blocks and titles in running text in, who holds an office where out.

A signature is a name, a title and perhaps an organisation on lines of their own. Phone numbers and addresses of
persons are not read.
"""

import re
from collections.abc import Iterator
from functools import cache

from loaders.documents import Block
from loaders.extraction.fact_blocks import actor_of
from loaders.extraction.names import clean, country, is_title, looks_like_person, reference, titles, typed_name
from loaders.extraction.page import Page
from loaders.lexicon import all_words, table
from loaders.statements import Entity, Statement

_MAX_TITLE_WORDS = 8
_UPPER = "A-ZÆØÅÄÖÉÜÞÐ"
_PERSON = rf"[{_UPPER}][\w'’-]{{1,40}}(?: [{_UPPER}][\w'’.-]{{0,40}}){{1,3}}"


def contact_statements(page: Page) -> Iterator[Statement]:
    """Offices in signature blocks."""
    short = [block for block in page.document.blocks if block.kind != "noise"]
    for number, block in enumerate(short[:-1]):
        name = _person(page, block)
        title = clean(short[number + 1].text)
        if name and is_title(title) and len(title.split()) <= _MAX_TITLE_WORDS and "\n" not in short[number + 1].text:
            yield from _office(page, name, title, short[number : number + 3])


def title_statements(page: Page) -> Iterator[Statement]:
    """Offices in running text: "borgmester Anna Holm", "Anna Holm, borgmester i Køge Kommune"."""
    for sentence in page.sentences:
        for match in _title_first().finditer(page.plain, sentence.start, sentence.end):
            yield from _in_text(page, "title-before-name", match, sentence.end)
        for match in _name_first().finditer(page.plain, sentence.start, sentence.end):
            yield from _in_text(page, "title-after-name", match, sentence.end)


def _person(page: Page, block: Block) -> str | None:
    name = clean(block.text)
    if not looks_like_person(name) or is_title(name) or block.text.rstrip().endswith("."):
        return None
    if typed_name(name, page.language) or reference(name, page.language) or page.vocabulary.known.get(name):
        return None
    return name


def _office(page: Page, name: str, title: str, lines: list[Block]) -> Iterator[Statement]:
    person, start, end = Entity("Person", name), lines[0].start, lines[1].end
    told = _told_by_title(page, title)
    below = actor_of(page, lines[2].start, lines[2].end) if len(lines) > 2 and not told else None
    if told:
        yield page.say("contact-block", told, person, (start, end), role=_bare(title))
    elif (below and below.type not in ("Company", "ActorGroup")) or (
        below and typed_name(clean(lines[2].text), page.language)
    ):
        assert below is not None
        yield page.say("contact-block", below, person, (start, lines[2].end), role=_bare(title))
    elif page.municipality and _is_municipal(title):
        yield page.say("contact-block-page", page.municipality, person, (start, end), role=_bare(title))


def _told_by_title(page: Page, title: str) -> Entity | None:
    """The organisation within the title line: "borgmester i Køge Kommune", "direktør, Hillerød Forsyning"."""
    parts = re.split(rf", | (?:{'|'.join(all_words('in'))}|for|för|of|at|ved|vid) ", title, maxsplit=1)
    return _organisation(page, parts[1]) if len(parts) > 1 else None


def _organisation(page: Page, text: str) -> Entity | None:
    entity = typed_name(clean(text), page.language)
    if entity and entity.type != "Country":
        return entity
    place = reference(clean(text), page.language)
    return Entity("Municipality", place.name) if place and country(text) is None else None


def _in_text(page: Page, rule_id: str, match: re.Match[str], end: int) -> Iterator[Statement]:
    name, title = clean(match["person"]), clean(match["title"])
    if not looks_like_person(name) or typed_name(name, page.language):
        return
    organisation, where_end = _organisation_near(page, match, end)
    if organisation is None:
        organisation, where_end = _organisation_below(page, match.end())
    if organisation is None and _is_municipal(title):
        organisation = page.municipality
    if organisation:
        span = (match.start(), max(match.end(), where_end))
        yield page.say(rule_id, organisation, Entity("Person", name), span, role=title)


def _organisation_near(page: Page, match: re.Match[str], end: int) -> tuple[Entity | None, int]:
    """The organisation between title and name, or right after both."""
    between = match.groupdict().get("between")
    if between and between.strip():
        entity = _organisation(page, re.sub(rf"^ ?(?:{'|'.join(all_words('in'))}|for|för|of|at|ved|vid) ", "", between))
        return entity, match.end()
    following = re.compile(rf",? (?:{'|'.join(all_words('in'))}|for|för|of|at|ved|vid) |, ").match(
        page.plain, match.end(), end
    )
    if following:
        for mention in page.mentions(match.end(), end)[:1]:
            near = mention.start - following.end() <= 1
            if near and mention.entity.type in ("Municipality", "Place"):
                found = reference(mention.entity.name, page.language)
                return (Entity("Municipality", found.name) if found else None), mention.end
            if near and mention.entity.type not in ("Name", "ActorGroup", "Country"):
                return mention.entity, mention.end
    return None, match.end()


def _organisation_below(page: Page, end: int) -> tuple[Entity | None, int]:
    """The organisation on the line under a name and title that end their block."""
    below = page.block_after(end)
    if below is None or len(below.text.split()) > _MAX_TITLE_WORDS:
        return None, end
    found = _organisation(page, below.text)
    return (found, below.end) if found else (None, end)


def _is_municipal(title: str) -> bool:
    lowered = clean(title).casefold()
    return any(lowered == office or lowered.startswith(office + " ") for office in table("names")["roles"]["municipal"])


def _bare(title: str) -> str:
    """The title without the organisation in it, as written: "borgmester i Køge Kommune" is "borgmester"."""
    lowered = title.casefold()
    known = next(
        (known for known in titles() if lowered == known or lowered.startswith((known + " ", known + ","))), title
    )
    rest = title[len(known) :]
    return title[: len(known)] if re.match(rf",| (?:{'|'.join(all_words('in'))}|for|ved) ", rest) else title


@cache
def _title_first() -> re.Pattern[str]:
    between = rf"(?P<between> (?:i|in|for|of|ved) [{_UPPER}][\w-]+(?: [Kk]ommune?)?,?)?"
    return re.compile(rf"(?<!\w)(?P<title>(?i:{_titles()})){between} (?P<person>{_PERSON})(?!\w)")


@cache
def _name_first() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w-])(?P<person>{_PERSON}),? (?:(?:som|der|who) (?:er|är|is) )?\(?(?P<title>{_titles()})(?!\w)"
    )


def _titles() -> str:
    return "|".join(re.escape(title) for title in titles())
