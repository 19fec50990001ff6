"""Weights: features in, a probability out. A logistic model per relation, and a score for what a page is about.

The weights are data (``lexicon/weights.json``), learned from annotated pages by ``python -m bench weights``; no
language model is asked. Source: logistic regression (Cox 1958), one relation against all others.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import Any

from loaders.paths import LEXICON

FILE = "weights.json"
# The decimals of a weight.
DIGITS = 2
_ONE = 10**DIGITS
# Stands between two features in the name of a pair: a feature that is there where both are.
PAIRED = " * "
# What candidates of each family may be said to be; a status is a relation for each of its values.
RELATIONS: Mapping[str, tuple[str, ...]] = {
    "actor": ("hasPartner", "leadPartner", "facilitator", "funder", "initiatedBy"),
    "date": ("startDate", "endDate", "targetYear"),
    "money": ("budget", "grant"),
    "collective": ("hasProject", "partOf", "precededBy", "funder"),
    "place": ("locatedIn",),
    "whole": ("hasGoal", *(f"status={one}" for one in ("applied", "started", "ongoing", "finished", "stopped"))),
}


@dataclass(frozen=True, slots=True)
class Model:
    """One relation's weights; ``least`` is the probability from which a candidate is a statement, ``second`` the model
    of the second look, where one was learned.
    """

    bias: float
    least: float
    weights: Mapping[str, float]
    second: "SecondModel | None" = None

    def probability(self, features: Iterable[str]) -> float:
        """How likely the relation holds, from 0 to 1."""
        weights = self.weights
        return self.likely(math.fsum([weights[feature] for feature in features if feature in weights]))

    def likely(self, total: float) -> float:
        """The probability that a sum of weights makes."""
        return _share_of(self.bias + total)


@dataclass(frozen=True, slots=True)
class SecondModel:
    """The weights of what a second look sees (``second_look.py``)."""

    bias: float
    weights: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """How likely the relation holds, from 0 to 1."""
        weights = self.weights
        return _share_of(
            self.bias + sum([weights[name] * value for name, value in features.items() if name in weights])
        )


# The weights of a feature in all models of a family are one whole number: 32 bits of it for each model. So all models
# are summed at once, by one addition a feature.
_BITS = 32
_HALF, _MASK = 1 << (_BITS - 1), (1 << _BITS) - 1
_NOTHING = repeat(0)


@dataclass(frozen=True, slots=True)
class Family:
    """The models of one family; ``packed`` holds the weights of each feature in all of them as one number.

    ``pairs`` has the same by the first feature of a pair, with the second; ``paired`` are the few features that stand
    in any pair.

    Weights are whole hundredths here, so that a sum of them does not depend on their order, and what many candidates
    share is summed once.
    """

    models: Mapping[str, Model]
    packed: Mapping[str, int]
    pairs: Mapping[str, Sequence[tuple[str, int]]]
    paired: frozenset[str]

    def weigh_pairs(self, there: Set[str]) -> int:
        """What the pairs weigh of which both features are there, as ``weigh`` does."""
        pairs = self.pairs
        return sum([weight for one in there if one in pairs for other, weight in pairs[one] if other in there])

    def weigh(self, features: Iterable[str]) -> int:
        """What the features weigh in all models, as one number; such numbers may be added up."""
        return sum(map(self.packed.get, features, _NOTHING))

    def likely(self, weighed: int) -> dict[str, float]:
        """How likely each relation holds whose features weigh such a number."""
        found = {}
        for relation, model in self.models.items():
            total = ((weighed + _HALF) & _MASK) - _HALF
            found[relation] = model.likely(total / _ONE)
            weighed = (weighed - total) >> _BITS
        return found


@cache
def family(name: str) -> Family:
    """The family of a name; one without models where nothing was learned for it."""
    known = models().get(name, {})
    packed: dict[str, int] = {}
    for number, model in enumerate(known.values()):
        for feature, weight in model.weights.items():
            packed[feature] = packed.get(feature, 0) + (round(weight * _ONE) << (_BITS * number))
    pairs: dict[str, list[tuple[str, int]]] = {}
    for name in [name for name in packed if PAIRED in name]:
        one, other = name.split(PAIRED)
        pairs.setdefault(one, []).append((other, packed.pop(name)))
    paired = frozenset(pairs).union(other for listed in pairs.values() for other, _ in listed)
    return Family(known, packed, pairs, paired)


@cache
def models() -> Mapping[str, Mapping[str, Model]]:
    """Family of candidates ("actor", "date" …) to relation to model."""
    return {
        family: {
            name: Model(one["bias"], one["least"], one["weights"], _second(one)) for name, one in relations.items()
        }
        for family, relations in _table()["relations"].items()
    }


def _second(stored: Mapping[str, Any]) -> SecondModel | None:
    second = stored.get("second")
    return SecondModel(second["bias"], second["weights"]) if second else None


def _share_of(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def score(features: Mapping[str, float]) -> float:
    """How well a name stands for what a page is about; only the order of scores means anything."""
    weights: dict[str, float] = _table()["subject"]
    return sum([weights[name] * value for name, value in features.items() if name in weights])


def certainty(odds: float) -> float:
    """How likely a choice is right that was made by such odds (their logarithm)."""
    line: dict[str, float] = _table()["certainty"]
    return 1 / (1 + math.exp(-(line["bias"] + line["odds"] * odds)))


@contextmanager
def weighing_with(table: Mapping[str, Any]) -> Iterator[None]:
    """Weigh with another table than the file's until the ``with`` ends: for learning, in one thread."""
    _tables.append(table)
    _forget()
    try:
        yield
    finally:
        _tables.pop()
        _forget()


_tables: list[Mapping[str, Any]] = []


def _forget() -> None:
    models.cache_clear()
    family.cache_clear()
    ordinary.cache_clear()


def _table() -> Mapping[str, Any]:
    return _tables[-1] if _tables else _stored()


@cache
def ordinary() -> frozenset[str]:
    """Words that pages write in lower case, whatever they are about."""
    return frozenset(_table().get("ordinary", ()))


@cache
def _stored() -> dict[str, Any]:
    table: dict[str, Any] = json.loads((LEXICON / FILE).read_text(encoding="utf-8"))
    return table
