"""Rows from outside: a piece of JSON that nobody vouches for in, a statement out, or None where it is none.

The form is that of ``samspil extract``. Only the form is looked at here; ``acceptance.py`` looks at the rest.
"""

from loaders.documents import Document
from loaders.extractors.protocol import UNKNOWN
from loaders.statements import Entity, Statement, Value


def statement_from(row: object, document: Document, *, confidence: float | None = None) -> Statement | None:
    """The statement of a row; ``confidence`` stands in for what a row may not say itself."""
    if not isinstance(row, dict):
        return None
    said: object = row.get("confidence") if confidence is None else confidence
    subject, thing, start = _entity(row.get("subject")), _thing(row.get("object")), row.get("start", UNKNOWN)
    relation, quote, rule = (_text(row, key) for key in ("relation", "quote", "rule"))
    is_placed = isinstance(start, int) and not isinstance(start, bool)
    if subject is None or thing is None or not relation or not quote or not is_placed:
        return None
    if not isinstance(said, int | float) or isinstance(said, bool):
        return None
    role, fund = (_text(row, key) or None for key in ("role", "fund"))
    name, end = document.path.name, start + len(quote)
    return Statement(name, subject, relation, thing, quote, start, end, rule, float(said), role, fund)


def _text(row: dict[str, object], key: str) -> str:
    """The text of a key; empty where there is none, or something else."""
    value = row.get(key)
    return value if isinstance(value, str) else ""


def _entity(row: object) -> Entity | None:
    if not isinstance(row, dict):
        return None
    kind, name = _text(row, "type"), _text(row, "name").strip()
    return Entity(kind, name) if kind and name else None


def _thing(row: object) -> Entity | Value | None:
    if not isinstance(row, dict):
        return None
    value, datatype = _text(row, "value").strip(), _text(row, "datatype")
    return Value(value, datatype, _text(row, "currency") or None) if value and datatype else _entity(row)
