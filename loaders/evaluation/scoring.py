"""Scoring: examined pages in; found, missed and false statements out, as one figure or by what a statement is of.

A required statement is found once, by the first statement of the page that says it; another that says the same, or
what may be said, costs nothing; all others are false.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from loaders.evaluation.matching import Expected, matches
from loaders.evaluation.pages import GoldPage
from loaders.extraction import in_order, readings
from loaders.statements import Statement
from loaders.vocabulary import relations


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts, and the three ratios that follow from them; a ratio of nothing is 0."""

    found: int = 0
    missed: int = 0
    false: int = 0

    @property
    def precision(self) -> float:
        """The share of what was said that is true."""
        return self.found / (self.found + self.false) if self.found + self.false else 0.0

    @property
    def recall(self) -> float:
        """The share of what had to be said that was."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __add__(self, other: "Figures") -> "Figures":
        """The counts of two stretches together."""
        return Figures(self.found + other.found, self.missed + other.missed, self.false + other.false)

    def __sub__(self, other: "Figures") -> "Figures":
        """The counts of the first without those of the second."""
        return Figures(self.found - other.found, self.missed - other.missed, self.false - other.false)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One required statement found or missed (``expected``), or one false ``statement``."""

    page: GoldPage
    kind: str
    expected: Expected | None = None
    statement: Statement | None = None

    @property
    def relation(self) -> str:
        """The relation that it counts for."""
        one = self.expected or self.statement
        assert one is not None
        return one.relation

    @property
    def figures(self) -> Figures:
        """This one, counted."""
        return Figures(*(int(self.kind == kind) for kind in ("found", "missed", "false")))


class Examined:
    """A page that extraction has read: all that its rules say, and which expected statements each of it says."""

    def __init__(self, page: GoldPage) -> None:
        """Read the page, and hold every reading against all that is expected."""
        self.page = page
        self.readings = tuple(one for one in readings(page.document) if relations()[one.relation].core)
        self._hits = {
            statement: tuple(number for number, expected in enumerate(page.expected) if matches(statement, expected))
            for statement in set(self.readings)
        }

    def is_true(self, statement: Statement) -> bool:
        """Whether a reading says something that the page says, of whatever tier."""
        return bool(self._hits[statement])

    def required_by(self, statement: Statement) -> Iterator[int]:
        """The numbers of the required statements that a reading says."""
        return (number for number in self._hits[statement] if self.page.expected[number].is_required)

    def said(self, min_confidence: float = 0.0, *, without: str | None = None) -> tuple[Statement, ...]:
        """What ``extract`` would say at a confidence, were the rule ``without`` left out."""
        kept = in_order(one for one in self.readings if one.rule != without)
        return tuple(one for one in kept if one.confidence >= min_confidence)

    def verdicts(self, statements: Iterable[Statement]) -> Iterator[Verdict]:
        """What statements of this page come to: the required ones in order of the gold, then the false ones."""
        found: set[int] = set()
        false = []
        for statement in statements:
            required = list(self.required_by(statement))
            free = next((number for number in required if number not in found), None)
            if free is not None:
                found.add(free)
            elif not self.is_true(statement):
                false.append(statement)
        for number, expected in enumerate(self.page.expected):
            if expected.is_required:
                yield Verdict(self.page, "found" if number in found else "missed", expected=expected)
        for statement in false:
            yield Verdict(self.page, "false", statement=statement)

    def figures(self, statements: Iterable[Statement]) -> Figures:
        """The counts of statements of this page."""
        return total(self.verdicts(statements))


def total(verdicts: Iterable[Verdict]) -> Figures:
    """The counts of verdicts."""
    return sum((one.figures for one in verdicts), Figures())


def grouped(verdicts: Collection[Verdict], key: Callable[[Verdict], str]) -> dict[str, Figures]:
    """The counts of verdicts by a key of each, in order of the key."""
    found: dict[str, Figures] = {}
    for one in verdicts:
        found[key(one)] = found.get(key(one), Figures()) + one.figures
    return dict(sorted(found.items()))
