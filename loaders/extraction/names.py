"""What kind of thing a name names: a name in, an entity or nothing out.

Order: funds, programmes and bodies that many sources name, municipalities of the reference table, the words of the name
(``head_nouns.py``), countries. What none of them knows stays without a type: the caller has the context to decide.
"""

import re
from functools import cache, lru_cache

from loaders.extraction.head_nouns import kind_by_words
from loaders.extraction.tokens import without_genitive
from loaders.extraction.well_known import fund_spellings, known_bodies
from loaders.layout import matching_copy
from loaders.lexicon import all_words, given_names, table
from loaders.reference import Gazetteer, Municipality, country_of
from loaders.statements import Entity

COUNTRY_OF_LANGUAGE = {"da": "DK", "nb": "NO", "nn": "NO", "sv": "SE"}
ACTOR_TYPES = frozenset(
    {
        *("Municipality", "Region", "Company", "Utility", "University", "PublicBody", "Association"),
        *("Network", "OrganisationUnit", "ActorGroup", "Actor", "Fund"),
    }
)
COLLECTIVE_TYPES = frozenset({"Partnership", "Network", "Project", "Programme", "Strategy"})
_FIRST_WORD = re.compile(r"[^\W_]+")
_MARKS_BETWEEN = re.compile(r"[(:;]")
_PERSON_TOKEN = re.compile(r"[^\W\d_][^\W\d_'’-]*(?:[-'’][^\W\d_]+)?\.?")


@cache
def joined_pairs() -> frozenset[tuple[str, str]]:
    """The words around the "og" of names that have one: ("møre", "romsdal")."""
    pairs = (re.split(" (?:og|och|and|&) ", name.casefold()) for name in table("names")["joined_names"])
    return frozenset((pair[0].split()[-1], pair[1].split()[0]) for pair in pairs)


def masked(text: str) -> str:
    """A text of the same length in which no cut of a list lies within brackets or within one name."""
    return _within_one().sub(lambda found: "_" * len(found.group()), text)


@cache
def _within_one() -> re.Pattern[str]:
    pairs = "|".join(rf"{re.escape(a)} (?:og|och|and|&) {re.escape(b)}" for a, b in sorted(joined_pairs()))
    return re.compile(
        rf"\([^()\n\r]*\)?|(?<!\w)(?:{pairs})|(?:\w+-, )*\w+- (?:og|och|and|eller|or) \w+|(?<=\d),(?=\d)", re.IGNORECASE
    )


@cache
def gazetteer() -> Gazetteer:
    """The reference municipalities, read once."""
    return Gazetteer()


@lru_cache(maxsize=8_192)
def clean(name: str) -> str:
    """A name on one line, with plain spaces, without the marks around it."""
    return " ".join(matching_copy(name).split()).strip(" ,;:\"'()[]*_")


@lru_cache(maxsize=8_192)
def typed_name(name: str, language: str) -> Entity | None:
    """The entity that a name says by itself to be; None when its words do not tell."""
    name = clean(name)
    if not name or not any(map(str.isalpha, name)):
        return None
    known = known_fund(name) or known_bodies().get(name)
    found = known or municipality(name, language)
    if found:
        return found
    kind = kind_by_words(name)
    return Entity(kind, name) if kind else country(name)


def known_fund(name: str) -> Entity | None:
    """A fund, programme or funding body of ``funds.toml``, in the words of the page; ``resolve`` knows them as one."""
    return fund_spellings().get(clean(name))


def municipality(name: str, language: str) -> Entity | None:
    """A municipality named with a word such as kommune, kommun, stad or City of; under its official name."""
    lowered = name.casefold()
    heads, fronts, plurals = _municipal_words()
    # Most names end, and begin, with none of these.
    if not lowered.endswith(heads + plurals) and not lowered.startswith(fronts):
        return None
    head = next((head for head in heads + plurals if lowered.endswith(head)), None)
    front = next((front for front in fronts if lowered.startswith(front)), None)
    bare = name[len(front) :] if front else name
    without_head = bare.removesuffix(bare[-len(head) :]) if head else bare
    # The last of several has the plural of all: "Odder og Skanderborg Kommuner".
    found = reference(without_head if head in plurals else bare, language)
    if found:
        return Entity("Municipality", official_name(found, language, without_head))
    is_certain = head in heads and head not in (" stad", " stads") and without_head not in _no_places()
    is_name = is_certain and name[0].isupper() and not _MARKS_BETWEEN.search(name)
    return Entity("Municipality", name) if is_name else None


