"""Everyday words and first names: words in, whether they are common knowledge and so name nothing of their own, out."""

from functools import cache, lru_cache

from loaders.extraction.weighing.weights import ordinary
from loaders.lexicon import given_names, table, word_set

_MIN_END_CHARS = 6


def is_given_name(word: str) -> bool:
    """Whether a word is a first name: "Karin", "Per-Ola"."""
    return word in given_names() or word.split("-")[0] in given_names()


def is_ordinary(word: str) -> bool:
    """A word that pages write in lower case, or one that ends in such a word: "samarbejdsprojekter"."""
    return _ends_in(word.casefold(), ordinary())


@lru_cache(maxsize=8_192)
def _ends_in(lowered: str, known: frozenset[str]) -> bool:
    ends = (lowered[at:] for at in range(1, len(lowered) - _MIN_END_CHARS + 1))
    return lowered in known or any(end in known for end in ends)


def is_ordinary_alone(word: str) -> bool:
    """A word that pages write in lower case just as it is."""
    return word.casefold() in ordinary()


def is_everyday_name(name: str) -> bool:
    """Whether a name that begins with no first name is made of everyday words alone: "Byens Udvikling"."""
    words = name.split()
    return bool(words) and not is_given_name(words[0]) and all(map(is_ordinary_alone, words))


def is_of_sites(name: str) -> bool:
    """Whether a name is made of words of menus and of headings that any page may have, numbers aside."""
    known = _of_sites()
    return all(word in known for word in name.casefold().split() if not word[0].isdigit())


def names_nothing(word: str, language: str) -> bool:
    """Whether a word alone is no name though it may have a capital: "We", "Projektet", "Tuesday"."""
    lowered = word.casefold()
    return any(lowered in word_set(language, key) for key in ("function_words", "page_words")) or (
        lowered in _capitalised_words()
    )


@cache
def _capitalised_words() -> frozenset[str]:
    return frozenset(table("page")["capitalised_words"])


@cache
def ours() -> frozenset[str]:
    """Words that tell within a name that it is none: "Kernen i vores samarbejde"."""
    return frozenset(table("page")["ours"])


@cache
def phrase_beginnings() -> frozenset[str]:
    """Words that a phrase begins with that holds a name and is none: "Längs kusten"."""
    return frozenset(table("page")["phrase_beginnings"])


def is_of_council(name: str) -> bool:
    """Whether a name is that of a council, a committee or their office: "Kommunstyrelsens arbetsutskott"."""
    return name.casefold().endswith(_council_ends())


@cache
def _council_ends() -> tuple[str, ...]:
    return tuple(table("page")["council_ends"])


@cache
def _of_sites() -> frozenset[str]:
    return frozenset(table("page")["site_words"])
