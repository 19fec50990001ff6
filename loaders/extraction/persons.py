"""Persons and titles: a page in, where it names persons and offices out.

A name is a run of capitalised words that names nothing else; whether it is a person's, the title beside it tells.
Titles are listed, or known by how their last word ends, since no list holds "mobilitetskoordinator".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from loaders.extraction.names import is_person, looks_like_person, reference, titles, typed_name
from loaders.extraction.page import Page
from loaders.extraction.tokens import Token
from loaders.extraction.weighing.everyday import is_everyday_name, is_given_name
from loaders.lexicon import all_words, choice_of, table

_MAX_FORM_CHARS = 16
_MAX_NAME_WORDS = 4
_MAX_TITLE_WORDS = 4
_MAX_OF_CHARS = 50
_AFTER_OF = re.compile(r" of(?: the)?(?: (?!at\b|in\b|for\b|of\b|is\b)[\w-]+(?!')){1,3}")


@dataclass(frozen=True, slots=True)
class Person:
    """A name that may be a person's, and its place; the party in parentheses after a name belongs to the place."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Title:
    """The title of an office in its own words, and its place."""

    text: str
    start: int
    end: int


def titles_in(page: Page) -> list[Title]:
    """Every title of a page, in order, noise aside."""
    found = []
    for tokens in _blocks(page):
        for at, token in enumerate(tokens):
            if ends_like_title(token.lowered) or (token.lowered == "head" and _is_head(page, token)):
                first = _first_of_title(tokens, at)
                end = _end_of_title(page, token)
                found.append(Title(page.plain[tokens[first].start : end], tokens[first].start, end))
    return found


def persons_in(page: Page) -> list[Person]:
    """Every run of capitalised words that may be a person's name, in order, noise aside."""
    found = []
    for tokens in _blocks(page):
        for run in _runs(page, tokens):
            person = _person(page, run) if len(run) > 1 else None
            if person:
                found.append(person)
    return found


def written(page: Page, start: int, end: int) -> str:
    """The plain words of a stretch with the line breaks that the text has there."""
    plain, text = page.plain[start:end], page.document.text[start:end]
    if "\n" not in text:
        return plain
    return "".join("\n" if sign == "\n" else same for sign, same in zip(text, plain, strict=True))


@lru_cache(maxsize=65_536)
def ends_like_title(word: str) -> bool:
    """Whether a word in lower case is a title or ends like one."""
    return word in _whole_titles() or (word.endswith(_endings()) and word not in _other_words())


def looks_like_title(words: str) -> bool:
    """Whether the last word is, or ends like, a title."""
    return bool(words.strip()) and ends_like_title(words.split()[-1].casefold().strip(",.:;()"))


@cache
def _endings() -> tuple[str, ...]:
    return tuple(table("names")["roles"]["endings"])


@cache
def _whole_titles() -> frozenset[str]:
    last_words = (title.split()[-1] for title in titles())
    return frozenset((*last_words, *table("names")["roles"]["whole"])) - {"of"}


@cache
def _other_words() -> frozenset[str]:
    return frozenset(table("names")["roles"]["no_titles"])


@cache
def _longer_titles() -> frozenset[str]:
    return frozenset(title for title in titles() if " " in title)


def _blocks(page: Page) -> Iterator[list[Token]]:
    for block in page.document.blocks:
        if block.kind != "noise":
            yield page.tokens.between(block.start, block.end)


def _is_head(page: Page, token: Token) -> bool:
    """ "head of …", and no head of anything else."""
    return page.plain.startswith(" of ", token.end)


def _first_of_title(tokens: list[Token], at: int) -> int:
    """The first word of the longest listed title that ends here, else past adjectives and English capitals."""
    for count in range(min(_MAX_TITLE_WORDS, at + 1), 1, -1):
        words = " ".join([token.lowered for token in tokens[at - count + 1 : at + 1]])
        if words in _longer_titles():
            return at - count + 1
    roles = table("names")["roles"]
    first = (
        at - 1
        if at and tokens[at].lowered in roles["with_noun"] and _is_noun_before(tokens[at - 1], tokens[at])
        else at
    )
    adjectives = roles["adjectives"]
    while first and at - first < _MAX_TITLE_WORDS - 1 and tokens[first - 1].end + 2 > tokens[first].start:
        before = tokens[first - 1]
        both_high = before.text[0].isupper() and tokens[at].text[0].isupper() and tokens[at].text.isascii()
        if before.lowered.rstrip(".") not in adjectives and not (
            both_high and before.text.isascii() and at - first < 2
        ):
            break
        first -= 1
    return first


