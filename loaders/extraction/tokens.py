"""Tokens: the matching copy of a text in, its words with their places out, cut once and asked for by stretch."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Set
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r"[^\s,;:()\[\]\"!?•]+")
_APOSTROPHES = ("'", "’")
_MARKS = frozenset({"", "-", "–", "/", "-–", "–/", "-–/"})


class Token(NamedTuple):
    """A word and its place, without the full stop after it.

    ``lowered`` is the word in lower case, ``bare`` without the s of a genitive; ``opens`` tells that a name or a group
    may begin with it by its look alone, ``quantifies`` that a group may.
    """

    start: int
    end: int
    text: str
    lowered: str
    bare: str
    opens: bool
    quantifies: bool


class Tokens:
    """The words of a text; ``openers`` are those in lower case that a group can begin with, numbers aside."""

    def __init__(self, plain: str, openers: Set[str] = frozenset()) -> None:
        """Cut the whole text."""
        self.plain = plain
        self._openers = openers
        self._tokens, self._spans = self._cut(0, len(plain))
        self._starts = [start for start, _ in self._spans]
        self._ends = [end for _, end in self._spans]

    def between(self, start: int, end: int) -> list[Token]:
        """The words of a stretch; one that the stretch cuts in two counts with the part that is inside."""
        first, last = bisect_left(self._starts, start), bisect_right(self._ends, end)
        cut_before = first > 0 and self._ends[first - 1] > start
        cut_after = last < len(self._starts) and self._starts[last] < end
        if cut_before or cut_after:
            return self._cut(start, end)[0]
        return self._tokens[first:last]

    def _cut(self, start: int, end: int) -> tuple[list[Token], list[tuple[int, int]]]:
        tokens, spans = [], []
        for match in _TOKEN.finditer(self.plain, start, end):
            span = match.span()
            look = _look(match.group(), self._openers)
            if look:
                offset, text, lowered, bare, opens, quantifies = look
                begin = span[0] + offset
                tokens.append(Token(begin, begin + len(text), text, lowered, bare, opens, quantifies))
                spans.append(span)
        return tokens, spans


@lru_cache(maxsize=8_192)
def _look(raw: str, openers: Set[str]) -> tuple[int, str, str, str, bool, bool] | None:
    """Where a word begins within the signs that it was cut as, and all of its token but its place; None for marks."""
    text = raw.strip("'") if raw[0] == "'" else raw
    text = text.rstrip(".'")
    if text in _MARKS:
        return None
    lowered = text.casefold()
    quantifies = lowered in openers or lowered.isdigit()
    opens = quantifies or text[0].isupper() or (text[0].isdigit() and has_capital(text))
    return raw.index(text), text, lowered, without_genitive(text), opens, quantifies


def with_tabs(plain: str, text: str) -> str:
    """The matching copy with the tabs of the text, which part the columns of a table."""
    if "\t" not in text:
        return plain
    return "".join(sign if sign == "\t" else copied for sign, copied in zip(text, plain, strict=True))


def tokens_of(name: str) -> list[Token]:
    """The words of a text of its own."""
    return Tokens(name).between(0, len(name))


def has_capital(word: str) -> bool:
    """Whether a word has a capital anywhere."""
    return any(map(str.isupper, word))


def without_genitive(word: str) -> str:
    """A word without the s of a genitive."""
    return word[: -2 if word[-2:-1] in _APOSTROPHES else -1] if word[-1:] == "s" else word
