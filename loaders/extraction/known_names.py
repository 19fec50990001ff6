"""Known names: what a document's own words tell in, the thing that a name means out, typing errors allowed (rapidfuzz).

The vocabulary of a page grows while the page is read. It keeps in mind what it learned and what it was asked, so that
nothing is read again for nothing (``scans.py``).
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from functools import cache, lru_cache

from rapidfuzz import fuzz

from loaders.extraction.tokens import Token, tokens_of
from loaders.extraction.well_known import fund_spellings, known_bodies
from loaders.statements import Entity

_MIN_FUZZY = 88.0
_MAX_FUZZY_CHARS = 2
_MAX_KNOWN_FOR_FUZZY = 3_000
_MAX_NEWS = 200
_Look = tuple[str, int]  # the first letter of a name in lower case, and how long it is


@dataclass
class Vocabulary:
    """What a document's own words tell: words it writes in lower case, and things that it has named.

    ``ordinary`` are the words that pages write in lower case, whatever they are about; ``learned`` are the names that
    it came to know, in order; ``asked`` the names that it was asked about.
    """

    language: str
    lowercase: frozenset[str]
    known: dict[str, Entity] = field(default_factory=dict)
    ordinary: Set[str] = frozenset()
    named_inside: set[str] = field(default_factory=set)
    learned: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    _likest: dict[tuple[str, int], str | None] = field(default_factory=dict)
    _first_words: dict[str, frozenset[int]] = field(default_factory=dict)
    _alike: dict[_Look, tuple[str, ...]] = field(default_factory=dict)
    _news: dict[tuple[int, int], "News"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index what is known from the beginning; funds and bodies are known to every document."""
        listed = self.known
        self.known = listed | _known_to_all()
        first_words, alike = _index_of_known()
        self._first_words, self._alike = dict(first_words), dict(alike)
        for name in listed:
            self._index(name)

    @property
    def first_words(self) -> Set[str]:
        """The words that known names begin with, the s of a genitive aside."""
        return self._first_words.keys()

    def may_begin_name(self, token: Token) -> bool:
        """Whether a known name begins with the word, the s of a genitive aside."""
        return token.bare in self._first_words

    def learn(self, name: str, entity: Entity) -> None:
        """Know a name from now on; what is known stays as it is."""
        if name not in self.known:
            self._index(name)
            self.learned.append(name)
        self.known.setdefault(name, entity)

    def learn_inside(self, name: str) -> None:
        """Know that a word is a name within a sentence, so that it may be one where it opens a sentence."""
        if name not in self.named_inside:
            self.named_inside.add(name)
            self.learned.append(name)

    def news(self, since: int) -> "News | None":
        """What was learned after the first so many names; None where that is too much to look through."""
        now = len(self.learned)
        if now - since > _MAX_NEWS or len(self.known) > _MAX_KNOWN_FOR_FUZZY:
            return None
        if (since, now) not in self._news:
            self._news[since, now] = News(self.learned[since:])
        return self._news[since, now]

    def token_counts(self, token: Token) -> list[int]:
        """How many tokens the known names have that begin with the word, the longest first."""
        return sorted(self._first_words[token.bare], reverse=True)

    def _index(self, name: str) -> None:
        _index(name, self._first_words, self._alike)

    def same_as_known(self, name: str) -> Entity | None:
        """The known thing that a name is, spelling slips allowed; None when it comes near to none."""
        self.asked.add(name)
        if name in self.known or len(name) < 6 or len(self.known) > _MAX_KNOWN_FOR_FUZZY:
            return self.known.get(name)
        key = (name, len(self.known))
        if key not in self._likest:
            near = [other for look in _looks_near(name) for other in self._alike.get(look, ())]
            best = max(near, key=lambda other: (_likeness(name, other), other), default=None)
            self._likest[key] = best if best and _likeness(name, best) >= _MIN_FUZZY else None
        likest = self._likest[key]
        return self.known[likest] if likest else None


class News:
    """Names that were learned after something was asked, to tell whether the answer may have changed."""

    def __init__(self, names: Sequence[str]) -> None:
        self.first_words = frozenset([_shape(name)[0] for name in names])
        self._looks = frozenset([_look(name) for name in names])

    def may_be_meant_by(self, asked: str) -> bool:
        """Whether a name that was asked about is one of them, or comes near to one."""
        return not self._looks.isdisjoint(_looks_near(asked))


@lru_cache(maxsize=8_192)
def _shape(name: str) -> tuple[str, int]:
    """The first word of a name without the s of a genitive, and how many tokens the name has."""
    tokens = tokens_of(name)
    return tokens[0].bare if tokens else "", len(tokens)


def _look(name: str) -> _Look:
    return name[:1].casefold(), len(name)


def _looks_near(name: str) -> list[_Look]:
    """The first letter and the lengths of the names that a name may be with a slip of the keys."""
    letter, length = _look(name)
    return [(letter, other) for other in range(length - _MAX_FUZZY_CHARS, length + _MAX_FUZZY_CHARS + 1)]


def _index(name: str, first_words: dict[str, frozenset[int]], alike: dict[_Look, tuple[str, ...]]) -> None:
    first, count = _shape(name)
    first_words[first] = first_words.get(first, frozenset()) | {count}
    alike[_look(name)] = (*alike.get(_look(name), ()), name)


@cache
def _known_to_all() -> dict[str, Entity]:
    return known_bodies() | fund_spellings()


@cache
def _index_of_known() -> tuple[dict[str, frozenset[int]], dict[_Look, tuple[str, ...]]]:
    first_words: dict[str, frozenset[int]] = {}
    alike: dict[_Look, tuple[str, ...]] = {}
    for name in fund_spellings():
        _index(name, first_words, alike)
    # Bodies are known by their exact names only: many of these are short, and near to other names.
    for name in known_bodies():
        _index(name, first_words, {})
    return first_words, alike


def _likeness(name: str, other: str) -> float:
    return fuzz.ratio(name.casefold(), other.casefold(), score_cutoff=_MIN_FUZZY)
