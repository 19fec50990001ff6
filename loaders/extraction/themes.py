"""Themes: a page in, what its partnership or project works with out.

Themes stand under a heading or a label alone on its line ("Tre fokusområden"), in lists that a number of areas
announces ("tre områder: sikring, formidling og forskning"), in lists after what it covers or sets its mind on ("Fokus
ligger på tryckluft, belysning och sjötransport"), and after what a partnership is about ("et samarbejde om
klimatilpasning og energi").
"""

import re
from collections.abc import Iterator
from functools import cache

from loaders.documents import Block
from loaders.extraction.lists import listed_phrases, phrases_in
from loaders.extraction.names import clean, reference
from loaders.extraction.page import Page
from loaders.layout import field_of, item_text_start
from loaders.lexicon import all_words, table, words
from loaders.statements import Entity, Statement

_MAX_LABEL_WORDS = 4
_MAX_THEME_WORDS = 5
_MAX_LIST_WORDS = 20
_FIRST_SENTENCES = 3
_LIST_MARK = re.compile(r"[,;·•|]")


def theme_statements(page: Page) -> Iterator[Statement]:
    """Every theme of what a page is about."""
    blocks = page.document.blocks
    for number, block in enumerate(blocks):
        if _is_label_of_themes(block):
            for below in blocks[number + 1 :]:
                if not _may_hold_themes(below):
                    break
                yield from _said(page, "theme-heading", below.start + item_text_start(below.text), below.end)
                if below.kind != "item" and _LIST_MARK.search(below.text):
                    break
    for number, sentence in enumerate(page.sentences):
        for announced in _announced().finditer(page.lowered, sentence.start, sentence.end):
            yield from _said(page, "theme-announced", announced.end(), sentence.end)
        for listed in _listed().finditer(page.lowered, sentence.start, sentence.end):
            if _opens_with_topic(page, sentence.start, listed.start()):
                yield from _several(page, "theme-listed", listed.end(), sentence.end)
        about = _about().search(page.lowered, sentence.start, sentence.end)
        is_prose = about is not None and page.plain[about.end()].islower()
        if about and is_prose and (number < _FIRST_SENTENCES or _names_topic(page, sentence.start, about.start())):
            yield from _said(page, "theme-about", about.end(), sentence.end)


def _is_label_of_themes(block: Block) -> bool:
    tokens = clean(block.text).split()
    is_short = block.kind in ("heading", "paragraph") and 0 < len(tokens) <= _MAX_LABEL_WORDS
    is_label = is_short and (field_of(tokens[-1]) == "theme" or field_of(" ".join(tokens)) == "theme")
    return is_label or _announces().search(block.text.rstrip().casefold()) is not None


def _may_hold_themes(block: Block) -> bool:
    tokens = block.text.split()
    most = _MAX_LIST_WORDS if _LIST_MARK.search(block.text) else _MAX_THEME_WORDS
    ends = block.text.rstrip().endswith((".", ":")) or field_of(block.text) is not None
    return block.kind in ("item", "paragraph") and len(tokens) <= most and not ends


def _names_topic(page: Page, start: int, end: int) -> bool:
    """Whether the words before name what is spoken of, or are a word that stands for it: "Samarbeidet"."""
    topic = page.topic_at(start)
    stands_for_it = page.lowered[start:end].strip() in words(page.language, "page_words")
    return stands_for_it or any(one.entity == topic for one in page.mentions(start, end))


def _opens_with_topic(page: Page, start: int, end: int) -> bool:
    """Whether the words before name what is spoken of, are none, or open with a word that may stand for it."""
    first = page.lowered[start:end].split()[:1]
    own = (*words(page.language, "page_words"), *table("page")["theme_subjects"])
    return not first or first[0] in own or _names_topic(page, start, end)


def _several(page: Page, rule: str, start: int, end: int) -> list[Statement]:
    """The themes of a list of two or more; none where a phrase of the list is none."""
    phrases = list(phrases_in(page.plain, (start, end), page.language))
    said = list(_said(page, rule, start, end))
    return said if len(said) == len(phrases) > 1 else []


def _said(page: Page, rule: str, start: int, end: int) -> Iterator[Statement]:
    topic = page.topic_at(start)
    for text, span in listed_phrases(page.plain, (start, end), page.language):
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
    """ "Three areas:", "tre ting, som binder os sammen:"."""
    return re.compile(rf"(?<!\w){_areas()}(?:,? (?:som|der|that|which|vi|we) [^.:;]{{1,60}})?: +")


@cache
def _announces() -> re.Pattern[str]:
    """What ends a line above a list of themes: "Vi arbejder med tre temaer:". "Spor" are as often projects."""
    openings = "|".join(table("page")["theme_openings"])
    return re.compile(rf"(?<!\w)(?:{_areas()}|{openings})(?<!spor)(?<!spår):$")


@cache
def _listed() -> re.Pattern[str]:
    """ "Prioriterade områden är …", "Fokus ligger på …"."""
    verbs = "|".join(table("page")["theme_verbs"])
    areas_are = rf"{_areas()}(?: [\w-]+){{0,5}}? (?:er|är|are)"
    return re.compile(rf"(?<!\w)(?:{areas_are}|{verbs}):? (?!(?:en|et|ett|ei|ein|eit|a|an) )(?=[a-zæøåäöé])")


def _areas() -> str:
    return f"(?:{'|'.join(table('page')['theme_areas'])})"


@cache
def _about() -> re.Pattern[str]:
    kinds = "|".join(table("page")["theme_kinds"])
    abouts = "|".join(table("page")["theme_abouts"])
    handles = "|".join(table("page")["theme_handles"])
    return re.compile(rf"(?<!\w)(?:(?:[\w-]*(?:{kinds})\w{{0,3}} (?:{abouts}))|(?:{handles})) (?=[a-zæøåäöé])")
