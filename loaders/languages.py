"""The language of a text, and the parts of it that are in another one. BCP 47 tags; nothing is translated.

Danish, Bokmål, Nynorsk and Swedish are told apart by their function words (``loaders/lexicon/<language>.toml``); the
statistical model (py3langid) takes short Danish for Bokmål and the other way round, so it decides only between a Nordic
language and others.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from loaders.layout import matching_copy
from loaders.lexicon import LANGUAGES, words

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

NAMES = {"da": "Danish", "nb": "Bokmål", "nn": "Nynorsk", "sv": "Swedish", "en": "English"}
_KNOWN = ("da", "no", "nn", "sv", "en", "fi", "is", "fo", "de", "nl", "fr", "es", "it", "pl", "et", "lv", "lt", "ru")
_NORDIC = ("da", "nb", "nn", "sv")
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE_CHARS = 20_000
_SURE_WORDS = 20
_SURE_SHARE = 0.25
_SURE_LEAD = 1.5
# What a part needs to be called foreign: so many words, of them so many that only grammar needs, or next to none.
_PART_WORDS = 15
_PART_FUNCTION_WORDS = 5
_PART_LEAD = 2
_STRANGE_WORDS = 25
_STRANGE_SHARE = 0.12
_PROSE_SHARE = 0.55
_STRANGE_SURE = 0.95


def detect_language(text: str) -> str:
    """The language of a text. When the model is unsure, function words win."""
    sample = matching_copy(text[:_SAMPLE_CHARS])
    tokens = _WORD.findall(sample.casefold())
    counts = _counts(tokens)
    second, best = sorted(counts, key=lambda language: counts[language])[-2:]
    # The model takes half a second to load, and it would only tell Nordic from others: a text full of the words of one
    # Nordic language, and not of English, needs none.
    rival = max(count for language, count in counts.items() if (language in _NORDIC) != (best in _NORDIC))
    is_full = counts[best] >= max(_SURE_WORDS, _SURE_SHARE * len(tokens))
    if is_full and counts[best] > counts[second] and counts[best] >= _SURE_LEAD * rival:
        return best
    guess, _ = _identifier().classify(sample)
    if guess in ("da", "no", "nn", "sv"):
        nordic = max(_NORDIC, key=lambda language: counts[language])
        tied = counts[nordic] == counts.get("nb" if guess == "no" else guess, 0)
        return ("nb" if guess == "no" else guess) if tied else nordic
    # A list of Nordic names reads like any language: the words that only grammar needs decide, if there are some.
    return best if counts[best] >= max(3, 0.12 * len(tokens)) or (len(tokens) < 8 and counts[best]) else str(guess)


def foreign_parts(stretches: Iterable[tuple[int, int, str]], language: str) -> Iterator[tuple[int, int, str]]:
    """The parts of a text that are in another language than the whole.

    In:  stretches of prose in order: start, end, words.
    Out: (start, end, language) of each run of stretches in one other language.
    """
    run: tuple[int, int, str] | None = None
    for start, end, text in stretches:
        other = _other_language(text, language)
        if run and other != run[2]:
            yield run
            run = None
        if other:
            run = (run[0] if run else start, end, other)
    if run:
        yield run


def _other_language(text: str, language: str) -> str | None:
    tokens = _WORD.findall(text)
    if len(tokens) < _PART_WORDS:
        return None
    counts = _counts(_WORD.findall(text.casefold()))
    best = max(counts, key=lambda one: counts[one])
    if counts[best] >= max(_PART_FUNCTION_WORDS, _PART_LEAD * counts[language]):
        return best
    is_prose = sum(map(str.islower, tokens)) >= _PROSE_SHARE * len(tokens)
    if len(tokens) < _STRANGE_WORDS or not is_prose or counts[best] > _STRANGE_SHARE * len(tokens):
        return None
    guess, share = _identifier().classify(text)
    return str(guess) if share >= _STRANGE_SURE and guess not in ("no", *LANGUAGES) else None


def _counts(tokens: list[str]) -> dict[str, int]:
    return {one: sum(map(_function_words(one).__contains__, tokens)) for one in LANGUAGES}


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(words(language, "function_words"))


@cache
def _identifier() -> "LanguageIdentifier":
    # It loads numpy and a model, for half a second; most documents are told without it. The model weighs 142 languages:
    # the columns of those that are asked for are kept, an eighth of it.
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier
    from py3langid.modelio import load_model

    weights, priors, languages, moves, rows, outputs = load_model(MODEL_DIR / MODEL_FILE)
    kept = [number for number, language in enumerate(languages) if language in _KNOWN]
    names = [languages[number] for number in kept]
    return LanguageIdentifier(weights[:, kept], priors[kept], names, moves, outputs, norm_probs=True, tk_row=rows)
