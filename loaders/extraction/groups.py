"""Groups of actors that a text does not name one by one: "en række virksomheder i Skejby", "de 7 kommuner".

Words in, a group out. A group is a noun of the language's list, with the quantity before it and the place after it.
"""

from dataclasses import dataclass
from functools import cache

from loaders.extraction.tokens import Token
from loaders.lexicon import LANGUAGES, words

_MAX_FREE_WORDS = 2


@dataclass(frozen=True, slots=True)
class Group:
    """A group (ActorGroup) or one unnamed actor (Actor); ``count`` is how many words it takes."""

    type: str
    name: str
    start: int
    end: int
    count: int


def group_at(plain: str, tokens: list[Token], at: int, language: str) -> Group | None:
    """The group that begins at token ``at``; None when none does."""
    if not tokens[at].quantifies:
        return None
    first, dropped = _quantity(tokens, at, language)
    limit = first + (_MAX_FREE_WORDS if first > at else 0)
    for noun in range(first, min(limit + 1, len(tokens))):
        lowered = tokens[noun].lowered
        if noun > first and not plain[tokens[noun - 1].end : tokens[noun].start].isspace():
            return None  # "ett projekt. Partner är …"
        if lowered in _set(language, "group_nouns"):
            return _group("ActorGroup", plain, tokens, at + dropped, noun, at, language)
        if lowered in _set(language, "actor_nouns") and tokens[at].lowered in _set(language, "articles"):
            return _group("Actor", plain, tokens, at, noun, at, language)
        if not lowered[0].islower() or lowered in _set(language, "function_words"):
            return None
    return None


@cache
def openers(language: str) -> frozenset[str]:
    """The words that a group can begin with, numbers aside: most words cannot, and are asked for nothing more."""
    if language not in LANGUAGES:
        return frozenset()
    keys = ("quantifiers", "numbers", "articles", "group_nouns", "actor_nouns")
    return frozenset(phrase.split()[0].rstrip(".") for key in keys for phrase in words(language, key))


def _group(kind: str, plain: str, tokens: list[Token], first: int, noun: int, at: int, language: str) -> Group:
    last = noun
    if noun + 2 < len(tokens) and tokens[noun + 1].text in _set(language, "in"):
        following = tokens[noun + 2].text
        touches = plain[tokens[noun].end : tokens[noun + 2].start].replace(tokens[noun + 1].text, "").isspace()
        local = tokens[noun + 2].lowered in _set(language, "the_municipality") | _set(language, "local")
        if touches and (following[0].isupper() or local):
            last = noun + 2
    start, end = tokens[first].start, tokens[last].end
    return Group(kind, " ".join(plain[start:end].split()), tokens[at].start, end, last - at + 1)


def _quantity(tokens: list[Token], at: int, language: str) -> tuple[int, int]:
    """The token after the quantity, and how many tokens of it do not belong to the name ("en række")."""
    first, dropped = at, 0
    while first < len(tokens):
        phrase = _phrase(tokens, first, language)
        if phrase is None:
            break
        count, is_dropped = phrase
        dropped = dropped + count if is_dropped and first - at == dropped else dropped
        first += count
    return first, dropped


def _phrase(tokens: list[Token], at: int, language: str) -> tuple[int, bool] | None:
    for count in (3, 2, 1) if tokens[at].lowered in _first_words(language, "quantifiers") else ():
        text = " ".join([token.lowered for token in tokens[at : at + count]])
        if text in _set(language, "quantifiers"):
            return count, text in _set(language, "dropped_quantifiers")
    lowered = tokens[at].lowered
    if (lowered.isdigit() and len(lowered) < 4) or lowered in _set(language, "numbers"):
        return 1, False
    if lowered in _set(language, "articles"):
        return 1, True
    return None


@cache
def _first_words(language: str, key: str) -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in _set(language, key))


@cache
def _set(language: str, key: str) -> frozenset[str]:
    return frozenset(word.rstrip(".") for word in words(language, key))
