"""Spellings inside one document: its names and its text in, the fuller or righter name of short and wrong ones out.

A page that says "Ternehav Protein A/S" and later "Ternehav Protein" or "Ternehav Protien" means one company. Only what
the page itself settles is joined: a legal form or a genitive that falls away, a short form that it puts in brackets, a
slip of one letter. Where two full names compete nothing is joined. Names of two documents are not compared here.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache

from rapidfuzz.distance import OSA, Indel

from loaders.lexicon import table
from loaders.reference import is_place_name
from loaders.statements import Entity
from loaders.vocabulary import entity_types, label_key

KINDS = frozenset({"organization", "partnership", "project", "programme", "fund"})
_MIN_WORD = 7
_ACRONYM = re.compile(r"[A-ZÆØÅÄÖ][\w&-]{1,9}")
# "Svebølle-Viskinge Fjernvarme" is the "… Fjernvarmeselskab".
_TAILS = ("selskab", "selskabet", "selskap", "selskapet", "bolag", "bolaget", "værk", "verk", "verket", "værket")
# Words after a name that are no legal form of a company of that name, but another company's.
_NOT_DROPPED = frozenset({"group", "holding"})


def full_names(entities: Iterable[Entity], text: str) -> dict[Entity, Entity]:
    """Every name of a document that is a spelling of a fuller one there, with that one; others are left out.

    ``entities`` are as often as the document names them: among two spellings of a word the commoner one is right.
    """
    counts = Counter(one for one in entities if _kind(one) in KINDS)
    names = sorted(counts, key=lambda one: (one.name, one.type))
    # Two spellings of a name begin alike, but for what a page puts in brackets.
    beginnings: dict[tuple[str, str], list[Entity]] = defaultdict(list)
    for one in names:
        beginnings[_beginning(one)].append(one)
    joined: dict[Entity, Entity] = {}
    for name in names:
        near = names if f"({name.name})" in text else beginnings[_beginning(name)]
        fuller = {split_legal_form(one.name): one for one in near if _is_spelling_of(name, one, counts, text)}
        if len(fuller) == 1:
            joined[name] = next(iter(fuller.values()))
    return {name: _end(full, joined) for name, full in joined.items()}


@lru_cache(maxsize=100_000)
def split_legal_form(name: str) -> tuple[str, str]:
    """The key of a name without its legal form, and the legal form; "" where it has none.

    Source: the list ``legal_forms`` of ``loaders/lexicon/names.toml``.
    """
    key, forms = label_key(name), []
    while found := _legal_form().fullmatch(key):
        key = found["name"] or found["rest"]
        forms.append(found["back"] or found["front"])
    return key, " ".join(sorted(set(forms) - {"publ"}))


def is_slip(one: str, other: str) -> bool:
    """Whether two words of lower case differ by a letter too many or two that changed places, and are no places."""
    if min(len(one), len(other)) < _MIN_WORD or one[0] != other[0] or any(map(str.isdigit, one + other)):
        return False
    is_one_letter = len(one) != len(other) and Indel.distance(one, other) == 1
    changed_places = len(one) == len(other) and OSA.distance(one, other) == 1 and sorted(one) == sorted(other)
    return (is_one_letter or changed_places) and not (is_place_name(one) and is_place_name(other))


def _is_spelling_of(short: Entity, full: Entity, counts: Counter[Entity], text: str) -> bool:
    if _kind(short) != _kind(full) or label_key(short.name) == label_key(full.name):
        return False
    (bare, form), (full_bare, full_form) = split_legal_form(short.name), split_legal_form(full.name)
    return (
        (bare == full_bare and not form and bool(full_form))
        or (bare in (f"{full_bare}s", f"{full_bare} s") and not form)
        or any(bare + tail == full_bare and " " in bare for tail in _TAILS)
        or (f"{full.name} ({short.name})" in text and _stands_for(short.name, full.name))
        or (counts[short] < counts[full] and form == full_form and _has_slip(bare, full_bare))
    )


def _has_slip(one: str, other: str) -> bool:
    left, right = one.split(), other.split()
    if len(left) != len(right):
        return False
    unlike = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
    # A word with one s more is in the genitive, and a name of its own as often as not: the rule above asks for more.
    return len(unlike) == 1 and is_slip(*unlike[0]) and unlike[0][0].rstrip("s") != unlike[0][1].rstrip("s")


def _stands_for(short: str, full: str) -> bool:
    """Whether a short form is an acronym of a name, or some of its words."""
    if set(label_key(short).split()) < set(label_key(full).split()):
        return True
    letters = iter(re.sub(r"\W", "", full.casefold()))
    is_acronym = bool(_ACRONYM.fullmatch(short)) and sum(map(str.isupper, short)) > 1
    return is_acronym and short[0].casefold() == full[0].casefold() and all(one in letters for one in label_key(short))


def _end(name: Entity, joined: dict[Entity, Entity]) -> Entity:
    seen = {name}
    while (following := joined.get(name)) is not None and following not in seen:
        seen.add(following)
        name = following
    return name


def _beginning(entity: Entity) -> tuple[str, str]:
    return _kind(entity), split_legal_form(entity.name)[0][:3]


def _kind(entity: Entity) -> str:
    return entity_types()[entity.type].kind


@cache
def _legal_form() -> re.Pattern[str]:
    listed = (form for forms in table("names")["legal_forms"].values() for form in forms)
    backs = sorted(
        {label_key(form) for form in listed if form not in _NOT_DROPPED} | {"publ"}, key=lambda one: (-len(one), one)
    )
    fronts = sorted({label_key(form) for form in table("names")["legal_fronts"]})
    back, front = "|".join(backs), "|".join(fronts)
    return re.compile(f"(?:(?P<name>.+) (?P<back>{back})|(?P<front>{front}) (?P<rest>.+))")
