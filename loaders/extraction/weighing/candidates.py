"""Candidates: a unit in, what its names, dates and sums could be said to be out, each with its features.

A feature is a short word such as ``left:fund:near`` (a cue of class ``fund`` at most three words before). Features know
classes and never words, so what was learned from one page holds for others, and for all languages.
"""

from collections.abc import Iterator
from functools import cache, cached_property
from typing import NamedTuple

from loaders.extraction.lists import actor_lists
from loaders.extraction.mentions import UNKNOWN, Mention
from loaders.extraction.names import COLLECTIVE_TYPES, is_title, known_fund, looks_like_person, typed_name
from loaders.extraction.page import Page
from loaders.extraction.weighing.clauses import clauses_of, features_of
from loaders.extraction.weighing.cues import small_word
from loaders.extraction.weighing.dates_and_sums import is_name_and_sum, of_date, of_sum
from loaders.extraction.weighing.everyday import is_given_name, is_ordinary
from loaders.extraction.weighing.page_facts import PageFacts
from loaders.extraction.weighing.place_features import places_of
from loaders.extraction.weighing.units import Unit
from loaders.lexicon import words
from loaders.money import find_money
from loaders.statements import Entity, Value
from loaders.values import find_dates

_COURTESIES = frozenset({"Mr", "Mrs", "Ms", "Dr", "Prof", "Fru", "Hr", "Herr", "Commissioner"})
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


def candidates_in(page: Page, unit: Unit, facts: PageFacts) -> Iterator[Candidate]:
    """Every candidate of a unit."""
    around = _Around(page, unit, facts)
    for group in actor_lists(page, unit.start, unit.end):
        for mention in group:
            yield from _actor(around, group, mention)
    for mention in page.mentions(unit.start, unit.end):
        yield from _collective(around, mention)
    yield from _places(around)
    years = (facts.first_year, facts.last_year)
    topic = page.topic_at(unit.start)
    for at, found in enumerate(around.dates):
        span = (unit.start + found.start, unit.start + found.end)
        own = of_date(page.plain, unit, around.dates, at, years, topic.name if topic else "")
        yield around.candidate("date", Value(found.value, found.datatype), span, span, own)
    for at, found in enumerate(around.found_sums):
        span = (unit.start + found.start, unit.start + found.end)
        own = of_sum(page.plain, unit, around.found_sums, at, facts.largest_sum, facts.sums)
        yield around.candidate("money", Value(found.value, found.datatype, found.currency), span, span, own)
    for first, last in clauses_of(page, unit):
        yield around.clause(first, last)


def _actor(around: "_Around", group: tuple[Mention, ...], mention: Mention) -> Iterator[Candidate]:
    page, facts = around.page, around.facts
    name = mention.entity.name
    kind = _kind(mention, page.language)
    is_company = mention.entity.type == "Company"
    is_person = is_company and name.split()[0] in _COURTESIES
    if mention.entity == page.subject or mention.entity.type in ("ActorGroup", "Actor") or is_person:
        return
    own = [f"type:{kind}", f"list:{min(len(group), 3)}", f"times:{min(facts.count(name), 3)}"]
    own.append(f"first:{mention is group[0]}")
    own += ["person"] if is_company and looks_like_person(name) else []
    own += ["ordinary"] if is_company and is_ordinary(name.split()[-1]) else []
    own += ["given-name"] if is_company and is_given_name(name) else []
    own += ["gives"] if mention.entity.type in _GIVERS or known_fund(name) else []
    own += [f"{kind}&{cue}" for cue in ("fund", "receive", "each", "applied") if cue in around.unit.kinds]
    own += around.of_name(mention)
    own += [f"{kind}&sum"] if around.sums else []
    own += ["name-and-sum"] if is_name_and_sum(around.unit, mention, around.found_sums) else []
    own += ["home"] if mention.entity == page.municipality else []
    own += ["genitive"] if page.plain[mention.start : mention.end].endswith("s") and not name.endswith("s") else []
    yield around.candidate("actor", mention.entity, (mention.start, mention.end), (group[0].start, group[-1].end), own)


def _kind(mention: Mention, language: str) -> str:
    """What kind of actor a name tells to be; "Name" where it tells nothing and was made a company."""
    kind = mention.entity.type
    return UNKNOWN if kind == "Company" and typed_name(mention.entity.name, language) is None else kind


def _collective(around: "_Around", mention: Mention) -> Iterator[Candidate]:
    page, entity = around.page, mention.entity
    if entity == page.subject or entity.type not in (*COLLECTIVE_TYPES, UNKNOWN, "Fund"):
        return
    if entity.name.split()[0] in _COURTESIES:
        return
    quoted = page.plain[mention.start - 1 : mention.start] in ('"', "'")
    own = [f"type:{entity.type}", f"quoted:{quoted}", f"times:{min(around.facts.count(entity.name), 3)}"]
    own += ["person"] if looks_like_person(entity.name) else []
    span = (mention.start, mention.end)
    yield around.candidate("collective", entity, span, span, own)


def _places(around: "_Around") -> Iterator[Candidate]:
    for mention, features in places_of(around.page, around.unit):
        span = (mention.start, mention.end)
        own = [f"type:{mention.entity.type}", f"times:{min(around.facts.count(mention.entity.name), 3)}", *features]
        yield around.candidate("place", mention.entity, span, span, [*own, *around.of_name(mention)])


class _Around:
    """A unit with all that its candidates share: where its subject, its sums and its dates are."""

    def __init__(self, page: Page, unit: Unit, facts: PageFacts) -> None:
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
            f"before:{_class_of(before[-1] if before else '^')}",
            f"after:{_class_of(after[0] if after else '$')}",
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


_GIVERS = frozenset({"Fund", "Programme"})
_BUCKETS = ("near", "mid", "far")
_OF_PREVIOUS = frozenset({"goal", "colon", "by_year", "speech", "others"})
_OF_WHOLE = frozenset(
    {
        *("goal", "aim_verb", "by_year", "not", "maybe", "others", "speech", "project", "ongoing", "finished"),
        *("stopped", "applied", "planned", "start", "end", "partner", "cooperate", "theme"),
    }
)


def _class_of(word: str) -> str:
    """The class of a small word, a mark of punctuation itself, "word" for any other."""
    return small_word(word) or ("word" if word.isalnum() else word)


def _bucket(distance: int) -> str:
    return "near" if distance <= _NEAR_WORDS else "mid" if distance <= _MID_WORDS else "far"
