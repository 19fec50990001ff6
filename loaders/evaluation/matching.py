"""Matching: a statement of extraction and one of a gold file in; whether both say the same out.

Names agree when case, punctuation, the words for municipality and the s of a genitive or plural are put aside, or when
the words of one are among those of the other and at least half of them. Dates agree to the precision of the gold, sums
in value, goals and themes where their quotes overlap or they share half of their words. Two things are lenient on
purpose: dates, sums and statuses are matched without their subject, offices by the person alone.
"""

import re
import unicodedata
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

from loaders.statements import Entity, Statement, Value

REQUIRED_TIER = 1
_DATES = frozenset({"startDate", "endDate", "targetYear"})
_SUMS = frozenset({"budget", "grant"})
_WORDED = frozenset({"hasGoal", "theme", "status"})
# Of these pairs a reader may take one for the other: a lead partner is a partner, a programme that pays is a funder.
_AKIN = tuple(
    map(
        frozenset,
        (
            ("funder", "partOf", "partOfPartnership"),
            ("leadPartner", "hasPartner"),
            ("leadPartner", "facilitator"),
            ("initiatedBy", "hasPartner"),
        ),
    )
)
_MIN_SHARED = 0.5
_MIN_OVERLAP = 0.3
_YEAR_CHARS = 4
_DAY_CHARS = 10
_MARK = re.compile(r"[^\w\s]")
_MUNICIPAL = re.compile(
    r"\b(?:kommun(?:e|en|ens|es|s)?|stads?|by|municipality|of|the|delprogram)\b",
)
_DIGITS = re.compile(r"\d[\d .,]*")
_PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e\d+)?")
_GROUPING = re.compile(r"[.,](?=\d{3}(?:\D|$))")
_SCALES = (
    (1e9, re.compile(r"\b(?:mia|mrd|milliard|miljard|billion)")),
    (1e6, re.compile(r"\bm(?:io|ill|ilj|sek|nok|dkk|eur)")),
)


@dataclass(frozen=True, slots=True)
class Named:
    """One side of a gold statement: its value or name as written, and every name that means the same, made plain;
    the type of what is named.
    """

    words: str
    names: frozenset[str]
    type: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a page says: tier 1 must be found, tiers 2 and 3 may be."""

    relation: str
    subject: Named
    object: Named
    quote: str
    start: int
    end: int
    tier: int

    @property
    def is_required(self) -> bool:
        """Whether a reader would be wrong to leave it out."""
        return self.tier == REQUIRED_TIER


def matches(statement: Statement, expected: Expected) -> bool:
    """Whether a statement says what is expected."""
    wanted = expected.relation
    if statement.relation != wanted and not any({statement.relation, wanted} <= pair for pair in _AKIN):
        return False
    words = _words(statement.object)
    if wanted in _DATES:
        return _same_date(words, expected)
    if wanted in _SUMS:
        amount = amount_of(words)
        return amount is not None and amount == amount_of(expected.object.words)
    if wanted in _WORDED:
        return _overlap(statement, expected) or _share_words(words, expected.object.words)
    if isinstance(statement.object, Value):
        same = words == expected.object.words
    else:
        same = same_name(_names(statement.object), expected.object.names)
    return same and (wanted == "roleHeldBy" or same_name(_names(statement.subject), expected.subject.names))


@lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    """A name without case, punctuation, words for municipality, and the s at the end of a longer word."""
    folded = _MARK.sub(" ", unicodedata.normalize("NFKC", name).casefold())
    words = _MUNICIPAL.sub(" ", folded).split()
    return " ".join(word[:-1] if len(word) > 4 and word.endswith("s") else word for word in words)


def amount_of(text: str) -> float | None:
    """The first number of a text, with the scale that a word gives it: "1,2 mio. kr." is 1200000."""
    lowered = text.replace("\u00a0", " ").casefold()
    found = _DIGITS.search(lowered)
    if found is None:
        return None
    digits = found.group().strip()
    if not _PLAIN_NUMBER.fullmatch(digits):
        digits = _GROUPING.sub("", digits.replace(" ", "")).replace(",", ".").rstrip(".")
    scale = next((factor for factor, word in _SCALES if word.search(lowered)), 1.0)
    try:
        return float(digits) * scale
    except ValueError:
        return None


def _same_date(words: str, expected: Expected) -> bool:
    said, wanted = words[:_DAY_CHARS], expected.object.words[:_DAY_CHARS].split("/")[0]
    if len(wanted) == _YEAR_CHARS or not expected.is_required:
        return said[:_YEAR_CHARS] == wanted[:_YEAR_CHARS]
    return said.startswith(wanted) or wanted.startswith(said)


def same_name(said: Set[str], wanted: Set[str]) -> bool:
    """Whether one of some plain names agrees with one of others."""
    return not said.isdisjoint(wanted) or any(_is_within(one, other) for one in said for other in wanted)


@lru_cache(maxsize=65_536)
def _is_within(one: str, other: str) -> bool:
    short, long = sorted((set(one.split()), set(other.split())), key=len)
    return bool(short) and short <= long and len(short) >= _MIN_SHARED * len(long)


def _share_words(one: str, other: str) -> bool:
    left, right = set(plain(one).split()), set(plain(other).split())
    return bool(left and right) and len(left & right) >= _MIN_SHARED * min(len(left), len(right))


def _overlap(statement: Statement, expected: Expected) -> bool:
    shared = min(statement.end, expected.end) - max(statement.start, expected.start)
    return shared > _MIN_OVERLAP * min(statement.end - statement.start, expected.end - expected.start)


def _words(thing: Entity | Value) -> str:
    return thing.name if isinstance(thing, Entity) else thing.value


def _names(thing: Entity) -> frozenset[str]:
    return frozenset({plain(thing.name)} - {""})
