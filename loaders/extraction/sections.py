"""Sections: what stands under a heading such as "Partnere", "Mål", "Mission" or "Vision" in, statements out."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice, takewhile

from loaders.documents import Block
from loaders.extraction.fact_blocks import actor_of
from loaders.extraction.goals import goals_in
from loaders.extraction.page import Page
from loaders.extraction.sentences import sections_of_blocks
from loaders.layout import item_text_start
from loaders.lexicon import words
from loaders.statements import Entity, Statement, Value

_MAX_NAME_CHARS = 80


def announced_partners(page: Page) -> Iterator[Statement]:
    """Names in the bullets under a sentence such as "Følgende organisationer er medlemmer:"."""
    blocks = page.document.blocks
    for sentence in page.sentences:
        text = page.plain[sentence.start : sentence.end]
        if page.subject is None or not text.endswith(":") or not _partner_word(page.language).search(text):
            continue
        for block in takewhile(_is_item, islice(blocks, sentence.block + 1, None)):
            entity = actor_of(page, block.start + item_text_start(block.text), block.end)
            if entity and entity.type != "ActorGroup" and entity != page.subject:
                yield page.say("list-partners", page.subject, entity, (block.start, block.end))


def _is_item(block: Block) -> bool:
    return block.kind == "item"


@cache
def _partner_word(language: str) -> re.Pattern[str]:
    choice = "|".join(map(re.escape, words(language, "partner_words")))
    return re.compile(rf"(?<!\w)(?:{choice})(?!\w)", re.IGNORECASE)


def section_statements(page: Page) -> Iterator[Statement]:
    """What the sections of a page say of its subject."""
    if page.subject is None:
        return
    sections = sections_of_blocks(page.document)
    for number, block in enumerate(page.document.blocks):
        section = sections[number]
        if section == "partners":
            yield from _partner(page, block)
        elif section == "goal" and block.kind == "item":
            yield from _goal(page, block)
        elif section in ("mission", "vision") and block.kind == "paragraph" and sections.get(number - 1) == section:
            yield from _claim(page, section, number)


def _partner(page: Page, block: Block) -> Iterator[Statement]:
    """An organisation alone on its line or bullet; sentences under the heading are left to the patterns."""
    if block.kind not in ("item", "paragraph") or len(block.text) > _MAX_NAME_CHARS or block.text.endswith("."):
        return
    entity = actor_of(page, block.start + item_text_start(block.text), block.end)
    if entity and page.subject and entity.type != "ActorGroup" and entity != page.subject:
        yield page.say("section-partners", page.subject, entity, (block.start, block.end))


def _goal(page: Page, block: Block) -> Iterator[Statement]:
    gap = (block.start + item_text_start(block.text), block.end)
    for goal in goals_in(page.plain, gap, page.language, verb_first=True):
        assert page.subject is not None
        yield page.say("section-goal-items", page.subject, Entity("Goal", goal.text), (goal.start, goal.end))


def _claim(page: Page, section: str, block: int) -> Iterator[Statement]:
    first = next((one for one in page.sentences if one.block == block), None)
    if first and page.subject and page.document.blocks[block - 1].kind == "heading":
        text = " ".join(page.plain[first.start : first.end].rstrip(".").split())
        yield page.say(f"section-{section}", page.subject, Value(text, "string"), (first.start, first.end))
