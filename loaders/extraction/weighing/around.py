"""What candidates of one unit share: a unit in, candidates with the features of where they stand out.

Features know classes of words and how far off those are; ``candidates.py`` says which candidates there are.
"""

from collections.abc import Iterator
from functools import cache, cached_property
from typing import NamedTuple

from loaders.extraction.mentions import Mention
from loaders.extraction.names import is_title
from loaders.extraction.page import Page
from loaders.extraction.weighing.clauses import features_of
from loaders.extraction.weighing.cues import class_of, small_word
from loaders.extraction.weighing.page_facts import PageFacts
from loaders.extraction.weighing.units import Unit
from loaders.lexicon import words
from loaders.money import find_money
from loaders.statements import Entity, Value
from loaders.values import find_dates

_NEAR_WORDS, _MID_WORDS = 3, 8
_BESIDE = 4


class Candidate(NamedTuple):
    """What may be the object of a relation of its ``family``, the stretch that says so, its features, its subject.

    ``shared`` are the features that it has in common with others of its unit, ``own`` the rest.
    """

    family: str
    thing: Entity | Value
    start: int
    end: int
    unit: Unit
    shared: tuple[str, ...]
    own: tuple[str, ...]
    subject: Entity | None

    @property
    def features(self) -> tuple[str, ...]:
        """All its features."""
        return (*self.shared, *self.own)


