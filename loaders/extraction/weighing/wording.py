"""The wording of a page: its words with their cues, its dates and its sums, by place, to ask what a stretch holds."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain

from loaders.extraction.page import Page
from loaders.extraction.statuses import Statuses
from loaders.extraction.weighing.cues import cued_text


class Wording:
    """A page's words in order; ``kinds`` are the classes of cues by the number of the word."""

    def __init__(self, page: Page) -> None:
        self.statuses = Statuses(page.plain, page.language)
        text = cued_text(page.plain, page.language)
        self.words, self._starts = text.words, text.starts
        self._dates = [found.start for found in page.dates]
        self._sums = [found.start for found in page.sums]
        self._kinds = text.kinds_by_word

    def number_at(self, offset: int) -> int:
        """The number of the first word that begins at an offset or after it."""
        return bisect_left(self._starts, offset)

    def kinds(self, first: int, end: int) -> Iterator[str]:
        """The classes of cues of the words from number ``first`` to before number ``end``."""
        return chain.from_iterable(self._kinds[first if first > 0 else 0 : end if end > 0 else 0])

    def values(self, start: int, end: int) -> set[str]:
        """Which of "date" and "sum" a stretch holds."""
        listed = (("date", self._dates), ("sum", self._sums))
        return {kind for kind, places in listed if bisect_left(places, start) < bisect_left(places, end)}

    def told(self, start: int, end: int) -> frozenset[str]:
        """What a stretch tells: a date, a sum, a status, the classes of its cues, and whether it is a text at all."""
        first, last = self.number_at(start), self.number_at(end)
        found = self.values(start, end) | set(self.kinds(first, last))
        if self.statuses.between(start, end):
            found.add("status")
        return frozenset(found | {"text"} if last - first >= _WORDS_OF_TEXT else found)


_WORDS_OF_TEXT = 6
