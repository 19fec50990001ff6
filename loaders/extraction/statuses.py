"""Statuses: the words for how far something is in, a status of the code list out."""

import re
from collections.abc import Iterable
from functools import cache

from loaders.lexicon import LANGUAGES, table

ORDER = ("applied", "stopped", "finished", "starting", "ongoing", "started")


def status_of(text: str, language: str) -> str | None:
    """applied, starting, started, ongoing, finished or stopped; None where the words say none of these.

    What is applied for has no other status yet; else the first words count: "started in May, finished by 2026". The
    languages are tried together, the document's own first: tables often say "ongoing" on a Swedish page.
    """
    if not _any_status().search(text):
        return None
    for one in dict.fromkeys((language, *LANGUAGES)):
        found = [
            (match.start(), -len(match.group()), status) for status in ORDER if (match := _search(one, status, text))
        ]
        if any(status == "applied" for _, _, status in found):
            return "applied"
        if found:
            return min(found)[2]
    return None


def is_dropped(text: str, language: str) -> bool:
    """Whether something was only thought of, or refused, and so never became a project."""
    return _search(language, "dropped", text) is not None


def _search(language: str, status: str, text: str) -> re.Match[str] | None:
    pattern = _pattern(language, status)
    return pattern.search(text) if pattern else None


@cache
def _pattern(language: str, status: str) -> re.Pattern[str] | None:
    listed = table(language).get("project_status", {}).get(status, [])
    if not listed:
        return None
    return _any_of(listed)


@cache
def _any_status() -> re.Pattern[str]:
    """All words of all statuses, to ask once where most texts have none."""
    listed = (table(language).get("project_status", {}).get(status, []) for language in LANGUAGES for status in ORDER)
    return _any_of(word for one in listed for word in one)


def _any_of(listed: Iterable[str]) -> re.Pattern[str]:
    choice = "|".join(map(re.escape, sorted(set(listed), key=lambda word: (-len(word), word))))
    return re.compile(rf"(?<!\w)(?:{choice})(?!\w)", re.IGNORECASE)