class Around:
    """A unit with all that its candidates share: where its subject, its sums and its dates are."""

    def __init__(self, page: Page, unit: Unit, facts: PageFacts) -> None:
        """Find the dates, the sums and the places of the subject."""
        self.page, self.unit, self.facts = page, unit, facts
        text = page.plain[unit.start : unit.end]
        self.dates = find_dates(text, page.language)
        self.found_sums = find_money(text, page.language)
        self.sums = [unit.start + found.start for found in self.found_sums]
        self._stands: dict[tuple[int, int], list[str]] = {}
        self.subjects = self._subjects()
        self.shared = self._shared()

    def _subjects(self) -> list[int]:
        page, unit = self.page, self.unit
        named = [one.start for one in page.mentions(unit.start, unit.end) if one.entity == page.subject]
        pronouns = _pronouns(page.language)
        return named + [word.start for word in unit.words if word.text in pronouns]

    def _shared(self) -> tuple[str, ...]:
        unit = self.unit
        shared = [f"kind:{unit.kind}", f"page:{self.facts.subject_type}", f"at:{min(unit.number, 2)}"]
        shared += [f"head:{kind}" for kind in unit.heading]
        shared += [f"intro:{kind}" for kind in unit.intro] + [f"label:{kind}" for kind in unit.label]
        shared += [f"has:{kind}" for kind in unit.kinds]
        shared += ["has-date"] if self.dates else []
        shared += ["has-sum"] if self.sums else []
        shared += ["topic"] if self.page.topic_at(unit.start) != self.page.subject else []
        return tuple(shared)

    def candidate(
        self, family: str, thing: Entity | Value, span: tuple[int, int], group: tuple[int, int], own: list[str]
    ) -> Candidate:
        """A candidate that stands at ``span``, in a list that stands at ``group``."""
        features = tuple(dict.fromkeys([*own, *self._stand(group)]))
        return Candidate(family, thing, *span, self.unit, self.shared, features, self.page.topic_at(span[0]))

    def clause(self, first: int, last: int) -> Candidate:
        """A part of the unit: what it says of goals and of status."""
        page, unit = self.page, self.unit
        part = unit.part(first, last)
        own = tuple(dict.fromkeys(features_of(page, unit, self.subjects, first, last)))
        goal = Entity("Goal", " ".join(page.plain[part.start : part.end].split()))
        topic = page.topic_at(part.start)
        return Candidate("whole", goal, part.start, part.end, part, self.of_whole, own, topic)

    @cached_property
    def of_whole(self) -> tuple[str, ...]:
        """What the clauses of a unit share."""
        pairs = sorted(self.unit.kinds & _OF_WHOLE)
        both = [f"{left}+{right}" for number, left in enumerate(pairs) for right in pairs[number + 1 :]]
        both += [f"previous:{kind}" for kind in self.unit.previous & _OF_PREVIOUS]
        both += ["names"] if self.page.mentions(self.unit.start, self.unit.end) else []
        return (*self.shared, *both, f"subject:{bool(self.subjects)}")

    def _stand(self, group: tuple[int, int]) -> list[str]:
        """What stands around a stretch; one name is often a candidate of several families."""
        if group not in self._stands:
            first, last = self.unit.word_at(group[0]), self.unit.word_at(group[1] - 1)
            self._stands[group] = self._near(first, last) + self._beside(first, last) + self._within_reach(group)
        return self._stands[group]

    def of_name(self, mention: Mention) -> Iterator[str]:
        """What stands right before a name itself, and what the page says around it elsewhere."""
        unit = self.unit
        first = unit.word_at(mention.start)
        before = unit.words[first - 1].text if first else "^"
        if before.endswith(_appositions(self.page.language)):
            yield "apposed"
        own = small_word(before)
        if own:
            yield f"own-before:{own}"
        yield from (f"else:{kind}" for kind in self.facts.elsewhere(mention.entity.name, unit.start))

    def _near(self, first: int, last: int) -> list[str]:
        """The nearest cue of each class before and after, with its distance; and the two nearest of all together."""
        left: dict[str, int] = {}
        right: dict[str, int] = {}
        for kind, begin, end in self.unit.cues:
            if end < first:
                left[kind] = min(left.get(kind, 999), first - end)
            elif begin > last and kind not in right:
                right[kind] = begin - last
        near = [f"left:{kind}:{_bucket(distance)}" for kind, distance in left.items()]
        near += [f"right:{kind}:{_bucket(distance)}" for kind, distance in right.items()]
        if left and right:
            nearest = [sorted(zip(side.values(), side.keys(), strict=True))[:2] for side in (left, right)]
            near += [f"{before}<>{after}" for _, before in nearest[0] for _, after in nearest[1]]
        return near

    def _beside(self, first: int, last: int) -> list[str]:
        """The words right before and right after."""
        words = self.unit.words
        before = [word.text for word in words[max(0, first - _BESIDE) : first]]
        after = [word.text for word in words[last + 1 : last + 1 + _BESIDE]]
        beside = [
            f"before:{class_of(before[-1] if before else '^')}",
            f"after:{class_of(after[0] if after else '$')}",
        ]
        beside += ["title-before"] if any(map(is_title, before)) else []
        beside += [f"left~{text[:6]}" for text in before if len(text) > 2 and text.isalpha()]
        beside += [f"right~{text[:6]}" for text in after if len(text) > 2 and text.isalpha()]
        return beside + [f"lead-in:{kind}" for text in before[-2:] if (kind := small_word(text))]

    def _within_reach(self, group: tuple[int, int]) -> list[str]:
        """Where the subject is, and how far the nearest sum of either side."""
        is_before = any(start < group[0] for start in self.subjects)
        is_after = any(start >= group[1] for start in self.subjects)
        left, right = self._nearest_sum(group[0], left=True), self._nearest_sum(group[1] - 1, left=False)
        return [f"subject-before:{is_before}", f"subject-after:{is_after}", f"sum-before:{left}", f"sum-after:{right}"]

    def _nearest_sum(self, offset: int, *, left: bool) -> str:
        """How far the nearest sum of one side is, in words: near, mid, far, or none."""
        if not self.sums:
            return "none"
        word = self.unit.word_at(offset)
        places = [self.unit.word_at(start) for start in self.sums]
        distances = [word - place if left else place - word for place in places]
        return min((_bucket(one) for one in distances if one > 0), key=_BUCKETS.index, default="none")


@cache
def _appositions(language: str) -> tuple[str, ...]:
    return tuple(words(language, "apposition_ends"))


@cache
def _pronouns(language: str) -> frozenset[str]:
    return frozenset(words(language, "page_words"))


_BUCKETS = ("near", "mid", "far")
_OF_PREVIOUS = frozenset({"goal", "colon", "by_year", "speech", "others"})
_OF_WHOLE = frozenset(
    {
        *("goal", "aim_verb", "by_year", "not", "maybe", "others", "speech", "project", "ongoing", "finished"),
        *("stopped", "applied", "planned", "start", "end", "partner", "cooperate", "theme"),
    }
)


def _bucket(distance: int) -> str:
    return "near" if distance <= _NEAR_WORDS else "mid" if distance <= _MID_WORDS else "far"
