"""Markdown: the marks of a text and what stands for them when it is read; offsets stay those of the file itself.

Read are front matter, emphasis, links, images, code marks, headings under a line, and tables (rows of two cells as
"label: value"). Marks of headings and lists are layout (``loaders/layout.py``). CommonMark 0.31 and the tables of
GitHub Flavored Markdown, as far as their marks stand in one line.
"""

import re
from collections.abc import Iterator

from loaders.reading.blocks import says_labels
from loaders.reading.view import Piece

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?:(?!---|\.\.\.)[^\n]*\n)*(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
# Every repetition has a bound: an opening mark that nothing closes would otherwise be followed to the end of its line.
_INLINE = re.compile(
    r"(?P<comment><!--[^\n<]{0,2000}?-->)"
    r"|(?P<image>!\[[^\[\]\n]{0,500}\]\([^()\n]{0,2000}\))"
    r"|\[(?P<words>[^\[\]\n]{1,500})\](?:\((?:[^()\n]|\([^()\n]{0,500}\)){0,2000}\)|\[[^\[\]\n]{0,500}\])"
    r"|<(?=(?:https?://|mailto:)[^\s<>]{1,2000}>)|(?<=[\w/])>(?=\s|[.,;)]|\Z)"
    r"|(?P<mark>\*\*|__|`+|(?<![\w*])[*_](?=[^\s*_])|(?<=[^\s*_])[*_](?![\w*]))"
)
_UNDERLINE = re.compile(r"^[=-]{3,}[ \t]*\r?$\n?", re.MULTILINE)
_OPENING = re.compile(r"[ \t]*\|[ \t]*")
_BAR = re.compile(r":?(?:\*\*|__)?[ \t]*\|[ \t]*")
_LINE = re.compile(r"[^\n]*\n?")
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?\s*")


def front_matter(text: str) -> int:
    """Where the text begins after its front matter; 0 where there is none."""
    match = _FRONT_MATTER.match(text)
    return match.end() if match else 0


def markup(text: str) -> Iterator[Piece]:
    """The marks of a Markdown text, and what a reader reads in their place."""
    begin = front_matter(text)
    if begin:
        yield Piece(0, begin, "")
    for match in _UNDERLINE.finditer(text, begin):
        yield Piece(*match.span(), "")
    yield from _tables(text, begin)
    for match in _INLINE.finditer(text, begin):
        if match["words"]:
            yield Piece(match.start(), match.start("words"), "")
            yield Piece(match.end("words"), match.end(), "")
        else:
            yield Piece(*match.span(), "")


def _tables(text: str, begin: int) -> Iterator[Piece]:
    """The marks of every table: a row of headings, the rule below it, and the rows until one has no bar."""
    heading: tuple[int, int] | None = None
    are_labels: bool | None = None
    for line in _LINE.finditer(text, begin):
        if "|" not in line.group():
            heading, are_labels = None, None
        elif are_labels is not None:
            yield from _row(text, line.span(), are_labels=are_labels)
        elif heading is not None and _RULE.fullmatch(line.group()):
            are_labels = says_labels(_cells(text, heading))
            yield from _row(text, heading, are_labels=are_labels)
            yield Piece(*line.span(), "")
        else:
            heading = line.span()


def _cells(text: str, span: tuple[int, int]) -> list[str]:
    return [cell.strip() for cell in text[slice(*span)].strip().strip("|").split("|")]


def _row(text: str, span: tuple[int, int], *, are_labels: bool) -> Iterator[Piece]:
    """The bars at both ends of a row go; the one after a label becomes a colon."""
    start, end = span[0], span[0] + len(text[slice(*span)].rstrip())
    opening = _OPENING.match(text, start, end)
    if opening:
        yield Piece(*opening.span(), "")
    if end > start and text[end - 1] == "|" and (opening is None or end > opening.end()):
        yield Piece(start + len(text[start : end - 1].rstrip()), end, "")
        end -= 1
    if are_labels and (bar := _BAR.search(text, opening.end() if opening else start, end)) and bar.end() < end:
        yield Piece(*bar.span(), ": ")
