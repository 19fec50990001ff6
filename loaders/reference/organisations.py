"""Organisations, funds and programmes that many pages name: a name as a page writes it in, the one that it means out.

``data/reference/organisations.csv`` holds the names; how they were gathered stands beside it in ``.meta.ttl``. Words
that mean different bodies in different countries are ``home_names``: they count on pages of that country only.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from loaders.errors import SourceError
from loaders.iris import slugify
from loaders.paths import REFERENCE
from loaders.reference.rows import Name, check_link, names_of, rows_of
from loaders.vocabulary import SAME_LETTERS, entity_types, label_key

COLUMNS = ("country", "type", "slug", "name", "language", "other_names", "home_names", "website")
SUPRANATIONAL = ("EU", "")
TYPES = frozenset({"Fund", "Programme", "PublicBody", "University", "Association", "Company", "Utility"})

# What a page puts before or after a name that is found without it; applied to words in lower case without punctuation.
_PERIOD = re.compile(r" 20\d\d (?:20)?\d\d$")
_WRAPPING = (
    re.compile(r"^(?:den|det|dei|the|a|puljen|programmet|projektprogrammet|initiativet|satsningen) "),
    re.compile(r"^(?:eu s|eus|eu|europæiske unions|europeiska unionens|europeiske unions) "),
    _PERIOD,
    re.compile(r"(?<=^interreg) (?:vi|iv|v|iii|ii|[2-6])(?: ?[abc])?\b"),
    re.compile(r" (?:programmet|programmets|program|programs|programme|ordningen|puljen)$"),
)
_BRACKETS = re.compile(r"(.+?)(?: ?\(([^()]+)\)|, ([^ ,]+))$")


@dataclass(frozen=True, slots=True)
class Organisation:
    """One row: ``country`` is an ISO 3166-1 code, EU, or empty for a Nordic or international body."""

    country: str
    type: str
    slug: str
    name: Name
    other_names: tuple[Name, ...]
    home_names: tuple[str, ...]
    website: str

    @property
    def kind(self) -> str:
        """The kind of its IRI."""
        return entity_types()[self.type].kind


class Directory:
    """Finds organisations by the ways in which people write their names."""

    def __init__(self, listed: Iterable[Organisation]) -> None:
        """Index every name, as it stands and without what pages wrap around it."""
        # Dictionaries as ordered sets: one organisation may have two names with one key.
        self._names: dict[str, dict[Organisation, None]] = {}
        self._home: dict[tuple[str, str], dict[Organisation, None]] = {}
        for one in listed:
            for text in (one.name.text, *(name.text for name in one.other_names)):
                for key in (_key(text), _bare(text)):
                    self._names.setdefault(key, {})[one] = None
            for text in one.home_names:
                self._home.setdefault((one.country, _key(text)), {})[one] = None

    def find(self, name: str, home: str | None = None) -> Organisation | None:
        """The one organisation that a name means on a page of the country ``home``; None where it may be another.

        Also found: a name in the genitive, with its years, with the words for programme or EU around it, and with a
        short form in brackets that means the same.
        """
        found = self._spelt(name, home)
        parts = None if found else _BRACKETS.match(name)
        if parts is None:
            return found
        found, short = self._spelt(parts[1], home), self._spelt(parts[2] or parts[3], home)
        return found if short in (None, found) else None

    def _spelt(self, name: str, home: str | None) -> Organisation | None:
        for key in dict.fromkeys((_key(name), _bare(name))):
            for spelling in (key, re.sub(r"(?<=\w{3}) ?s$", "", key)):
                listed = list(self._home.get((home or "", spelling), {}) or self._names.get(spelling, {}))
                if len(listed) > 1:
                    listed = [one for one in listed if one.country == home]
                if listed:
                    return listed[0] if len(listed) == 1 else None
        return None


@cache
def organisations() -> tuple[Organisation, ...]:
    """Every row of ``organisations.csv``, in table order."""
    return read_organisations(REFERENCE / "organisations.csv")


@cache
def directory() -> Directory:
    """The table, ready to be asked."""
    return Directory(organisations())


def read_organisations(path: Path) -> tuple[Organisation, ...]:
    """Read the table. Raises SourceError with the line of the first row that cannot stand."""
    lines: dict[tuple[str, str], int] = {}
    read = []
    for line, row in rows_of(path, COLUMNS):
        _check(path, line, row)
        one = Organisation(
            row["country"],
            row["type"],
            row["slug"],
            Name(row["name"], row["language"]),
            names_of(path, line, row["other_names"]),
            tuple(filter(None, row["home_names"].split("|"))),
            row["website"],
        )
        if lines.setdefault((one.kind, one.slug), line) != line:
            raise SourceError(path, line, f"{one.kind}/{one.slug} stands in line {lines[one.kind, one.slug]} already")
        read.append(one)
    return tuple(read)


def _check(path: Path, line: int, row: dict[str, str]) -> None:
    if not re.fullmatch("[A-Z]{2}|", row["country"]):
        raise SourceError(path, line, f"the country {row['country']!r} is not a code of two capital letters, or empty")
    if row["type"] not in TYPES:
        raise SourceError(path, line, f"the type {row['type']!r} is not one of {', '.join(sorted(TYPES))}")
    if not row["slug"] or slugify(row["slug"]) != row["slug"]:
        raise SourceError(path, line, f"the slug {row['slug']!r} is not ASCII words joined by hyphens")
    if not row["name"].strip() or not re.fullmatch("[a-z]{2,3}", row["language"]):
        raise SourceError(path, line, "the name or its language is missing")
    if row["home_names"] and row["country"] in SUPRANATIONAL:
        raise SourceError(path, line, "home_names need a country")
    check_link(path, line, row["website"])


def _key(name: str) -> str:
    return label_key(name).translate(SAME_LETTERS)


def _bare(name: str) -> str:
    """The key of a name without its article, the EU as its owner, its years, its Interreg number, "programme"."""
    key = label_key(name)
    for pattern in (*_WRAPPING, _PERIOD):
        key = pattern.sub("", key)
    return key.translate(SAME_LETTERS)
