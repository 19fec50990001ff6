"""What a source says: statements with the words that they stand on.

In and out: one JSON object a line, the form that ``samspil extract`` prints. Nothing is resolved here: an entity is
still a type and a name.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

_ENCODER = json.JSONEncoder(ensure_ascii=False)


class Entity(NamedTuple):
    """A thing as its source names it; ``type`` is one of ``ontology/entity-types.csv``."""

    type: str
    name: str


class Value(NamedTuple):
    """A literal; ``datatype`` is date, gYearMonth, gYear, decimal, integer, string, anyURI or language."""

    value: str
    datatype: str
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a document says, with the exact slice that says it.

    ``quote`` is ``text[start:end]`` of the stored text in Unicode code points; ``relation`` is one of
    ``ontology/relations.csv``; ``confidence`` runs from 0 to 1. ``role`` is the title of an office as written,
    ``fund`` the name of the fund that a grant comes from.
    """

    document: str
    subject: Entity
    relation: str
    object: Entity | Value
    quote: str
    start: int
    end: int
    rule: str
    confidence: float
    role: str | None = None
    fund: str | None = None


def to_json(statement: Statement) -> str:
    """One line of JSON, keys in the order of the contract; absent options are left out."""
    row: dict[str, object] = {
        "document": statement.document,
        "subject": {"type": statement.subject.type, "name": statement.subject.name},
        "relation": statement.relation,
        "object": _object_to_json(statement.object),
        "quote": statement.quote,
        "start": statement.start,
        "end": statement.end,
        "rule": statement.rule,
        "confidence": statement.confidence,
    }
    for key in ("role", "fund"):
        if getattr(statement, key) is not None:
            row[key] = getattr(statement, key)
    return _ENCODER.encode(row)


def from_json_lines(lines: Iterable[str]) -> Iterator[Statement]:
    """Read statements back. Raises KeyError or ValueError where a line is not in the form of ``to_json``."""
    for line in lines:
        if not line.strip():
            continue
        row = json.loads(line)
        row["subject"] = Entity(**row["subject"])
        row["object"] = Value(**row["object"]) if "value" in row["object"] else Entity(**row["object"])
        yield Statement(**row)


def _object_to_json(thing: Entity | Value) -> dict[str, str]:
    if isinstance(thing, Entity):
        return {"type": thing.type, "name": thing.name}
    row = {"value": thing.value, "datatype": thing.datatype}
    if thing.currency is not None:
        row["currency"] = thing.currency
    return row
