"""Where names stand that a page may speak of: at the head of a line, behind a marker or a noun, or within a line.

What the lines of one list have in common is their shape: the marker that they open with, or what follows the name.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from loaders.extraction.names import ACTOR_TYPES, clean, typed_name
from loaders.extraction.page import Page
from loaders.extraction.place_names import listed_place
from loaders.extraction.weighing.cues import kinds_in
from loaders.layout import field_of, section_of

_UPPER = "A-ZÆØÅÄÖÉÜÞÐ"
_MARKER = re.compile(
    r"[ \t]*(?:(?P<hash>#+)|(?P<bullet>[+•▸►▼■◆→*–·-])|(?P<decimal>\d{1,2}(?:\.\d{1,2})+\.?)"
    r"|(?P<number>\(?\d{1,2}[.):])|(?P<letter>[a-z]\)|[A-H][.)]))(?:\*\*)?\s+"
)
_END_OF_LINE_NAME = re.compile(
    rf"\*\*| +[-–—] +|:(?: +|$)| *\.{{3,}}| {{2,}}|\t| *[|/] | *\(|\. +(?=[{_UPPER}])|, |[.;]?$"
)
_END_OF_LINE = re.compile(r"[.\"'»”*]*[ \t]*(?:\n|$)")
_FOLLOWING = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in (
            ("dash", r"[\"'*]* [-–—] "),
            ("colon", r"[\"'*]*:"),
            ("bracket", r"[\"'*]* ?\("),
            ("comma", r"[\"'*]*,"),
            ("stop", r"[\"'*]*[.;] "),
            ("cell", r" {2,}|\t| *\|| \.{3}"),
            ("genitive", r"['’]s? |s "),
            ("word", r"[\"'*]* [a-zæøåäö]"),
        )
    )
)
_AFTER_ACTOR = re.compile(r" ?[:–-] +[\"'«]?(?=[^\W\d_])")
# "Delprosjekt 2: Hydrogen", "WORK PACKAGE A – SIFT", "BOLK EIN: MÅLE"; "Delprosjekt Hydrogen" and no more on the line.
_NUMBERED = re.compile(
    r"((?:(?i:work) )?[^\W\d_][\w-]+) (?:\d{1,2}|[A-H]|[IVX]{1,4}|[^\W\d_]{2,5}(?=:))(?: ?[:.,–-])? +(?=[^\W\d_])"
)
_NAMED = re.compile(rf"([^\W\d_][\w-]+):? +(?=[{_UPPER}][^\n.!?]{{2,50}}$)", re.MULTILINE)
_WORK_PACKAGES = frozenset({"AP", "WP", "DP"})
OF_PROJECTS = frozenset({"project", "programme", "collective", "cooperate"})

Shape = tuple[str, str]


class Place(NamedTuple):
    """Where a name stands; ``marker`` is what the line begins with, "" for none, None within a line."""

    start: int
    end: int
    marker: str | None
    follows: str

    @property
    def shape(self) -> Shape | None:
        """What the lines have in common that open with names of one list; None within a line."""
        return None if self.marker is None else (self.marker, "" if self.marker else self.follows)


def within(page: Page, start: int, end: int) -> tuple[str, Place]:
    """A name within a line, and its place."""
    return page.plain[start:end], Place(start, end, None, _following(page, end))


def opening(page: Page, start: int, end: int) -> Iterator[tuple[str, Place]]:
    """The name that a line opens with: "2) Blue Quay: …", "PROJECT 3: BLUE QUAY", "Vejle: Blue Quay"."""
    plain = page.plain
    marked = _MARKER.match(plain, start, end)
    bare = plain[start:end]
    begin = marked.end() if marked else start + len(bare) - len(bare.lstrip(" \t*"))
    kind = (marked.lastgroup or "") if marked else ""
    noun = _after_noun(page, begin, end)
    if noun:
        begin, kind = noun
    cut = _END_OF_LINE_NAME.search(plain, begin, end)
    last = cut.start() if cut else end
    if last > begin:
        yield plain[begin:last], Place(begin, last, kind, _following(page, last))
        yield from _after_actor(page, begin, last, end)


def _after_actor(page: Page, begin: int, last: int, end: int) -> Iterator[tuple[str, Place]]:
    """The name behind the actor or the place that a line opens with, whose project it is; or behind one other word."""
    bridge = _AFTER_ACTOR.match(page.plain, last, end)
    opener = clean(page.plain[begin:last])
    is_actor = bridge is not None and _is_actor(page, opener)
    if not bridge or not (is_actor or _is_name_alone(opener)):
        return
    cut = _END_OF_LINE_NAME.search(page.plain, bridge.end(), end)
    stop = len(page.plain[: cut.start() if cut else end].rstrip(" \"'»"))
    if stop > bridge.end():
        marker = "after-actor" if is_actor else "after-word"
        yield page.plain[bridge.end() : stop], Place(bridge.end(), stop, marker, _following(page, stop))


def _is_actor(page: Page, name: str) -> bool:
    kind = typed_name(name, page.language)
    return listed_place(name) is not None or (kind is not None and kind.type in ACTOR_TYPES)


def _is_name_alone(name: str) -> bool:
    """One word with a capital that is no label: a village, a harbour."""
    return " " not in name and name[:1].isupper() and not (field_of(name) or section_of(name))


def _after_noun(page: Page, begin: int, end: int) -> tuple[int, str] | None:
    """Where a name begins that opens a line after a noun, and the marker of such lines; a number is a surer sign."""
    plain = page.plain
    for pattern, marker in ((_NUMBERED, "numbered-noun"), (_NAMED, "noun")):
        found = pattern.match(plain, begin, end)
        if found and (found[1] in _WORK_PACKAGES or is_noun(found[1].casefold(), page.language)):
            return found.end(), marker
    return None


def is_noun(word: str, language: str) -> bool:
    """Whether a word is one for projects and the like."""
    return not OF_PROJECTS.isdisjoint(kinds_in(word, language))


def _following(page: Page, end: int) -> str:
    if _END_OF_LINE.match(page.document.text, end):
        return "end"
    following = _FOLLOWING.match(page.plain, end)
    return (following and following.lastgroup) or "other"
