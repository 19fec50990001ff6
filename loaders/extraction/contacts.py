"""Contacts: signature blocks in, who holds an office where out.

A signature is a name, a title and perhaps an organisation on lines of their own. Phone numbers and addresses of
persons are not read.
"""

import re
from collections.abc import Iterator

from loaders.documents import Block
from loaders.extraction.fact_blocks import actor_of
from loaders.extraction.names import clean, country, is_title, looks_like_person, reference, titles, typed_name
from loaders.extraction.page import Page
from loaders.lexicon import all_words, table
from loaders.statements import Entity, Statement

_MAX_TITLE_WORDS = 8


def contact_statements(page: Page) -> Iterator[Statement]:
    """Offices in signature blocks."""
    short = [block for block in page.document.blocks if block.kind != "noise"]
    for number, block in enumerate(short[:-1]):
        name = _person(page, block)
        title = clean(short[number + 1].text)
        if name and is_title(title) and len(title.split()) <= _MAX_TITLE_WORDS and "\n" not in short[number + 1].text:
            yield from _office(page, name, title, short[number : number + 3])


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
    elif page.municipality and is_municipal(title):
        yield page.say("contact-block-page", page.municipality, person, (start, end), role=_bare(title))


def _told_by_title(page: Page, title: str) -> Entity | None:
    """The organisation within the title line: "borgmester i Køge Kommune", "direktør, Hillerød Forsyning"."""
    parts = re.split(rf", | (?:{'|'.join(all_words('in'))}|for|för|of|at|ved|vid) ", title, maxsplit=1)
    return organisation_of(page, parts[1]) if len(parts) > 1 else None


def organisation_of(page: Page, text: str) -> Entity | None:
    entity = typed_name(clean(text), page.language)
    if entity and entity.type != "Country":
        return entity
    place = reference(clean(text), page.language)
    return Entity("Municipality", place.name) if place and country(text) is None else None


def is_municipal(title: str) -> bool:
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
