"""How far a page speaks of each name: a text with the places of its names in, named features out.

What a page is about is named from its beginning to its end, and the page tells most of its facts beside it; a project
among others is told of in one paragraph. "Projektet" and "alliansen" stand for a name before them.
"""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from loaders.extraction.weighing.name_runs import kind_nouns
from loaders.extraction.weighing.name_surroundings import Surroundings
from loaders.lexicon import words

_EVIDENCE = frozenset({"partner", "together", "fund", "lead", "cooperate", "start", "end", "goal", "budget", "made_of"})
_SHORT_CHARS = 4
_MAX_CHARS_AFTER = 500
_MIN_HEAD_CHARS = 4
_MIN_FRONT_CHARS = 3
_ENDINGS = ("en", "et", "n", "t", "a", "na", "ne")


class Reach:
    """The running text of a page: its blocks, what each tells, and the words that stand for a name."""

    def __init__(self, text: Surroundings, language: str, inside: Mapping[str, Sequence[int]]) -> None:
        """``inside`` are the places of each name that stand for it in running text."""
        self._text, self._inside = text, inside
        self._nouns = kind_nouns(language)
        starts = text.starts
        self._blocks = [one for one in text.blocks if text.is_running(one.start)]
        self._block_starts = [one.start for one in self._blocks]
        spans = [(bisect_left(starts, one.start), bisect_left(starts, one.end)) for one in self._blocks]
        self._told = [
            frozenset(kind for kinds in text.kinds[first:last] for kind in kinds) & _EVIDENCE for first, last in spans
        ]
        self._telling = frozenset[str]().union(*self._told)
        self._first, self._last = (self._blocks[0].start, self._blocks[-1].end) if self._blocks else (0, 1)
        spoken = frozenset(word for word in words(language, "page_words") if len(word) > _SHORT_CHARS)
        self._heads = _heads(text.lowered)
        self._stands = [
            start
            for start, word in zip(starts, text.texts, strict=True)
            if word in spoken and text.is_running(start) and not self._is_before_name(start + len(word))
        ]
        kinds = Counter(self._nouns[word] for word in text.texts if word in self._nouns)
        self._kind = max(kinds, key=lambda kind: (kinds[kind], kind), default="")
        self._meant = self._meant_by()
        self._most = max(self._meant.values(), default=0)

    def of(self, name: str) -> dict[str, float]:
        """The features of a name."""
        places = self._inside[name]
        said = {**self._spread(places), **self._beside(name, places)}
        if self._meant[name]:
            said["meant"] = self._meant[name] / len(self._stands)
            said["meant-most"] = float(self._meant[name] == self._most)
        said["called-by-head"] = float(self._is_called_by_head(name))
        return said

    def _spread(self, places: Sequence[int]) -> dict[str, float]:
        """Over how much of the page a name is said, and how much is told in the blocks that say it."""
        if not places:
            return {}
        length = max(self._last - self._first, 1)
        at = {bisect_right(self._block_starts, place) - 1 for place in places} - {-1}
        told = frozenset[str]().union(*(self._told[number] for number in at))
        return {
            "spread": (places[-1] - places[0]) / length,
            "blocks": math.log(1 + len(at)),
            "one-block": float(len(at) == 1 and len(self._blocks) > 2),
            "starts-late": (places[0] - self._first) / length,
            "tells": len(told) / max(len(self._telling), 1),
        }

    def _beside(self, name: str, places: Sequence[int]) -> dict[str, float]:
        """Whether the noun before a name is the one that the page uses most."""
        said: dict[str, float] = {}
        for place in places:
            at = bisect_left(self._text.starts, place) - 1
            kind = self._nouns.get(self._text.texts[at], "") if at >= 0 else ""
            if kind:
                said["beside-kind-of-page" if kind == self._kind else "beside-other-kind"] = 1.0
        return said

    def _is_before_name(self, end: int) -> bool:
        following = self._text.plain[end : end + 2]
        return following[:1] == " " and (following[1:].isupper() or following[1:] in "\"'")

    def _meant_by(self) -> Counter[str]:
        """How often each name is the last one before a word that stands for a name."""
        named = sorted((place, name) for name, places in self._inside.items() for place in places)
        counts: Counter[str] = Counter()
        for stand in self._stands:
            at = bisect_left(named, (stand, "")) - 1
            if at >= 0 and stand - named[at][0] < _MAX_CHARS_AFTER:
                place = named[at][0]
                while at >= 0 and named[at][0] == place:
                    counts[named[at][1]] += 1
                    at -= 1
        return counts

    def _is_called_by_head(self, name: str) -> bool:
        """ "Bottenvikens Vätgasallians" where the text says "alliansen", "Godsrådet Halland" where it says "rådet"."""
        return any(
            token[at:] in self._heads
            for token in name.casefold().split()
            for at in range(_MIN_FRONT_CHARS, len(token) - _MIN_HEAD_CHARS + 1)
        )


def _heads(lowered: Iterable[str]) -> frozenset[str]:
    """What may be the end of a compound: words in the definite form, and the same without its ending."""
    found = set[str]()
    for word in lowered:
        if len(word) >= _MIN_HEAD_CHARS and word.endswith(_ENDINGS):
            found |= {word, *(word.removesuffix(ending) for ending in _ENDINGS)}
    return frozenset(word for word in found if len(word) >= _MIN_HEAD_CHARS)
