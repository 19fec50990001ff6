"""Phrases: words and phrases with their meanings in, the places where a text says one of them out.

A phrase is looked up by its first word: a regular expression would try each of them at every sign of a text.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

_WORD = re.compile(r"\b\w+")
_OF_WORD = re.compile(r"\w")
Meaning = TypeVar("Meaning")


class Phrases(Generic[Meaning]):
    """Phrases that begin with a word, in any case; one may have several meanings."""

    def __init__(self, listed: Iterable[tuple[str, Meaning]]) -> None:
        self._by_first: dict[str, list[tuple[str, Meaning]]] = {}
        for phrase, meaning in listed:
            first = _WORD.match(phrase)
            if first is None:
                raise ValueError(f"a phrase that begins with no word: {phrase!r}")
            self._by_first.setdefault(first.group().lower(), []).append((phrase.lower(), meaning))

    def places(self, text: str) -> Iterator[tuple[int, int, Meaning]]:
        """Start, end and meaning of every phrase that stands in a text as whole words, in order of their starts."""
        lowered = text.lower()
        if len(lowered) == len(text) and self._by_first.keys().isdisjoint(_WORD.findall(lowered)):
            return  # Most texts hold no word that a phrase begins with.
        for word in _WORD.finditer(text):
            for phrase, meaning in self._by_first.get(word.group().lower(), ()):
                start = word.start()
                end = start + len(phrase)
                if text[start:end].lower() == phrase and not _OF_WORD.match(text, end):
                    yield start, end, meaning
