"""What pages are about: the names of each page in; weights, how sure they make a choice, and how often it is right out.

A page is judged by weights that were learned without its fold. How sure a choice is follows from the odds of the name
against the others, straightened by two numbers so that of choices made with 0.7 seven in ten are right (Platt,
"Probabilistic outputs for support vector machines", 1999).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.weights.examples import Name
from bench.weights.fitting import fit_line, fit_subject
from loaders.extraction.weighing.subject import likeliest_of
from loaders.extraction.weighing.weights import DIGITS, weighing_with

_LEAST_CHOICES = 20  # from fewer the odds are taken as they are
_AS_THEY_ARE = {"bias": 0.0, "odds": 1.0}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a page is taken to be about by weights learned without it, by which odds, and whether it is."""

    name: str
    odds: float
    is_right: bool


class Subjects:
    """What is learned of all folds and without each; ``chosen`` is the choice of each page, None where it has none."""

    def __init__(self, pages: Sequence[Sequence[Name]], fold: Sequence[int], prior: Mapping[str, float]) -> None:
        """Learn and choose."""
        self._weights: dict[int | None, dict[str, float]] = {None: fit_subject(pages, prior)}
        for without in sorted(set(fold)):
            learned_of = [page for page, own in zip(pages, fold, strict=True) if own != without]
            self._weights[without] = fit_subject(learned_of, prior)
        self.chosen = [self._chosen(page, own) for page, own in zip(pages, fold, strict=True)]
        self._certainty = _line([one for one in self.chosen if one])

    def stored(self, without: int | None) -> dict[str, Any]:
        """The weights in the form of the table, as learned of all folds or without one."""
        return {"subject": self._weights[without], "certainty": self._certainty}

    def _chosen(self, page: Sequence[Name], fold: int) -> Chosen | None:
        """Right where the scorer would take the name for what the page is about."""
        with weighing_with({"subject": self._weights[fold]}):
            likeliest = likeliest_of([one.named for one in page])
        if likeliest is None:
            return None
        is_right = next(one.is_true for one in page if one.named is likeliest.named) is not False
        return Chosen(likeliest.named.name, likeliest.odds, is_right)


def _line(chosen: Sequence[Chosen]) -> dict[str, float]:
    if len(chosen) < _LEAST_CHOICES:
        return _AS_THEY_ARE
    bias, slope = fit_line(np.array([one.odds for one in chosen]), [one.is_right for one in chosen])
    return {"bias": round(bias, DIGITS), "odds": round(slope, DIGITS)}
