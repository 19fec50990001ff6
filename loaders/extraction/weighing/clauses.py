"""Clauses: a unit in, the parts of it that each may say a goal of its own out, with their features.

"Målet er at halvere A og at bygge B, men ikke C" has three clauses. The words that lead a clause in ("målet er at",
"for å", a colon) and those it begins with tell goals from other sentences, together with what stands around it.
"""

import re
from collections.abc import Iterator, Sequence, Set
from functools import cache, lru_cache
from itertools import pairwise

from loaders.extraction.mentions import Mention
from loaders.extraction.page import Page
from loaders.extraction.weighing.cues import Word, small_word
from loaders.extraction.weighing.units import Unit
from loaders.lexicon import table
from loaders.lexicon import words as goal_verbs

_MIN_WORDS = 3
_STEM_CHARS = 5
_NAME_CHARS = 6
_LEADING, _OPENING, _INTRO_WORDS = 4, 3, 6
_NUMBER = re.compile(r"\d")


def clauses_of(page: Page, unit: Unit) -> Iterator[tuple[int, int]]:
    """The first and last word of every clause of at least three words; the whole unit where it has none."""
    words, leading, joining = unit.words, _leading(), _joining()
    near = [
        at for at, (before, word) in enumerate(pairwise(words), 1) if before.text in leading or word.text in joining
    ]
    starts = [0, *(at for at in near if _begins(unit, at)), len(words)]
    spans = [_trimmed(words, first, after - 1) for first, after in pairwise(starts)]
    long = [span for span in spans if _is_clause(words[span[0] : span[1] + 1])]
    yield from long or ([(0, len(words) - 1)] if words else [])


def _is_clause(words: Sequence[Word]) -> bool:
    """Whether words are more than the lead-in of what follows them."""
    enough = sum([word.text[0].isalnum() for word in words]) >= _MIN_WORDS
    return enough and words[-1].text not in _joints()["that"]


def features_of(page: Page, unit: Unit, subjects: list[int], first: int, last: int) -> list[str]:
    """What a clause looks like by itself, and what leads it in."""
    words = unit.words
    acts = _acts(page.language, words[first : first + _OPENING])
    number = _NUMBER.search(page.plain, words[first].start, words[last].end) is not None
    before = words[first - 1].text if first else ""
    said = [
        *_cues(unit, first, last),
        *_stems(words, first, last),
        *_modals(page, unit, subjects, first, last),
        f"acts:{acts}",
        f"number:{number}",
        f"first:{first == 0}",
        f"last:{last >= len(words) - 2}",
        f"words:{min((last - first) // 4, 4)}",
        f"after:{before if before and not before[0].isalnum() else '-'}",
    ]
    for kind in ("goal", "colon"):
        if kind in unit.heading or kind in unit.intro or kind in unit.previous:
            under = f"under:{kind}"
            said += [f"{under}:{unit.kind}", f"{under}:acts:{acts}", f"{under}:number:{number}"]
            said.append(f"{under}:first:{first == 0}")
    return said


def _cues(unit: Unit, first: int, last: int) -> list[str]:
    """The cues of a clause and of what stands before it, and which of them are nearest to where it begins."""
    said = []
    for kind, begin, end in unit.cues:
        if begin >= first:
            if end <= last:
                said.append(f"in:{kind}")
            if begin < first + _OPENING:
                said.append(f"opens:{kind}")
        else:
            if end < first:
                said.append(f"before:{kind}")
            if begin >= first - _LEADING:
                said.append(f"leads:{kind}")
    return said


def _stems(words: Sequence[Word], first: int, last: int) -> list[str]:
    """What the words of a clause begin with, those right before it, and those that it opens with."""
    stems = [_stem(word.text) for word in words[first : max(last + 1, first + _OPENING)]]
    said = [f"opens~{stem}" for stem in stems[:_OPENING]]
    said += [f"leads~{_stem(word.text)}" for word in words[max(0, first - _LEADING) : first]]
    inside = zip(words[first : last + 1], stems, strict=False)
    return said + [f"word~{stem}" for word, stem in inside if len(word.text) > 2]