def _is_noun_before(noun: Token, title: Token) -> bool:
    """ "press officer", "mobility planner"."""
    return noun.end + 1 == title.start and noun.lowered not in all_words("function_words") and noun.lowered.isalpha()


def _end_of_title(page: Page, token: Token) -> int:
    if token.lowered != "head":
        return token.end
    found = _AFTER_OF.match(written(page, token.end, token.end + _MAX_OF_CHARS))
    return token.end + (found.end() if found else 0)


def _runs(page: Page, tokens: list[Token]) -> Iterator[list[Token]]:
    """Runs of capitalised words beside one another, cut where a title or the head of an organisation stands."""
    run: list[Token] = []
    particles = table("names")["roles"]["particles"]
    for token in tokens:
        if run and not _is_joined(page, run[-1], token):
            yield run
            run = []
        is_name = token.text[0].isupper() and not _is_cut(token.lowered)
        if is_name or (run and token.lowered in particles and page.plain[token.end : token.end + 1] == " "):
            run.append(token)
        elif run:
            yield run
            run = []
    yield run


def _is_joined(page: Page, before: Token, token: Token) -> bool:
    """Whether a space alone is between two words, or that and the stop of an initial."""
    gap = written(page, before.end, token.start)
    return gap == " " or (gap == ". " and len(before.text) == 1)


@lru_cache(maxsize=16_384)
def _is_cut(lowered: str) -> bool:
    names = table("names")
    others = (*names["municipality"]["heads"], *names["roles"]["courtesies"])
    return ends_like_title(lowered) or lowered in others or lowered in _legal_forms()


def _has_legal_form(following: str) -> bool:
    """ "Ternehav Protein A/S" and "Ida Holm & Søn" are nobody."""
    words = following.split(maxsplit=1)
    return following.startswith(" & ") or (
        following[:1] == " " and bool(words) and words[0].casefold().rstrip(".,;:)") in _legal_forms()
    )


@cache
def _legal_forms() -> frozenset[str]:
    return frozenset(form for listed in table("names")["legal_forms"].values() for form in listed)


def _person(page: Page, run: list[Token]) -> Person | None:
    while run and not run[-1].text[0].isupper():
        run = run[:-1]
    while run and run[0].lowered in all_words("function_words") and not is_given_name(run[0].text):
        run = run[1:]
    high = [token for token in run if token.text[0].isupper()]
    if len(high) > 2 and not is_given_name(run[0].text) and _is_no_first_name(page, run):
        run, high = run[1:], high[1:]
    if not 2 <= len(high) <= _MAX_NAME_WORDS or not looks_like_person(" ".join(token.text for token in high)):
        return None
    start, end = run[0].start, run[-1].end
    if _has_legal_form(page.plain[end : end + _MAX_FORM_CHARS]):
        return None
    name = " ".join(page.plain[start:end].split())
    party = _party().match(page.plain, end)
    return Person(name, start, party.end() if party else end) if _may_be_person(page, name) else None


@cache
def _party() -> re.Pattern[str]:
    return re.compile(rf" ?\((?:{choice_of('names', 'roles', 'parties')})\)")


def _is_no_first_name(page: Page, run: list[Token]) -> bool:
    """An ordinary word before a name, or a place: "borgmester i Varde Mads Holm"."""
    first, rest = run[0], page.plain[run[1].start : run[-1].end]
    is_place = is_person(rest) and reference(first.text, page.language) is not None
    return is_place or first.lowered in page.vocabulary.lowercase


def _may_be_person(page: Page, name: str) -> bool:
    known = page.vocabulary.known.get(name)
    if (known and known != page.subject) or typed_name(name, page.language) or is_everyday_name(name):
        return False
    return reference(name, page.language) is None and reference(name.split()[0], page.language) is None
