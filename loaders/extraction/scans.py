"""Scans: a text and a growing vocabulary in, what a stretch names out; no stretch is scanned twice for nothing.

A page is scanned while its vocabulary still grows. A stretch has to be scanned again only where a name that was learned
since begins with one of its words, or may be what the vocabulary was asked about.
"""

from typing import NamedTuple

from loaders.extraction.known_names import Vocabulary
from loaders.extraction.mentions import Mention, scan
from loaders.extraction.tokens import Tokens


class _Scan(NamedTuple):
    """What a stretch names, the names that the vocabulary was asked about, and how much it had learned by then."""

    mentions: tuple[Mention, ...]
    asked: frozenset[str]
    learned: int


class Scans:
    """The scans of one text."""

    def __init__(self, tokens: Tokens, vocabulary: Vocabulary) -> None:
        """Nothing is scanned until it is asked for."""
        self._tokens, self._vocabulary = tokens, vocabulary
        self._scans: dict[tuple[int, int], _Scan] = {}

    def between(self, start: int, end: int) -> tuple[Mention, ...]:
        """What a stretch names by what the vocabulary knows now."""
        before, learned = self._scans.get((start, end)), len(self._vocabulary.learned)
        if before and (before.learned == learned or self._holds(before, start, end)):
            return before.mentions
        self._vocabulary.asked.clear()
        mentions = scan(self._tokens, start, end, self._vocabulary)
        self._scans[start, end] = _Scan(mentions, frozenset(self._vocabulary.asked), learned)
        return mentions

    def _holds(self, scan: _Scan, start: int, end: int) -> bool:
        """Whether nothing that was learned since has to do with a stretch."""
        news = self._vocabulary.news(scan.learned)
        if news is None or not news.first_words.isdisjoint([token.bare for token in self._tokens.between(start, end)]):
            return False
        return not any(map(news.may_be_meant_by, scan.asked))
