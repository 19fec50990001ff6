"""The layout of plain text: text in, marked stretches (kind, start, end) out, in order and without overlap.

Kinds: heading, paragraph, item (a bullet), label ("Periode: 2014", the value on the same or the next line) and noise
(navigation, captcha). Nothing is deleted or moved: a stretch is a pair of offsets. Every step is linear in the text.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from loaders.layout import (
    BARE_LISTS,
    BARE_VALUES,
    MARKUP,
    MAX_HEADING_CHARS,
    field_of,
    is_bare_label,
    item_text_start,
    matching_copy,
    section_of,
    split_label,
)
from loaders.lexicon import table

_LINE = re.compile("[^\r\n\f\v\x85\u2028\u2029]+")


class Line(NamedTuple):
    """One line without the white space around it; ``gap`` counts the line ends since the line before."""

    start: int
    end: int
    gap: int
    text: str


def stretches(text: str) -> Iterator[tuple[str, int, int]]:
    """Mark the text up: (kind, start, end) in order. White space between stretches belongs to none of them."""
    lines = list(lines_of(text))
    kinds = [_kind_alone(line.text) for line in lines]
    for at in _bare_labels(lines, kinds):
        kinds[at] = "label"
    wrap_width = _wrap_width(lines)
    at = 0
    while at < len(lines):
        last = _last_line(lines, kinds, at, wrap_width=wrap_width)
        kind = _kind_in_context(lines, kinds, at, last)
        yield kind, lines[at].start, lines[last].end
        at = last + 1


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a text that are not blank."""
    before = 0
    for match in _LINE.finditer(text):
        stripped = match.group().strip()
        if not stripped:
            continue
        start = match.start() + match.group().index(stripped)
        gap = text.count("\n", before, start) or text.count("\r", before, start)
        before = start + len(stripped)
        yield Line(start, before, gap, stripped)


def _bare_labels(lines: Sequence[Line], kinds: Sequence[str]) -> Iterator[int]:
    """The lines that are labels without a colon, each with its value on the line below."""
    at = 0
    while at + 1 < len(lines):
        below = lines[at + 1]
        dated = kinds[at + 1] == "item" and field_of(lines[at].text) in BARE_VALUES
        is_value = (
            below.gap == 1 and (dated or kinds[at + 1] in ("heading", "paragraph")) and below.text[-1] not in "!?:"
        )
        if is_value and kinds[at] == "heading" and is_bare_label(lines[at].text) and _suits(lines[at].text, below.text):
            yield at
            at += 1
        at += 1


def _suits(label: str, value: str) -> bool:
    if field_of(label) in BARE_VALUES:
        return any(map(str.isdigit, value)) and len(value) <= MAX_HEADING_CHARS
    return value[-1] != "." and not is_bare_label(value)


def _kind_alone(text: str) -> str:
    plain = matching_copy(text).strip(MARKUP + ":.").casefold()
    if plain in _noise() or plain.startswith(_noise_starts()):
        return "noise"
    if item_text_start(text):
        return "item"
    if text.startswith("#"):
        return "heading"
    if split_label(text):
        return "label"
    return "heading" if _may_be_heading(text) else "paragraph"


@cache
def _noise() -> frozenset[str]:
    return frozenset(table("page")["noise"])


@cache
def _noise_starts() -> tuple[str, ...]:
    return tuple(table("page")["noise_starts"])


def _may_be_heading(text: str) -> bool:
    if len(text) > MAX_HEADING_CHARS or text[-1] in ".,;:!" or not any(map(str.isalpha, text)):
        return False
    return text[0].isupper() or text[0].isdigit() or section_of(text) is not None


def _wrap_width(lines: Sequence[Line]) -> int:
    """The width at which a text is wrapped by hand; 0 when its paragraphs are single lines."""
    widest = max((len(line.text) for line in lines), default=0)
    return widest if 40 <= widest <= 120 else 0


def _last_line(lines: Sequence[Line], kinds: Sequence[str], at: int, *, wrap_width: int) -> int:
    """The last line of the stretch that begins at line ``at``."""
    if kinds[at] == "noise" or lines[at].text.startswith("#"):
        return at
    if kinds[at] == "label" and not split_label(lines[at].text):
        return _last_of_list(lines, kinds, at)
    if kinds[at] == "label" and _value_is_empty(lines[at].text):
        has_value = _is_value(lines, kinds, at + 1) and field_of(_label(lines[at].text))
        return _last_of_list(lines, kinds, at) if has_value else at
    last = at
    while last + 1 < len(lines) and _continues(lines[last], lines[last + 1], kinds[last + 1], wrap_width=wrap_width):
        last += 1
    return last


def _last_of_list(lines: Sequence[Line], kinds: Sequence[str], at: int) -> int:
    """The last line of the value under a label: one line, or the lines of a list up to a blank one or another label."""
    last = at + 1
    if field_of(lines[at].text.rstrip(":")) not in BARE_LISTS:
        return last
    while (
        last + 1 < len(lines)
        and lines[last + 1].gap == 1
        and kinds[last + 1] in ("heading", "paragraph")
        and lines[last + 1].text[-1] not in ".!?:"
        and len(lines[last + 1].text) <= MAX_HEADING_CHARS
    ):
        last += 1
    return last


def _continues(line: Line, following: Line, kind: str, *, wrap_width: int) -> bool:
    if following.gap != 1 or kind in ("noise", "item", "label"):
        return False
    long_enough = wrap_width and len(line.text) >= 0.7 * wrap_width
    if following.text[0].islower():
        return len(line.text) >= 30 and line.text[-1] not in ".!?:"
    return bool(long_enough) and line.text[-1] != ":"


def _kind_in_context(lines: Sequence[Line], kinds: Sequence[str], at: int, last: int) -> str:
    kind = kinds[at]
    if kind != "heading":
        return kind
    if last > at or at + 1 >= len(lines):
        return "paragraph"
    following = lines[at + 1].text
    opens_list = kinds[at + 1] in ("label", "item")
    opens_text = len(following) > MAX_HEADING_CHARS or following[-1] in ".!?"
    if lines[at].text.startswith("#") or section_of(lines[at].text) or at == 0 or opens_list:
        return "heading"
    # What has text right above it and a blank line below it ends something; a heading begins something.
    if lines[at].gap == 1 and lines[at + 1].gap > 1 and kinds[at - 1] != "noise":
        return "paragraph"
    if opens_text:
        return "heading"
    # A line over another heading ("Om os" over "Mission") is one too; a row of short lines is a signature or a list.
    return "heading" if section_of(following) or _opens(lines, at + 2) else "paragraph"


def _opens(lines: Sequence[Line], at: int) -> bool:
    return at < len(lines) and len(lines[at].text) > MAX_HEADING_CHARS


def _is_value(lines: Sequence[Line], kinds: Sequence[str], at: int) -> bool:
    return at < len(lines) and kinds[at] in ("heading", "paragraph") and section_of(lines[at].text) is None


def _label(text: str) -> str:
    return text[: text.index(":")]


def _value_is_empty(text: str) -> bool:
    parts = split_label(text)
    return parts is not None and parts[1] >= len(text)
