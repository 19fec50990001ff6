"""Thresholds: probabilities of left-out pages in, the probability from which a candidate is a statement out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loaders.evaluation.scoring import Figures

_LEAST, _MOST = 35, 80  # in hundredths: below, a statement is no fact; above, too few pages would speak for it
_PRECISION = 0.85
_STRICT = 0.9
_LEAST_FOUND = 0.25  # of what is true: two right words of two are no precision
_STRICTLY = frozenset({"hasPartner", "leadPartner", "funder", "startDate", "endDate", "budget", "grant"})


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


def threshold_of(relation: str, said: Sequence[Said]) -> float:
    """The lowest threshold that is precise enough; where none is, the one with the best F1, the lower of two."""
    wanted = _STRICT if relation in _STRICTLY else _PRECISION
    figures = {number / 100: figures_at(said, number / 100) for number in range(_LEAST, _MOST + 1)}
    precise = [least for least, one in figures.items() if one.precision >= wanted and one.recall >= _LEAST_FOUND]
    return precise[0] if precise else max(figures, key=lambda least: (figures[least].f1, -least))


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
