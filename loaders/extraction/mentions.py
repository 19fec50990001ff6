"""Mentions: a sentence in, the things that it names out, each with its type and its place.

Named things are runs of capitalised words, with a head noun ("Køge kommune", "Lunds universitet"); groups are a
quantity and a noun ("en række virksomheder i Skejby"). Names that a document gave once are known from then on, with
typing errors (rapidfuzz). One pass over the words of a sentence, without going back.
"""

from collections.abc import Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from loaders.extraction.groups import group_at
from loaders.extraction.names import gazetteer, is_title, place_name, reference, typed_name
from loaders.extraction.runs import goes_on, opens_sentence, run_end
from loaders.extraction.tokens import Token, Tokens, tokens_of, without_genitive
from loaders.lexicon import table, words
from loaders.statements import Entity

UNKNOWN = "Name"
_MAY_HAVE_GENITIVE = frozenset({"PublicBody", "Region", "Fund", "University", "Network", "Association"})
_MIN_FUZZY = 88.0
_MAX_KNOWN_FOR_FUZZY = 3_000


class Mention(NamedTuple):
    """An entity where it stands; type ``Name`` means that the words alone do not tell what is named."""

    entity: Entity
    start: int
    end: int


@dataclass
class Vocabulary:
    """What a document's own words tell: words it writes in lower case, and things that it has named."""

    language: str
    lowercase: frozenset[str]
    known: dict[str, Entity] = field(default_factory=dict)
    named_inside: set[str] = field(default_factory=set)
    _likest: dict[tuple[str, int], str | None] = field(default_factory=dict)
    _first_words: dict[str, set[int]] = field(default_factory=dict)
    _by_letter: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index what is known from the beginning."""
        for name in self.known:
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
        self.known.setdefault(name, entity)

    def token_counts(self, token: Token) -> list[int]:
        """How many tokens the known names have that begin with the word, the longest first."""
        return sorted(self._first_words[token.bare], reverse=True)

    def _index(self, name: str) -> None:
        first, count = _shape(name)
        self._first_words.setdefault(first, set()).add(count)
        self._by_letter.setdefault(name[:1].casefold(), []).append(name)

    def same_as_known(self, name: str) -> Entity | None:
        """The known thing that a name is, spelling slips allowed; None when it comes near to none."""
        if name in self.known or len(name) < 6 or len(self.known) > _MAX_KNOWN_FOR_FUZZY:
            return self.known.get(name)
        key = (name, len(self.known))
        if key not in self._likest:
            best = max(
                self._by_letter.get(name[:1].casefold(), ()),
                key=lambda other: (_likeness(name, other), other),
                default="",
            )
            self._likest[key] = best if _likeness(name, best) >= _MIN_FUZZY else None
        likest = self._likest[key]
        return self.known[likest] if likest else None


def scan(text: Tokens, start: int, end: int, vocabulary: Vocabulary) -> tuple[Mention, ...]:
    """Everything that a stretch names, in order and without overlap."""
    tokens = text.between(start, end)
    found: list[Mention] = []
    at = 0
    count, begins_known = len(tokens), vocabulary.first_words
    while at < count:
        token = tokens[at]
        # Most words are ordinary ones, and are asked for nothing more.
        if not (token.opens or token.bare in begins_known):
            at += 1
            continue
        mention, used = _mention_at(text.plain, tokens, at, vocabulary)
        if mention:
            found.append(mention)
        at += used
    return tuple(found)


@lru_cache(maxsize=8_192)
def _shape(name: str) -> tuple[str, int]:
    """The first word of a name without the s of a genitive, and how many tokens the name has."""
    tokens = tokens_of(name)
    return tokens[0].bare if tokens else "", len(tokens)


def _mention_at(plain: str, tokens: list[Token], at: int, vocabulary: Vocabulary) -> tuple[Mention | None, int]:
    token = tokens[at]
    group = group_at(plain, tokens, at, vocabulary.language)
    if group:
        return Mention(Entity(group.type, group.name), group.start, group.end), group.count
    known = _known_at(plain, tokens, at, vocabulary)
    if known:
        return known
    if token.text[0].isupper() or (token.text[0].isdigit() and any(map(str.isupper, token.text))):
        return _name_at(plain, tokens, at, vocabulary)
    return None, 1


def _known_at(plain: str, tokens: list[Token], at: int, vocabulary: Vocabulary) -> tuple[Mention, int] | None:
    """The longest name known already that begins here."""
    if not vocabulary.may_begin_name(tokens[at]):
        return None
    start = tokens[at].start
    for count in vocabulary.token_counts(tokens[at]):
        last = at + count - 1
        if last >= len(tokens):
            continue
        name = " ".join(plain[start : tokens[last].end].split())
        entity = vocabulary.known.get(name) or vocabulary.known.get(without_genitive(name))
        if entity and not goes_on(plain, tokens, at, last):
            return Mention(entity, start, tokens[last].end), last - at + 1
    return None


def _name_at(plain: str, tokens: list[Token], at: int, vocabulary: Vocabulary) -> tuple[Mention | None, int]:
    last = run_end(plain, tokens, at)
    used = last - at + 1
    if last > at and tokens[at].lowered in table("names")["roles"]["honorifics"]:
        return None, used
    first = _without_titles(tokens, at, last)
    if first > last or (first == last and _names_nobody(tokens[first])):
        return None, used
    if opens_sentence(plain, tokens, first) and tokens[first].lowered in vocabulary.lowercase:
        whole = _entity(plain, tokens, first, last, vocabulary, strict=True)
        if whole is None or whole[0].type == UNKNOWN:
            # "Projektet Grøn Havn": an ordinary word opens the sentence, and the name begins after it.
            return None, first - at + 1
    entity = _entity(plain, tokens, first, last, vocabulary, strict=opens_sentence(plain, tokens, first))
    if entity is None:
        return None, used
    return Mention(entity[0], tokens[entity[1]].start, tokens[last].end), used


def _entity(
    plain: str, tokens: list[Token], first: int, last: int, vocabulary: Vocabulary, *, strict: bool
) -> tuple[Entity, int] | None:
    """The entity of a run and the token that it begins at; a run that opens a sentence needs more evidence."""
    for begin in range(first, last + 1):
        name = plain[tokens[begin].start : tokens[last].end]
        entity = typed_name(name, vocabulary.language)
        if entity is None or (begin > first and entity.type != "Municipality"):
            continue
        entity = _nominative(entity, vocabulary.language)
        if entity.type != "Municipality" or begin >= last - 1 or gazetteer().find(entity.name):
            return entity, begin
    name = " ".join(plain[tokens[first].start : tokens[last].end].split())
    place = reference(name, vocabulary.language)
    if place and not (strict and name.casefold() in vocabulary.lowercase):
        return Entity("Place", place_name(place, vocabulary.language, name)), first
    known = vocabulary.same_as_known(name)
    if known:
        return known, first
    if strict and first == last and name not in vocabulary.named_inside and not _is_distinct(name):
        return (Entity(UNKNOWN, name), first) if _opens_list(tokens, last, vocabulary) else None
    return Entity(UNKNOWN, name), first


def _opens_list(tokens: list[Token], at: int, vocabulary: Vocabulary) -> bool:
    """ "Movia og FlexDanmark deltager": what is listed with a name is a name, unless it is a word of the page."""
    joined = tokens[at + 1 : at + 3]
    return (
        len(joined) == 2
        and joined[0].text in words(vocabulary.language, "and")
        and joined[1].text[0].isupper()
        and tokens[at].lowered not in vocabulary.lowercase
    )


def _names_nobody(token: Token) -> bool:
    """The code of a currency or of a country: "NOK", "FI"; or a word that has a capital all the same: "Danish"."""
    is_code = token.lowered in table("values")["currencies"] or token.text in table("names")["countries"]
    return is_code or token.text in table("names")["capitalised"]


def _nominative(entity: Entity, language: str) -> Entity:
    """ "Miljøstyrelsens" and "Region Skånes" without the s, where the rest says as well what is named."""
    if entity.type not in _MAY_HAVE_GENITIVE or not entity.name.endswith("s") or entity.name.endswith("ss"):
        return entity
    bare = typed_name(without_genitive(entity.name), language)
    return bare if bare and bare.type == entity.type else entity


def _without_titles(tokens: list[Token], first: int, last: int) -> int:
    while first <= last and is_title(tokens[first].text):
        first += 1
    return first


def _is_distinct(name: str) -> bool:
    """A capital inside the word, or a digit: no ordinary word at the beginning of a sentence looks like that."""
    return any(sign.isupper() or sign.isdigit() for sign in name[1:])


def _likeness(name: str, other: str) -> float:
    if abs(len(name) - len(other)) > 2 or name[:1].casefold() != other[:1].casefold():
        return 0.0
    return fuzz.ratio(name.casefold(), other.casefold(), score_cutoff=_MIN_FUZZY)


def renamed(mention: Mention, entity: Entity) -> Mention:
    """The same place with another entity."""
    return mention._replace(entity=entity)
