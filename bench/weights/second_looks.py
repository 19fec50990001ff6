"""Second looks: the models of a family in; those that tell more beside other candidates have a second one after.

The first look of every page is by weights that were learned without it, as it will be on pages that nobody has seen.
"""

from collections.abc import Iterable, Sequence

from bench.weights.fitting import Model, SecondFit
from bench.weights.thresholds import average_precision, said_of
from loaders.extraction.weighing.second_look import SecondLook, Standing

_LEAST_TRUE = 100  # examples; from fewer what stands around is chance


def look_again(models: Sequence[Model], pages: Sequence[int], stands: Sequence[Standing]) -> None:
    """Give each model a second one, where left-out pages are read better by it.

    In:  the models of one family, fitted to the same rows; the page and the standing of each row.
    """
    rows_of: dict[int, list[int]] = {}
    for row, page in enumerate(pages):
        rows_of.setdefault(page, []).append(row)
    looks = {}
    for page, rows in rows_of.items():
        likely = [{one.name: one.likely[row] for one in models} for row in rows]
        looks[page] = SecondLook([stands[row] for row in rows], likely)
    within = {row: number for rows in rows_of.values() for number, row in enumerate(rows)}
    for model in models:
        if model.truth.count(True) < _LEAST_TRUE:
            continue
        seen = [looks[page].features(within[row], model.name) for row, page in enumerate(pages)]
        second = SecondFit(model, seen, f"own:{model.name}")
        if _tells(second.likely, model.truth) > _tells(model.likely, model.truth):
            model.second = second


def _tells(likely: Sequence[float], truth: Iterable[bool | None]) -> float:
    return average_precision(said_of(zip(range(len(likely)), likely, truth, strict=True)))
