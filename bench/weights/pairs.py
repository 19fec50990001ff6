"""Pairs of features that say together what neither says alone: examples and what a model leaves open in, pairs out.

A pair is a feature of its own where both of its features are. Those are taken that a model without them would gain
most by, as the score test of each tells before anything is fitted. Source: Rao, "Large sample tests of statistical
hypotheses concerning several parameters with applications to problems of estimation", 1948.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from loaders.extraction.weighing.weights import PAIRED

Floats = NDArray[np.float64]
Pair = tuple[int, int]
_MOST = 300
_TRUE_OF_A_PAIR = 9  # examples
_LEAST_SHARE = 0.004
_LEAST_ROWS, _LEAST_SHARED_ROWS = 40, 12
_ALWAYS = 0.97
_LEAST_SCORE = 4.0  # about one in twenty pairs of features that tell nothing has more
_PULL = 3.3


def telling_pairs(values: Any, truth: Floats, likely: Floats) -> list[Pair]:  # noqa: ANN401 - a sparse matrix
    """The columns of ``values`` by two, those first that tell most.

    In:  rows of features (scipy.sparse.csr_array of zeros and ones), whether each is true (1 or 0), and how likely a
         model of the single features holds it to be.
    """
    often = np.flatnonzero(values.sum(axis=0) >= max(_LEAST_ROWS, _LEAST_SHARE * values.shape[0]))
    rows = sparse.csr_array(values[:, often])
    shared = _together(rows, np.ones(len(truth)))
    alone = np.diag(shared)
    score = _together(rows, truth - likely) ** 2 / (_together(rows, likely * (1 - likely)) + _PULL)
    is_new = (shared < _ALWAYS * alone[:, None]) & (shared < _ALWAYS * alone[None, :])
    score[~is_new | (shared < _LEAST_SHARED_ROWS) | np.tri(len(often), dtype=bool)] = 0
    most = min(_MOST, int(truth.sum()) // _TRUE_OF_A_PAIR)
    best = np.argsort(-score, axis=None, kind="stable")[:most]
    places = [divmod(int(place), len(often)) for place in best if score.flat[place] >= _LEAST_SCORE]
    return [(int(often[one]), int(often[other])) for one, other in places]


def with_pairs(values: Any, pairs: Sequence[Pair]) -> Any:  # noqa: ANN401 - sparse matrices
    """The rows with a column more for each pair."""
    if not pairs:
        return values
    columns = sparse.csc_array(values)
    ones, others = zip(*pairs, strict=True)
    return sparse.csr_array(sparse.hstack([values, columns[:, list(ones)].multiply(columns[:, list(others)])]))


def names_of_pairs(columns: Sequence[str], pairs: Sequence[Pair]) -> tuple[str, ...]:
    """What pairs are called in the table of weights."""
    return tuple(f"{columns[one]}{PAIRED}{columns[other]}" for one, other in pairs)


def _together(rows: Any, weights: Floats) -> Floats:  # noqa: ANN401 - a sparse matrix
    """For each two columns: the sum of the weights of the rows that have both."""
    return np.asarray((rows.T @ sparse.diags_array(weights) @ rows).todense())
