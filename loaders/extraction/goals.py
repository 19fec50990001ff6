"""Goals: the words after "målet er at" in, one or more goals out, each with its place.

A goal ends where its sentence does or where means, reasons and relative clauses begin; "reducere A og øge B" is two
goals, and "reducere energibrug og udledning" is two as well, since each can be reached without the other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from loaders.lexicon import words

_WORD = re.compile(r"[ ,:-]*([^\s,]+)")
_MAX_GOAL_CHARS = 260
_MIN_WORDS_BEFORE_STOP = 3
_ASIDE = re.compile(r" - | – |; |\(|: ")


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal in words, and the stretch that says it."""

    text: str
    start: int
    end: int


def goals_in(plain: str, gap: tuple[int, int], language: str, *, verb_first: bool) -> tuple[Goal, ...]:
    """Every goal of a gap; with ``verb_first`` only where a verb of purpose begins it, after "through …" at most."""
    start = _first_word(plain, *gap, language)
    if verb_first:
        found = _purpose(plain, start, gap[1], language)
        if found is None:
            return ()
        start = found
    end = _goal_end(plain, start, gap[1], language)
    if len(plain[start:end].split()) < 2 or plain[start:end].casefold().startswith(words(language, "not_goals")):
        return ()
    return tuple(
        goal for piece in _pieces(plain, start, end, language) for goal in _shared_verb(plain, piece, language)
    )


def _first_word(plain: str, start: int, end: int, language: str) -> int:
    """Past spaces, commas, the infinitive marker and small words such as "også"."""
    skipped = {*words(language, "infinitive"), *words(language, "goal_openers")}
    while start < end:
        word = _WORD.match(plain, start, end)
        if word is None:
            return end
        if word[1].casefold() not in skipped:
            return word.start(1)
        start = word.end()
    return end


def _purpose(plain: str, start: int, end: int, language: str) -> int | None:
    """Where the verb of purpose stands: at once, or after "gennem workshops og dialog"."""
    verb = _verb(language).match(plain, start, end)
    if verb:
        return start
    means = _means(language).match(plain, start, end)
    later = _verb(language).search(plain, start, min(end, start + 90)) if means else None
    return later.start() if later else None


def _goal_end(plain: str, start: int, end: int, language: str) -> int:
    end = min(end, start + _MAX_GOAL_CHARS) if end - start > _MAX_GOAL_CHARS else end
    if plain[end : end + 1].isalnum() and plain[end - 1 : end].isalnum():
        end = max(plain.rfind(" ", start, end), start + 1)
    aside = _ASIDE.search(plain, start, end)
    end = aside.start() if aside else end
    for stop in _stop(language).finditer(plain, start, end):
        if len(plain[start : stop.start()].split()) >= _MIN_WORDS_BEFORE_STOP:
            end = stop.start()
            break
    while end > start and plain[end - 1] in " .,;:!?":
        end -= 1
    return end


def _pieces(plain: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Cut where a comma or "og" is followed by another verb of purpose."""
    at = start
    for cut in _next_verb(language).finditer(plain, start, end):
        if len(plain[at : cut.start()].split()) >= 2:
            yield at, cut.start()
            at = cut.start("verb")
    yield at, end


def _shared_verb(plain: str, piece: tuple[int, int], language: str) -> Iterator[Goal]:
    start, end = piece
    text = " ".join(plain[start:end].split())
    match = _two_nouns(language).fullmatch(text)
    if match:
        yield Goal(f"{match['verb']} {match['first']}", start, end)
        yield Goal(f"{match['verb']} {match['second']}", start, end)
    else:
        yield Goal(text, start, end)


@cache
def _verb(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_choice(language, 'goal_verbs')})(?!\w)", re.IGNORECASE)


@cache
def _next_verb(language: str) -> re.Pattern[str]:
    joint = rf"(?:,|,? +(?:{_choice(language, 'and')})|,? +samtidigt?)(?: +samtidigt?)?"
    marker = f"(?:(?:{_choice(language, 'infinitive')}) +)?"
    return re.compile(rf"{joint} +{marker}(?P<verb>(?:{_choice(language, 'goal_verbs')}))(?!\w)", re.IGNORECASE)


@cache
def _two_nouns(language: str) -> re.Pattern[str]:
    verbs, joint = _choice(language, "change_verbs"), _choice(language, "and")
    return re.compile(
        rf"(?P<verb>(?:{verbs})) (?P<first>[\w-]{{3,40}}) (?:{joint}) (?P<second>[\w-]{{3,40}})", re.IGNORECASE
    )


@cache
def _stop(language: str) -> re.Pattern[str]:
    return re.compile(rf",? +(?:{_choice(language, 'goal_stops')})(?!\w)(?! +(?:the end of +)?\d)", re.IGNORECASE)


@cache
def _means(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_choice(language, 'means')})(?!\w)", re.IGNORECASE)


def _choice(language: str, key: str) -> str:
    return "|".join(
        " +".join(map(re.escape, word.split())) for word in sorted(words(language, key), key=len, reverse=True)
    )
