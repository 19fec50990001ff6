"""Thresholds: probabilities of left-out pages in, the probability from which a candidate is a statement out."""

from collections.abc import Iterable
from dataclasses import dataclass

from loaders.evaluation.scoring import Figures

# A candidate is a fact from the default of the setting `min_confidence` on, and a proposal from half of that on.
LEAST = 0.6
LEAST_PROPOSED = 0.3


@dataclass(frozen=True, slots=True)
class Said:
    """What candidates of one page would say, how likely at most, and whether it is true."""

    probability: float
    is_true: bool


def said_of(rows: Iterable[tuple[object, float, bool | None]]) -> list[Said]:
    """Each thing once that candidates say: rows are what one says, its probability, whether it is true or unclear.

    A thing is true if one of its candidates is, and as likely as the likeliest; what is only unclear is left out.
    """
    found: dict[object, tuple[float, bool | None]] = {}
    for says, probability, is_true in rows:
        likely, known = found.get(says, (0.0, False))
        label = True if known or is_true else None if known is None or is_true is None else False
        found[says] = (max(likely, probability), label)
    return [Said(likely, label) for likely, label in found.values() if label is not None]


def figures_at(said: Iterable[Said], least: float) -> Figures:
    """What a threshold finds, misses and says falsely."""
    counts = [0, 0, 0]
    for one in said:
        if one.probability >= least:
            counts[0 if one.is_true else 2] += 1
        elif one.is_true:
            counts[1] += 1
    return Figures(*counts)


def average_precision(said: Iterable[Said]) -> float:
    """The mean precision at each true thing, the likeliest first; of equally likely things the false ones first."""
    ranked = sorted(said, key=lambda one: (-one.probability, one.is_true))
    places = [place for place, one in enumerate(ranked, start=1) if one.is_true]
    return sum(number / place for number, place in enumerate(places, start=1)) / len(places) if places else 0.0
