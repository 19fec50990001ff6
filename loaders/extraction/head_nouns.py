"""What the words of a name say that it names: a name in, a type of entity or nothing out.

Order: legal forms ("Solkraft AS"), fronts ("Foreningen Byens Træer"), a compound before a name ("Boligforeningen
Egebo"), a noun after a place ("Skive Vand"), the head at the end ("Lunds universitet"). The words are data
(``lexicon/names.toml``).
"""

from collections.abc import Iterator, Mapping
from functools import cache

from loaders.extraction.tokens import without_genitive
from loaders.lexicon import table
from loaders.reference import is_place

_MIN_SUFFIX_CHARS, _MIN_FUND_CHARS = 5, 4
_IN_A_PLACE = ("i", "in", "på")
_BEFORE_PLACES = ("i ", "in ", "på ")

ByKind = tuple[tuple[str, tuple[str, ...]], ...]


def kind_by_words(name: str) -> str | None:
    """The type that a name says by its words to be; None where they do not tell."""
    lowered = name.casefold()
    first, _, rest = lowered.partition(" ")
    formed = next((kind for kind, forms in _legal_forms() if lowered.endswith(forms)), None)
    if formed:
        return formed
    if rest and first in table("names")["legal_fronts"]:
        return "Company"
    fronted = next((kind for kind, fronts in _fronts() if lowered.startswith(fronts)), None)
    return fronted or _before_name(name) or _after_place(name) or _at_the_end(name)


def _before_name(name: str) -> str | None:
    """The kind that a word before a name tells: "Visit Innherred", "Boligforeningen Egebo", "Kystmuseet i Sogn"."""
    first, _, rest = name.partition(" ")
    named = rest.partition(" ")[2] if rest.startswith(_BEFORE_PLACES) else rest
    if not named[:1].isupper():
        return None
    lowered = first.casefold()
    compounds = (kind for head, kind in _heads_of(lowered) if _MIN_SUFFIX_CHARS <= len(head) < len(lowered))
    return _words_before_names().get(lowered) or next(compounds, None)


def _after_place(name: str) -> str | None:
    """The kind that a noun makes of a place before it: "Skive Vand", "Umeå Energi"."""
    lowered, nouns = name.casefold(), _nouns_after_places()
    noun = next((noun for noun in nouns if lowered.endswith(noun)), None)
    if noun is None:
        return None
    place = name[: -len(noun)]
    return nouns[noun] if any(map(is_place, (place, without_genitive(place)))) else None


def _at_the_end(name: str) -> str | None:
    """The kind of the head that a name ends with, or that stands in lower case before a place."""
    lowered = name.casefold()
    words = lowered.split()
    for head, kind in _heads_of(lowered):
        # A head alone ("Samarbejdet") opens a sentence, unless it is a name all by itself.
        if lowered == head:
            return kind if head in table("names")["whole_names"] else None
        suffix = len(head) >= (_MIN_FUND_CHARS if kind == "Fund" else _MIN_SUFFIX_CHARS) and words[-1].endswith(head)
        # "Vækst i Øresundsregionen" is in a region, and is none.
        if (lowered.endswith(" " + head) or suffix) and not (kind == "Region" and set(_IN_A_PLACE) & set(words)):
            return kind
    front, _, place = name.rpartition(" ")
    # "Regionalt forskningsfond Rogaland": the head is in lower case, and a place follows it.
    return kind_by_words(front) if front.rpartition(" ")[2].islower() and place[:1].isupper() else None


def _heads_of(lowered: str) -> Iterator[tuple[str, str]]:
    """(head, type) of every head that a name ends with, the longest first."""
    heads = _heads()
    for length in _head_lengths().get(lowered[-1:], ()):
        if lowered[-length:] in heads:
            yield lowered[-length:], heads[lowered[-length:]]


@cache
def _heads() -> dict[str, str]:
    """Head to type; of two types with one head the first by name."""
    return _kinds_of(table("names")["heads"])


@cache
def _head_lengths() -> dict[str, list[int]]:
    """How long the heads are that end with a letter, the longest first."""
    lengths: dict[str, set[int]] = {}
    for head in _heads():
        lengths.setdefault(head[-1], set()).add(len(head))
    return {letter: sorted(known, reverse=True) for letter, known in lengths.items()}


@cache
def _words_before_names() -> dict[str, str]:
    """Word to type."""
    return _kinds_of(table("names")["before_names"])


@cache
def _nouns_after_places() -> dict[str, str]:
    """Noun to type, each with the space before it, the longest first."""
    nouns = _kinds_of(table("names")["after_places"])
    return {f" {noun}": nouns[noun] for noun in sorted(nouns, key=len, reverse=True)}


def _kinds_of(by_kind: Mapping[str, list[str]]) -> dict[str, str]:
    pairs = sorted((word, kind) for kind, listed in by_kind.items() for word in listed)
    return dict(reversed(pairs))


@cache
def _legal_forms() -> ByKind:
    return tuple((kind, tuple(f" {form}" for form in forms)) for kind, forms in table("names")["legal_forms"].items())


@cache
def _fronts() -> ByKind:
    return tuple((kind, tuple(f"{one} " for one in fronts)) for kind, fronts in table("names")["fronts"].items())
