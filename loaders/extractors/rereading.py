"""Values read again: what an extractor says that a quote gives, checked with our own grammar.

In: the value, its relation, a document and where the quote stands. Out: the value as ``values.py`` and ``money.py``
write it, or None where they do not read the same one in the quote. The words around are read along, so that a quote
that begins inside "1 200 000 kr." does not give 200 000.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from loaders.documents import Document
from loaders.extraction.statuses import status_of
from loaders.extractors.names import is_written
from loaders.money import Found, find_money
from loaders.statements import Value
from loaders.values import find_counts, find_dates, parse_period

_CONTEXT_CHARS = 60
_DECIMAL = re.compile(r"\d{1,18}(?:\.\d{1,6})?")


def reread(value: Value, relation: str, document: Document, span: tuple[int, int]) -> Value | None:
    """The same value as our grammar reads it in the quote at ``span``; None when it does not."""
    quote = document.text[slice(*span)]
    if value.datatype in _READERS:
        return _same(value, _found(_READERS[value.datatype], document, span))
    if value.datatype in ("date", "gYearMonth", "gYear"):
        return _same(value, _dates(relation, document, span))
    if relation == "status":
        status = status_of(quote, document.language)
        is_same = status in (value.value, status_of(value.value, document.language))
        return Value(status, "string") if status and is_same else None
    return Value(value.value, value.datatype) if is_written(value.value, quote) else None


def _found(read: Callable[[str, str], Iterable[Found]], document: Document, span: tuple[int, int]) -> list[Found]:
    """What a reader finds that lies wholly in the quote; places are those in the window around it."""
    first = max(0, span[0] - _CONTEXT_CHARS)
    window = document.text[first : span[1] + _CONTEXT_CHARS]

    def is_inside(one: Found) -> bool:
        # The point of "kr." may end the sentence: the quote need not have it.
        return span[0] <= first + one.start and first + len(window[: one.end].rstrip(" .,")) <= span[1]

    return [one for one in read(window, document.language) if is_inside(one)]


def _dates(relation: str, document: Document, span: tuple[int, int]) -> list[Found]:
    """The dates that may be meant: of a period only the end that the relation speaks of."""
    period = parse_period(document.text[slice(*span)], document.language)
    found = _found(find_dates, document, span)
    if period is None or period.first is None or period.last is None:
        return found
    # The year of "1. januar - 31. december 2014" stands at its end only: a period gives more than the dates in it.
    other = {"startDate": period.last, "endDate": period.first}.get(relation)
    return [one for one in (*found, period.first, period.last) if other is None or one.value != other.value]


_READERS: dict[str, Callable[[str, str], Iterable[Found]]] = {"decimal": find_money, "integer": find_counts}


def _same(value: Value, found: Iterable[Found]) -> Value | None:
    for one in found:
        if (one.datatype, one.currency) == (value.datatype, value.currency) and _is_equal(value.value, one.value):
            return Value(one.value, one.datatype, one.currency)
    return None


def _is_equal(said: str, read: str) -> bool:
    if said == read:
        return True
    return bool(_DECIMAL.fullmatch(said) and _DECIMAL.fullmatch(read)) and Decimal(said) == Decimal(read)
