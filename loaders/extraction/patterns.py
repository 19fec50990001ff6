"""Sentence patterns as data: the ``find`` of a language's table in, matchers out.

A pattern is literal words with slots between them, see the head of ``lexicon/da.toml``. Literals are found from left to
right, each at its first place after the one before, so matching is linear in the sentence for each pattern.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import Any

from loaders.lexicon import LANGUAGES, table, words

_TOKEN = re.compile(r"\{([a-z_]+)\}|<([a-z_]+)>|(\()|([^\s(){}<>]+)")
_FREE_WORD = "(?: ++[^ .:;]++)?"
MAX_GAP_CHARS = 300


@dataclass(frozen=True, slots=True)
class Saying:
    """What a match says: the rule, and the slots of subject and object ("page", "words:finished"); ``extra`` a fund."""

    rule: str
    subject: str
    object: str
    extra: str | None


@dataclass(frozen=True)
class Literal:
    """The words between two slots; ``required`` tells that they are never none.

    Compiled when first looked for: a language has some hundred patterns, and one page begins few of them.
    """

    source: str
    required: bool

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The words as a regular expression."""
        return re.compile(self.source, re.IGNORECASE)


@dataclass(frozen=True)
class Pattern:
    """``parts`` are slot names (str) and literals in turn."""

    parts: tuple[str | Literal, ...]
    says: tuple[Saying, ...]
    section: str | None
    span: str
    opens: bool = False
    first_words: tuple[str, ...] = ()

    @cached_property
    def first(self) -> re.Pattern[str]:
        """The literal that a match begins with; a slot may stand before it."""
        return next(part.regex for part in self.parts if not isinstance(part, str))


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern applies: each slot's gap, and the literals from first to last."""

    pattern: Pattern
    gaps: dict[str, tuple[int, int]]
    start: int
    end: int


@cache
def patterns_of(language: str) -> tuple[Pattern, ...]:
    """The patterns of a language and those of all. Raises ValueError for a pattern that cannot be read."""
    shared = table("patterns")["patterns"] if language in LANGUAGES else []
    return tuple(compile_pattern(row, language) for row in [*table(language).get("patterns", []), *shared])


def matches(pattern: Pattern, plain: str, start: int, end: int) -> Iterator[Match]:
    """Every place in a stretch where a pattern's literals stand in order, slots between them."""
    for literal in pattern.first.finditer(plain, start, end):
        found = match_from(pattern, plain, literal, (start, end))
        if found:
            yield found


@cache
def first_words_of(language: str) -> frozenset[str]:
    """Every word, in lower case, that a pattern of a language can begin with."""
    return frozenset(word for pattern in patterns_of(language) for word in pattern.first_words)


def patterns_beginning_with(words: Iterable[str], language: str) -> list[Pattern]:
    """The patterns that can begin with one of some words, or with more than words; in the order of ``patterns_of``."""
    by_word = _numbers_by_first_word(language)
    numbers = {number for word in words for number in by_word[word]}
    patterns = patterns_of(language)
    return [patterns[number] for number in sorted(numbers.union(by_word[""]))]


@cache
def _numbers_by_first_word(language: str) -> dict[str, list[int]]:
    """The numbers of the patterns that begin with a word; under the empty word those that any page may hold."""
    found: dict[str, list[int]] = {"": []}
    for number, pattern in enumerate(patterns_of(language)):
        for word in pattern.first_words or ("",):
            found.setdefault(word, []).append(number)
        if pattern.span == "block" and pattern.first_words:
            found[""].append(number)
    return found


def match_from(pattern: Pattern, plain: str, literal: re.Match[str], stretch: tuple[int, int]) -> Match | None:
    """The match that begins with ``literal``, the place of its first literal, within a stretch."""
    gaps: dict[str, tuple[int, int]] = {}
    first, slot = pattern.parts[0], None
    if isinstance(first, str):
        gaps[first] = (stretch[0], literal.start())
    at = literal.end()
    for part in pattern.parts[2 if gaps else 1 :]:
        if isinstance(part, str):
            slot = part
            continue
        following = part.regex.search(plain, at, min(stretch[1], at + MAX_GAP_CHARS + 60))
        if following is None or slot is None:
            return None
        gaps[slot], at, slot = (at, following.start()), following.end(), None
    if slot is not None:
        gaps[slot] = (at, stretch[1])
    return Match(pattern, gaps, literal.start(), at)


