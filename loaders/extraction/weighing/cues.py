"""Cues: the words of a stretch in, the classes of meaning that they hint at out, each with its place among the words.

The classes are data (``lexicon/cues.toml``): "samarbejder" is a cue of class ``cooperate``, "fra" before a name of
class ``from``. A cue decides nothing; ``weights.py`` says how much it counts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from loaders.lexicon import table

_WORD = re.compile(r"[^\W_][\w'’./-]*[\w]|[^\W_]|[()\":;,–!?•]")
_MIN_STEM_CHARS = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a mark of punctuation in lower case, and its place in the text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A class of meaning and the words, first to last, that hint at it."""

    kind: str
    first: int
    last: int


def words_of(plain: str, start: int, end: int) -> list[Word]:
    """The words and marks of a stretch, in order."""
    return [Word(one.start(), one.end(), one.group().lower()) for one in _WORD.finditer(plain, start, end)]


def cues_in(words: Sequence[Word], language: str) -> list[Cue]:
    """Every cue of a list of words, in order; a word may be a cue of several classes."""
    found = []
    phrases = _lexicon(language)[2]
    for at, word in enumerate(words):
        only = at + 1 < len(words) and small_word(words[at + 1].text) == "only"
        # "Ikke kun Vejle deltager" denies nothing.
        found += [Cue(kind, at, at) for kind in _kinds(word.text, language) if not (only and kind == "not")]
        for kind, rest in phrases.get(word.text, ()):
            last = at + len(rest)
            if last < len(words) and all(
                word.text == wanted for word, wanted in zip(words[at + 1 : last + 1], rest, strict=True)
            ):
                found.append(Cue(kind, at, last))
    return found


def small_word(word: str) -> str | None:
    """The class of a small word right before a name: "fra" is ``from``."""
    return _small_words().get(word)


@lru_cache(maxsize=32_768)
def _kinds(word: str, language: str) -> tuple[str, ...]:
    whole, stems, _, ends = _lexicon(language)
    kinds = dict.fromkeys(whole.get(word, ()))
    for length in range(_MIN_STEM_CHARS, len(word) + 1):
        kinds |= dict.fromkeys(stems.get(word[:length], ())) | dict.fromkeys(ends.get(word[-length:], ()))
    return tuple(kinds)


_Words = dict[str, list[str]]
_Phrases = dict[str, list[tuple[str, tuple[str, ...]]]]


@cache
def _lexicon(language: str) -> tuple[_Words, _Words, _Phrases, _Words]:
    """Whole words, beginnings, phrases by their first word, and ends."""
    whole: _Words = {}
    stems: _Words = {}
    phrases: _Phrases = {}
    ends: _Words = {}
    for kind, listed in table("cues")["en" if language == "en" else "nordic"].items():
        for entry in dict.fromkeys(listed):
            first, *rest = entry.rstrip("*").split()
            if entry.startswith("*"):
                ends.setdefault(entry[1:], []).append(kind)
            elif rest:
                phrases.setdefault(first, []).append((kind, tuple(rest)))
            elif entry.endswith("*"):
                stems.setdefault(first, []).append(kind)
            else:
                whole.setdefault(first, []).append(kind)
    return whole, stems, phrases, ends


@cache
def _small_words() -> dict[str, str]:
    return {word: kind for kind, listed in table("cues")["before"].items() for word in listed}
