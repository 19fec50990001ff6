"""Names that look alike and are not decided on: the resources of all sources in, review candidates out. Never a merge.

Two names are candidates when they differ in what people drop or mistype: a legal form, a letter, a genitive, the words
of a compound written apart. Words that carry the meaning must agree: "Aarhus Vand" and "Aarhus Vandmiljø" are none, nor
are "Fase 1" and "Fase 2", nor two companies with two legal forms. Names are compared in small blocks only, so that the
work grows with the number of names and not with its square.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from loaders.aliases import Aliases, Named
from loaders.reference import is_place_name, municipalities, regions
from loaders.reference.organisations import organisations
from loaders.spellings import split_legal_form
from loaders.statements import Entity
from loaders.vocabulary import SAME_LETTERS

MIN_SCORE = 88.0
MAX_BLOCK = 40
# Kinds whose names are compared; of persons and places only equal names are asked about.
_FUZZY = frozenset({"organization", "partnership", "project", "programme", "fund", "municipality", "region"})
_EQUAL_ONLY = frozenset({"person"})
# A fund, a programme and a public body are taken for one another on pages.
_FAMILY = {"fund": "organization", "programme": "organization"}
_ENDINGS = ("s", "en", "et", "n", "t", "e", "a", "na", "ene", "erne", "ets", "ens")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two names that may mean one thing: the first is minted, the second minted or listed; ``score`` is 0 to 100."""

    name: Named
    other: Named
    score: float


def candidates(names: Iterable[Named], aliases: Aliases) -> tuple[Candidate, ...]:
    """The undecided pairs among the minted names of all sources, and between these and the reference tables.

    The order of the names does not matter. A pair stands once, the fuller name second.
    """
    minted = sorted((one for one in set(names) if one.key[0] in _FUZZY | _EQUAL_ONLY), key=_order)
    blocks: dict[tuple[str, str], list[tuple[Named, bool]]] = defaultdict(list)
    for named, is_listed in (*((one, False) for one in minted), *((one, True) for one in _listed_names())):
        for key in _blocks(named):
            blocks[key].append((named, is_listed))
    found: dict[tuple[Named, Named], float] = {}
    for members in blocks.values():
        for name, other in _pairs(members):
            if (name, other) not in found and (score := _score(name, other)) >= MIN_SCORE:
                found[name, other] = score
    pairs = (Candidate(name, other, score) for (name, other), score in found.items())
    return tuple(
        sorted(
            (one for one in pairs if not aliases.are_different(one.name, one.other)),
            key=lambda one: (-one.score, _order(one.name), _order(one.other)),
        )
    )


def _pairs(members: list[tuple[Named, bool]]) -> Iterator[tuple[Named, Named]]:
    if members[0][0].key[0] in _EQUAL_ONLY:
        # The mayor of forty documents is thirty-nine questions, not seven hundred and eighty.
        yield from pairwise(named for named, _ in members)
        return
    if len(members) > MAX_BLOCK:
        return
    for (one, one_listed), (other, other_listed) in combinations(members, 2):
        if one_listed and other_listed:
            continue
        yield (one, other) if other_listed or _fullness(one) <= _fullness(other) else (other, one)


def _score(name: Named, other: Named) -> float:
    """How alike two names are, 0 where a word that carries meaning differs."""
    if name.key[0] in _EQUAL_ONLY:
        return 100.0 if name.key[:2] == other.key[:2] else 0.0
    (one, form), (two, other_form) = _folded(name.entity.name), _folded(other.entity.name)
    if form and other_form and form != other_form:
        return 0.0
    if one == two:
        return 100.0
    if _family(name) != _family(other):
        return 0.0
    if one.replace(" ", "") == two.replace(" ", ""):
        return 98.0
    left, right = one.split(), two.split()
    if len(left) != len(right) or not all(_is_near(a, b) for a, b in zip(left, right, strict=True)):
        return 0.0
    return min(round(fuzz.ratio(one, two), 1), 97.0)


def _is_near(one: str, other: str) -> bool:
    """Whether two words may be one: equal, inflected, or a slip of one letter (two in a long word)."""
    if one == other:
        return True
    if any(map(str.isdigit, one + other)) or min(len(one), len(other)) < 4:
        return False
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and long[len(short) :] in _ENDINGS:
        return True
    allowed = 2 if len(short) > 9 else 1 if len(short) > 5 else 0
    return OSA.distance(one, other) <= allowed and not (is_place_name(one) and is_place_name(other))


def _blocks(named: Named) -> Iterator[tuple[str, str]]:
    """The keys under which a name is compared; a slip in one word leaves a key of the others."""
    bare, _ = _folded(named.entity.name)
    if named.key[0] in _EQUAL_ONLY:
        yield named.key[0], bare
        return
    # One page's project is another's partnership: equal names meet whatever their kind.
    yield "", bare
    family = _family(named)
    words = bare.split()
    initials = "".join(word[0] for word in words)
    keys = {f"w:{word}" for word in words if len(word) > 3}
    keys |= {f"c:{bare.replace(' ', '')}", f"p:{words[0][:4]}:{initials}", f"e:{words[-1][-4:]}:{initials}"}
    keys |= {f"i:{word}:{initials}" for word in words}
    for key in sorted(keys):
        yield family, key


def _family(named: Named) -> str:
    return _FAMILY.get(named.key[0], named.key[0])


@lru_cache(maxsize=200_000)
def _folded(name: str) -> tuple[str, str]:
    bare, form = split_legal_form(name)
    return bare.translate(SAME_LETTERS), form


def _listed_names() -> Iterator[Named]:
    yield from (Named(Entity("Municipality", one.name)) for one in municipalities())
    yield from (Named(Entity("Region", one.name)) for one in regions())
    for known in organisations():
        for text in (known.name.text, *(name.text for name in known.other_names)):
            yield Named(Entity(known.type, text))


def _fullness(named: Named) -> tuple[int, str, str]:
    return len(named.entity.name), named.entity.name, named.document


def _order(named: Named) -> tuple[str, str, str]:
    return named.entity.name, named.entity.type, named.document
