"""Units: a page in, the stretches that candidates are weighed in out, each with its cues.

A unit is a sentence, or an item of a list with the cues of what announces the list; a heading lends its cues to what
stands below it.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from loaders.extraction.page import Page
from loaders.extraction.sentences import Sentence
from loaders.extraction.weighing.cues import Cue, Word, cued_text
from loaders.layout import split_label
from loaders.lexicon import table

_MAX_INTRO_CHARS = 300


@dataclass
class Unit:
    """A stretch with its words and cues; ``heading``, ``intro`` and ``label`` are the cues that it stands under."""

    start: int
    end: int
    kind: str
    number: int
    words: list[Word]
    cues: list[Cue]
    heading: frozenset[str] = frozenset()
    intro: frozenset[str] = frozenset()
    label: frozenset[str] = frozenset()
    previous: frozenset[str] = frozenset()

    @cached_property
    def _ends(self) -> list[int]:
        return [word.end for word in self.words]

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The classes of all its cues."""
        return frozenset(cue.kind for cue in self.cues)

    def part(self, first: int, last: int) -> "Unit":
        """The stretch from one of its words to another, with all that it stands among."""
        return Unit(
            self.words[first].start, self.words[last].end, self.kind, self.number, self.words, self.cues,
            self.heading, self.intro, self.label, self.previous,
        )  # fmt: skip

    def word_at(self, offset: int) -> int:
        """The number of the first word that ends after an offset."""
        return bisect_right(self._ends, offset)


def units_of(page: Page) -> Iterator[Unit]:
    """Every unit of a page, in order."""
    text, headings = cued_text(page.plain, page.language), cues_above(page)
    previous = frozenset[str]()
    for number, sentence in enumerate(page.sentences):
        if _is_of_others(page, sentence):
            continue
        words, cues = text.between(sentence.start, sentence.end)
        heading, intro = headings.get(sentence.block, (frozenset(), frozenset()))
        unit = Unit(sentence.start, sentence.end, sentence.kind, number, words, cues)
        unit.heading, unit.intro, unit.label = heading, intro, _label(page, sentence)
        unit.previous = previous
        if sentence.kind == "item" or (page.plain[unit.end - 1] != "." and "colon" in previous):
            previous |= unit.kinds - {"goal"}  # the items of a list stand below one line
            yield unit
            continue
        previous = unit.kinds | ({"colon"} if page.plain[unit.end - 1] == ":" else set())
        yield unit


def cues_above(page: Page) -> dict[int, tuple[frozenset[str], frozenset[str]]]:
    """By number of block: the cues of the heading above it, and of the line that announces the list it is in."""
    found = {}
    heading = intro = frozenset[str]()
    for number, block in enumerate(page.document.blocks):
        if block.kind == "heading":
            heading, intro = _kinds_of(page, block.start, block.end), frozenset()
        elif block.kind != "item":
            ends_open = block.text.rstrip().endswith(":")
            last = max(block.start, block.end - _MAX_INTRO_CHARS)
            start = page.sentence_at(block.end - 1)[0]
            found[number] = (heading, intro if block.kind == "noise" else frozenset())
            intro = _kinds_of(page, max(start, last), block.end) if ends_open else frozenset()
            continue
        found[number] = (heading, intro)
    return found


def _label(page: Page, sentence: Sentence) -> frozenset[str]:
    block = page.document.blocks[sentence.block]
    parts = split_label(block.text) if block.kind == "label" else None
    return _kinds_of(page, block.start, block.start + parts[0]) if parts else frozenset()


def _is_of_others(page: Page, sentence: Sentence) -> bool:
    """A label of what is applied for or of own shares: "Søgt tilskud: 4 mio. kr."."""
    block = page.document.blocks[sentence.block]
    parts = split_label(block.text) if block.kind == "label" else None
    label = block.text[: parts[0]].casefold() if parts else ""
    return any(word.startswith(tuple(table("page")["label_of_others"])) for word in label.split())


def _kinds_of(page: Page, start: int, end: int) -> frozenset[str]:
    return cued_text(page.plain, page.language).kinds(start, end)
