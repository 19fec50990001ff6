"""Labels of fact blocks: which field the words of a label name, and where in a line a label may end.

A label may stand before a colon, a bar, a dash, a tab, a run of spaces or stops ("Programme .... Horizon Europe") or
right before the digits of its value ("Projektperiode 2021-2023"). The words are data: ``labels.toml`` lists labels,
``page.toml`` what may stand before and after them ("projektets samlede …", "… i euro"). What is a label in a text is
decided in ``layout.py``.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from loaders.lexicon import labels, table

MAX_COMPOUND_WORDS = 4
_MAX_LABEL_CHARS = 60
_OPEN_FIELDS = ("grant", "budget", "programme")
_SPACE = "[ \u00a0\u2000-\u200a]"
_GAP = re.compile(rf"{_SPACE}*\t\s*|{_SPACE}*\.{{3,}}\s*|{_SPACE}{{2,}}")
_SIGN = re.compile(r" +[|–—-] +|\? +")
_BEFORE_DIGITS = re.compile(r" +(?=(?:(?:€|[A-Za-z]{2,3}\.?) ?)?\d)")


class Mark(NamedTuple):
    """A place that may part a label from its value; a ``loose`` mark parts many other things too."""

    end: int
    value: int
    loose: bool


def marks_in(line: str) -> Iterator[Mark]:
    """The marks of a line that could end a label; a row of several cells has none."""
    gaps = [gap.span() for gap in _GAP.finditer(line) if gap.start()]
    if gaps:
        if len(gaps) == 1 and gaps[0][0] <= _MAX_LABEL_CHARS and gaps[0][1] < len(line):
            yield Mark(*gaps[0], loose=False)
        return
    sign = _SIGN.search(line, 1, _MAX_LABEL_CHARS)
    if sign and sign.end() < len(line) and not ("|" in sign.group() and line.count("|") > 1):
        yield Mark(*sign.span(), loose=True)
    digits = _BEFORE_DIGITS.search(line, 1, _MAX_LABEL_CHARS)
    if digits and not sign:
        yield Mark(*digits.span(), loose=True)


def field_of_words(words: Sequence[str]) -> str | None:
    """The field of a label's words, in lower case and without brackets.

    The whole label counts, then the longest known beginning ("støtte fra ERUF"), then the label without what only
    describes it ("projektets samlede …"), then the end of its last word ("samarbejdsperiode").
    """
    if _any_of_others(words):
        return None
    bare = _without_ornament(words)
    return _known(words) or _known(bare) or _by_last_word(bare)


def names_others(label: str) -> bool:
    """Whether a label is one of others, or of what is hoped for: "Tidligere medlemmer", "Observatører"."""
    return _any_of_others(label.casefold().split())


def _any_of_others(words: Sequence[str]) -> bool:
    others = _words("label_of_others")
    return any([word.startswith(others) for word in words])  # noqa: C419


def _known(words: Sequence[str]) -> str | None:
    if not words or words[0] not in _first_words():
        return None
    for count in range(len(words), 0, -1):
        field = labels().get(" ".join(words[:count]))
        if field and (count == len(words) or field in _OPEN_FIELDS):
            return field
    return None


def _without_ornament(words: Sequence[str]) -> Sequence[str]:
    """The words without what describes: "projektets øvrige deltagere" are "deltagere", "projektpartar" are "partar"."""
    first, last = 0, len(words)
    while first < last - 1 and words[first] in _set("label_ornament"):
        first += 1
    while last - 1 > first and words[last - 1].strip(",.") in _set("label_tail"):
        last -= 1
    kept = [word.strip(",") for word in words[first:last]]
    if not kept or not kept[0].startswith(_words("label_fronts")):
        return kept
    for front in _words("label_fronts"):
        rest = kept[0].removeprefix(front).lstrip("-")
        if rest and rest != kept[0]:
            return (rest, *kept[1:])
    return kept


def _by_last_word(words: Sequence[str]) -> str | None:
    """The field of "samarbejdsperiode" or "heraf EU-tilskud": what the last word ends with tells it."""
    if not 0 < len(words) <= MAX_COMPOUND_WORDS or not words[-1].endswith(_ends()):
        return None
    return next((field for field, ends in table("page")["label_ends"].items() if words[-1].endswith(tuple(ends))), None)


@cache
def _words(key: str) -> tuple[str, ...]:
    return tuple(table("page")[key])


@cache
def _set(key: str) -> frozenset[str]:
    return frozenset(_words(key))


@cache
def _first_words() -> frozenset[str]:
    """What a listed label can begin with: most lines are none, and are asked for nothing more."""
    return frozenset(label.split()[0] for label in labels())


@cache
def _ends() -> tuple[str, ...]:
    """All that the last word of a label can end with, whatever its field."""
    return tuple(end for ends in table("page")["label_ends"].values() for end in ends)
