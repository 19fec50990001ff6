"""The page: a document with what extraction knows about it while it works.

The subject model: what the page is about ("projektet", "vi", "samarbejdet" mean it) and whose page it is ("kommunen").
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile

from loaders.documents import Block, Document
from loaders.extraction.groups import openers
from loaders.extraction.known_names import Vocabulary
from loaders.extraction.listings import Listing
from loaders.extraction.mentions import Mention
from loaders.extraction.patterns import first_words_of
from loaders.extraction.records import Record
from loaders.extraction.registry import rule
from loaders.extraction.scans import Scans
from loaders.extraction.sentences import Sentence
from loaders.extraction.tokens import Tokens, with_tabs
from loaders.layout import lowered_copy
from loaders.lexicon import words
from loaders.money import Found, find_money
from loaders.statements import Entity, Statement, Value
from loaders.values import find_dates

MAX_MEMBERSHIPS = 20
_WORD = re.compile(r"\w+")
Place = tuple[int, Sentence]


@dataclass(frozen=True, slots=True)
class Topic:
    """Something beside the page's subject that the page speaks of.

    ``named`` is where it is named first, ``spans`` where it is spoken of; ``own`` and ``before`` are how likely it is a
    project of the page's subject, and what came before it.
    """

    entity: Entity
    named: tuple[int, int]
    spans: tuple[tuple[int, int], ...]
    own: float
    before: float


# From this likelihood on what a page is about is taken for known: chosen on pages left out while learning.
_SURE = 0.65


@dataclass
class Page:
    """A document, its matching copy, its sentences, and the things that "it", "we" and "the municipality" stand for."""

    document: Document
    plain: str
    sentences: tuple[Sentence, ...]
    vocabulary: Vocabulary
    subject: Entity | None = None
    certainty: float = 1.0
    municipality: Entity | None = None
    listings: tuple[Listing, ...] = ()
    records: tuple[Record, ...] = ()
    spoken_of: tuple[Topic, ...] = ()
    _mentions: dict[tuple[int, int], tuple[Mention, ...]] = field(default_factory=dict)
    _memberships: list[Mention] = field(default_factory=list)
    _sentence_starts: list[int] = field(default_factory=list)

    @property
    def is_sure(self) -> bool:
        """Whether it is likely enough what the page is about to say of it by its name alone who and where it is."""
        return self.certainty >= _SURE

    @cached_property
    def topics(self) -> tuple[tuple[int, int, Entity], ...]:
        """The stretches that speak of something of their own, the shortest first: topics, records, entries of lists."""
        spans = [(*span, topic.entity) for topic in self.spoken_of for span in topic.spans]
        spans += [(one.start, one.end, Entity("Project", one.name)) for one in self.records]
        entries = (entry for listing in self.listings for entry in listing.entries)
        spans += [(one.start, one.end, Entity("Project", one.name)) for one in entries]
        return tuple(sorted(spans, key=lambda one: one[1] - one[0]))

    @cached_property
    def places(self) -> dict[str, list[Place]]:
        """Where the words that a pattern can begin with stand in sentences, by the word in lower case."""
        wanted = first_words_of(self.language)
        found: dict[str, list[Place]] = {}
        for sentence in self.sentences:
            for match in _WORD.finditer(self.lowered, sentence.start, sentence.end):
                word = match.group()
                if word in wanted:
                    found.setdefault(word, []).append((match.start(), sentence))
        return found

    @cached_property
    def lowered(self) -> str:
        """The matching copy in lower case, sign for sign."""
        return lowered_copy(self.plain)

    @cached_property
    def tokens(self) -> Tokens:
        """The words of the text; no name goes on over a tab."""
        return Tokens(with_tabs(self.plain, self.document.text), openers(self.language))

    @cached_property
    def scans(self) -> Scans:
        """What stretches of the text name."""
        return Scans(self.tokens, self.vocabulary)

    @cached_property
    def home_words(self) -> list[tuple[int, int]]:
        """Where words stand that mean the municipality whose page it is: "kommunen"."""
        wanted = frozenset(words(self.language, "the_municipality"))
        return [found.span() for found in _WORD.finditer(self.plain) if found.group().casefold() in wanted]

    @cached_property
    def dates(self) -> tuple[Found, ...]:
        """The dates of the whole text."""
        return find_dates(self.plain, self.language)

    @cached_property
    def sums(self) -> tuple[Found, ...]:
        """The sums of money of the whole text."""
        return find_money(self.plain, self.language)

    @cached_property
    def language(self) -> str:
        """The document's language."""
        return self.document.language

    def mentions(self, start: int, end: int) -> tuple[Mention, ...]:
        """What a stretch names; remembered, since many patterns ask for the same sentence."""
        key = (start, end)
        if key not in self._mentions:
            first = bisect_left(self._memberships, start, key=lambda one: one.start)
            inside = list(takewhile(lambda one: one.end <= end, self._memberships[first : first + MAX_MEMBERSHIPS]))
            scanned = self.scans.between(start, end)
            self._mentions[key] = _with_memberships(scanned, inside) if inside else scanned
        return self._mentions[key]

    def add_memberships(self, mentions: Iterable[Mention]) -> None:
        """Partnerships that the text knows by their members only; they hide what else their words could name."""
        self._memberships = sorted(mentions, key=lambda one: one.start)
        if self._memberships:
            self.forget_mentions()

    def sentence_of(self, offset: int) -> Sentence | None:
        """The sentence that an offset is in."""
        if not self._sentence_starts:
            self._sentence_starts = [sentence.start for sentence in self.sentences]
        number = bisect_right(self._sentence_starts, offset) - 1
        return self.sentences[number] if number >= 0 and offset < self.sentences[number].end else None

    def sentence_at(self, offset: int) -> tuple[int, int]:
        """Where the sentence that an offset is in begins and ends; the offset alone where there is none."""
        found = self.sentence_of(offset)
        return (found.start, found.end) if found else (offset, offset)

    def topic_at(self, offset: int) -> Entity | None:
        """What is spoken of at a place: a topic of its own, else the page's subject."""
        for start, end, topic in self.topics:
            if start <= offset < end:
                return topic
        return self.subject

    def forget_mentions(self) -> None:
        """Scan again from now on: the vocabulary has grown."""
        self._mentions.clear()

    def say(
        self,
        rule_id: str,
        subject: Entity,
        thing: Entity | Value,
        span: tuple[int, int],
        *,
        role: str | None = None,
        fund: str | None = None,
    ) -> Statement:
        """A statement with its quote cut from the stored text."""
        start, end = self._trimmed(*span)
        chosen = rule(rule_id)
        quote = self.document.text[start:end]
        name = self.document.path.name
        return Statement(
            name, subject, chosen.relation, thing, quote, start, end, chosen.id, chosen.confidence, role, fund
        )

    def block_start(self, offset: int) -> int:
        """Where the block that an offset is in begins."""
        blocks = self.document.blocks
        return blocks[bisect_right(blocks, offset, key=lambda block: block.start) - 1].start

    def heading_of(self, offset: int) -> str:
        """The heading that a place stands under; nothing where there is none."""
        blocks = self.document.blocks
        above = reversed(blocks[: bisect_right(blocks, offset, key=lambda block: block.start)])
        return next((block.text for block in above if block.kind == "heading"), "")

    def block_after(self, offset: int) -> Block | None:
        """The block after the one that ends at an offset; None where no block ends there."""
        blocks = self.document.blocks
        number = bisect_right(blocks, offset - 1, key=lambda block: block.start)
        ends_here = number > 0 and blocks[number - 1].end == offset
        return blocks[number] if ends_here and number < len(blocks) else None

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        text = self.document.text
        while start < end - 1 and (text[start].isspace() or text[start] in ",;"):
            start += 1
        while end - 1 > start and (text[end - 1].isspace() or text[end - 1] in ",;"):
            end -= 1
        return start, end


def _with_memberships(scanned: Iterable[Mention], inside: list[Mention]) -> tuple[Mention, ...]:
    free = (one for one in scanned if all(one.end <= other.start or one.start >= other.end for other in inside))
    return tuple(sorted([*free, *inside], key=lambda one: one.start))
