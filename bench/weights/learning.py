"""Learning: gold pages in; the table of weights out, and how well such weights read pages that they do not know.

Folds are of whole pages: a page is judged by weights that were learned without it, so thresholds and figures are of
pages that nobody has seen. Chance has one fixed seed: the same pages give the same table.
"""

import random
import re
import tomllib
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.weights.examples import Examples, examples_of
from bench.weights.fitting import LEAST_TRUE, Model, Rows
from bench.weights.second_looks import look_again
from bench.weights.subjects import Chosen, Subjects
from bench.weights.thresholds import LEAST, LEAST_PROPOSED, Said, said_of
from bench.weights.topics import topic_models
from loaders.evaluation.pages import GoldPage
from loaders.evaluation.scoring import Examined, Verdict
from loaders.extraction.weighing.weights import RELATIONS, weighing_with

Table = dict[str, Any]  # the form of lexicon/weights.json
PRIOR = Path(__file__).parent / "prior.toml"
_SEED = 1
_LEAST_PAGES = 2
_LOWER_WORD = re.compile(r"(?<![\w-])[^\W\d_A-ZÆØÅÄÖ][\w-]+")


@dataclass(frozen=True, slots=True)
class Measured:
    """A model, and each thing once that its candidates say, as likely as by weights learned without its page."""

    model: Model
    said: list[Said]


@dataclass(frozen=True, slots=True)
class Learned:
    """The table that was learned of all pages, its models measured, and what left-out pages are read to be about and
    to say.
    """

    table: Table
    models: list[Measured]
    chosen: dict[str, Chosen]
    verdicts: list[Verdict]


def learn(pages: Sequence[GoldPage], *, fitted: Container[str] = (), folds: int = 8) -> Learned:
    """Learn from all pages, and measure on each fold what is learned from the others.

    Topics come first: the candidates of a page are those under the topics that weights of other pages find in it.
    """
    prior = tomllib.loads(PRIOR.read_text(encoding="utf-8"))
    fold = _folds(len(pages), folds)
    learned: Table = {"ordinary": ordinary_words(pages), "relations": {}}
    with weighing_with(learned):
        topics = topic_models(pages, fold, prior["topic"])
    examples = []
    for page, number in zip(pages, fold, strict=True):
        with weighing_with({**learned, "relations": _stored(topics, number)}):
            examples.append(examples_of(page, fitted))
    relations = [one for family in RELATIONS for one in _family(family, examples, fold)]
    named = [Measured(one, said_of(zip(range(len(one.truth)), one.likely, one.truth, strict=True))) for one in topics]
    measured = [*named, *relations]

    subjects = Subjects([one.names for one in examples], fold, prior["subject"])

    def table(without: int | None) -> Table:
        models = _stored([one.model for one in measured], without)
        return {**learned, **subjects.stored(without), "relations": models}

    verdicts = []
    for number in sorted(set(fold)):
        with weighing_with(table(number)):
            left_out = (page for page, own in zip(pages, fold, strict=True) if own == number)
            verdicts += [verdict for page in left_out for verdict in _read(page)]
    chosen = {page.name: one for page, one in zip(pages, subjects.chosen, strict=True) if one}
    return Learned(table(None), measured, chosen, verdicts)


def _stored(models: Iterable[Model], without: int | None) -> Table:
    """Models in the form of the table: family to relation to model."""
    table: Table = {}
    for one in models:
        table.setdefault(one.family, {})[one.name] = one.stored(without)
    return table


def _family(family: str, pages: Sequence[Examples], fold: Sequence[int]) -> Iterator[Measured]:
    """The relations of a family that have examples enough, each with its threshold."""
    found = [(at, one) for at, page in enumerate(pages) for one in page.candidates if one.family == family]
    rows = Rows([one.features for _, one in found], [fold[at] for at, _ in found], {})
    models = []
    for name in RELATIONS[family]:
        truth = [one.labels[name].is_true for _, one in found]
        if truth.count(True) >= LEAST_TRUE:
            models.append(Model(family, name, rows, truth, LEAST_PROPOSED, paired=True))
    look_again(models, [at for at, _ in found], [one.standing for _, one in found])
    for model in models:
        likely = model.second.likely if model.second else model.likely
        says = [(at, *one.labels[model.name].says) for at, one in found]
        yield Measured(model, said_of(zip(says, likely, model.truth, strict=True)))


def ordinary_words(pages: Iterable[GoldPage]) -> list[str]:
    """The words that at least two pages write in lower case."""
    counts = Counter(word for page in pages for word in set(_LOWER_WORD.findall(page.document.text)))
    return sorted(word for word, count in counts.items() if count >= _LEAST_PAGES)


def _folds(count: int, folds: int) -> list[int]:
    """The fold of each page: shuffled, and of equal size as far as they go."""
    order = list(range(count))
    random.Random(_SEED).shuffle(order)
    return [place % folds for _, place in sorted(zip(order, range(count), strict=True))]


def _read(page: GoldPage) -> list[Verdict]:
    """What the facts come to that extraction reads in a page."""
    read = Examined(page)
    return list(read.verdicts(read.said(LEAST)))