def compile_pattern(row: dict[str, Any], language: str) -> Pattern:
    """One row of a language's patterns. Raises ValueError where it has no word of its own, or two slots in a row."""
    parts: list[str | Literal] = []
    literal: list[tuple[str, bool]] = []
    first_words = _first_words(row["find"], language)
    for kind, text, optional in _tokens(row["find"]):
        if kind == "slot":
            _close(parts, literal)
            # "{actors} {any}": the actors begin the gap, and what follows them is any text; one gap holds both.
            if text != "any" or not parts or not isinstance(parts[-1], str):
                parts.append(text)
        else:
            literal.append((_regex(kind, text, language), optional))
    _close(parts, literal)
    literals = [part for part in parts if not isinstance(part, str)]
    if not literals or not all(literal.required for literal in literals):
        raise ValueError(f"pattern with no word of its own: {row['find']}")
    if any(isinstance(one, str) and isinstance(two, str) for one, two in pairwise(parts)):
        raise ValueError(f"pattern with two slots and nothing between them: {row['find']}")
    says = tuple(_saying(text) for text in row["says"])
    return Pattern(
        tuple(parts), says, row.get("section"), row.get("span", "sentence"), row.get("opens", False), first_words
    )


def _tokens(find: str) -> Iterator[tuple[str, str, bool]]:
    """(kind, text, optional) of every token: slot, list, choice, free or word."""
    at = 0
    while at < len(find):
        match = _TOKEN.search(find, at)
        if match is None:
            return
        at = match.end()
        if match[1]:
            yield "slot", match[1], False
            continue
        if match[3]:
            close = find.index(")", at)
            kind, text, at = "choice", find[at:close], close + 1
        else:
            kind, text = ("list", match[2]) if match[2] else ("word", match[4])
        optional = find[at : at + 1] == "?" or (kind == "word" and text.endswith("?"))
        at += find[at : at + 1] == "?"
        text = text.removesuffix("?")
        yield ("free", text, True) if text == "*" else (kind, text, optional)


def _first_words(find: str, language: str) -> tuple[str, ...]:
    """The words that the first literal can begin with; none where a mark or a free word may begin it."""
    found: list[str] = []
    for kind, text, optional in _tokens(find):
        if kind == "slot":
            if found:
                break
            continue
        if kind == "free":
            return ()
        choices = words(language, text) if kind == "list" else tuple(text.split("|"))
        for choice in choices:
            word = re.match(r"\w+", choice)
            if word is None:
                return ()
            found.append(word.group().casefold())
        if not optional:
            break
    return tuple(dict.fromkeys(found))


def _regex(kind: str, text: str, language: str) -> str:
    if kind == "free":
        return _FREE_WORD * 3
    choices = words(language, text) if kind == "list" else tuple(text.split("|"))
    if not choices:
        raise ValueError(f"{language}.toml has no list {text!r}")
    ordered = sorted(choices, key=lambda choice: (-len(choice), choice))
    return "(?:" + "|".join(map(_choice, ordered)) + ")"


def _choice(text: str) -> str:
    """The words of a choice; "*samarbejde" stands for every word that ends so."""
    words_of = " +".join(map(re.escape, text.removeprefix("*").split()))
    return rf"[\w-]*{words_of}" if text.startswith("*") else words_of


def _close(parts: list[str | Literal], literal: list[tuple[str, bool]]) -> None:
    if not literal:
        return
    source, begun = "", False
    for regex, optional in literal:
        if regex.startswith(_FREE_WORD):
            source += regex
        elif regex in ("(?::)", r"(?:\:)", "(?:,)"):
            source += f"(?: *{regex})?" if optional else f" *{regex}"
        elif not begun:
            source += f"(?:{regex} +)?" if optional else regex
            begun = not optional
        else:
            source += f"(?: +{regex})?" if optional else f" +{regex}"
    # A word must begin and end where the literal does; a colon or comma is its own end.
    tail = "" if source.endswith(("(?::)", "(?:,)")) else r"(?!\w)"
    head = "" if source.startswith((" *(?::)", " *(?:,)")) else r"(?<!\w)"
    required = any(not optional for _, optional in literal)
    parts.append(Literal(f"{head}{source}{tail}", required))
    literal.clear()


def _saying(text: str) -> Saying:
    rule, subject, thing, *extra = text.split()
    return Saying(rule, subject, thing, extra[0] if extra else None)
