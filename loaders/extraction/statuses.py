"""Statuses: the words for how far something is in, a status of the code list out."""

import re
from functools import cache

from loaders.lexicon import LANGUAGES, table

ORDER = ("applied", "stopped", "finished", "starting", "ongoing", "started")


def status_of(text: str, language: str) -> str | None:
    """applied, starting, started, ongoing, finished or stopped; None where the words say none of these.

    The languages are tried together, the document's own first: tables often say "ongoing" on a Swedish page.
    """
    for one in dict.fromkeys((language, *LANGUAGES)):
        for status in ORDER:
            pattern = _pattern(one, status)
            if pattern and pattern.search(text):
                return status
    return None


@cache
def _pattern(language: str, status: str) -> re.Pattern[str] | None:
    listed = table(language).get("project_status", {}).get(status, [])
    if not listed:
        return None
    choice = "|".join(map(re.escape, sorted(listed, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{choice})(?!\w)", re.IGNORECASE)
