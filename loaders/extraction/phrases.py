"""Phrases: words and phrases with their meanings in, the places where a text says one of them out.

A phrase is looked up by its first word: a regular expression would try each of them at every sign of a text.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from loaders.layout import lowered_copy

_WORD = re.compile(r"\w+")
_OF_WORD = re.compile(r"\w")
Meaning = TypeVar("Meaning")


class Phrases(Generic[Meaning]):
    """Phrases that begin with a word, in any case; one may have several meanings."""

    def __init__(self, listed: Iterable[tuple[str, Meaning]]) -> None:
        self._by_first: dict[str, list[tuple[int, str, Meaning]]] = {}
        for number, (phrase, meaning) in enumerate(listed):
            first = _WORD.match(phrase)
            if first is None:
                raise ValueError(f"a phrase that begins with no word: {phrase!r}")
            self._by_first.setdefault(first.group().lower(), []).append((number, phrase.lower(), meaning))

    def places(self, text: str) -> Iterator[tuple[int, int, Meaning]]:
        """Start, end and meaning of every phrase that stands in a text as whole words, in order of their starts."""
        lowered = lowered_copy(text)
        found = [
            (start, number, start + len(phrase), meaning)
            for word in self._by_first.keys() & _WORD.findall(lowered)
            for number, phrase, meaning in self._by_first[word]
            for start in _starts(phrase, lowered)
        ]
        found.sort(key=lambda one: one[:2])
        return ((start, end, meaning) for start, _, end, meaning in found)


def _starts(phrase: str, text: str) -> Iterator[int]:
    """Where a phrase that begins with a word begins in a text as whole words."""
    at = text.find(phrase)
    while at >= 0:
        if not (at and _OF_WORD.match(text, at - 1)) and not _OF_WORD.match(text, at + len(phrase)):
            yield at
        at = text.find(phrase, at + 1)
