"""The identity table: which slug a name was given, so that rebuilds and corrections never change a published IRI.

``data/identities.csv`` only grows: kind, slug, scope, name. ``scope`` is empty for a name that means one thing
everywhere, and a document's slug for what is only known inside that document (a goal, a group, a person).
"""

import csv
import fcntl
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loaders.durable import write_text
from loaders.errors import BusyError, SourceError
from loaders.iris import slugify
from loaders.vocabulary import label_key

FIELDS = ("kind", "slug", "scope", "name")


class Identities:
    """The table in memory: look a slug up, mint a new one, and save what is new."""

    def __init__(self, path: Path, reserved: frozenset[tuple[str, str]] = frozenset()) -> None:
        """Read the table; a missing file is an empty one. Raises SourceError for a row that cannot be right.

        ``reserved`` are (kind, slug) pairs that are not minted: those of the reference tables.
        """
        self._path = path
        self._reserved = reserved
        self._slugs: dict[tuple[str, str, str], str] = {}
        self._taken: set[tuple[str, str]] = set()
        self._new: list[tuple[str, str, str, str]] = []
        if path.exists():
            self._read()

    def slug_of(self, kind: str, scope: str, name: str) -> str:
        """The slug of a name, minted when the table does not have it: a taken one gets -2, -3 …"""
        key = (kind, scope, label_key(name))
        if key not in self._slugs:
            slug = self._free_slug(kind, slugify(name))
            self._remember(key, slug)
            self._new.append((kind, slug, scope, name))
        return self._slugs[key]

    def known_slug(self, kind: str, scope: str, name: str) -> str | None:
        """The slug that a name was given; None when it has none."""
        return self._slugs.get((kind, scope, label_key(name)))

    def save(self) -> int:
        """Append the new rows and return their count. The file is replaced in one rename: whole or not at all.

        Rows that another build appended since this table was read stay. Raises BusyError where they gave one of our
        names another slug, or one of our slugs to another name: what was built from this table is then wrong.
        """
        if not self._new:
            return 0
        with _locked(self._path.parent):
            latest = Identities(self._path)
            rows = [row for row in self._new if not latest._holds(row)]
            text = self._path.read_bytes().decode("utf-8") if self._path.exists() else ",".join(FIELDS) + "\n"
            added = io.StringIO()
            csv.writer(added, lineterminator="\n").writerows(rows)
            write_text(self._path, text + ("" if text.endswith("\n") else "\n") + added.getvalue())
        self._new = []
        return len(rows)

    def _holds(self, row: tuple[str, str, str, str]) -> bool:
        """Whether the table has a row already; raises BusyError where it has another in its place."""
        kind, slug, scope, name = row
        known = self._slugs.get((kind, scope, label_key(name)))
        if known is None and (kind, slug) not in self._taken:
            return False
        if known == slug:
            return True
        raise BusyError(
            f"Another build wrote to {self._path} and has {kind}/{slug} or {name!r} otherwise; build again."
        )

    def _read(self) -> None:
        with self._path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != FIELDS:
                raise SourceError(self._path, 1, f"the columns must be {', '.join(FIELDS)}.")
            for row in reader:
                if None in row.values() or None in row:
                    raise SourceError(self._path, reader.line_num, f"a row has {len(FIELDS)} columns.")
                if (row["kind"], row["slug"]) in self._taken:
                    raise SourceError(
                        self._path, reader.line_num, f"{row['kind']}/{row['slug']} stands twice; remove one row."
                    )
                self._remember((row["kind"], row["scope"], label_key(row["name"])), row["slug"])

    def _remember(self, key: tuple[str, str, str], slug: str) -> None:
        self._slugs.setdefault(key, slug)
        self._taken.add((key[0], slug))

    def _free_slug(self, kind: str, wanted: str) -> str:
        slug, number = wanted, 1
        while (kind, slug) in self._taken or (kind, slug) in self._reserved:
            number += 1
            slug = f"{wanted}-{number}"
        return slug


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Two runtime directories may serve one workspace. The lock is on the folder: the table itself is replaced."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
