"""Pages to measure with: the gold pages in, as many others of 2 to 5 kB as are wanted out, no two alike.

A page takes blocks of two or three gold pages of its language, in their order, and gets new names, sums and years: a
measurement on one page repeated would measure the caches. The same number gives the same page.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from loaders.lexicon import LANGUAGES
from loaders.reference import municipalities

MIN_BYTES, MAX_BYTES = 2_000, 5_000
GOLD = Path(__file__).resolve().parent.parent / "tests" / "gold" / "development"
_COUNTRIES = {"da": ("DK",), "nb": ("NO",), "nn": ("NO",), "sv": ("SE", "FI"), "en": ("DK", "NO", "SE", "FI", "IS")}
_FIRST = ("Anna", "Bo", "Cecilie", "David", "Elin", "Frida", "Geir", "Hanne", "Iben", "Jonas", "Kari", "Lars", "Maja")
_LAST = ("Holm", "Berg", "Lund", "Dahl", "Strand", "Vik", "Moe", "Lie", "Nygaard", "Sjöberg", "Ek", "Lindqvist", "Ravn")
_FRONT = ("Nord", "Syd", "Grøn", "Ny", "Blå", "Kyst", "Fjord", "Sol", "Vand", "Vind", "Skov", "Bjerg", "Havne", "Bro")
_BACK = ("ringen", "havnen", "kraft", "vejen", "parken", "broen", "stien", "huset", "kilden", "laget", "nettet", "sund")
_DIGITS = re.compile(r"(?<![\d.,])\d{2,3}(?![\d.,])")


@dataclass(frozen=True, slots=True)
class GoldText:
    """A gold page: its blocks, and its names with their types."""

    blocks: tuple[str, ...]
    names: tuple[tuple[str, str], ...]


class Page(NamedTuple):
    """A generated page and its language."""

    language: str
    text: str


def generated_pages(count: int, first: int = 0) -> Iterator[Page]:
    """``count`` pages, the languages in turn; ``first`` is the number of the first."""
    for number in range(first, first + count):
        language = LANGUAGES[number % len(LANGUAGES)]
        yield Page(language, _text(random.Random(number), language))


def _text(chance: random.Random, language: str) -> str:
    sources = chance.sample(_gold(language), 3)
    wanted = chance.randint(MIN_BYTES, MAX_BYTES - 800)
    kept: list[str] = []
    size = 0
    for source in sources:
        names = {name: _name(chance, kind, language) for name, kind in source.names}
        for block in source.blocks:
            if size < wanted and (not kept or chance.random() < 0.8):
                kept.append(_renamed(chance, block, names))
                size += len(kept[-1].encode())
    return "\n\n".join(kept)


def _renamed(chance: random.Random, block: str, names: dict[str, str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        block = block.replace(name, names[name])
    return _DIGITS.sub(lambda found: str(chance.randint(10, 10 ** len(found.group()) - 1)), block)


def _name(chance: random.Random, kind: str, language: str) -> str:
    if kind == "Person":
        return f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
    if kind == "Municipality":
        return chance.choice(_municipalities(language))
    coined = chance.choice(_FRONT) + chance.choice(_BACK)
    return f"{coined} {chance.choice(('A/S', 'AB', 'AS'))}" if kind in ("Company", "Utility") else coined


@cache
def _municipalities(language: str) -> tuple[str, ...]:
    return tuple(one.name for one in municipalities() if one.country in _COUNTRIES[language])


@cache
def _gold(language: str) -> tuple[GoldText, ...]:
    return tuple(_read(path) for path in sorted(GOLD.glob(f"{language}-*.json")))


def _read(path: Path) -> GoldText:
    entities = json.loads(path.read_text(encoding="utf-8"))["entities"]
    changed = ("Person", "Municipality", "Company", "Utility", "Project", "Partnership")
    names = {one["name"]: one["type"] for one in entities if one["type"] in changed and one["name"][0].isupper()}
    text = path.with_suffix(".txt").read_bytes().decode("utf-8")
    return GoldText(tuple(re.split(r"\n{2,}", text.strip())), tuple(names.items()))
