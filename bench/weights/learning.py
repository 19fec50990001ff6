"""Learning: gold pages in; the table of weights out, and how well such weights read pages that they do not know.

Folds are of whole pages: a page is judged by weights that were learned without it, so thresholds and figures are of
pages that nobody has seen. Chance has one fixed seed: the same pages give the same table.
"""

import random
import re
import tomllib
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.weights.examples import Examples, examples_of
from bench.weights.fitting import DIGITS, Logistic, fit_logistic, fit_subject, matrix_of, rounded
from bench.weights.thresholds import Said, said_of, threshold_of
from loaders.evaluation.pages import GoldPage
from loaders.evaluation.scoring import Examined, Verdict
from loaders.extraction.weighing.weights import RELATIONS, weighing_with

Table = dict[str, Any]  # the form of lexicon/weights.json
PRIOR = Path(__file__).parent / "prior.toml"
_SEED = 1
_LEAST_TRUE = 8  # examples of a relation; from fewer nothing is learned
_LEAST_PAGES = 2
_LOWER_WORD = re.compile(r"(?<![\w-])[^\W\d_A-ZÆØÅÄÖ][\w-]+")


@dataclass(frozen=True, slots=True)
class Measured:
    """A relation of a family of candidates: what its candidates say, how likely by weights of other pages."""

    family: str
    name: str
    least: float
    said: list[Said]


@dataclass(frozen=True, slots=True)
class Learned:
    """The table that was learned of all pages, its relations measured, and what extraction says of left-out pages."""

    table: Table
    relations: list[Measured]
    verdicts: list[Verdict]


def learn(pages: Sequence[GoldPage], *, fitted: Container[str] = (), folds: int = 8) -> Learned:
    """Learn from all pages, and measure on each fold what is learned from the others."""
    words = ordinary_words(pages)
    with weighing_with({"ordinary": words, "subject": {}, "relations": {}}):
        examples = [examples_of(page, fitted) for page in pages]
    fold = _folds(len(pages), folds)
    families = [_Family(name, examples, fold) for name in RELATIONS]
    relations = [family.measured(name) for family in families for name in family.relations()]
    least = {(one.family, one.name): one.least for one in relations}
    prior = tomllib.loads(PRIOR.read_text(encoding="utf-8"))["subject"]

    def table(without: int | None) -> Table:
        names = [one.names for one, number in zip(examples, fold, strict=True) if number != without]
        models = {
            family.name: {name: family.stored(name, least[family.name, name], without) for name in family.relations()}
            for family in families
        }
        return {"ordinary": words, "subject": fit_subject(names, prior), "relations": models}

    verdicts = []
    for number in sorted(set(fold)):
        left_out = [page for page, own in zip(pages, fold, strict=True) if own == number]
        verdicts += _read(left_out, table(number))
    return Learned(table(None), relations, verdicts)


def ordinary_words(pages: Iterable[GoldPage]) -> list[str]:
    """The words that at least two pages write in lower case."""
    counts = Counter(word for page in pages for word in set(_LOWER_WORD.findall(page.document.text)))
    return sorted(word for word, count in counts.items() if count >= _LEAST_PAGES)


def _folds(count: int, folds: int) -> list[int]:
    """The fold of each page: shuffled, and of equal size as far as they go."""
    order = list(range(count))
    random.Random(_SEED).shuffle(order)
    return [place % folds for _, place in sorted(zip(order, range(count), strict=True))]


def _read(pages: Iterable[GoldPage], table: Table) -> list[Verdict]:
    """What extraction says of pages by a table of weights."""
    with weighing_with(table):
        read = [Examined(page) for page in pages]
    return [verdict for one in read for verdict in one.verdicts(one.said())]


class _Family:
    """The candidates of one family over all pages, as a matrix, with their labels and the fold of each."""

    def __init__(self, name: str, pages: Sequence[Examples], fold: Sequence[int]) -> None:
        self.name = name
        rows = [(number, one) for number, page in enumerate(pages) for one in page.candidates if one.family == name]
        self.pages = [number for number, _ in rows]
        self.examples = [one for _, one in rows]
        self.fold = np.array([fold[number] for number in self.pages])
        self.matrix = matrix_of([dict.fromkeys(one.features, 1.0) for one in self.examples])
        self._fitted: dict[tuple[str, int | None], Logistic] = {}

    def relations(self) -> list[str]:
        """Those with examples enough to learn from."""
        return [
            name
            for name in RELATIONS[self.name]
            if sum(one.labels[name].is_true is True for one in self.examples) >= _LEAST_TRUE
        ]

    def model(self, name: str, without: int | None) -> Logistic:
        """A relation, learned without one fold."""
        if (name, without) not in self._fitted:
            truth = [one.labels[name].is_true for one in self.examples]
            used = np.array([one is not None for one in truth]) & (self.fold != without)
            true = np.array([one is True for one in truth])
            self._fitted[name, without] = fit_logistic(self.matrix.values[used], true[used])
        return self._fitted[name, without]

    def measured(self, name: str) -> Measured:
        """A relation with its threshold, by what the candidates of each fold say by weights learned without it."""
        probability = np.zeros(len(self.examples))
        for number in set(self.fold.tolist()):
            own = self.fold == number
            probability[own] = self.model(name, number).probabilities(self.matrix.values[own])
        labels = [one.labels[name] for one in self.examples]
        rows = zip(self.pages, labels, probability.tolist(), strict=True)
        said = said_of(((page, *label.says), likely, label.is_true) for page, label, likely in rows)
        return Measured(self.name, name, threshold_of(name, said), said)

    def stored(self, name: str, least: float, without: int | None) -> Table:
        """A relation's model in the form of the table."""
        model = self.model(name, without)
        weights = dict(zip(self.matrix.columns, model.weights.tolist(), strict=True))
        return {"bias": round(model.bias, DIGITS), "least": least, "weights": rounded(weights)}
