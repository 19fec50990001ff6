"""What a page is about, decided: the name that weighs most, with its kind.

The kind is what the name itself says, or the noun that stands beside it most ("projektet X"), or the noun that the
page uses most.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from loaders.documents import Document
from loaders.extraction.names import COLLECTIVE_TYPES, typed_name
from loaders.extraction.weighing.named import Named
from loaders.extraction.weighing.naming import names_of
from loaders.extraction.weighing.weights import certainty, score
from loaders.lexicon import table
from loaders.statements import Entity

_LEAST_SHARE = 1e-6
_KINDS = ("Partnership", "Network", "Project", "Programme")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page is about, and how likely that is."""

    entity: Entity | None
    certainty: float


class Likeliest(NamedTuple):
    """The likeliest of the names of a page, and the logarithm of its odds against the others."""

    named: Named
    odds: float


def weighed_subject(document: Document, plain: str, guessed: Entity | None) -> Subject:
    """What the page is about, the likeliest name.

    In:  a document, its matching copy, and what the rules of ``subjects.py`` say, which counts as one more feature.
    Out: the thing, None where nothing is named, and its probability.
    """
    if guessed and typed_name(guessed.name, document.language) == Entity("Municipality", guessed.name):
        guessed = None
    likeliest = likeliest_of(names_of(document, plain, guessed.name if guessed else None))
    if likeliest is None:
        return Subject(guessed, 1.0)
    best = likeliest.named
    if guessed is None or best.name != guessed.name:
        guessed = Entity(_kind(best, document), _as_written(best, plain))
    return Subject(guessed, certainty(likeliest.odds))


def likeliest_of(names: Sequence[Named]) -> Likeliest | None:
    """The likeliest of the names that a page may be about; of equals the first."""
    # A page of records is about none of them, if it names anything else.
    above = [one for one in names if not one.features.get("one-of-records")] or names
    scored = [(score(one.features), -one.places[0], one) for one in above]
    if not scored:
        return None
    most, _, best = max(scored, key=lambda one: one[:2])
    others = sum(math.exp(total - most) for total, _, one in scored if not _is_same(one.name, best.name))
    return Likeliest(best, -math.log(max(others, _LEAST_SHARE)))


def _is_same(name: str, other: str) -> bool:
    """Whether one name is the other with more words: "Grenlandsavtalen" and "Grenlandsavtalen for klima"."""
    words, others = set(name.casefold().split()), set(other.casefold().split())
    return words <= others or others <= words


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
