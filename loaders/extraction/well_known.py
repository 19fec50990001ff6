"""Well-known names: reference table and lexicon in, the funds, programmes and bodies that their spellings name out."""

from collections.abc import Iterator
from functools import cache

from loaders.lexicon import given_names, table
from loaders.reference.organisations import Organisation, organisations
from loaders.statements import Entity

_MIN_HOME_CHARS = 6


@cache
def fund_spellings() -> dict[str, Entity]:
    """Spelling to entity; spellings are exact, since "LIFE" is a programme and "life" a word."""
    return {spelling: Entity(row["type"], spelling) for row in table("funds")["funds"] for spelling in row["spellings"]}


@cache
def known_bodies() -> dict[str, Entity]:
    """Spelling to entity of the organisations of the reference table, and of the bodies of ``bodies.toml``.

    Spellings are exact. Left out are those that are also words or names of people, and short forms that mean a body
    only in its own country.
    """
    listed = {spelling: Entity(one.type, spelling) for one in organisations() for spelling in _spellings(one)}
    more: dict[str, list[str]] = table("bodies")["bodies"]
    return listed | {spelling: Entity(kind, spelling) for kind, spellings in more.items() for spelling in spellings}


def _spellings(one: Organisation) -> Iterator[str]:
    at_home = (text for text in one.home_names if len(text) >= _MIN_HOME_CHARS)
    for text in (one.name.text, *(name.text for name in one.other_names), *at_home):
        if text[0].isupper() and text not in given_names() and text not in table("bodies")["ambiguous"]:
            yield text
