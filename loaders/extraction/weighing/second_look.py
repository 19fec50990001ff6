"""A second look: candidates with how likely each seems alone in, what the others around it say of it out.

Members are told one after another and goals stand in lists, so a name among likely partners is likelier one itself.
The features of this look are numbers, weighed by a second model of the relation. Source: Cohen and Carvalho, "Stacked
sequential learning", 2005.
"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from loaders.extraction.page import Page
from loaders.extraction.weighing.around import Candidate
from loaders.statements import Value

Likely = Mapping[str, float]

# What counts as the same around a candidate: a lead partner is a partner too.
_AKIN = {"hasPartner": ("hasPartner", "leadPartner")}
_LEVELS = (0.1, 0.3, 0.6, 0.85)
_NOBODY = "nobody"
_LEAST, _MOST = 0.001, 0.999
_MANY = 15.0


class Standing(NamedTuple):
    """Where a candidate stands: its family, what it names in lower case, its unit, the number of its block."""

    family: str
    name: str
    unit: tuple[int, int]
    block: int


def standing_of(page: Page, candidate: Candidate) -> Standing:
    """Where a candidate of a page stands."""
    thing, unit = candidate.thing, candidate.unit
    name = thing.value if isinstance(thing, Value) else thing.name
    block = bisect_right(page.document.blocks, candidate.start, key=lambda one: one.start) - 1
    return Standing(candidate.family, name.casefold(), (unit.start, unit.end), block)


class SecondLook:
    """The candidates of a page, in any order, and how likely each is in each relation of its family."""

    def __init__(self, stands: Sequence[Standing], likely: Sequence[Likely]) -> None:
        """Put the candidates of each family in order, by unit, block and name."""
        self._stands, self._likely = stands, likely
        self._families: dict[str, _Family] = defaultdict(_Family)
        for number, stand in enumerate(stands):
            self._families[stand.family].add(number, stand)
        self._chances: dict[tuple[str, str], dict[int, float]] = {}
        self._totals: dict[tuple[str, str], float] = {}

    def is_among_others(self, number: int) -> bool:
        """Whether another unit holds candidates of the family: what a single sentence says has nothing around it."""
        return len(self._families[self._stands[number].family].units) > 1

    def features(self, number: int, relation: str) -> dict[str, float]:
        """What the others around a candidate say of it in a relation of its family."""
        stand, chances = self._stands[number], self._chances_of(relation, self._stands[number].family)
        family = self._families[stand.family]
        in_unit = self._others(stand, family.units[stand.unit])
        in_block = [
            one for one in self._others(stand, family.blocks[stand.block]) if one not in family.units[stand.unit]
        ]
        elsewhere = [one for one in family.names[stand.name] if one != number]
        said = {f"own:{name}": _log_odds(chance) for name, chance in self._likely[number].items()}
        said |= {f"unit:{_level(in_unit, chances)}": 1.0, f"block:{_level(in_block, chances)}": 1.0}
        said[f"elsewhere:{_level(elsewhere, chances)}"] = 1.0
        for side, step in (("before", -1), ("after", 1)):
            if near := self._others(stand, family.beside(stand.unit, step)):
                block = "same" if self._stands[near[0]].block == stand.block else "other"
                said[f"{side}:{block}:{_level(near, chances)}"] = 1.0
        same = family.names[stand.name]
        total = max(self._totals[stand.family, relation] - sum(chances[one] for one in same), 0.0)
        said["page"] = min(total, _MANY) / _MANY
        said["page-mean"] = total / max(len(chances) - len(same), 1)
        said["block-mean"] = sum(chances[one] for one in in_block) / max(len(in_block), 1)
        return said

    def _others(self, stand: Standing, numbers: Iterable[int]) -> list[int]:
        return [one for one in numbers if self._stands[one].name != stand.name]

    def _chances_of(self, relation: str, family: str) -> dict[int, float]:
        """How likely each candidate of a family is in a relation or one akin to it."""
        key = family, relation
        if key not in self._chances:
            akin = _AKIN.get(relation, (relation,))
            self._chances[key] = {
                one: max(self._likely[one].get(name, 0.0) for name in akin) for one in self._families[family].numbers
            }
            self._totals[key] = sum(self._chances[key].values())
        return self._chances[key]


class _Family:
    """The candidates of one family: all, and those of each unit, block and name."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.units: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.blocks: dict[int, list[int]] = defaultdict(list)
        self.names: dict[str, list[int]] = defaultdict(list)
        self._order: list[tuple[int, int]] = []

    def add(self, number: int, stand: Standing) -> None:
        self.numbers.append(number)
        self.units[stand.unit].append(number)
        self.blocks[stand.block].append(number)
        self.names[stand.name].append(number)

    def beside(self, unit: tuple[int, int], step: int) -> list[int]:
        """The candidates of the unit before (-1) or after (1) one, of those that have any."""
        self._order = self._order or sorted(self.units)
        at = bisect_right(self._order, unit) - 1 + step
        return self.units[self._order[at]] if 0 <= at < len(self._order) else []


def _level(numbers: Sequence[int], chances: Mapping[int, float]) -> str:
    """How likely the likeliest of some candidates is, in five steps; "nobody" where there are none."""
    return str(bisect_right(_LEVELS, max(chances[one] for one in numbers))) if numbers else _NOBODY


def _log_odds(chance: float) -> float:
    bounded = min(max(chance, _LEAST), _MOST)
    return math.log(bounded / (1 - bounded))
