"""Statuses: the words for how far something is in, a status of the code list out."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache

from loaders.extraction.phrases import Phrases
from loaders.lexicon import LANGUAGES, table

_CUT_WORD = re.compile(r"\w\w")
ORDER = ("applied", "stopped", "finished", "starting", "ongoing", "started")


def status_of(text: str, language: str) -> str | None:
    """applied, starting, started, ongoing, finished or stopped; None where the words say none of these.

    What is applied for has no other status yet; else the first words count: "started in May, finished by 2026". The
    languages are tried together, the document's own first: tables often say "ongoing" on a Swedish page.
    """
    return _likeliest(_statuses().places(text), language)


class Statuses:
    """A text read once, to ask for the status that a stretch of it tells."""

    def __init__(self, text: str, language: str) -> None:
        """Find every phrase of the whole text."""
        self._text, self._language = text, language
        self._places = list(_statuses().places(text))
        self._starts = [start for start, _, _ in self._places]

    def between(self, start: int, end: int) -> str | None:
        """What ``status_of`` says of a stretch."""
        if _cuts_word(self._text, start) or _cuts_word(self._text, end):
            return status_of(self._text[start:end], self._language)
        inside = self._places[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return _likeliest([place for place in inside if place[1] <= end], self._language) if inside else None


def _cuts_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and _CUT_WORD.match(text, at - 1) is not None


def _likeliest(places: Iterable[tuple[int, int, tuple[str, str]]], language: str) -> str | None:
    found: dict[str, list[tuple[int, int, str]]] = {}
    for start, end, (spoken, status) in places:
        found.setdefault(spoken, []).append((start, start - end, status))
    if not found:
        return None
    said = next(found[one] for one in (language, *LANGUAGES) if one in found)
    return "applied" if any(status == "applied" for _, _, status in said) else min(said)[2]


def is_dropped(text: str, language: str) -> bool:
    """Whether something was only thought of, or refused, and so never became a project."""
    return any(_dropped(language).places(text))


@cache
def _statuses() -> Phrases[tuple[str, str]]:
    """Language and status of each phrase."""
    return Phrases(
        (phrase, (language, status))
        for language in LANGUAGES
        for status in ORDER
        for phrase in _listed(language, status)
    )


@cache
def _dropped(language: str) -> Phrases[None]:
    return Phrases((phrase, None) for phrase in _listed(language, "dropped"))


def _listed(language: str, status: str) -> list[str]:
    listed: list[str] = table(language).get("project_status", {}).get(status, [])
    return listed
