"""The reference tables as data: ``data/reference/*.csv`` in, countries, regions and municipalities out.

One row a municipality and code period, the oldest first; the last row of a municipality describes it. Every reader
takes a path and raises SourceError with the line of the first row that cannot stand.
"""

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path

from loaders.errors import SourceError
from loaders.reference.rows import Name, check_link, names_of, rows_of

_MUNICIPALITY_COLUMNS = (
    *("country", "slug", "name", "place_name", "other_names", "code"),
    *("valid_from", "valid_to", "region", "geonames", "website", "successor"),
)
_REGION_COLUMNS = ("country", "slug", "name", "area_name", "other_names", "code", "successor")
_COUNTRY_COLUMNS = ("code", "languages", "part_of", "en", "da", "nb", "sv", "fi", "is", "other_names")
_NAME_LANGUAGES = ("en", "da", "nb", "sv", "fi", "is")

_SLUG = re.compile("[a-z0-9]+(?:-[a-z0-9]+)+")

_DATE = re.compile("[0-9]{4}(?:-[0-9]{2}){0,2}")

_Rows = list[tuple[int, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class CodePeriod:
    """A code of the national list while it held; dates are ISO 8601 at the precision known, empty when unknown."""

    code: str
    valid_from: str
    valid_to: str
    region: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country; its first language is that of its municipalities' names. ``part_of`` is a code or empty."""

    code: str
    languages: tuple[str, ...]
    part_of: str
    names: tuple[Name, ...]
    other_names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A regional authority and the name of its area, as the municipalities' ``region`` writes it.

    One of former days has ``successors`` (slugs).
    """

    country: str
    slug: str
    name: str
    area_name: str
    other_names: tuple[Name, ...]
    code: str
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality of today, or one that was merged into ``successors`` (slugs; several when it was split)."""

    country: str
    slug: str
    name: str
    place_name: str
    other_names: tuple[Name, ...]
    former_names: tuple[str, ...]
    codes: tuple[CodePeriod, ...]
    geonames: str
    website: str
    successors: tuple[str, ...]

    @property
    def is_current(self) -> bool:
        """Whether it has no successor."""
        return not self.successors

    @property
    def code(self) -> str:
        """Its code of today, or the last that it had."""
        return self.codes[-1].code

    @property
    def region(self) -> str:
        """The region or county of its last code period."""
        return self.codes[-1].region


def read_municipalities(path: Path, known_countries: set[str]) -> tuple[Municipality, ...]:
    """Read the table of municipalities. Raises SourceError with the line of the first row that cannot stand."""
    rows = list(rows_of(path, _MUNICIPALITY_COLUMNS))
    lines: dict[Hashable, int] = {}
    code_lines: dict[Hashable, int] = {}
    read = []
    for slug, group in groupby(rows, key=lambda row: row[1]["slug"]):
        periods = list(group)
        _once(path, periods[0][0], lines, slug, f"the slug {slug}")
        for line, row in periods:
            _check_municipality(path, line, row, known_countries)
            key = (row["country"], row["code"])
            _once(path, line, code_lines, key, f"the code {row['code']}")
        _check_periods(path, periods)
        read.append(_municipality(path, periods))
    _check_successors(path, lines, read)
    return tuple(read)


def read_regions(path: Path, known_countries: set[str]) -> tuple[Region, ...]:
    """Read the table of regional authorities. Raises SourceError."""
    lines: dict[Hashable, int] = {}
    read = []
    for line, row in rows_of(path, _REGION_COLUMNS):
        _check_place(path, line, row, known_countries)
        _once(path, line, lines, row["slug"], f"the slug {row['slug']}")
        names = names_of(path, line, row["other_names"])
        successors = tuple(filter(None, row["successor"].split("|")))
        read.append(Region(row["country"], row["slug"], row["name"], row["area_name"], names, row["code"], successors))
    _check_successors(path, lines, read)
    return tuple(read)


def read_countries(path: Path) -> tuple[Country, ...]:
    """Read the table of countries. Raises SourceError."""
    read = []
    for line, row in rows_of(path, _COUNTRY_COLUMNS):
        if not re.fullmatch("[A-Z]{2}", row["code"]) or not row["languages"]:
            raise SourceError(path, line, "a country needs a code of two capital letters and a language")
        names = tuple(Name(row[language], language) for language in _NAME_LANGUAGES if row[language])
        other = names_of(path, line, row["other_names"])
        read.append(Country(row["code"], tuple(row["languages"].split()), row["part_of"], names, other))
    return tuple(read)


def _municipality(path: Path, periods: _Rows) -> Municipality:
    line, last = periods[-1]
    former = dict.fromkeys(row["name"] for _, row in periods[:-1] if row["name"] != last["name"])
    return Municipality(
        last["country"],
        last["slug"],
        last["name"],
        last["place_name"],
        names_of(path, line, last["other_names"]),
        tuple(former),
        tuple(CodePeriod(row["code"], row["valid_from"], row["valid_to"], row["region"]) for _, row in periods),
        last["geonames"],
        last["website"],
        tuple(last["successor"].split("|")) if last["successor"] else (),
    )


def _check_place(path: Path, line: int, row: Mapping[str, str], known_countries: set[str]) -> None:
    if row["country"] not in known_countries:
        raise SourceError(path, line, f"the country {row['country']!r} is not in countries.csv")
    prefix = row["country"].lower() + "-"
    if not (row["slug"].startswith(prefix) and _SLUG.fullmatch(row["slug"])):
        raise SourceError(path, line, f"the slug {row['slug']!r} is not {prefix}<ASCII words>")


def _check_municipality(path: Path, line: int, row: Mapping[str, str], known_countries: set[str]) -> None:
    _check_place(path, line, row, known_countries)
    for column in ("name", "place_name", "code"):
        if not row[column].strip():
            raise SourceError(path, line, f"the {column} is missing")
    for column in ("valid_from", "valid_to"):
        if row[column] and not _is_date(row[column]):
            raise SourceError(path, line, f"the {column} {row[column]!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
    precision = min(len(row["valid_from"]), len(row["valid_to"]))
    if row["valid_from"][:precision] > row["valid_to"][:precision]:
        raise SourceError(path, line, f"the code {row['code']} ends before it begins")
    if not re.fullmatch("[0-9]*", row["geonames"]):
        raise SourceError(path, line, f"the GeoNames identifier {row['geonames']!r} is not a number")
    check_link(path, line, row["website"])


def _check_periods(path: Path, periods: _Rows) -> None:
    for (_, earlier), (line, later) in pairwise(periods):
        end, start = earlier["valid_to"], later["valid_from"]
        precision = min(len(end), len(start))
        # A month or a year may both end one code and begin the next; a day may not.
        same = precision < 10 and end[:precision] == start[:precision]
        if not end or (start and end[:precision] >= start[:precision] and not same):
            codes = f"{earlier['code']} and {later['code']}"
            raise SourceError(path, line, f"the codes {codes} of {later['slug']} overlap; the oldest comes first")


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def _check_successors(path: Path, lines: Mapping[Hashable, int], read: Iterable[Municipality | Region]) -> None:
    for one in read:
        for successor in one.successors:
            if successor not in lines:
                raise SourceError(path, lines[one.slug], f"the successor {successor} is not in the table")


def _once(path: Path, line: int, lines: dict[Hashable, int], key: Hashable, what: str) -> None:
    if key in lines:
        advice = "keep the rows of one municipality together, and give another its own"
        raise SourceError(path, line, f"{what} stands in line {lines[key]} already; {advice}")
    lines[key] = line
