"""Denials: a candidate in, whether the words of its own clause take back what would be said of it.

"Lund deltar inte", "hvis Vejle deltager": no weight speaks against a plain denial or condition. What another clause
denies is not denied here: "Lund deltar, men Malmö inte".
"""

from collections.abc import Sequence, Set
from functools import cache
from itertools import pairwise

from loaders.extraction.page import Page
from loaders.extraction.prose import said
from loaders.extraction.weighing.around import Candidate
from loaders.lexicon import word_set, words

_FAMILIES = frozenset({"actor", "collective", "money"})
_MARKS = frozenset({";", ":", "–", "(", ")"})


def is_denied(page: Page, candidate: Candidate, relation: str) -> bool:
    """Whether the clause of a candidate denies, doubts, takes back or only applies for what a relation says of it."""
    if candidate.family not in _FAMILIES:
        return False
    if relation in ("funder", "grant") and _is_no_gift(page, candidate):
        return True
    before, after = _clause_around(candidate, page.language)
    if relation in ("hasPartner", "leadPartner") and _has_left(page, candidate, after):
        return True
    return said(page, "not", before, after) or said(page, "maybe", before, candidate.start)


def _is_no_gift(page: Page, candidate: Candidate) -> bool:
    """Whether money is only applied for, or lent by who is named."""
    start, end = candidate.unit.start, candidate.start
    return said(page, "applied", start, end) or page.lowered[start:end].rstrip().endswith(words(page.language, "loans"))


def _has_left(page: Page, candidate: Candidate, after: int) -> bool:
    """Whether a partner left, only looks on, or was named by mistake."""
    return said(page, "left_words", candidate.end, after) or said(page, "mistaken", candidate.end, candidate.unit.end)


def _clause_around(candidate: Candidate, language: str) -> tuple[int, int]:
    """Where the clause of a candidate begins and ends."""
    unit = candidate.unit
    first, last = unit.word_at(candidate.start), unit.word_at(candidate.end - 1)
    earlier, later = [word.text for word in unit.words[:first]], [word.text for word in unit.words[last + 1 :]]
    before = first - _reach(earlier[::-1], language, _MARKS)
    own = _own_relative(later, language)
    after = last + own + _reach(later[own:], language, _MARKS | _subordinating(language))
    return unit.words[before].start, unit.words[min(after, len(unit.words) - 1)].end


def _own_relative(later: Sequence[str], language: str) -> int:
    """How many words open a relative clause that is about the candidate: ", som", "der"."""
    comma = later[:1] == [","]
    return comma + 1 if word_set(language, "relatives").intersection(later[comma : comma + 1]) else 0


def _reach(away: Sequence[str], language: str, ends: Set[str]) -> int:
    """How many words belong to the clause, going away from the candidate.

    A comma or an "and" on this side of the verb stands in a list of names, one beyond it ends the clause. After "men"
    and "och" it goes on where a verb follows at once: "Lund följer arbetet men är inte medlem".
    """
    contrasts, joints = word_set(language, "contrasts"), word_set(language, "and")
    verbs = _verbs(language)
    with_verb = False
    for count, (word, following) in enumerate(pairwise([*away, ""])):
        joins = word in contrasts or (word in joints and with_verb)
        parts = word == "," and with_verb and following not in contrasts | joints
        if word in ends or parts or (joins and following not in verbs):
            return count
        with_verb = with_verb or word in verbs
    return len(away)


@cache
def _verbs(language: str) -> frozenset[str]:
    """Verbs, and what else leaving begins with: "gick", "pulled"."""
    leaving = {phrase.split()[0] for phrase in words(language, "left_words")} - word_set(language, "not")
    return word_set(language, "finite_verbs") | leaving


@cache
def _subordinating(language: str) -> frozenset[str]:
    """What begins a clause below another."""
    return word_set(language, "relatives") | word_set(language, "infinitive")