@cache
def _no_places() -> frozenset[str]:
    """ "Swedish municipality" and "Any municipality" are none of a name."""
    return frozenset((*table("names")["capitalised"], *map(str.capitalize, all_words("opening_words"))))


def official_name(found: Municipality, language: str, written: str) -> str:
    """The name of the reference table; where that is in a language that the text is not in, the name as ``written``.

    "Town of Pargas" is Pargas and not Parainen, and "Pedersöre kommun" Pedersöre and not Pedersören kunta.
    """
    own = _swedish_name(found, language) or _other_name(found, written)
    if own is None and found.country not in COUNTRY_OF_LANGUAGE.values() and _is_place(found, written):
        own = found.place_name
    return own or found.name


def place_name(found: Municipality, language: str, written: str) -> str:
    """The name of its place, in Swedish where the text is and the place has one, else in the language it is written."""
    return _swedish_name(found, language) or _other_name(found, written) or found.place_name


def _other_name(found: Municipality, written: str) -> str | None:
    names = (name.text for name in found.other_names if name.text.casefold() == without_genitive(written).casefold())
    return next(names, None)


def _is_place(found: Municipality, written: str) -> bool:
    return found.place_name.casefold() in (written.casefold(), without_genitive(written).casefold())


def _swedish_name(found: Municipality, language: str) -> str | None:
    names = (name.text for name in found.other_names if name.language == "sv" and language == "sv")
    return next(names, None)


@lru_cache(maxsize=8_192)
def reference(name: str, language: str) -> Municipality | None:
    """The one municipality that a name means, where need be the one in the country of the language."""
    found = gazetteer().find(name)
    current = [one for one in found if one.is_current] or list(found)
    if len(current) > 1:
        current = [one for one in current if one.country == COUNTRY_OF_LANGUAGE.get(language)]
    return current[0] if len(current) == 1 else None


@lru_cache(maxsize=8_192)
def country(name: str) -> Entity | None:
    """A country, in any language of the reference table; without the s of the genitive."""
    if country_of(name) is None:
        return None
    bare = name.removesuffix("s")
    return Entity("Country", name if country_of(bare) is None else bare)


@lru_cache(maxsize=2_048)
def looks_like_person(name: str) -> bool:
    """Two to four capitalised words of letters only, none of which is the head of an organisation's name."""
    tokens = clean(name).split()
    if not 2 <= len(tokens) <= 4:
        return False
    shaped = all(token[0].isupper() and _PERSON_TOKEN.fullmatch(token) for token in tokens)
    return shaped and not any(token.isupper() and len(token) > 2 for token in tokens)


def is_person(name: str) -> bool:
    """Whether a name that tells no kind is that of a person: it looks like one, and begins with a first name."""
    first = name.split()[0] if name.split() else ""
    return looks_like_person(name) and bool({first, first.split("-")[0]} & given_names())


@lru_cache(maxsize=8_192)
def is_title(words: str) -> bool:
    """Whether words are, or begin with, the title of an office: "Direktør", "borgmester i Køge Kommune"."""
    first = _FIRST_WORD.search(words, 0, 200)
    if first is None or first.group().casefold() not in _first_words_of_titles():
        return False
    lowered = clean(words[:200]).casefold()
    starts = [lowered, *(lowered[: mark.start()] for mark in re.finditer("[ ,]", lowered))]
    return any(start in _title_set() for start in starts)


@cache
def _first_words_of_titles() -> frozenset[str]:
    firsts = (_FIRST_WORD.search(title) for title in _title_set())
    return frozenset(first.group() for first in firsts if first)


@cache
def _title_set() -> frozenset[str]:
    return frozenset(titles())


@cache
def titles() -> tuple[str, ...]:
    """Titles of offices in all languages, the longest first."""
    return tuple(sorted(dict.fromkeys(table("names")["roles"]["titles"]), key=lambda title: (-len(title), title)))


@cache
def _municipal_words() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What the name of a municipality may end with and begin with, and what that of the last of several ends with."""
    words = table("names")["municipality"]
    heads, plurals = (tuple(f" {head}" for head in words[key]) for key in ("heads", "plurals"))
    return heads, tuple(f"{front} " for front in words["fronts"]), plurals
