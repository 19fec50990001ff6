"""Fitting: examples in, weights out. Logistic regression, and a conditional logit for what a page is about.

Both draw every weight towards a prior (a normal distribution around it, so the maximum a posteriori is found), and both
are convex: the same examples give the same weights. Sources: Cox, "The regression analysis of binary sequences", 1958;
McFadden, "Conditional logit analysis of qualitative choice behavior", 1974; minimised by L-BFGS (Byrd et al., 1995).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from bench.weights.examples import Name
from bench.weights.pairs import names_of_pairs, telling_pairs, with_pairs
from loaders.extraction.weighing.weights import DIGITS

Floats = NDArray[np.float64]
LEAST_TRUE = 8  # examples; from fewer no model is learned
_PULL_OF_RELATIONS = 3.3  # towards the prior
_PULL_OF_SUBJECT = 1.2
_PULL_OF_BIAS = 0.01
_LEAST_WEIGHT = 0.04


@dataclass(frozen=True, slots=True)
class Matrix:
    """Features by number: a row for each example, a column for each name of ``columns``."""

    columns: tuple[str, ...]
    values: Any  # scipy.sparse.csr_array, which has no types


@dataclass(frozen=True, slots=True)
class Fit:
    """The bias and the weights of the columns."""

    columns: tuple[str, ...]
    point: Floats

    def odds(self, values: Any) -> Floats:  # noqa: ANN401 - a sparse matrix
        """The logarithm of the odds of each row."""
        return np.asarray(np.clip(values @ self.point[1:] + self.point[0], -30, 30))

    @property
    def bias(self) -> float:
        """The bias, as it is stored."""
        return round(float(self.point[0]), DIGITS)

    @property
    def weights(self) -> dict[str, float]:
        """The weight of each column."""
        return dict(zip(self.columns, self.point[1:].tolist(), strict=True))


class _Folds:
    """A model fitted to all rows and to all but each fold; ``likely`` is how likely the rows of a fold are by what is
    learned without it.
    """

    def __init__(self, fold: NDArray[np.int64]) -> None:
        self._fold, self.fits = fold, dict[int | None, Fit]()
        self.likely = np.zeros(len(fold))

    def fit(self, fitted: Callable[[int | None], tuple[Any, Fit]]) -> None:
        """Fit to all and without each fold; ``fitted`` gives all rows, and the fit to those that are not of a fold."""
        likely = np.zeros(len(self._fold))
        for without in (None, *sorted(set(self._fold.tolist()))):
            values, fit = fitted(without)
            self.fits[without] = fit
            own = np.flatnonzero(self._fold == without)
            likely[own] = 1 / (1 + np.exp(-fit.odds(values[own])))
        self.likely = likely

    def without(self, fold: int | None) -> Fit:
        """The fit without a fold; that to all rows for None and for a fold that has no rows."""
        return self.fits[fold if fold in self.fits else None]


class Rows:
    """Examples by their features, each of a fold: what one or several logistic models are fitted to."""

    def __init__(self, features: Sequence[Iterable[str]], fold: Sequence[int], prior: Mapping[str, float]) -> None:
        """Make the matrix; ``prior`` is what weights are before anything is learned, and 0 for what it leaves out."""
        self.prior, self.fold = prior, np.array(fold, dtype=np.int64)
        self.matrix = matrix_of([dict.fromkeys(one, 1.0) for one in features])
        self.start = np.array([0.0, *(prior.get(name, 0.0) for name in self.matrix.columns)])


class Model:
    """A logistic model, fitted to all rows and to all but each fold; ``least`` is its threshold, which others set."""

    def __init__(
        self,
        family: str,
        name: str,
        rows: Rows,
        truth: Sequence[bool | None],
        least: float = 0.5,
        *,
        paired: bool = False,
    ) -> None:
        """Fit, with ``paired`` also to pairs of features; ``likely`` is how likely each row is true by what is learned
        without its fold.
        """
        self.family, self.name, self.rows, self.truth, self.least = family, name, rows, truth, least
        self.is_known = np.array([one is not None for one in truth], dtype=bool)
        self.is_true = np.array([one is True for one in truth], dtype=bool)
        self._folds = _Folds(rows.fold)
        self._folds.fit(lambda without: self._fitted(without, None))
        if paired:
            alone = self._folds.likely
            self._folds.fit(lambda without: self._fitted(without, alone))
        self.likely: list[float] = self._folds.likely.tolist()
        self.second: SecondFit | None = None

    def stored(self, without: int | None) -> dict[str, Any]:
        """The model in the form of the table, as learned of all folds or without one."""
        fit = self._folds.without(without)
        stored = {"bias": fit.bias, "least": self.least, "weights": rounded({**self.rows.prior, **fit.weights})}
        return {**stored, "second": self.second.stored(without)} if self.second else stored

    def _fitted(self, without: int | None, likely: Floats | None) -> tuple[Any, Fit]:
        """The rows and the fit to those of them that are true or false and not of one fold.

        With ``likely`` they have a column more for each pair that tells what these probabilities leave open. The search
        begins where the last one ended, the sooner to end.
        """
        matrix, used = self.rows.matrix, self.is_known & (self.rows.fold != without)
        values, start, columns = matrix.values, self.rows.start, matrix.columns
        before = self._folds.fits.get(without if likely is not None else None)
        begin = start if before is None else before.point
        if likely is not None:
            pairs = telling_pairs(values[used], self.is_true[used].astype(float), likely[used])
            values = with_pairs(values, pairs)
            columns = (*columns, *names_of_pairs(columns, pairs))
            start = np.concatenate((start, np.zeros(len(pairs))))
            begin = np.concatenate((begin, np.zeros(len(pairs))))
        sign = np.where(self.is_true, 1.0, -1.0)[used]
        return values, Fit(columns, _logistic(values[used], sign, start, begin))


class SecondFit:
    """A logistic model of numbers that begins as what the first one says, fitted as ``Model`` is."""

    def __init__(self, first: Model, rows: Sequence[Mapping[str, float]], own: str) -> None:
        """``own`` is the number that is the first model's log odds."""
        matrix = matrix_of(rows)
        start = np.array([0.0, *(float(name == own) for name in matrix.columns)])
        fold = first.rows.fold

        def fitted(without: int | None) -> tuple[Any, Fit]:
            used = first.is_known & (fold != without)
            sign = np.where(first.is_true, 1.0, -1.0)[used]
            return matrix.values, Fit(matrix.columns, _logistic(matrix.values[used], sign, start, start))

        self._folds = _Folds(fold)
        self._folds.fit(fitted)
        self.likely: list[float] = self._folds.likely.tolist()

    def stored(self, without: int | None) -> dict[str, Any]:
        """The model in the form of the table, as learned of all folds or without one."""
        fit = self._folds.without(without)
        return {"bias": fit.bias, "weights": rounded(fit.weights)}