def _modals(page: Page, unit: Unit, subjects: list[int], first: int, last: int) -> Iterator[str]:
    """Who shall: what the page is about, its partners, another name, or anything else."""
    words = unit.words
    named = page.mentions(unit.start, unit.end)
    yield from (f"names:{one.entity.type}" for one in named if one.entity.type in ("Country", "PublicBody"))
    modals = _joints()["modals"]
    stand = [at for at in range(max(0, first - _LEADING), last + 1) if words[at].text in modals]
    own = [*subjects, *_short_names(page, unit)] if stand else []
    flags = _flags(page, unit, first, last) if stand else ()
    yield from (f"modal&{flag}" for flag in flags)
    for at in stand:
        begin, end = max(0, at - _LEADING), min(len(words) - 1, at + 2)
        near = range(words[begin].start, words[end].end)
        kinds = {cue.kind for cue in unit.cues if begin <= cue.first <= end}
        who = _who(near, own, kinds, named)
        yield f"modal~{words[at].text[:4]}"
        yield f"modal:{who}"
        yield f"modal:{who}:{_acts(page.language, words[at + 1 : at + 1 + _LEADING])}"


def _flags(page: Page, unit: Unit, first: int, last: int) -> Iterator[str]:
    """What tells a pledge from a plan: a number, a year to come, "all" or "none"; and who does not pledge."""
    words = unit.words
    if _NUMBER.search(page.plain, words[first].start, words[last].end):
        yield "number"
    yield from unit.kinds & _OF_PLEDGES
    every = _joints()["every"]
    if any(word.text in every for word in words[first : last + 1]):
        yield "every"


def _who(near: range, own: Sequence[int], kinds: Set[str], named: Sequence[Mention]) -> str:
    if any(start in near for start in own):
        return "own"
    if kinds & {"collective", "partner", "project", "cooperate"}:
        return "collective"
    return "other" if any(one.start in near for one in named) else "open"


def _acts(language: str, words: Sequence[Word]) -> bool:
    """Whether one of a few words is a verb of purpose."""
    return any(_is_act(language, word.text) for word in words)


@lru_cache(maxsize=32_768)
def _is_act(language: str, word: str) -> bool:
    return word in goal_verbs(language, "goal_verbs") or word.startswith(_verbs())


def _short_names(page: Page, unit: Unit) -> Iterator[int]:
    """Where a word of the topic's name stands alone: "Skovringen" for "Skovringen om Randers"."""
    topic = page.topic_at(unit.start)
    stems = [word.casefold()[:_NAME_CHARS] for word in topic.name.split() if len(word) > _NAME_CHARS] if topic else []
    yield from (word.start for word in unit.words if word.text[:_NAME_CHARS] in stems)


@lru_cache(maxsize=8_192)
def _stem(word: str) -> str:
    return small_word(word) or word[:_STEM_CHARS]


def _begins(unit: Unit, at: int) -> bool:
    """Whether a clause begins at a word: after a mark, or after "and" where a verb or a new start follows."""
    words = unit.words
    before, word = words[at - 1].text, words[at].text
    if before in _MARKS:
        return True
    joins = _joints()
    if before in joins["that"] and at > 1 and words[at - 2].text not in joins["and"]:
        return _leads_in(unit, at)
    if word in joins["and"] or word == ",":
        following = words[at + 1].text if at + 1 < len(words) else ""
        if word == "," and following in joins["and"]:
            return True
        return following in joins["starts"] or following.startswith(_verbs())
    return False


def _leads_in(unit: Unit, at: int) -> bool:
    """Whether the few words before "at", "å" or "to" speak of a goal: "målet er at", "for å", "was set up to"."""
    first = at - 1 - _INTRO_WORDS
    return unit.words[at - 2].text in _FOR or any(
        cue.kind == "goal" and first <= cue.first and cue.last < at - 1 for cue in unit.cues
    )


def _trimmed(words: list[Word], first: int, last: int) -> tuple[int, int]:
    while last > first and not words[last].text[0].isalnum():
        last -= 1
    while first < last and (not words[first].text[0].isalnum() or words[first].text in _ANDS):
        first += 1
    return first, last


_OF_PLEDGES = frozenset({"by_year", "others", "goal", "speech", "not", "maybe", "end"})
_FOR = frozenset({"for", "för", "order"})
_ANDS = frozenset({"og", "och", "and", "samt", "men", "but"})
_MARKS = frozenset({";", ":", "–", "•", "(", ")"})


@cache
def _joints() -> dict[str, frozenset[str]]:
    return {kind: frozenset(listed) for kind, listed in table("cues")["clauses"].items()}


@cache
def _leading() -> frozenset[str]:
    """What a clause may begin after."""
    return _MARKS | _joints()["that"]


@cache
def _joining() -> frozenset[str]:
    """What a clause may begin with, beside what it begins after."""
    return _joints()["and"] | {","}


@cache
def _verbs() -> tuple[str, ...]:
    """What verbs of purpose begin with."""
    return tuple(table("cues")["clauses"]["verbs"])
