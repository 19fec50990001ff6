"""What the words of a name say of whether a page speaks of it: a name in, its features out."""

from collections.abc import Iterator

from loaders.extraction.names import looks_like_person, typed_name
from loaders.extraction.weighing.cues import kinds_in
from loaders.extraction.weighing.everyday import is_given_name, is_of_sites, is_ordinary
from loaders.lexicon import word_set
from loaders.values import find_dates

_DEFINITE = ("en", "et", "an", "na", "ne")
_LONG, _ENDINGS = 7, (3, 5)


def of_words(name: str, language: str) -> Iterator[str]:
    """The features of the words themselves, whatever stands around them."""
    tokens = name.split()
    kind = typed_name(name, language)
    yield from (f"type:{kind.type if kind else 'none'}", f"words:{min(len(tokens), 4)}")
    yield from (f"holds:{kind}" for kind in kinds_in(name, language))
    yield from _of_last(tokens[-1].casefold(), is_alone=len(tokens) == 1)
    said = {
        "person": looks_like_person(name),
        "given-name": is_given_name(tokens[0]) and len(tokens) > 1,
        "has-verb": any(token.casefold() in word_set(language, "finite_verbs") for token in tokens[1:]),
        "site-word": is_of_sites(name),
        "asks": tokens[0].casefold() in word_set(language, "questions"),
        "first-function-word": tokens[0].casefold() in word_set(language, "function_words"),
        "date": any(found.end - found.start >= len(name) - 1 for found in find_dates(name, language)),
        "upper": name.isupper(),
        "digit": any(map(str.isdigit, name)),
        f"definite>{len(tokens) > 1}": tokens[-1].casefold().endswith(_DEFINITE),
        f"last-small:{len(tokens)}": tokens[-1][0].islower(),
        "capitals": all(token[0].isupper() or not token[0].isalpha() for token in tokens),
    }
    yield from (feature for feature, holds in said.items() if holds)


def _of_last(word: str, *, is_alone: bool) -> Iterator[str]:
    """How the last word ends, which tells of compounds what they are: "bokbussen", "lysstien"."""
    yield f"last-long:{min(len(word) // 4, 4)}>{is_alone}"
    if len(word) >= _LONG:
        yield from (f"ends~{word[-count:]}" for count in _ENDINGS)


def ordinary_thirds(name: str) -> int:
    """How many of the words are ordinary ones, in thirds."""
    tokens = name.split()
    return round(3 * sum(map(is_ordinary, tokens)) / len(tokens))
