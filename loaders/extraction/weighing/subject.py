"""What a page is about, decided: the name that weighs most, with its kind.

The kind is what the name itself says, or the noun that stands beside it most ("projektet X"), or the noun that the
page uses most.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from loaders.documents import Document
from loaders.extraction.names import COLLECTIVE_TYPES, typed_name
from loaders.extraction.weighing.name_features import Named
from loaders.extraction.weighing.naming import names_of
from loaders.extraction.weighing.weights import score
from loaders.lexicon import table
from loaders.statements import Entity

_MARGIN = 2.0
# Logistic regression over what weights of other pages chose on 139 gold pages: of names with a certainty of 0.2 to 0.4
# 29 % were right, of 0.4 to 0.6 52 %, of 0.6 to 0.8 61 %, of more 98 %.
_BIAS, _OF_SCORE, _OF_LEAD = -2.5, 0.35, 0.32
_KINDS = ("Partnership", "Network", "Project", "Programme")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page is about, and how likely that is."""

    entity: Entity | None
    certainty: float


def weighed_subject(document: Document, plain: str, guessed: Entity | None) -> Subject:
    """What the page is about, the likeliest name.

    In:  a document, its matching copy, and what the rules of ``subjects.py`` say, which counts as one more feature.
    Out: the thing, None where nothing is named, and its probability.
    """
    if guessed and typed_name(guessed.name, document.language) == Entity("Municipality", guessed.name):
        guessed = None
    names = names_of(document, plain, guessed.name if guessed else None)
    likeliest = likeliest_of(names, guessed.name if guessed else None)
    if likeliest is None:
        return Subject(guessed, 1.0)
    best, certainty = likeliest
    if guessed and best.name == guessed.name:
        return Subject(guessed, certainty)
    return Subject(Entity(_kind(best, document), _as_written(best, plain)), certainty)


def likeliest_of(names: Sequence[Named], guessed: str | None) -> tuple[Named, float] | None:
    """The likeliest of a page's names and its certainty; what the rules guess where hardly one weighs more."""
    scores = {one.name: score(one.features) for one in names}
    best = max(names, key=lambda one: (scores[one.name], -one.places[0]), default=None)
    if best is None:
        return None
    if guessed in scores and scores[guessed] >= scores[best.name] - _MARGIN:
        best = next(one for one in names if one.name == guessed)
    return best, _certainty(best.name, scores)


def _certainty(name: str, scores: dict[str, float]) -> float:
    """How likely the name is right: from its score, and its lead over names that share no words with it."""
    ours = name.casefold()
    others = [value for other, value in scores.items() if other.casefold() not in ours and ours not in other.casefold()]
    total = _BIAS + _OF_SCORE * scores[name] + _OF_LEAD * (scores[name] - max(others, default=0.0))
    return 1 / (1 + math.exp(-total))


def _as_written(one: Named, plain: str) -> str:
    """The spelling that the text uses most: not "LEVANDE BRYGGOR" where it also writes "Levande bryggor"."""
    spellings = Counter(plain[place : place + len(one.name)] for place in one.places)
    mixed = {name: count for name, count in spellings.items() if not name.isupper()} or spellings
    return max(mixed, key=lambda name: (mixed[name], name))


def _kind(one: Named, document: Document) -> str:
    own = typed_name(one.name, document.language)
    if own and own.type in COLLECTIVE_TYPES:
        return own.type
    nouns: dict[str, str] = table(document.language).get("nouns", {})
    text = document.text.casefold()
    beside = Counter[str]()
    for place in one.places:
        for noun, kind in nouns.items():
            if text[max(0, place - len(noun) - 2) : place].strip(" \"'«“").endswith(noun):
                beside[kind] += 5
    for noun, kind in nouns.items():
        beside[kind] += text.count(noun)
    likely = [kind for kind, _ in beside.most_common() if kind in _KINDS]
    return likely[0] if likely else "Partnership"
