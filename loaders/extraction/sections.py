"""Sections: what stands under a heading such as "Partnere", "Mål", "Mission" or "Vision" in, statements out."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice, takewhile

from loaders.documents import Block
from loaders.extraction.goals import goals_in
from loaders.extraction.page import Page
from loaders.extraction.sentences import sections_of_blocks
from loaders.layout import item_text_start, section_of
from loaders.lexicon import words
from loaders.statements import Entity, Statement, Value

_MAX_NAME_CHARS = 80
_CELL = re.compile(r"(?:(?! {2}|\t|\|)[^\n])+(?<! )")
_MAX_ANNOUNCING_CHARS = 120


def announced_goals(page: Page) -> Iterator[Statement]:
    """The bullets under a heading or sentence that speaks of goals: "Hvad vil vi?", "Vi har tre mål:", "Why?"."""
    blocks = page.document.blocks
    for number, block in enumerate(blocks):
        last = page.plain[max(block.start, block.end - _MAX_ANNOUNCING_CHARS) : block.end].rstrip("*_ ")
        heads = block.kind in ("heading", "label", "paragraph") and last.endswith(("?", ":"))
        if not (heads or block.kind == "heading" or len(block.text) < _MAX_NAME_CHARS):
            continue
        if not _goal_word(page.language).search(last) or section_of(block.text) == "goal":
            continue
        for item in takewhile(_is_item, islice(blocks, number + 1, None)):
            yield from _whole_goal(page, item)


def _whole_goal(page: Page, block: Block) -> Iterator[Statement]:
    """A bullet as one goal, without the "in order to" before it and the sentences after it."""
    begin = block.start + item_text_start(block.text)
    opening = _goal_opening(page.language).match(page.plain, begin, block.end)
    begin = opening.end() if opening else begin
    text = re.split(r"(?<=[a-zæøåäö])[.;](?: |$)", page.plain[begin : block.end])[0].rstrip(" ,.;")
    text = re.sub(rf",? (?:{'|'.join(words(page.language, 'and'))})$", "", text)
    if page.subject and len(text.split()) >= 2:
        goal = Entity("Goal", " ".join(text.split()))
        yield page.say("announced-goals", page.subject, goal, (begin, begin + len(text)))


@cache
def _goal_word(language: str) -> re.Pattern[str]:
    choice = "|".join(map(re.escape, words(language, "goal_announcers")))
    return re.compile(rf"(?<!\w)(?:{choice})(?!\w)", re.IGNORECASE)


@cache
def _goal_opening(language: str) -> re.Pattern[str]:
    choice = "|".join(map(re.escape, words(language, "goal_item_openers")))
    return re.compile(rf"(?:{choice}) +", re.IGNORECASE)


def _is_item(block: Block) -> bool:
    return block.kind == "item"


def section_statements(page: Page) -> Iterator[Statement]:
    """What the sections of a page say of its subject."""
    if page.subject is None:
        return
    sections = sections_of_blocks(page.document)
    for number, block in enumerate(page.document.blocks):
        section = sections[number]
        if section == "goal" and block.kind == "item":
            goals = list(_goal(page, block))
            yield from goals or (_whole_goal(page, block) if _in_first_list(page, number) else ())
        elif section == "goal" and sections.get(number - 1) == section and block.kind in ("paragraph", "heading"):
            yield from _goal(page, block)
        elif section in ("mission", "vision") and block.kind == "paragraph" and sections.get(number - 1) == section:
            yield from _claim(page, section, number)


def _in_first_list(page: Page, number: int) -> bool:
    """Whether a bullet belongs to the list right under its heading."""
    before = next((one for one in reversed(page.document.blocks[:number]) if one.kind != "item"), None)
    return before is not None and before.kind in ("heading", "label") and section_of(before.text) == "goal"


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
