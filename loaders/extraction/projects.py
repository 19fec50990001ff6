"""Project lists: a sentence that announces projects and the list after it in, projects and their status out.

The list is the bullets under the sentence, or names between commas after its colon. How far the projects are stands in
the announcing sentence ("de tre igangsatte projekter", "i startfasen"); what is announced as applied for is no fact.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from loaders.extraction.names import clean
from loaders.extraction.page import Page
from loaders.extraction.statuses import status_of
from loaders.layout import item_text_start, section_of
from loaders.lexicon import words
from loaders.statements import Entity, Statement, Value

_MAX_NAME_WORDS = 9
_COMMA = re.compile(r"[,;](?= |$)")


@dataclass(frozen=True, slots=True)
class ProjectName:
    """A project in a list, and the announcing stretch."""

    name: str
    start: int
    end: int


def project_statements(page: Page) -> Iterator[Statement]:
    """The projects of the page's partnership, and how far they are."""
    if page.subject is None or page.subject.type == "Project":
        return
    for announced, projects in _lists(page):
        status = status_of(page.plain[announced[0] : announced[1]], page.language)
        for one in projects:
            project = Entity("Project", one.name)
            if project.name == page.subject.name:
                continue
            if status != "applied":
                yield page.say("project-list", page.subject, project, (announced[0], one.end))
            if status:
                yield page.say("project-list-status", project, Value(status, "string"), (announced[0], one.end))


def _lists(page: Page) -> Iterator[tuple[tuple[int, int], list[ProjectName]]]:
    for sentence in page.sentences:
        colon = page.plain.rfind(":", sentence.start, sentence.end)
        if colon < 0 or not _projects(page.language).search(page.plain, sentence.start, colon):
            continue
        if page.plain[colon + 1 : sentence.end].strip():
            inline = list(_inline(page, colon + 1, sentence.end))
            # "prosjekter med følgende partnere: A, B": what follows the colon is what stands before it last.
            if not _partners(page.language).search(page.plain, sentence.start, colon):
                yield (sentence.start, colon), inline
        else:
            yield (sentence.start, colon), list(_items(page, sentence.block))
    yield from _under_headings(page)


def _under_headings(page: Page) -> Iterator[tuple[tuple[int, int], list[ProjectName]]]:
    for number, block in enumerate(page.document.blocks):
        if block.kind == "heading" and section_of(block.text) == "projects":
            yield (block.start, block.end), list(_items(page, number))


def _items(page: Page, block_number: int) -> Iterator[ProjectName]:
    for block in page.document.blocks[block_number + 1 :]:
        if block.kind != "item":
            return
        text = block.text[item_text_start(block.text) :]
        name = clean(re.split(r" - | – |: |\. ", page.plain[block.end - len(text) : block.end])[0].strip(" ."))
        if name and len(name.split()) <= _MAX_NAME_WORDS:
            yield ProjectName(name, block.start, block.end)


def _inline(page: Page, start: int, end: int) -> Iterator[ProjectName]:
    at = start
    joint = _joint(page.language)
    cuts = sorted(
        [*_COMMA.finditer(page.plain, start, end), *joint.finditer(page.plain, start, end)], key=lambda cut: cut.start()
    )
    for left, right in [*((cut.start(), cut.end()) for cut in cuts), (end, end)]:
        name = clean(page.plain[at:left].strip(" ."))
        if name and name[0].isupper() and len(name.split()) <= _MAX_NAME_WORDS:
            yield ProjectName(name, at, left)
        at = right


@cache
def _joint(language: str) -> re.Pattern[str]:
    """An "og" between two capitalised names; within a name it stays."""
    choice = "|".join(map(re.escape, words(language, "and")))
    return re.compile(rf"(?:,)? (?:{choice}) (?=[A-ZÆØÅÄÖ])")


@cache
def _projects(language: str) -> re.Pattern[str]:
    return _any(language, "project_words")


@cache
def _partners(language: str) -> re.Pattern[str]:
    choice = "|".join(map(re.escape, words(language, "partner_words")))
    return re.compile(rf"(?<!\w)(?:{choice}) *(?=:|$)", re.IGNORECASE) if choice else re.compile(r"(?!)")


def _any(language: str, key: str) -> re.Pattern[str]:
    choice = "|".join(map(re.escape, words(language, key)))
    return re.compile(rf"(?<!\w)(?:{choice})(?!\w)", re.IGNORECASE) if choice else re.compile(r"(?!)")
