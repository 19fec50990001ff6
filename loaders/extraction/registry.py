"""The rules by which statements are read, as data: what each says, and how sure it is before anything else is known."""

from dataclasses import dataclass
from functools import cache

from loaders.lexicon import table


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of extraction; ``confidence`` is its prior, from 0 to 1."""

    id: str
    description: str
    relation: str
    confidence: float


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, by id."""
    rows = table("rules")
    return tuple(
        Rule(name, rows[name]["description"], rows[name]["relation"], rows[name]["confidence"]) for name in sorted(rows)
    )


def rule(name: str) -> Rule:
    """The rule of that id. Raises KeyError where a table names a rule that ``rules.toml`` does not have."""
    return _by_id()[name]


@cache
def _by_id() -> dict[str, Rule]:
    return {one.id: one for one in rules()}
