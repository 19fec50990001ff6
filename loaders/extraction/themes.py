"""Themes: a page in, what its partnership or project works with out.

Themes stand under a heading or a label alone on its line ("Tre fokusområden"), in lists that a number of areas
announces ("tre områder: sikring, formidling og forskning"), and after what a partnership is about ("et samarbejde om
klimatilpasning og energi").
"""

import re
from collections.abc import Iterator
from functools import cache

from loaders.documents import Block
from loaders.extraction.lists import phrases_in
from loaders.extraction.names import clean, reference
from loaders.extraction.page import Page
from loaders.layout import field_of, item_text_start
from loaders.lexicon import all_words, table
from loaders.statements import Entity, Statement

_MAX_LABEL_WORDS = 4
_MAX_THEME_WORDS = 5
_MAX_LIST_WORDS = 20
_FIRST_SENTENCES = 3


def theme_statements(page: Page) -> Iterator[Statement]:
    """Every theme of what a page is about."""
    blocks = page.document.blocks
    for number, block in enumerate(blocks):
        if _is_label_of_themes(block):
            for below in blocks[number + 1 :]:
                if not _may_hold_themes(below):
                    break
                yield from _said(page, "theme-heading", below.start + item_text_start(below.text), below.end)
                if below.kind != "item" and "," in below.text:
                    break
    for number, sentence in enumerate(page.sentences):
        for announced in _announced().finditer(page.lowered, sentence.start, sentence.end):
            yield from _said(page, "theme-announced", announced.end(), sentence.end)
        about = _about().search(page.lowered, sentence.start, sentence.end)
        if about and (number < _FIRST_SENTENCES or _names_topic(page, sentence.start, about.start())):
            yield from _said(page, "theme-about", about.end(), sentence.end)


def _is_label_of_themes(block: Block) -> bool:
    words = clean(block.text).split()
    is_short = block.kind in ("heading", "paragraph") and 0 < len(words) <= _MAX_LABEL_WORDS
    return is_short and (field_of(words[-1]) == "theme" or field_of(" ".join(words)) == "theme")


def _may_hold_themes(block: Block) -> bool:
    words = block.text.split()
    most = _MAX_LIST_WORDS if "," in block.text else _MAX_THEME_WORDS
    return block.kind in ("item", "paragraph") and len(words) <= most and not block.text.rstrip().endswith((".", ":"))


def _names_topic(page: Page, start: int, end: int) -> bool:
    topic = page.topic_at(start)
    return any(one.entity == topic for one in page.mentions(start, end))


def _said(page: Page, rule: str, start: int, end: int) -> Iterator[Statement]:
    topic = page.topic_at(start)
    for text, span in phrases_in(page.plain, (start, end), page.language):
        short = _OPENING.sub("", text)
        if topic and short and len(short.split()) <= _MAX_THEME_WORDS and _is_theme(page, short):
            yield page.say(rule, topic, Entity("Theme", short), span)


_ACTION = re.compile(r"(?:ing|ion|else) (?:af|av|of) ", re.IGNORECASE)
_OPENING = re.compile(r"^(?:både|both|om|about|\d+\.?)\s+", re.IGNORECASE)


def _is_theme(page: Page, text: str) -> bool:
    """No sum, no clause or action ("udvikling af …"), and no place."""
    first = text.split()[0].casefold()
    not_nouns = (*table("cues")["clauses"]["modals"], *all_words("function_words"))
    is_clause = first in not_nouns or _ACTION.search(text) is not None
    return not any(sign.isdigit() for sign in text) and not is_clause and reference(text, page.language) is None


@cache
def _announced() -> re.Pattern[str]:
    areas = "|".join(table("page")["theme_areas"])
    return re.compile(rf"(?<!\w)(?:{areas}): +")


@cache
def _about() -> re.Pattern[str]:
    kinds = "|".join(table("page")["theme_kinds"])
    abouts = "|".join(table("page")["theme_abouts"])
    handles = "|".join(table("page")["theme_handles"])
    return re.compile(rf"(?<!\w)(?:(?:[\w-]*(?:{kinds})\w{{0,3}} (?:{abouts}))|(?:{handles})) (?=[a-zæøåäöé])")
