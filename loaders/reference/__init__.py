"""The reference data, found by name: names in, municipalities and countries out; and the same data as quads.

The tables are ``data/reference/*.csv``; sources and licences stand beside each in ``.meta.ttl``. Similar names are not
guessed here: what the tables do not say, and what is not a common way of writing it, is not found.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from pyoxigraph import Quad

from loaders.paths import REFERENCE
from loaders.reference.graph import quads_of
from loaders.reference.organisations import organisations
from loaders.reference.places import find_place
from loaders.reference.rows import Name
from loaders.reference.tables import (
    CodePeriod,
    Country,
    Municipality,
    Region,
    read_countries,
    read_municipalities,
    read_regions,
)

__all__ = [
    "CodePeriod",
    "Country",
    "Gazetteer",
    "Municipality",
    "Name",
    "Region",
    "countries",
    "country_of",
    "find_region",
    "is_area",
    "is_place_name",
    "municipalities",
    "reference_quads",
    "regions",
]

_MUNICIPAL_WORD = re.compile(
    r"^(?:(?:the )?(?:city|municipality|town) of|kommune) "
    r"| (?:kommun(?:e|en|ens|es|s|a|u)?|regionskommune|municipality|stad|kaupunki|kunta)$"
)
_IN_REGION = re.compile(r"(.+?)(?: i | in |, | ?\()(.+?)\)?$")
_FOLDS = str.maketrans({"å": "aa", "æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "–": "-"})


class Gazetteer:
    """Finds municipalities by the ways in which people write their names."""

    def __init__(self, listed: Iterable[Municipality] | None = None) -> None:
        """Index ``listed``; by default every municipality of the reference table."""
        self._names: dict[str, list[Municipality]] = {}
        self._folded: dict[str, list[Municipality]] = {}
        for one in municipalities() if listed is None else listed:
            written = (one.name, one.place_name, *one.former_names, *(name.text for name in one.other_names))
            keys = dict.fromkeys(_name_key(text) for text in written)
            for key in keys:
                self._names.setdefault(key, []).append(one)
            for key in dict.fromkeys(key.translate(_FOLDS) for key in keys):
                self._folded.setdefault(key, []).append(one)

    def find(self, name: str, *, country: str | None = None) -> tuple[Municipality, ...]:
        """Every municipality that ``name`` may mean, in table order; empty when there is none.

        In:  an official name, place name, other or former name; also with another country's word for municipality,
             in the genitive, in other case, with no-break spaces, with aa for å, or with its region
             ("Herøy i Nordland"). ``country`` is an ISO 3166-1 code that narrows the answer.
        Out: merged municipalities are among them. An exact spelling hides those that only come near;
             among equally good ones nothing is chosen.
        """
        plain = _plain(name)
        found = self._spelt(_without_municipal_word(plain), country)
        place = None if found else _IN_REGION.match(plain)
        if place is None:
            return found
        region = _region_key(place[2])
        candidates = self._spelt(_name_key(place[1]), country)
        return tuple(one for one in candidates if region in {_region_key(period.region) for period in one.codes})

    def _spelt(self, key: str, country: str | None) -> tuple[Municipality, ...]:
        folded = key.translate(_FOLDS)
        if folded not in self._folded and _nominative(folded) not in self._folded:
            return ()  # Most names are no municipality's, however they are spelt.
        for index, wanted in ((self._names, key), (self._folded, folded)):
            for spelling in (wanted, _nominative(wanted)):
                listed = index.get(spelling)
                if listed is None:
                    continue
                found = tuple(one for one in listed if country is None or one.country == country.upper())
                if found:
                    return found
        return ()


@cache
def municipalities() -> tuple[Municipality, ...]:
    """Every municipality of ``municipalities.csv``, merged ones too, in table order."""
    return read_municipalities(REFERENCE / "municipalities.csv", {one.code for one in countries()})


@cache
def regions() -> tuple[Region, ...]:
    """Every regional authority of ``regions.csv``, in table order."""
    known = {one.code for one in countries()}
    return read_regions(REFERENCE / "regions.csv", known)


def find_region(name: str) -> Region | None:
    """The regional authority of an official, other or former name, also in the genitive; None when it is not listed.

    The name of its area alone ("Skåne län") is the area's, not the authority's.
    """
    return _region_names().get(_authority_key(name))


@lru_cache(maxsize=10_000)
def is_place_name(word: str) -> bool:
    """Whether a word is the name of a municipality or another place: two such words are two places, however alike."""
    return bool(_gazetteer().find(word)) or find_place(word) is not None


def is_area(word: str) -> bool:
    """Whether a word is the name of a region's area: "Syddanmark", "Skåne län"."""
    return _plain(word) in _areas()


def is_place(name: str) -> bool:
    """Whether a name is that of a place in any of the tables: a municipality's, an area's, or another."""
    return is_place_name(name) or is_area(name)


@cache
def _areas() -> frozenset[str]:
    names = {_plain(one.area_name) for one in regions()}
    return frozenset(names | {name.removesuffix(" län") for name in names})


@cache
def countries() -> tuple[Country, ...]:
    """Every country of ``countries.csv``, in table order."""
    return read_countries(REFERENCE / "countries.csv")


def country_of(name: str) -> str | None:
    """The ISO 3166-1 code of a country named in any of its listed languages; None when it is not listed."""
    key = _plain(name)
    return _country_codes().get(key) or _country_codes().get(key.removesuffix("s"))


@cache
def _country_codes() -> dict[str, str]:
    return {_plain(one.text): country.code for country in countries() for one in country.names + country.other_names}


@cache
def reference_slugs() -> frozenset[tuple[str, str]]:
    """(kind, slug) of every IRI of a municipality, region, country, place or organisation of the tables."""
    areas = [("municipality", one.slug) for one in municipalities()] + [("region", one.slug) for one in regions()]
    places = [("place", slug) for _, slug in areas]
    known = [(one.kind, one.slug) for one in organisations()]
    return frozenset([*areas, *places, *known, *(("country", one.code.lower()) for one in countries())])


def reference_quads(base: str) -> Iterator[Quad]:
    """The graph ``<base>graph/reference-municipalities``: countries, regions, municipalities, codes and mergers."""
    return quads_of(base, countries(), regions(), municipalities())


@cache
def _gazetteer() -> Gazetteer:
    return Gazetteer()


@cache
def _region_names() -> dict[str, Region]:
    return {
        _authority_key(text): one for one in regions() for text in (one.name, *(name.text for name in one.other_names))
    }


def _authority_key(name: str) -> str:
    key = re.sub(r"(?<=fylkeskommun)(?:a|en|ens|es|as)$", "e", " ".join(re.findall(r"\w+", _plain(name))))
    return re.sub(" ?s$", "", key).translate(_FOLDS)


@lru_cache(maxsize=2_048)
def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split()).strip(" .,;:")


def _name_key(name: str) -> str:
    return _without_municipal_word(_plain(name))


def _without_municipal_word(plain: str) -> str:
    return _MUNICIPAL_WORD.sub("", plain) if " " in plain else plain


def _nominative(key: str) -> str:
    """Without the s of a genitive and the apostrophe before or after it."""
    bare = key.removesuffix("s")
    return bare[:-1] if bare.endswith(("'", "’")) else bare


def _region_key(name: str) -> str:
    return re.sub(r"^region | (?:fylke|län)$", "", _plain(name))