def matrix_of(rows: Sequence[Mapping[str, float]]) -> Matrix:
    """A sparse matrix whose columns are in the order of their names, whatever order the features came in."""
    columns = tuple(sorted({name for row in rows for name in row}))
    number = {name: at for at, name in enumerate(columns)}
    cells = [(at, number[name], row[name]) for at, row in enumerate(rows) for name in sorted(row)]
    at, column, value = zip(*cells, strict=True) if cells else ((), (), ())
    return Matrix(columns, sparse.csr_array((value, (at, column)), shape=(len(rows), len(columns)), dtype=np.float64))


def _logistic(values: Any, sign: Floats, start: Floats, begin: Floats) -> Floats:  # noqa: ANN401 - a sparse matrix
    """The bias, then the weights; ``sign`` is 1 for a true row and -1 for a false one."""
    strength = np.full(len(start), _PULL_OF_RELATIONS)
    strength[0] = _PULL_OF_BIAS

    def loss(point: Floats) -> tuple[float, Floats]:
        margin = sign * (values @ point[1:] + point[0])
        slope = -sign / (1 + np.exp(np.clip(margin, -30, 30)))
        away = point - start
        pull = strength * away
        value = np.logaddexp(0, -margin).sum() + 0.5 * (pull @ away)
        return float(value), np.concatenate(([slope.sum()], values.T @ slope)) + pull

    return _minimum(loss, begin)


def fit_subject(pages: Sequence[Sequence[Name]], prior: Mapping[str, float]) -> dict[str, float]:
    """What makes a name of a page the one that the page is about: on each page the true names against the others."""
    clear = [[one for one in page if one.is_true is not None] for page in pages]
    known = [page for page in clear if any(one.is_true for one in page)]
    matrix = matrix_of([one.named.features for page in known for one in page])
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


def fit_line(values: Floats, truth: Sequence[bool]) -> tuple[float, float]:
    """The bias and the slope that turn values into how likely they are true."""
    sign, start = np.where(truth, 1.0, -1.0), np.array([0.0, 1.0])
    bias, slope = _logistic(sparse.csr_array(values[:, None]), sign, start, start)
    return float(bias), float(slope)


def rounded(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights as they are stored: few digits, and none that hardly counts, so that a diff shows what changed."""
    return {name: round(value, DIGITS) for name, value in sorted(weights.items()) if abs(value) >= _LEAST_WEIGHT}


def _minimum(loss: Any, start: Floats) -> Floats:  # noqa: ANN401 - scipy has no types
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x, dtype=np.float64)
