"""What a page may speak of beside its subject: a page in, names of projects and partnerships out, each with its places.

A name may open a line or a bullet ("+ Blue Quay"), stand in quotation marks, be the entry of a list, or be a run of
capitals within a line. Nothing is decided here: ``topic_features.py`` describes a name, and ``topics.py`` weighs it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.extraction.names import COLLECTIVE_TYPES, clean, is_title, known_fund, typed_name
from loaders.extraction.page import Page
from loaders.extraction.place_names import listed_place
from loaders.extraction.weighing.cues import small_word
from loaders.extraction.weighing.topic_places import Place, Shape, is_noun, opening, within
from loaders.extraction.weighing.topic_tails import tailed_names
from loaders.extraction.weighing.weights import ordinary
from loaders.layout import field_of, section_of
from loaders.lexicon import word_set
from loaders.values import find_dates

_UPPER = "A-ZÆØÅÄÖÉÜÞÐ"
_SMALL = (
    "på|uten|utan|uden|i|om|for|för|mot|mod|til|till|med|fra|från|frå|ved|vid|of|on|in|at|to|the|a|without|with|under|&"
)
_RUN = re.compile(rf"(?<![\w-])[{_UPPER}][\w'’+-]*(?:(?: (?:{_SMALL}))? [{_UPPER}\d][\w'’+-]*){{0,5}}")
_TAIL = re.compile(rf" (?:(?:{_SMALL}) )?[a-zæøåäöéü][\w-]+")
_DATE_BRIDGE = re.compile(r" (?:i|in|fra|från|frå|from) (?=[^ ]+(?: \d{4})?$)")
_NOUN_CHARS = 30
_QUOTED = re.compile(r"[\"']([^\"'\n.!?]{3,60})[\"']")
LINE = re.compile(r"[^\n]+")
_MAX_NAME_WORDS = 8
_MIN_NAME_CHARS = 4
_NO_PROJECTS = frozenset({"Municipality", "Region", "Country", "Company", "University"})
_NO_BEGINNING = frozenset({"in", "from", "to", "by", "at", "of", "and", "as", "for", "with"})


@dataclass
class TopicName:
    """A name that the page may speak of, its places and its features."""

    name: str
    places: list[Place] = field(default_factory=list)
    features: tuple[str, ...] = ()
    likely: float = 0.0


@dataclass
class TopicNames:
    """The candidates in the order of first mention, and the shapes of the lines that name the subject or a section."""

    names: list[TopicName]
    of_subject: set[Shape]
    of_sections: Counter[Shape]


def topic_names(page: Page) -> TopicNames:
    """Every name that the page may speak of, with its places."""
    found: dict[str, TopicName] = {}
    of_subject, of_sections = set[Shape](), Counter[Shape]()
    for raw, place in _raw(page):
        name = clean(raw)
        if place.shape and page.subject and name.casefold() == page.subject.name.casefold():
            of_subject.add(place.shape)
        elif place.shape and _is_section(page, raw, name):
            of_sections[place.shape] += 1
        if _may_be(page, name, place):
            one = found.setdefault(name.casefold(), TopicName(name))
            if all(place.start != other.start for other in one.places):
                one.places.append(place)
    kept = [one for one in found.values() if not _stands_beside(page, one.name)]
    for one in kept:
        one.places.sort(key=lambda place: place.start)
    return TopicNames(sorted(kept, key=lambda one: one.places[0].start), of_subject, of_sections)


def _raw(page: Page) -> Iterator[tuple[str, Place]]:
    plain = page.plain
    for line in LINE.finditer(page.document.text):
        yield from opening(page, *line.span())
    for entry in (one for listing in page.listings for one in listing.entries):
        start = plain.find(entry.name, entry.start, entry.end)
        if start >= 0:
            yield within(page, start, start + len(entry.name))
    for match in _QUOTED.finditer(plain):
        yield within(page, *match.span(1))
    for line in LINE.finditer(page.document.text):
        for match in _RUN.finditer(plain, *line.span()):
            for start, end in _cuts(page, match.start(), _without_date(page, *match.span())):
                yield within(page, start, end)
    for start, end in tailed_names(page):
        yield within(page, start, end)


def _without_date(page: Page, start: int, end: int) -> int:
    """Where a run ends without the date it may end with: "Blue Quay in May 2021"."""
    bridge = _DATE_BRIDGE.search(page.plain, start, end)
    is_date = bridge and any(
        found.end == end - bridge.end() for found in find_dates(page.plain[bridge.end() : end], page.language)
    )
    return bridge.start() if bridge and is_date else end


def _cuts(page: Page, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of capitals without a noun in front, and with the words in lower case that may belong to it."""
    plain = page.plain
    first = plain.find(" ", start, end)
    if first > 0 and plain[start:first].casefold() in word_set(page.language, "function_words"):
        start, first = first + 1, plain.find(" ", first + 1, end)
        if not plain[start].isupper():
            return
    if first > 0 and is_noun(plain[start:first].casefold(), page.language) and plain[first + 1].isupper():
        start = first + 1
        named = True
    else:
        before = plain[max(0, start - _NOUN_CHARS) : start].rstrip(" \"'").rpartition(" ")[2]
        named = bool(before) and is_noun(before.casefold(), page.language)
    yield start, end
    if named:
        tail = _TAIL.match(plain, end)
        if tail:
            yield start, tail.end()


def _may_be(page: Page, name: str, place: Place) -> bool:
    tokens = name.split()
    if not 1 <= len(tokens) <= _MAX_NAME_WORDS or len(name) < _MIN_NAME_CHARS or not name[0].isupper():
        return False
    if len(tokens) == 1 and not place.marker and name.casefold() in ordinary():
        return False
    if name.casefold() in word_set(page.language, "page_words"):
        return False
    if place.marker is not None and (section_of(name) or field_of(name)):
        return False
    if page.subject and _is_same(name.casefold(), page.subject.name.casefold()):
        return False
    return _is_whole(name, tokens, page.language) and _may_be_of_kind(name, place, page.language)


def _is_whole(name: str, tokens: list[str], language: str) -> bool:
    """Neither a question nor words that need more words: "In spring", "Blue Quay and"."""
    if name[-1] in "?!" or name.count('"') % 2:
        return False
    if len(tokens) > 1 and small_word(tokens[0].casefold()) in _NO_BEGINNING:
        return False
    return tokens[-1].casefold() not in word_set(language, "function_words")


def _may_be_of_kind(name: str, place: Place, language: str) -> bool:
    if is_title(name) or known_fund(name) or listed_place(name):
        return False
    kind = typed_name(name, language)
    if kind is None or kind.type in COLLECTIVE_TYPES:
        return True
    return place.marker is not None and kind.type not in _NO_PROJECTS


def _is_section(page: Page, raw: str, name: str) -> bool:
    """A heading that names no project: "Finances", "Who may apply?", "About the network"."""
    subject = page.subject.name if page.subject else ""
    return bool(raw.strip().endswith("?") or section_of(name) or field_of(name) or (subject and subject in name))


def _is_same(name: str, subject: str) -> bool:
    return name == subject or f" {name} " in f" {subject} " or f" {subject} " in f" {name} "


def _stands_beside(page: Page, name: str) -> bool:
    """Whether a name is another one of the page's subject: "Safe Travel in Streets (STEPS)"."""
    subject = page.subject.name if page.subject else ""
    initials = "".join(word[0] for word in subject.split()).casefold()
    return name.casefold() == initials or any(
        pair in page.plain for pair in (f"{subject} ({name}", f"{name} ({subject}")
    )
