"""What patterns say of candidates: the statements of a page in; of each candidate the numbers of those that say it out.

What says something of a candidate's own words is a feature of it, and is doubted or borne out by its weights.
"""

from collections.abc import Iterable

from loaders.extraction.weighing.around import Candidate
from loaders.extraction.weighing.units import Unit
from loaders.extraction.weighing.weights import RELATIONS
from loaders.statements import Entity, Statement, Value


class PatternsSaid:
    """The statements that patterns found on a page, by their numbers."""

    def __init__(self, found: Iterable[Statement]) -> None:
        """Find out which words each statement rests on."""
        self._found = list(found)
        self._spans = [_own_words(one) for one in self._found]
        self._near: dict[tuple[int, int], list[int]] = {}

    def of(self, candidate: Candidate) -> dict[str, list[int]]:
        """By relation of its family: the numbers of the statements that say it of the candidate's words, if any do."""
        beside = self._beside(candidate.unit)
        if not beside:
            return {}
        by_name = ((name, self._said_by(candidate, name, beside)) for name in RELATIONS[candidate.family])
        return {name: numbers for name, numbers in by_name if numbers}

    def rules(self, said: dict[str, list[int]]) -> list[str]:
        """What ``of`` gave, as features."""
        return [f"rule:{self._found[number].rule}" for numbers in said.values() for number in numbers]

    def _beside(self, unit: Unit) -> list[int]:
        """The numbers of the statements that share words with a unit; most units have none."""
        key = unit_start, unit_end = unit.start, unit.end
        if key not in self._near:
            spans = enumerate(self._spans)
            self._near[key] = [number for number, (start, end) in spans if end > unit_start and start < unit_end]
        return self._near[key]

    def _said_by(self, candidate: Candidate, name: str, beside: Iterable[int]) -> list[int]:
        """The numbers of the statements that say of the candidate's words what a relation says."""
        relation, _, value = name.partition("=")
        return [
            number
            for number in beside
            if self._found[number].relation == relation and _says_the_same(self._found[number], candidate, value)
        ]


def _says_the_same(statement: Statement, candidate: Candidate, value: str) -> bool:
    """Whether a statement of a pattern, whose words the candidate shares, says of it the same."""
    if candidate.family == "whole":
        return not value or (isinstance(statement.object, Value) and statement.object.value == value)
    if isinstance(statement.object, Value) or isinstance(candidate.thing, Value):
        return isinstance(candidate.thing, Value) and getattr(statement.object, "value", None) == candidate.thing.value
    return statement.object.name == candidate.thing.name


def _own_words(statement: Statement) -> tuple[int, int]:
    """Where the words of a goal stand within its quote; the whole quote of any other statement."""
    thing = statement.object
    at = statement.quote.find(thing.name) if isinstance(thing, Entity) and thing.type == "Goal" else -1
    start = statement.start + max(at, 0)
    return start, start + len(getattr(thing, "name", "")) if at >= 0 else statement.end
