"""Partnerships that a text knows only by their members: "Aarhus har cirka 40 aktive klimapartnere".

A page in, such partnerships as mentions out. The name is made of the noun and the place, as the text would say it.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from loaders.extraction.mentions import Mention
from loaders.lexicon import table, words
from loaders.statements import Entity


def membership_mentions(
    plain: str,
    start: int,
    end: int,
    language: str,
    named: Callable[[int, int], tuple[Mention, ...]],
    home: Entity | None,
) -> Iterator[Mention]:
    """The counted members of a sentence, each a partnership named after its noun and its place.

    ``named`` tells what a stretch names; most sentences count no members, and are not asked.
    """
    for match in _counted(language).finditer(plain, start, end):
        before = reversed(named(start, end))
        place = next((one.entity for one in before if one.end <= match.start() and one.entity.type == "Place"), home)
        noun = match["noun"]
        name = f"{noun[0].upper()}{noun[1:]} {table(language)['in_place']} {place.name}" if place else noun
        yield Mention(Entity("Partnership", name), match.start(), match.end())


@cache
def _counted(language: str) -> re.Pattern[str]:
    """A number, up to two words, and a compound of a word for partners: "klimapartnere", not "partnere" alone."""
    numbers = "|".join(map(re.escape, table(language).get("numbers", {})))
    nouns = "|".join(map(re.escape, words(language, "compound_members")))
    free = "(?:[^ .,:;]++ +)?(?:[^ .,:;]++ +)??"
    return re.compile(
        rf"(?<![\w.,])(?:\d{{1,4}}|{numbers}) +{free}(?P<noun>[\w-]{{3,30}}(?:{nouns}))(?!\w)", re.IGNORECASE
    )
