"""The rules by which statements are read, as data: what each says, and how often it is right.

``lexicon/rules.toml`` has the rules, each with a first guess; ``lexicon/confidence.toml`` what was measured
(``samspil evaluate --calibrate``). A rule that was not measured takes the value of its family, the rules of its
relation; its guess holds only where no rule of that relation was measured.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from loaders.lexicon import table
from loaders.paths import LEXICON

CONFIDENCE = LEXICON / "confidence.toml"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of extraction; ``confidence`` is how likely what it says is true, from 0 to 1."""

    id: str
    description: str
    relation: str
    confidence: float


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, by id."""
    rows, measured = table("rules"), table(CONFIDENCE.stem)
    return tuple(
        Rule(name, row["description"], row["relation"], _confidence(name, row, measured))
        for name, row in sorted(rows.items())
    )


def rule(name: str) -> Rule:
    """The rule of that id. Raises KeyError where a table names a rule that ``rules.toml`` does not have."""
    return _by_id()[name]


def _confidence(name: str, row: dict[str, Any], measured: dict[str, Any]) -> float:
    known = measured["rules"].get(name) or measured["families"].get(row["relation"]) or row
    return float(known["confidence"])


@cache
def _by_id() -> dict[str, Rule]:
    return {one.id: one for one in rules()}
