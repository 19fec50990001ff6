"""What stands around the places of a name: a text and places in, named features out.

Nothing is read across the edge of a block: a heading says nothing of the words above and below it.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, pairwise

from loaders.documents import Block, Document
from loaders.extraction.names import is_title
from loaders.extraction.weighing.cues import cued_text, small_word
from loaders.layout import field_of, section_of
from loaders.lexicon import all_words, words

MAX_PLACES = 20
_SENTENCE_END = re.compile(r"[.!?:]\s+")
_LISTED_BEFORE = re.compile(r"[^\W\d_a-zæøåäö][\w.-]*,? (?:og |och |and |samt )?$")
_LISTED_AFTER = re.compile(r"(?:,| og| och| and| samt) [^\W\d_a-zæøåäö]")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[ ,(]+[\"']?$")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_SUM = re.compile(r"(?i)\d[\d., ]*(?:mi[ol]|mnkr|mkr|kr|eur|€|dkk|nok|sek)")
_NEAR_WORDS = 3
_CHARS_BEFORE = 30
_STEM_CHARS = 6
_MAX_LINE_CHARS = 100
_FOOT_BLOCKS = 2
_LETTER = re.compile(r"[^\W\d_]")
_CUT_AFTER = re.compile(r"[\"']?(?:,|:| [-–—|]) ")
_CUT_BEFORE = re.compile(r"(?:,|:| [-–—|]) [\"']?$")


class Surroundings:
    """A text read once: its blocks, its sentences, its words with their cues."""

    def __init__(self, document: Document, plain: str) -> None:
        """Read the whole text."""
        self.plain, self.blocks = plain, document.blocks
        self._block_at: dict[int, Block | None] = {}
        self.block_starts = [block.start for block in document.blocks]
        cued = cued_text(plain, document.language)
        self._page_words = frozenset(words(document.language, "page_words"))
        self.starts = cued.starts
        self.texts = [token.text for token in cued.words]
        self.lowered = {
            token.text
            for token in cued.words
            if plain[token.start].islower() and "@" not in plain[token.start - 1 : token.end + 1]
        }
        self.kinds = cued.kinds_by_word
        ends = {match.end() for match in _SENTENCE_END.finditer(plain)}
        self._fronts = {0, *ends, *self.block_starts}
        self._sentence_starts = sorted(self._fronts)
        edges = pairwise([*self._sentence_starts, len(plain)])
        self._sentences = [self._said_in(start, end) for start, end in edges]
        running = (block.start for block in self.blocks if block.kind == "paragraph" and not _is_line(block))
        self.body = next(running, 0)
        self._field_at = dict(_fields(self.blocks))
        self._head = self.blocks[0].end if self.blocks else 0
        self._foot = self.blocks[-min(_FOOT_BLOCKS, len(self.blocks))].start if self.blocks else 0
        self.facts = next((block.start for block in self.blocks if block.kind == "label"), -1)

    def block_at(self, place: int) -> Block | None:
        """The block that a place is in, if any."""
        if place not in self._block_at:
            at = bisect_right(self.block_starts, place) - 1
            self._block_at[place] = self.blocks[at] if at >= 0 and place < self.blocks[at].end else None
        return self._block_at[place]

    def kind_at(self, place: int) -> str:
        """The kind of the block that a place is in."""
        block = self.block_at(place)
        return block.kind if block else ""

    def is_running(self, place: int) -> bool:
        """Whether a place is in running text, an item or a label: not in a headline, a menu or a line alone."""
        block = self.block_at(place)
        return block is not None and block.kind != "noise" and not _is_line(block)

    def is_label(self, place: int, name: str) -> bool:
        """Whether a name at a place is the label of a value."""
        block, end = self.block_at(place), place + len(name)
        is_front = block is not None and block.kind == "label" and place == block.start
        return is_front and self.plain[end : end + 1] in (":", " ")

    def is_line(self, place: int, name: str) -> bool:
        """Whether a name is a whole line, but for marks and a number."""
        block = self.block_at(place)
        if block is None or block.kind in ("noise", "label"):
            return False
        around = self.plain[block.start : place] + self.plain[place + len(name) : block.end]
        return not _LETTER.search(around)

    def side_of_line(self, place: int, name: str) -> str:
        """Which part of a headline a name is: front as in "GRENSEBUSSEN – kollektivt over skogen", back, or none."""
        block = self.block_at(place)
        if block is None or block.kind in ("noise", "label") or not _is_line(block):
            return ""
        before, after = self.plain[block.start : place], self.plain[place + len(name) : block.end]
        if not _LETTER.search(before):
            return "front" if _CUT_AFTER.match(after) else ""
        return "back" if _CUT_BEFORE.search(before) and not _LETTER.search(after) else ""

    def is_above(self, place: int, other: int) -> bool:
        """Whether the block of a place is the one right above another."""
        at = bisect_right(self.block_starts, place)
        while at < len(self.blocks) and self.blocks[at].kind == "noise":
            at += 1
        return at < len(self.blocks) and self.blocks[at].start == other

    def heads_text(self, place: int) -> bool:
        """Whether the line of a place is one above running text, wherever on the page."""
        at = bisect_right(self.block_starts, place)
        return at < len(self.blocks) and self.blocks[at].kind == "paragraph" and not _is_line(self.blocks[at])

    def edges(self, places: list[int]) -> dict[str, bool]:
        """Whether a name stands at the head or the foot of the page, where whose site it is stands."""
        head = any(place < self._head for place in places)
        foot = any(place >= self._foot for place in places)
        return {"at-head": head, "at-foot": foot, "at-both-edges": head and foot}

    def fields(self, places: list[int]) -> dict[str, bool]:
        """What the labels and headings are that names stand under: "under-partner" of "Partnere: Lyse Havne"."""
        found = (self._field_at.get(block.start) for place in places if (block := self.block_at(place)))
        return {f"under-{field}": True for field in found if field}

    def is_first_sentence(self, place: int) -> bool:
        """Whether a place is in the first sentence of running text."""
        return self._sentence_of(place) == self._sentence_of(self.body)

    def around(self, name: str, places: list[int]) -> dict[str, float]:
        """What stands around all the places of a name."""
        said: dict[str, float] = {}
        counts: Counter[str] = Counter()
        for place in places:
            sentence = self._sentence_of(place)
            said.update(self._sentences[sentence])
            said.update(self._beside(name, place))
            if sentence + 1 < len(self._sentence_starts) and self._opens_with_page_word(sentence + 1):
                said["then-called"] = 1.0
            counts.update(self._inside(name, place))
        said |= {f"share-{key}": count / len(places) for key, count in counts.items()} | dict.fromkeys(counts, 1.0)
        within = counts["within"]
        said["within-twice"] = within > 1
        said["mostly-after-in"] = 0 < within <= 2 * counts["small-in"] - (within > 1)
        return said

    def _sentence_of(self, place: int) -> int:
        return bisect_right(self._sentence_starts, place) - 1

    def _opens_with_page_word(self, sentence: int) -> bool:
        """Whether a sentence begins with what stands for the page's subject: "Prosjektet", "Nettverket"."""
        at = bisect_left(self.starts, self._sentence_starts[sentence])
        return at < len(self.texts) and self.texts[at] in self._page_words

    def _said_in(self, start: int, end: int) -> dict[str, float]:
        """What a sentence says: partners, dates, sums, goals."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        kinds = set(chain.from_iterable(self.kinds[first:last]))
        text = self.plain[start:end]
        names = len(_LISTED_AFTER.findall(text))
        said = {
            "with-names": names > 1,
            "with-partners": names > 1 and bool(kinds & {"partner", "together", "cooperate", "made_of"}),
            "with-start": "start" in kinds and _YEAR.search(text) is not None,
            "with-sum": _SUM.search(text) is not None,
            "with-goal": "goal" in kinds,
            "with-speech": "speech" in kinds,
            "with-contact": "contact" in kinds,
        }
        return {name: 1.0 for name, value in said.items() if value}

    def _beside(self, name: str, place: int) -> dict[str, float]:
        """The cues of the few words before and after a place, in its block."""
        block = self.block_at(place)
        first = bisect_left(self.starts, block.start) if block else 0
        last = bisect_left(self.starts, block.end) if block else len(self.starts)
        at, after = bisect_left(self.starts, place), bisect_left(self.starts, place + len(name))
        said: dict[str, float] = {}
        for number in range(max(first, at - _NEAR_WORDS), at):
            for kind in self.kinds[number]:
                said[f"before-{kind}"] = 1.0
        for number in range(after, min(last, after + _NEAR_WORDS)):
            for kind in self.kinds[number]:
                said[f"after-{kind}"] = 1.0
        if at > first:
            if is_title(self.texts[at - 1]):
                said["title-right-before"] = 1.0
            said[f"left:{self.texts[at - 1][:_STEM_CHARS]}"] = 1.0
        if after < last:
            said[f"right:{self.texts[after][:_STEM_CHARS]}"] = 1.0
        return said | self._defined(after, last)

    def _defined(self, at: int, last: int) -> dict[str, float]:
        """ "X, et samarbeid mellem …", "X er en indsats for …": an article and a noun of kind right after the name."""
        bridge = self.texts[at : min(at + 3, last)]
        opens = bool(bridge) and (bridge[0] in (",", "–", "(") or bridge[0] in all_words("being"))
        if not opens or _articles().isdisjoint(bridge[1:3]):
            return {}
        kinds = set(chain.from_iterable(self.kinds[at + 1 : min(at + 8, last)]))
        is_kind = bool(kinds & {"cooperate", "project", "programme", "collective", "partner"})
        return {"defined": 1.0, "defined-kind": 1.0} if is_kind else {"defined": 1.0}

    def _inside(self, name: str, place: int) -> list[str]:
        """How a name stands in its sentence: in a list of names, after which small word, within or at the front."""
        block = self.block_at(place)
        begin = max(place - _CHARS_BEFORE, block.start if block else 0)
        text = self.plain[begin:place]
        said = []
        if _LISTED_BEFORE.search(text) or _LISTED_AFTER.match(self.plain, place + len(name)):
            said.append("listed")
        before = _WORD_BEFORE.search(text)
        is_word = before is not None and (before[1].islower() or begin + before.start(1) in self._fronts)
        if before and is_word and self.plain[place] == name[0]:
            kind = small_word(before[1].lower())
            said += ["within", f"small-{kind}"] if kind else ["within"]
        return said


def _fields(blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """The start of each label and item with its field, or with the section of the heading above it."""
    section: str | None = None
    for block in blocks:
        front = block.text.partition(":")[0]
        if block.kind == "heading" or (block.kind == "paragraph" and not block.text.endswith(".")):
            section = section_of(front)
        field = field_of(front) if block.kind == "label" else section
        if field:
            yield block.start, field


@cache
def _articles() -> frozenset[str]:
    return frozenset((*all_words("articles"), "ei", "det", "den"))


def _is_line(block: Block) -> bool:
    """Whether a block is a line that says no sentence: a heading, a step of a menu."""
    is_short = block.kind == "paragraph" and len(block.text) < _MAX_LINE_CHARS and block.text[-1] not in ".!?:"
    return block.kind == "heading" or is_short
