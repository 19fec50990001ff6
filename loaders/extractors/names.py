"""Names in words: is this thing named in that text? Case and line breaks aside; nothing is guessed.

A municipality is named by its place name too ("Albertslund, Allerød og Ballerup kommuner"), a fund by any of its listed
spellings; every other name must stand there as it is given.
"""

import re
from collections.abc import Iterator

from loaders.extraction.names import gazetteer
from loaders.extraction.well_known import fund_spellings
from loaders.layout import matching_copy
from loaders.statements import Entity


def is_named(thing: Entity, text: str) -> bool:
    """Whether a text names a thing."""
    return any(is_written(name, text) for name in _names(thing))


def is_written(words: str, text: str) -> bool:
    """Whether words stand in a text as whole words, the s of a genitive aside: "Os" is not read out of "Oslo"."""
    wanted = _flat(words)
    if not any(map(str.isalnum, wanted)):
        return False
    return re.search(rf"(?<!\w){re.escape(wanted)}(?:['’]?s)?(?!\w)", _flat(text)) is not None


def _names(thing: Entity) -> Iterator[str]:
    yield thing.name
    if thing.type == "Municipality":
        for one in gazetteer().find(thing.name):
            yield one.place_name
            yield from (name.text for name in one.other_names)
    if thing.type in ("Fund", "Programme", "PublicBody"):
        yield from (spelling for spelling, known in fund_spellings().items() if known.name == thing.name)


def _flat(text: str) -> str:
    return " ".join(matching_copy(text).casefold().split())
