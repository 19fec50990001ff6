"""Places that are no municipalities: ``data/reference/places.csv`` in, the place that a name means out.

Districts, historical provinces, islands, waters, towns, cities abroad and areas across borders; where the names come
from stands beside the table in ``.meta.ttl``. They are recognised only: no resource is made of a place that no source
names.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from loaders.errors import SourceError
from loaders.paths import REFERENCE
from loaders.reference.rows import Name, names_of, rows_of

COLUMNS = ("country", "kind", "name", "language", "other_names", "geonames")
ACROSS_BORDERS = frozenset({"cross-border-area", "sea"})
KINDS = ACROSS_BORDERS | frozenset(
    {
        *("part-of-country", "district", "historical-province", "foreign-area", "island", "archipelago", "peninsula"),
        *("bay", "fjord", "lake", "river", "strait", "valley", "town", "city"),
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """One row: ``country`` is an ISO 3166-1 code, empty for a sea and for what lies in several countries.

    A ``city`` lies outside the Nordic countries, a ``town`` within them.
    """

    country: str
    kind: str
    name: Name
    other_names: tuple[Name, ...]
    geonames: str


@cache
def places() -> tuple[Place, ...]:
    """Every row of ``places.csv``, in table order."""
    return read_places(REFERENCE / "places.csv")


def find_place(name: str) -> Place | None:
    """The first place of the table with a name, in any case of letters; None when there is none."""
    return _by_name().get(name.casefold())


@cache
def _by_name() -> dict[str, Place]:
    found: dict[str, Place] = {}
    for one in places():
        for name in (one.name, *one.other_names):
            found.setdefault(name.text.casefold(), one)
    return found


def read_places(path: Path) -> tuple[Place, ...]:
    """Read the table. Raises SourceError with the line of the first row that cannot stand."""
    lines: dict[tuple[str, str], int] = {}
    read = []
    for line, row in rows_of(path, COLUMNS):
        _check(path, line, row)
        key = (row["country"], row["name"])
        if lines.setdefault(key, line) != line:
            raise SourceError(path, line, f"{row['name']} stands in line {lines[key]} already")
        name = Name(row["name"], row["language"])
        read.append(Place(row["country"], row["kind"], name, names_of(path, line, row["other_names"]), row["geonames"]))
    return tuple(read)


def _check(path: Path, line: int, row: dict[str, str]) -> None:
    if row["kind"] not in KINDS:
        raise SourceError(path, line, f"the kind {row['kind']!r} is not one of {', '.join(sorted(KINDS))}")
    if not re.fullmatch("[A-Z]{2}", row["country"]) and (row["country"] or row["kind"] not in ACROSS_BORDERS):
        raise SourceError(path, line, f"the country {row['country']!r} is not a code of two capital letters")
    if not row["name"].strip() or not re.fullmatch("[a-z]{2,3}", row["language"]):
        raise SourceError(path, line, "the name or its language is missing")
    if not re.fullmatch("[0-9]*", row["geonames"]):
        raise SourceError(path, line, f"the GeoNames identifier {row['geonames']!r} is not a number")
