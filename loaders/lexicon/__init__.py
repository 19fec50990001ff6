"""The words that extraction looks for: TOML tables in, plain dictionaries out.

``labels.toml``, ``sections.toml``, ``page.toml``, ``names.toml``, ``places.toml``, ``funds.toml``, ``bodies.toml``,
``rules.toml`` and ``patterns.toml`` (whose words come from the lists of each language) hold for every language;
``da.toml``, ``nb.toml``, ``nn.toml``, ``sv.toml`` and ``en.toml`` hold the patterns and word lists of one.
A new language, label or pattern is a change of data only. Nothing is matched here.
"""

import re
from functools import cache
from typing import Any

import tomli

from loaders.paths import LEXICON

LANGUAGES = ("da", "nb", "nn", "sv", "en")


@cache
def table(name: str) -> dict[str, Any]:
    """The table ``<name>.toml`` as it stands."""
    return tomli.loads((LEXICON / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def labels() -> dict[str, str]:
    """Label in lower case to field: ``{"projektpartnere": "partner", …}``, all languages in one.

    Pages mix languages ("Lead Partner" on a Danish page), and a label is short enough to be safe in any of them.
    """
    return _by_phrase(table("labels"))


@cache
def sections() -> dict[str, str]:
    """Heading in lower case to section: ``{"formål": "goal", …}``, all languages in one."""
    return _by_phrase(table("sections"))


@cache
def words(language: str, key: str) -> tuple[str, ...]:
    """A word list of one language; a language's table may lack a list that only others need."""
    found = table(language).get(key, [])
    return tuple(found)


@cache
def choice_of(name: str, *keys: str) -> str:
    """A list of words in a table as one choice of a regular expression: ``choice_of("names", "roles", "led")``."""
    listed = table(name)
    for key in keys:
        listed = listed[key]
    return "|".join(map(re.escape, sorted(listed, key=len, reverse=True)))


@cache
def word_set(language: str, key: str) -> frozenset[str]:
    """A word list to look words up in."""
    return frozenset(words(language, key))


@cache
def all_words(key: str) -> tuple[str, ...]:
    """A word list over all languages, each word once, in the order of ``LANGUAGES``."""
    return tuple(dict.fromkeys(word for language in LANGUAGES for word in words(language, key)))


def _by_phrase(fields: dict[str, Any]) -> dict[str, str]:
    return {
        phrase.casefold(): field
        for field, by_language in fields.items()
        for phrases in by_language.values()
        for phrase in phrases
    }


@cache
def given_names() -> frozenset[str]:
    """First names of people in the Nordic countries and Britain.

    Source: the name lists of Faker (MIT licence), locales da_DK, no_NO, sv_SE, fi_FI, is_IS and en_GB.
    """
    return frozenset((LEXICON / "given_names.txt").read_text(encoding="utf-8").split())
