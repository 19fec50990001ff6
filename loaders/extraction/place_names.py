"""Names of places that are no municipalities: a name in, the place that it is out.

Order: the table of places, a part of a listed place ("Nordvestsjælland", "Nordre Follo", "östra Nyland"), and last the
head of the name ("Hitisfjärden", "Vejle Fjord"), which tells only where the name has no other reading.
"""

from collections.abc import Set
from functools import cache, lru_cache

from loaders.extraction.names import reference
from loaders.extraction.tokens import without_genitive
from loaders.lexicon import table
from loaders.reference import is_place
from loaders.reference.places import Place, find_place

_MIN_BASE_CHARS = 3
_MIN_HEADED_CHARS = 7


@lru_cache(maxsize=8_192)
def listed_place(name: str) -> str | None:
    """The name in the nominative, where it is a place of the table or a part of a place that a table knows."""
    return next((one for one in dict.fromkeys((name, without_genitive(name))) if _is_listed(one)), None)


def is_bare_place(name: str, language: str) -> bool:
    """Whether a name is that of a place and of nothing else: a municipality's, an area's, or one of the table."""
    return reference(name, language) is not None or is_place(name) or listed_place(name) is not None


def city_abroad(name: str) -> Place | None:
    """The city outside the Nordic countries that a name means; it may take part as a municipality does."""
    place = find_place(name)
    return place if place and place.kind == "city" else None


def headed_place(name: str, ordinary: Set[str]) -> str | None:
    """The name in the nominative, where its last word or the end of its only word is a word for a kind of place.

    In:  ``ordinary`` are the words that name nothing: "Ren Fjord" is no fjord's name.
    """
    bare = without_genitive(name)
    for one in dict.fromkeys((name, bare)):
        first, _, last = one.rpartition(" ")
        is_named = first[:1].isupper() and first.casefold() not in ordinary and "&" not in first
        if is_named and last.casefold() in _last_words():
            return one
        if not first and len(one) >= _MIN_HEADED_CHARS and one[1:].islower() and one.endswith(_ends()):
            return one
    return None


def ends_place(name: str, word: str) -> bool:
    """Whether a word in lower case is the last one of a place's name: "Kyro älv", "Vanda å"."""
    return word in table("places")["last_words_in_lower_case"] or find_place(f"{name} {word}") is not None


def is_direction(word: str) -> bool:
    """Whether a word tells a part of a place: "norra", "Ytre"."""
    return word.casefold() in _directions()


def _is_listed(name: str) -> bool:
    if find_place(name):
        return True
    first, _, rest = name.partition(" ")
    if rest:
        return is_direction(first) and _is_base(rest)
    start = next((one for one in _prefixes() if name.startswith(one)), "")
    rest = name.removeprefix(start).removeprefix("-")
    return bool(start) and len(rest) > _MIN_BASE_CHARS and _is_base(rest[0].upper() + rest[1:])


def _is_base(name: str) -> bool:
    return name[0].isupper() and is_place(name)


@cache
def _directions() -> frozenset[str]:
    return frozenset(table("places")["directions"])


@cache
def _prefixes() -> tuple[str, ...]:
    return tuple(sorted(table("places")["prefixes"], key=len, reverse=True))


@cache
def _last_words() -> frozenset[str]:
    return frozenset(table("places")["last_words"])


@cache
def _ends() -> tuple[str, ...]:
    return tuple(table("places")["ends"])
