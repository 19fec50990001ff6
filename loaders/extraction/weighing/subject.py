"""What a page is about, decided: the name that weighs most, with its kind.

The kind is what the name itself says, or the noun that stands beside it most ("projektet X"), or the noun that the
page uses most.
"""

import math
from collections import Counter

from loaders.documents import Document
from loaders.extraction.names import COLLECTIVE_TYPES, typed_name
from loaders.extraction.weighing.naming import Named, names_of
from loaders.extraction.weighing.weights import score
from loaders.lexicon import table
from loaders.statements import Entity

_MARGIN = 2.0
_KINDS = ("Partnership", "Network", "Project", "Programme")


def weighed_subject(document: Document, plain: str, guessed: Entity | None) -> Entity | None:
    """What the page is about; ``guessed`` is what the rules of ``subjects.py`` say, which counts as one more
    feature.
    """
    if guessed and typed_name(guessed.name, document.language) == Entity("Municipality", guessed.name):
        guessed = None
    names = names_of(document, plain, guessed.name if guessed else None)
    scores = {one.name: score(one.features) for one in names}
    best = max(names, key=lambda one: (scores[one.name], -one.places[0]), default=None)
    if best is None or (guessed and scores.get(guessed.name, -math.inf) >= scores[best.name] - _MARGIN):
        return guessed
    return Entity(_kind(best, document), _as_written(best, plain))


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
