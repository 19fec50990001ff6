"""The alias table of a workspace: which names a steward found to mean one thing, and which alike names do not.

``data/aliases.csv``: decision (same or different), name, document, other, other_document, reason, date. Names are
written ``Type: name``. ``same``: what ``name`` means is ``other``. ``different``: the two are not asked about again;
two things of one name become two, and ``other_document`` says where the second is meant. An empty document means all.
"""

import csv
import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from loaders.errors import SourceError
from loaders.statements import Entity
from loaders.vocabulary import entity_types, label_key

FILE = "aliases.csv"
COLUMNS = ("decision", "name", "document", "other", "other_document", "reason", "date")

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """A name as one document means it; ``document`` is a slug, empty where every document means the same."""

    entity: Entity
    document: str = ""

    @property
    def key(self) -> Key:
        """What spellings and types of one kind have in common."""
        return entity_types()[self.entity.type].kind, label_key(self.entity.name), self.document


@dataclass(frozen=True, slots=True)
class Alias:
    """One row of the table; ``line`` is where it stands."""

    line: int
    decision: str
    name: Named
    other: Named


class Aliases:
    """The decisions of a workspace, ready to be asked; ``used`` are the lines of those that some name needed."""

    def __init__(self, rows: Iterable[Alias] = ()) -> None:
        """Index the rows; ``read_aliases`` has seen that they do not contradict each other."""
        listed = tuple(rows)
        self.rows = listed
        self.used: set[int] = set()
        self._same = {one.name.key: one for one in listed if one.decision == "same"}
        self._apart = {one.other.key: one for one in listed if _is_split(one)}
        self._different = {_pair(one): one for one in listed if one.decision == "different"}

    def same(self, entity: Entity, document: str) -> Named | None:
        """What a steward says that a name of a document means, at the end of the chain; None where nothing is said."""
        meant = None
        row = self._row(Named(entity, document))
        while row is not None:
            self.used.add(row.line)
            meant = row.other
            row = self._same.get(meant.key)
        return meant

    def apart(self, entity: Entity, document: str) -> Alias | None:
        """The row that says that a name means something of its own in a document."""
        row = self._apart.get(Named(entity, document).key)
        if row is not None:
            self.used.add(row.line)
        return row

    def are_different(self, one: Named, other: Named) -> bool:
        """Whether a steward said that two names mean two things, in these documents or in all."""
        if one.key[:2] == other.key[:2] and (one.key in self._apart or other.key in self._apart):
            return True
        pairs = (frozenset((left.key, right.key)) for left in _wider(one) for right in _wider(other))
        row = next((self._different[pair] for pair in pairs if pair in self._different), None)
        if row is not None:
            self.used.add(row.line)
        return row is not None

    def unused(self) -> tuple[Alias, ...]:
        """The rows that no name of any source needed."""
        return tuple(one for one in self.rows if one.line not in self.used)

    def _row(self, named: Named) -> Alias | None:
        return next((self._same[wide.key] for wide in _wider(named) if wide.key in self._same), None)


def read_aliases(path: Path) -> Aliases:
    """The table of a workspace; without a file there are no decisions.

    Raises SourceError with the line of the first row that cannot stand: an unknown type or decision, no reason or date,
    two rows that contradict each other, or that lead in a circle.
    """
    if not path.exists():
        return Aliases()
    rows = tuple(_read_rows(path))
    _check_agreement(path, rows)
    return Aliases(rows)


def require_documents(path: Path, aliases: Aliases, slugs: Iterable[str]) -> None:
    """Raises SourceError for a row that speaks of a document that is no source of the workspace."""
    known = {"", *slugs}
    for row in aliases.rows:
        for slug in (row.name.document, row.other.document):
            if slug not in known:
                raise SourceError(path, row.line, f"there is no document {slug!r}; correct it, or remove the row.")


def row_text(decision: str, name: Named, other: Named) -> str:
    """A row as it is to be written, up to the reason and the date, which a steward gives."""
    cells = (decision, _text(name), name.document, _text(other), other.document, "", "")
    return ",".join('"' + cell.replace('"', '""') + '"' if set(cell) & {",", '"'} else cell for cell in cells)


