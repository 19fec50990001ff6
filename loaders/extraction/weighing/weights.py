"""Weights: features in, a probability out. A logistic model per relation, and a score for what a page is about.

The weights are data (``lexicon/weights.json``), learned from annotated pages by ``python -m bench weights``; no
language model is asked. Source: logistic regression (Cox 1958), one relation against all others.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import Any

from loaders.paths import LEXICON

FILE = "weights.json"
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
    """One relation's weights; ``least`` is the probability from which a candidate is a statement."""

    bias: float
    least: float
    weights: Mapping[str, float]

    def probability(self, features: Iterable[str]) -> float:
        """How likely the relation holds, from 0 to 1."""
        weights = self.weights
        return self.likely(sum([weights[feature] for feature in features if feature in weights]))

    def likely(self, total: float) -> float:
        """The probability that a sum of weights makes."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.bias + total))))


@dataclass(frozen=True, slots=True)
class Family:
    """The models of one family; ``rows`` holds the weights of each feature in all of them, side by side.

    To look a feature up once and not once in each model makes weighing three times as fast.
    """

    models: Mapping[str, Model]
    rows: Mapping[str, tuple[float, ...]]

    def probabilities(self, features: Iterable[str]) -> Iterator[tuple[str, Model, float]]:
        """Each relation, its model, and how likely it holds."""
        rows = self.rows
        own = [rows[feature] for feature in features if feature in rows]
        totals = map(sum, zip(*own, strict=True)) if own else repeat(0.0)
        for (name, model), total in zip(self.models.items(), totals, strict=False):
            yield name, model, model.likely(total)


@cache
def family(name: str) -> Family:
    """The family of a name; one without models where nothing was learned for it."""
    known = models().get(name, {})
    features = dict.fromkeys(feature for model in known.values() for feature in model.weights)
    weights = [model.weights for model in known.values()]
    return Family(known, {feature: tuple(one.get(feature, 0.0) for one in weights) for feature in features})


@cache
def models() -> Mapping[str, Mapping[str, Model]]:
    """Family of candidates ("actor", "date" …) to relation to model."""
    return {
        family: {name: Model(one["bias"], one["least"], one["weights"]) for name, one in relations.items()}
        for family, relations in _table()["relations"].items()
    }


def score(features: Mapping[str, float]) -> float:
    """How well a name stands for what a page is about; only the order of scores means anything."""
    weights: dict[str, float] = _table()["subject"]
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def ordinary() -> frozenset[str]:
    """Words that pages write in lower case, whatever they are about."""
    return _ordinary()


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
    _ordinary.cache_clear()


def _table() -> Mapping[str, Any]:
    return _tables[-1] if _tables else _stored()


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(_table().get("ordinary", ()))


@cache
def _stored() -> dict[str, Any]:
    table: dict[str, Any] = json.loads((LEXICON / FILE).read_text(encoding="utf-8"))
    return table
