"""Labels and headings of plain text: where a label ends, which field it names, which section a heading opens.

``matching_copy`` is the text as all patterns read it. The blocks of a whole text are cut in ``stretches.py``.
"""

import re
from functools import lru_cache

from loaders.label_words import field_of_words, marks_in
from loaders.lexicon import labels, sections, table

_BULLETS = "•·▪◦‣●○■□–—-*+"
MARKUP = "#*_>| \t"
_SPACES = "\t\r\n\f\v\x85\u2028\u2029\u00a0\u2000\u2001\u2002\u2003\u2007\u2008\u2009\u202f\u3000"
_PLAIN = {
    sign: plain
    for signs, plain in ((_SPACES, " "), ("‐‑‒–—−\u00ad", "-"), ("“”„«»", '"'), ("‘’‚´`", "'"))
    for sign in signs
}
_SPECIAL = re.compile(f"[{''.join(_PLAIN)}]")

# "| Projektägare | Umeå kommun |": a row of two cells, the first of which may be a label.
_ROW_OF_TWO = re.compile(r"\|\s*(?P<label>[^|\n]+?)\s*\|\s*(?P<value>[^|\n]+?)\s*\|?\s*")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_DENIED = re.compile(r"\((?:ikke|ikkje|inte|ej|not)\b")
_AS_OF = re.compile(r" (?:per|pr\.?|as of) .*\d.*")
BARE_VALUES = frozenset({"period", "start", "end", "budget", "grant"})
BARE_LISTS = frozenset({"lead", "partner", "funder", "initiator"})
_BARE_FIELDS = BARE_VALUES | BARE_LISTS | {"leader", "programme", "status", "facilitator"}

MAX_BARE_LABEL_CHARS = 60
MAX_LABEL_WORDS = 8
MAX_HEADING_CHARS = 100
MAX_FIELD_WORDS = 12


def matching_copy(text: str) -> str:
    """The text as patterns see it: no-break spaces, dashes and quotation marks made plain, the same length."""
    # Few signs of a text are special: finding them is faster than looking every sign up (str.translate).
    return _SPECIAL.sub(_plain_sign, text)


def lowered_copy(text: str) -> str:
    """A text in lower case, each sign in its place: the few that would become two ("İ") stay as they are.

    Words in lower case are found in it in a third of the time that they take with re.IGNORECASE.
    """
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(map(_lower_sign, text))


def _lower_sign(sign: str) -> str:
    return sign.lower() if len(sign.lower()) == 1 else sign


def _plain_sign(found: re.Match[str]) -> str:
    return _PLAIN[found.group()]


@lru_cache(maxsize=1_024)
def split_label(text: str) -> tuple[int, int] | None:
    """Where the label ends and where the value begins in "Label: value"; None when the text has no label."""
    if text.startswith("|"):
        return _split_row(text)
    first_line = text.find("\n")
    if first_line > 0 and is_bare_label(text[:first_line].strip()):
        return first_line, first_line + len(text[first_line:]) - len(text[first_line:].lstrip())
    colon = text.find(":")
    if colon < 1 or text[colon + 1 : colon + 3] == "//" or (text[colon + 1 :] and not text[colon + 1].isspace()):
        return _split_without_colon(text)
    label = text[:colon].strip(MARKUP)
    if not label or len(label.split()) > MAX_LABEL_WORDS or any(mark in label for mark in ".!?;"):
        return _split_without_colon(text)
    if "," in label and field_of(label) not in BARE_VALUES:
        return None
    if not (label[0].isupper() or label[0].isdigit() or label.casefold() in labels()):
        return None
    value = colon + 1
    while value < len(text) and (text[value].isspace() or text[value] in "*_"):
        value += 1
    return colon, value


def _split_row(text: str) -> tuple[int, int] | None:
    """Label and value of a row of two cells; a header names two columns and no value."""
    row = _ROW_OF_TWO.fullmatch(text)
    if row is None or field_of(row["label"]) is None or field_of(row["value"]) or _is_column(row["value"]):
        return None
    return row.end("label"), row.start("value")


def _is_column(words: str) -> bool:
    """Whether words stand above a column of a table: "Rolle", "Country"."""
    return words.casefold() in table("page")["column_words"]


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
            or (field in BARE_VALUES and any(map(str.isdigit, value[:12])) and len(value) <= MAX_HEADING_CHARS)
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
    plain = matching_copy(label).strip(MARKUP).casefold()
    words = _AS_OF.sub("", _IN_BRACKETS.sub(" ", plain)).split()
    if "(" in plain and _DENIED.search(plain):
        return None
    if not 0 < len(words) <= MAX_FIELD_WORDS:
        return None
    return labels().get(plain) or field_of_words(words)


def section_of(heading: str) -> str | None:
    """The section that a heading opens: ``section_of("Formål")`` is "goal"."""
    return _section_of(heading) if len(heading) <= 2 * MAX_HEADING_CHARS else None


@lru_cache(maxsize=1_024)
def _section_of(heading: str) -> str | None:
    return sections().get(matching_copy(heading).strip(MARKUP + ":.").casefold())


def item_text_start(text: str) -> int:
    """Where the words of a bullet begin; 0 when the line has no bullet."""
    if text[:1] in _BULLETS and text[1:2].isspace():
        return len(text) - len(text[1:].lstrip())
    number = re.match(r"(?:\d{1,2}[.)]|[a-z]\))\s", text)
    return number.end() if number else 0