def _read_rows(path: Path) -> Iterator[Alias]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            if (head := tuple(next(reader, ()))) != COLUMNS:
                raise SourceError(path, 1, f"the columns must be {','.join(COLUMNS)}, not {','.join(head)!r}.")
            for values in reader:
                if len(values) != len(COLUMNS):
                    problem = f"{len(values)} values for {len(COLUMNS)} columns; put quotation marks round a comma."
                    raise SourceError(path, reader.line_num, problem)
                yield _read_row(path, reader.line_num, dict(zip(COLUMNS, values, strict=True)))
    except UnicodeDecodeError as error:
        raise SourceError(path, 0, "is not UTF-8; save it as UTF-8.") from error
    except csv.Error as error:
        raise SourceError(path, 0, f"is not CSV: {error}.") from error


def _read_row(path: Path, line: int, row: dict[str, str]) -> Alias:
    if row["decision"] not in ("same", "different"):
        raise SourceError(path, line, f"the decision is {row['decision']!r}; write same or different.")
    if not row["reason"].strip():
        raise SourceError(path, line, "the reason is missing: say how you know.")
    try:
        datetime.date.fromisoformat(row["date"])
    except ValueError as error:
        raise SourceError(path, line, f"the date {row['date']!r} is not a day such as 2026-11-22.") from error
    name = Named(_entity(path, line, row["name"]), row["document"])
    other = Named(_entity(path, line, row["other"]), row["other_document"])
    for one in (name, other):
        if entity_types()[one.entity.type].scope == "document" and not one.document:
            raise SourceError(path, line, f"{_text(one)!r} means something in its own document only; say in which.")
    if name.key == other.key:
        raise SourceError(path, line, "both sides are one name, which says nothing; give a document, or remove it.")
    if name.key[:2] == other.key[:2] and row["decision"] == "different" and not other.document:
        raise SourceError(path, line, "two things of one name: other_document must say where the second is meant.")
    return Alias(line, row["decision"], name, other)


def _entity(path: Path, line: int, text: str) -> Entity:
    kind, colon, name = text.partition(": ")
    if not colon or not label_key(name):
        raise SourceError(path, line, f"{text!r} is not 'Type: name'.")
    if kind not in entity_types():
        raise SourceError(path, line, f"there is no type {kind!r}; the types are {', '.join(entity_types())}.")
    return Entity(kind, name.strip())


def _check_agreement(path: Path, rows: tuple[Alias, ...]) -> None:
    pairs: dict[frozenset[Key], Alias] = {}
    same: dict[Key, Alias] = {}
    for row in rows:
        earlier = pairs.setdefault(_pair(row), row)
        if earlier is not row:
            raise SourceError(path, row.line, f"line {earlier.line} decides on the same two names; remove one.")
        if row.decision == "same":
            earlier = same.setdefault(row.name.key, row)
            if earlier is not row:
                raise SourceError(
                    path, row.line, f"line {earlier.line} says what {_text(row.name)!r} means; remove one."
                )
    for row in same.values():
        _check_end(path, row, same)


def _check_end(path: Path, row: Alias, same: dict[Key, Alias]) -> None:
    lines, following = [row.line], same.get(row.other.key)
    while following is not None:
        if following.line in lines:
            numbers = ", ".join(map(str, sorted(lines)))
            raise SourceError(path, row.line, f"the lines {numbers} lead in a circle; one name must stand at the end.")
        lines.append(following.line)
        following = same.get(following.other.key)


def _pair(row: Alias) -> frozenset[Key]:
    return frozenset((row.name.key, row.other.key))


def _is_split(row: Alias) -> bool:
    return row.decision == "different" and row.name.key[:2] == row.other.key[:2]


def _wider(named: Named) -> tuple[Named, ...]:
    """A name in its document, then in every document."""
    return (named, Named(named.entity)) if named.document else (named,)


def _text(named: Named) -> str:
    return f"{named.entity.type}: {named.entity.name}"
