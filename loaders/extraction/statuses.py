"""Statuses: the words for how far something is in, a status of the code list out."""

from functools import cache

from loaders.extraction.phrases import Phrases
from loaders.lexicon import LANGUAGES, table

ORDER = ("applied", "stopped", "finished", "starting", "ongoing", "started")


def status_of(text: str, language: str) -> str | None:
    """applied, starting, started, ongoing, finished or stopped; None where the words say none of these.

    What is applied for has no other status yet; else the first words count: "started in May, finished by 2026". The
    languages are tried together, the document's own first: tables often say "ongoing" on a Swedish page.
    """
    found: dict[str, list[tuple[int, int, str]]] = {}
    for start, end, (spoken, status) in _statuses().places(text):
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
