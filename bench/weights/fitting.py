"""Fitting: examples in, weights out. Logistic regression, and a conditional logit for what a page is about.

Both draw every weight towards a prior (a normal distribution around it, so the maximum a posteriori is found), and both
are convex: the same examples give the same weights. Sources: Cox, "The regression analysis of binary sequences", 1958;
McFadden, "Conditional logit analysis of qualitative choice behavior", 1974; minimised by L-BFGS (Byrd et al., 1995).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from bench.weights.examples import Name

Floats = NDArray[np.float64]
_PULL_OF_RELATIONS = 3.3  # towards the prior; of 1, 3.3, 10 and 30 the one that told left-out pages best
_PULL_OF_SUBJECT = 4.0
_PULL_OF_BIAS = 0.01
_LEAST_WEIGHT = 0.04
DIGITS = 2


@dataclass(frozen=True, slots=True)
class Matrix:
    """Features by number: a row for each example, a column for each name of ``columns``."""

    columns: tuple[str, ...]
    values: Any  # scipy.sparse.csr_array, which has no types


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted relation: the log odds of an example without features, and the weight of each column."""

    bias: float
    weights: Floats

    def probabilities(self, values: Any) -> Floats:  # noqa: ANN401 - a sparse matrix
        """How likely each row is true."""
        odds = values @ self.weights + self.bias
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))))


def matrix_of(rows: Sequence[Mapping[str, float]]) -> Matrix:
    """A sparse matrix whose columns are in the order of their names, whatever order the features came in."""
    columns = tuple(sorted({name for row in rows for name in row}))
    number = {name: at for at, name in enumerate(columns)}
    cells = [(at, number[name], row[name]) for at, row in enumerate(rows) for name in sorted(row)]
    at, column, value = zip(*cells, strict=True) if cells else ((), (), ())
    return Matrix(columns, sparse.csr_array((value, (at, column)), shape=(len(rows), len(columns)), dtype=np.float64))


def fit_logistic(values: Any, true: NDArray[np.bool_]) -> Logistic:  # noqa: ANN401 - a sparse matrix
    """One relation against all others, from rows of a matrix and whether each is true."""
    sign = np.where(true, 1.0, -1.0)

    def loss(point: Floats) -> tuple[float, Floats]:
        bias, weights = point[0], point[1:]
        margin = sign * (values @ weights + bias)
        slope = -sign / (1 + np.exp(np.clip(margin, -30, 30)))
        pull = np.concatenate(([_PULL_OF_BIAS * bias], _PULL_OF_RELATIONS * weights))
        value = np.logaddexp(0, -margin).sum() + 0.5 * (pull @ point)
        return float(value), np.concatenate(([slope.sum()], values.T @ slope)) + pull

    point = _minimum(loss, np.zeros(values.shape[1] + 1))
    return Logistic(float(point[0]), point[1:])


def fit_subject(pages: Sequence[Sequence[Name]], prior: Mapping[str, float]) -> dict[str, float]:
    """What makes a name of a page the one that the page is about: on each page the true names against the others."""
    known = [page for page in pages if any(one.is_true for one in page)]
    matrix = matrix_of([one.features for page in known for one in page])
    start = np.array([prior.get(name, 0.0) for name in matrix.columns])
    true = np.array([one.is_true for page in known for one in page])
    ends = np.cumsum([len(page) for page in known])
    spans = [slice(end - len(page), end) for page, end in zip(known, ends, strict=True)]

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = matrix.values @ weights
        value, slope = 0.0, np.zeros(len(scores))
        for span in spans:
            share = np.exp(scores[span] - scores[span].max())
            share /= share.sum()
            right = share * true[span]
            value -= float(np.log(right.sum() + 1e-12))
            slope[span] = share - right / (right.sum() + 1e-12)
        away = weights - start
        pull = _PULL_OF_SUBJECT * away
        return value + float(0.5 * (pull @ away)), matrix.values.T @ slope + pull

    learned = _minimum(loss, start) if known else start
    return rounded({**prior, **dict(zip(matrix.columns, map(float, learned), strict=True))})


def rounded(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights as they are stored: few digits, and none that hardly counts, so that a diff shows what changed."""
    return {name: round(value, DIGITS) for name, value in sorted(weights.items()) if abs(value) >= _LEAST_WEIGHT}


def _minimum(loss: Any, start: Floats) -> Floats:  # noqa: ANN401 - scipy has no types
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x, dtype=np.float64)
