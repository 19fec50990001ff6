"""The layout of plain text: text in, marked stretches (kind, start, end) out, in order and without overlap.

Kinds: heading, paragraph, item (a bullet), label ("Periode: 2014", the value on the same or the next line) and noise
(navigation, captcha). Nothing is deleted or moved: a stretch is a pair of offsets. Every step is linear in the text.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from loaders.label_words import field_of_words, marks_in
from loaders.lexicon import labels, sections, table

_LINE = re.compile("[^\r\n\f\v\x85\u2028\u2029]+")
_BULLETS = "•·▪◦‣●○■□–—-*+"
_MARKUP = "#*_> \t"
_SPACES = "\t\r\n\f\v\x85\u2028\u2029\u00a0\u2000\u2001\u2002\u2003\u2007\u2008\u2009\u202f\u3000"
_PLAIN = {
    sign: plain
    for signs, plain in ((_SPACES, " "), ("‐‑‒–—−\u00ad", "-"), ("“”„«»", '"'), ("‘’‚´`", "'"))
    for sign in signs
}
_SPECIAL = re.compile(f"[{''.join(_PLAIN)}]")

_IN_BRACKETS = re.compile(r"\([^()]*\)")
_AS_OF = re.compile(r" (?:per|pr\.?|as of) .*\d.*")
_BARE_VALUES = frozenset({"period", "start", "end", "budget", "grant"})
_BARE_LISTS = frozenset({"lead", "partner", "funder", "initiator"})
_BARE_FIELDS = _BARE_VALUES | _BARE_LISTS | {"leader", "programme", "status", "facilitator"}

MAX_BARE_LABEL_CHARS = 60
MAX_LABEL_WORDS = 8
MAX_HEADING_CHARS = 100
MAX_FIELD_WORDS = 12


class Line(NamedTuple):
    """One line without the white space around it; ``gap`` counts the line ends since the line before."""

    start: int
    end: int
    gap: int
    text: str


def matching_copy(text: str) -> str:
    """The text as patterns see it: no-break spaces, dashes and quotation marks made plain, the same length."""
    # Few signs of a text are special: finding them is faster than looking every sign up (str.translate).
    return _SPECIAL.sub(_plain_sign, text)


def _plain_sign(found: re.Match[str]) -> str:
    return _PLAIN[found.group()]


def stretches(text: str) -> Iterator[tuple[str, int, int]]:
    """Mark the text up: (kind, start, end) in order. White space between stretches belongs to none of them."""
    lines = list(_lines(text))
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


def split_label(text: str) -> tuple[int, int] | None:
    """Where the label ends and where the value begins in "Label: value"; None when the text has no label."""
    first_line = text.find("\n")
    if first_line > 0 and is_bare_label(text[:first_line].strip()):
        return first_line, first_line + len(text[first_line:]) - len(text[first_line:].lstrip())
    colon = text.find(":")
    if colon < 1 or text[colon + 1 : colon + 3] == "//" or (text[colon + 1 :] and not text[colon + 1].isspace()):
        return _split_without_colon(text)
    label = text[:colon].strip(_MARKUP)
    if not label or len(label.split()) > MAX_LABEL_WORDS or any(mark in label for mark in ".!?;"):
        return _split_without_colon(text)
    if "," in label and field_of(label) not in _BARE_VALUES:
        return None
    if not (label[0].isupper() or label[0].isdigit() or label.casefold() in labels()):
        return None
    value = colon + 1
    while value < len(text) and (text[value].isspace() or text[value] in "*_"):
        value += 1
    return colon, value


def _split_without_colon(text: str) -> tuple[int, int] | None:
    """Label and value with a tab, a run of spaces, a bar or a dash between them; the label has to be a known one."""
    line = text.partition("\n")[0]
    if not (line[:1].isupper() and line.strip()):
        return None
    for mark in marks_in(line):
        field, value = field_of(line[: mark.end]), line[mark.value :]
        if field is None or is_bare_label(value) or field_of(value):
            continue
        if (
            not mark.loose
            or "|" in line
            or (field in _BARE_VALUES and any(map(str.isdigit, value[:12])) and len(value) <= MAX_HEADING_CHARS)
        ):
            return mark.end, mark.value
    return None


def is_bare_label(line: str) -> bool:
    """Whether a line is a label that has lost its colon: "Projektperiode" over "2019-2021"."""
    if len(line) > MAX_BARE_LABEL_CHARS or line[-1:] in ".!?:" or section_of(line):
        return False
    return field_of(line) in _BARE_FIELDS


@lru_cache(maxsize=8_192)
def field_of(label: str) -> str | None:
    """The field that a label names, such as ``period``; see ``label_words.py``."""
    plain = matching_copy(label).strip(_MARKUP).casefold()
    words = _AS_OF.sub("", _IN_BRACKETS.sub(" ", plain)).split()
    if not 0 < len(words) <= MAX_FIELD_WORDS:
        return None
    return labels().get(plain) or field_of_words(words)


def section_of(heading: str) -> str | None:
    """The section that a heading opens: ``section_of("Formål")`` is "goal"."""
    if len(heading) > 2 * MAX_HEADING_CHARS:
        return None
    return sections().get(matching_copy(heading).strip(_MARKUP + ":.").casefold())


def item_text_start(text: str) -> int:
    """Where the words of a bullet begin; 0 when the line has no bullet."""
    if text[:1] in _BULLETS and text[1:2].isspace():
        return len(text) - len(text[1:].lstrip())
    number = re.match(r"(?:\d{1,2}[.)]|[a-z]\))\s", text)
    return number.end() if number else 0


def _lines(text: str) -> Iterator[Line]:
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
        dated = kinds[at + 1] == "item" and field_of(lines[at].text) in _BARE_VALUES
        is_value = (
            below.gap == 1 and (dated or kinds[at + 1] in ("heading", "paragraph")) and below.text[-1] not in "!?:"
        )
        if is_value and kinds[at] == "heading" and is_bare_label(lines[at].text) and _suits(lines[at].text, below.text):
            yield at
            at += 1
        at += 1


def _suits(label: str, value: str) -> bool:
    if field_of(label) in _BARE_VALUES:
        return any(map(str.isdigit, value)) and len(value) <= MAX_HEADING_CHARS
    return value[-1] != "." and not is_bare_label(value)


def _kind_alone(text: str) -> str:
    plain = matching_copy(text).strip(_MARKUP + ":.").casefold()
    if plain in table("page")["noise"] or plain.startswith(tuple(table("page")["noise_starts"])):
        return "noise"
    if item_text_start(text):
        return "item"
    if text.startswith("#"):
        return "heading"
    if split_label(text):
        return "label"
    return "heading" if _may_be_heading(text) else "paragraph"


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
    if field_of(lines[at].text.rstrip(":")) not in _BARE_LISTS:
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
