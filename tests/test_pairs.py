"""Pairs of features: what two tell together is found where neither tells it alone, and only there."""

import numpy as np
from scipy import sparse

from bench.weights.fitting import Model, Rows
from bench.weights.pairs import telling_pairs, with_pairs
from loaders.extraction.weighing.weights import PAIRED

# Each of the four ways to have two features, fifty times; and a third one that half of them have.
BOTH = [(left, right) for left in (0, 1) for right in (0, 1)] * 50
ROWS = sparse.csr_array(np.array([(left, right, number // 4 % 2) for number, (left, right) in enumerate(BOTH)], float))
EITHER = np.array([float(left != right) for left, right in BOTH])
EVEN = np.full(len(BOTH), 0.5)


def test_two_features_that_tell_only_together_are_a_pair() -> None:
    assert telling_pairs(ROWS, EITHER, EVEN) == [(0, 1)]


def test_what_the_model_knows_already_asks_for_no_pair() -> None:
    assert telling_pairs(ROWS, EITHER, np.abs(EITHER - 0.1)) == []


def test_a_pair_that_is_one_of_its_features_is_none() -> None:
    inside = sparse.csr_array(np.array([(left, left * right) for left, right in BOTH], float))
    assert telling_pairs(inside, EITHER, EVEN) == []


def test_a_pair_is_there_where_both_of_its_features_are() -> None:
    assert with_pairs(ROWS, [(0, 1)]).toarray()[:, 3].tolist() == [float(left and right) for left, right in BOTH]


def test_a_paired_model_learns_what_single_features_cannot_say() -> None:
    features = [[name for name, has in zip(("left", "right"), both, strict=True) if has] for both in BOTH]
    rows = Rows(features, [number // 40 for number in range(len(BOTH))], {})
    truth = [bool(one) for one in EITHER]
    alone, paired = Model("a", "b", rows, truth), Model("a", "b", rows, truth, paired=True)
    assert all(0.4 < likely < 0.6 for likely in alone.likely)
    assert all((likely > 0.5) is one for likely, one in zip(paired.likely, truth, strict=True))
    assert paired.stored(None)["weights"][f"left{PAIRED}right"] < -1
