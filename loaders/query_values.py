"""Values of query parameters: a type and a text in, one RDF term out.

The types are those of ``#+ param:`` in a query file. A text is never put into a query.
"""

import re
from datetime import date

from pyoxigraph import Literal, NamedNode

from loaders.iris import TERMS
from loaders.prefixes import expand, prefixes

Term = NamedNode | Literal

TYPES = {
    "iri": "a whole IRI such as https://w3id.org/samspil/id/country/dk, or a prefixed name such as org:Membership",
    "code": "a code of the ontology, such as theme-energy",
    "string": "a text without a language",
    "lang-string": "a text and its language, such as Aarhus Kommune@da",
    "integer": "a whole number, such as 12",
    "decimal": "a number, such as 0.75",
    "gYear": "a year in four digits, such as 2030",
    "date": "a date, such as 2014-12-31",
}
_PATTERNS = {
    "integer": re.compile(r"[+-]?\d{1,18}"),
    "decimal": re.compile(r"[+-]?\d{1,18}(?:\.\d{1,18})?"),
    "gYear": re.compile(r"\d{4}"),
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
}
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_LANG_STRING = re.compile(r"(?P<words>.+)@(?P<language>[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)", re.DOTALL)
_EXAMPLES = {
    "iri": "https://w3id.org/samspil/id/municipality/dk-aarhus",
    "code": "theme-energy",
    "string": "Aarhus",
    "lang-string": "Aarhus Kommune@da",
    "integer": "1",
    "decimal": "1.0",
    "gYear": "2030",
    "date": "2014-12-31",
}
MAX_VALUE_CHARS = 1000


def read_value(kind: str, text: str) -> Term:
    """The term for a text. Raises ValueError that says what the type takes."""
    if len(text) > MAX_VALUE_CHARS:
        raise ValueError(f"a value has at most {MAX_VALUE_CHARS} characters")
    if "\x00" in text:
        raise ValueError("a value holds no NUL character")
    term = _read(kind, text)
    if term is None:
        raise ValueError(f"{text!r} is not {TYPES[kind]}")
    return term


def example_of(kind: str) -> Term:
    """Some term of the type: to try a query with."""
    return read_value(kind, _EXAMPLES[kind])


def _read(kind: str, text: str) -> Term | None:
    if kind == "iri":
        return _iri(text)
    if kind == "code":
        return NamedNode(TERMS + text) if _CODE.fullmatch(text) else None
    if kind == "string":
        return Literal(text)
    if kind == "lang-string":
        match = _LANG_STRING.fullmatch(text)
        return Literal(match["words"], language=match["language"].lower()) if match else None
    if not _PATTERNS[kind].fullmatch(text) or (kind == "date" and not _is_date(text)):
        return None
    return Literal(text, datatype=expand(f"xsd:{kind}"))


def _iri(text: str) -> NamedNode | None:
    prefix = text.split(":", 1)[0]
    whole = expand(text).value if ":" in text and "://" not in text and prefix in prefixes() else text
    try:
        return NamedNode(whole) if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", whole) else None
    except ValueError:
        return None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
