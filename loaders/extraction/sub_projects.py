"""Sub-projects in running text: "Delprojektet Grøn Havn er i gang" in, the project, its status out.

A noun that means part of a whole ("delprojekt") says both that the project belongs to the page's subject and what it is
called. After a sentence that counts sub-projects, the sentences that begin with a name each speak of one.
"""

import re
from collections.abc import Iterator
from functools import cache

from loaders.extraction.names import clean, typed_name
from loaders.extraction.page import Page
from loaders.extraction.sentences import Sentence
from loaders.extraction.statuses import is_dropped, status_of
from loaders.lexicon import table, words
from loaders.statements import Entity, Statement, Value

_UPPER = "A-ZÆØÅÄÖÉÜÞÐ"
_NAME = rf"[{_UPPER}][\w'-]*(?: [{_UPPER}0-9][\w'-]*){{0,4}}"
_OPENING_NAME = re.compile(rf"({_NAME})(?= [a-zæøåäö])")


def sub_project_statements(page: Page) -> Iterator[Statement]:
    """Every sub-project that the text names, and how far it is."""
    if page.subject is None:
        return
    for sentence in page.sentences:
        for match in _named(page.language).finditer(page.plain, sentence.start, sentence.end):
            name = clean(match["quoted"] or match["name"])
            yield from _said(page, name, (match.start(), sentence.end), sentence.start)
    for sentence in _after_counts(page):
        opening = _OPENING_NAME.match(page.plain, sentence.start, sentence.end)
        if opening and typed_name(opening[1], page.language) is None and _is_told(page, sentence):
            yield from _said(page, opening[1], (sentence.start, sentence.end), sentence.start)


def _said(page: Page, name: str, span: tuple[int, int], start: int) -> Iterator[Statement]:
    text = page.plain[span[0] : span[1]]
    if page.subject is None or name == page.subject.name or is_dropped(text, page.language):
        return
    project = Entity("Project", name)
    status = status_of(text, page.language)
    if status != "applied":
        yield page.say("sub-project", page.subject, project, (start, span[1]))
    if status:
        yield page.say("project-list-status", project, Value(status, "string"), span)


def _after_counts(page: Page) -> Iterator[Sentence]:
    """The sentences of a block after "… is divided into three sub-projects."."""
    block: int | None = None
    for sentence in page.sentences:
        if sentence.block == block:
            yield sentence
        elif _counted(page.language).search(page.lowered, sentence.start, sentence.end):
            block = sentence.block


def _is_told(page: Page, sentence: Sentence) -> bool:
    return status_of(page.plain[sentence.start : sentence.end], page.language) is not None


@cache
def _named(language: str) -> re.Pattern[str]:
    nouns = "|".join(map(re.escape, words(language, "sub_project_nouns")))
    return re.compile(rf"(?<!\w)(?i:{nouns}) (?:[\"'](?P<quoted>[^\"']{{3,60}})[\"']|(?P<name>{_NAME}))")


@cache
def _counted(language: str) -> re.Pattern[str]:
    numbers = "|".join(map(re.escape, table(language).get("numbers", {})))
    nouns = "|".join(map(re.escape, words(language, "project_words")))
    return re.compile(rf"(?<!\w)(?:\d{{1,2}}|{numbers}) (?:[\w-]+ )?(?:{nouns})\.? *$")
