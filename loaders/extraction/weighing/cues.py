"""Cues: the words of a stretch in, the classes of meaning that they hint at out, each with its place among the words.

The classes are data (``lexicon/cues.toml``): "samarbejder" is a cue of class ``cooperate``, "fra" before a name of
class ``from``. A cue decides nothing; ``weights.py`` says how much it counts.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from loaders.layout import lowered_copy
from loaders.lexicon import table

_WORD = re.compile(r"[^\W_][\w'’./-]*[\w]|[^\W_]|[()\":;,–!?•]")
_MIN_STEM_CHARS = 2
_Words = dict[str, list[str]]
# Phrases that begin with one word, by their second: class, and the words from the second on.
_Phrases = dict[str, list[tuple[str, list[str]]]]


class Word(NamedTuple):
    """A word or a mark of punctuation in lower case, and its place in the text."""

    start: int
    end: int
    text: str


class Cue(NamedTuple):
    """A class of meaning and the words, first to last, that hint at it."""

    kind: str
    first: int
    last: int


def words_of(plain: str, start: int, end: int) -> list[Word]:
    """The words and marks of a stretch, in order."""
    return _words_of(lowered_copy(plain), start, end)


def _words_of(lowered: str, start: int, end: int) -> list[Word]:
    return [Word(*one.span(), one.group()) for one in _WORD.finditer(lowered, start, end)]


def cues_in(words: Sequence[Word], language: str) -> list[Cue]:
    """Every cue of a list of words, in order; a word may be a cue of several classes."""
    return _without_only(_every_cue(words, language), words)


def _every_cue(words: Sequence[Word], language: str) -> list[Cue]:
    found = []
    for at, word in enumerate(words):
        hints = _hints(word.text, language)
        # Most words hint at nothing.
        if hints is None:
            continue
        kinds, phrases = hints
        found += [Cue(kind, at, at) for kind in kinds]
        following = words[at + 1].text if phrases and at + 1 < len(words) else ""
        for kind, rest in phrases.get(following, ()):
            last = at + len(rest)
            if [word.text for word in words[at + 1 : last + 1]] == rest:
                found.append(Cue(kind, at, last))
    return found


def _without_only(cues: Iterable[Cue], words: Sequence[Word]) -> list[Cue]:
    """ "Ikke kun Vejle deltager" denies nothing."""
    return [cue for cue in cues if cue[0] != "not" or not _is_only(words[cue.last + 1 : cue.last + 2])]


def _is_only(following: Sequence[Word]) -> bool:
    return bool(following) and small_word(following[0].text) == "only"


class CuedText:
    """A text with its words and cues, read once and asked for by stretch."""

    def __init__(self, plain: str, language: str) -> None:
        """Read the whole text."""
        self.plain, self.language = plain, language
        self._lowered = lowered_copy(plain)
        self.words = _words_of(self._lowered, 0, len(plain))
        self._every_cue = _every_cue(self.words, language)
        self.cues = _without_only(self._every_cue, self.words)
        self.starts = [word.start for word in self.words]
        self._firsts = [cue.first for cue in self._every_cue]
        self.kinds_by_word = self._kinds_by_word()

    def _kinds_by_word(self) -> list[list[str]]:
        """The classes of each word, by its number."""
        found: list[list[str]] = [[] for _ in self.words]
        for kind, first, last in self.cues:
            for at in range(first, last + 1):
                found[at].append(kind)
        return found

    def between(self, start: int, end: int) -> tuple[list[Word], list[Cue]]:
        """The words of a stretch, and the cues among them by their numbers there."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        if (first and self.words[first - 1].end > start) or (last and self.words[last - 1].end > end):
            words = _words_of(self._lowered, start, end)  # The stretch begins or ends within a word.
            return words, cues_in(words, self.language)
        cues = self._every_cue[bisect_left(self._firsts, first) : bisect_left(self._firsts, last)]
        inside = [Cue(kind, one - first, other - first) for kind, one, other in cues if other < last]
        words = self.words[first:last]
        return words, _without_only(inside, words)

    def kinds(self, start: int, end: int) -> frozenset[str]:
        """The classes of the cues of a stretch."""
        return frozenset([cue.kind for cue in self.between(start, end)[1]])


@lru_cache(maxsize=1)
def cued_text(plain: str, language: str) -> CuedText:
    """The words and cues of a page. The last page is kept: its names, its sentences and its headings ask for it."""
    return CuedText(plain, language)


@lru_cache(maxsize=8_192)
def kinds_in(name: str, language: str) -> frozenset[str]:
    """The classes of the cues within a name; names return from page to page."""
    return frozenset([cue.kind for cue in cues_in(words_of(name, 0, len(name)), language)])


@lru_cache(maxsize=4_096)
def small_word(word: str) -> str | None:
    """The class of a small word right before a name: "fra" is ``from``."""
    return _small_words().get(word)


def class_of(word: str) -> str:
    """The class of a small word, a mark of punctuation itself, "word" for any other."""
    return small_word(word) or ("word" if word.isalnum() else word)


@lru_cache(maxsize=32_768)
def _hints(word: str, language: str) -> tuple[tuple[str, ...], _Phrases] | None:
    """The classes of a word by itself, and the phrases that it begins; None where there are neither."""
    kinds, phrases = _kinds(word, language), _lexicon(language)[2].get(word, {})
    return (kinds, phrases) if kinds or phrases else None


def _kinds(word: str, language: str) -> tuple[str, ...]:
    whole, stems, _, ends = _lexicon(language)
    kinds = [*whole.get(word, ())]
    for length in range(_MIN_STEM_CHARS, len(word) + 1):
        first, last = word[:length], word[-length:]
        if first in stems:
            kinds += stems[first]
        if last in ends:
            kinds += ends[last]
    return tuple(dict.fromkeys(kinds))


@cache
def _lexicon(language: str) -> tuple[_Words, _Words, dict[str, _Phrases], _Words]:
    """Whole words, beginnings, phrases by their first word, and ends."""
    whole: _Words = {}
    stems: _Words = {}
    phrases: dict[str, _Phrases] = {}
    ends: _Words = {}
    for kind, listed in table("cues")["en" if language == "en" else "nordic"].items():
        for entry in dict.fromkeys(listed):
            first, *rest = entry.rstrip("*").split()
            if entry.startswith("*"):
                ends.setdefault(entry[1:], []).append(kind)
            elif rest:
                phrases.setdefault(first, {}).setdefault(rest[0], []).append((kind, rest))
            elif entry.endswith("*"):
                stems.setdefault(first, []).append(kind)
            else:
                whole.setdefault(first, []).append(kind)
    return whole, stems, phrases, ends


@cache
def _small_words() -> dict[str, str]:
    return {word: kind for kind, listed in table("cues")["before"].items() for word in listed}
