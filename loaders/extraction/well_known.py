"""Well-known names: spellings of the lexicon in, the funds, programmes and bodies that they name out."""

from functools import cache

from loaders.lexicon import table
from loaders.statements import Entity


@cache
def fund_spellings() -> dict[str, Entity]:
    """Spelling to entity; spellings are exact, since "LIFE" is a programme and "life" a word."""
    return {spelling: Entity(row["type"], spelling) for row in table("funds")["funds"] for spelling in row["spellings"]}


@cache
def known_bodies() -> dict[str, Entity]:
    """Spelling to entity of the bodies of ``bodies.toml``, whose words do not tell what they are."""
    bodies: dict[str, list[str]] = table("bodies")["bodies"]
    return {spelling: Entity(kind, spelling) for kind, spellings in bodies.items() for spelling in spellings}
