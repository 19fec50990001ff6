"""PDF: bytes in, text out: lines joined to paragraphs, words joined that a line end broke, running heads left out.

Lines come from pypdf with their place on the page (ISO 32000-1, 9.4: text space and its matrices); a gap wider than
between the lines of a paragraph ends it. Pictures are not read: a scanned page has no text.
"""

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import hypot

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PdfReadError

from loaders.reading.blocks import Block, stored_text, tidy
from loaders.reading.text import Reading, UnreadableError

MAX_PAGES = 2_000
_EDGE_LINES = 2
_LEADINGS = (0.9, 2.0)
_WIDE_GAP = 1.25
_SHORT_LINE = 0.75
_SHORT_CHARS = 30
_PAGE_NUMBER = re.compile(r"(?:(?:side|sida|page|s\.)\s*)?\d{1,4}(?:\s*(?:/|av|af|of)\s*\d{1,4})?", re.IGNORECASE)
# What a browser prints round a page: the time, the address.
_PRINTED = re.compile(
    r"(?:https?|file)://\S+(?:\s+\d+/\d+)?|\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[.:]\d\d(?: ?[AP]M)?"
)
_BULLET = re.compile(r"[•·▪◦‣●○■□\uf0b7\uf0a7]\s*")
_DASH = re.compile(r"[–—-]\s")
_FIGURES = re.compile(r"\d+")
# "Nord- og Midtsjælland": a hyphen before these is no broken word.
_JOINING = frozenset({"og", "och", "and", "eller", "or", "samt", "till", "til", "to"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line, how high it stands on its page, and how large its letters are, both in points."""

    text: str
    height: float
    size: float


@dataclass(slots=True)
class _Collector:
    """Gathers the pieces that pypdf tells of into lines."""

    lines: list[Line] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    place: tuple[float, float] | None = None

    def __call__(self, text: str, page: Sequence[float], line: Sequence[float], _font: object, size: float) -> None:
        """Take a piece of text, with the matrices of its page and of its line, and the size of its font."""
        for number, part in enumerate(text.split("\n")):
            if number:
                self.end_line()
            if part.strip() and self.place is None:
                height = page[1] * line[4] + page[3] * line[5] + page[5]
                self.place = height, abs(size * hypot(line[2], line[3]) * hypot(page[2], page[3])) or 1.0
            self.parts.append(part)

    def end_line(self) -> None:
        """Keep the line, if it says something."""
        words = " ".join(tidy("".join(self.parts)).split("\n"))
        if words and self.place is not None:
            self.lines.append(Line(words, *self.place))
        self.parts, self.place = [], None


def read_pdf(raw: bytes) -> Reading:
    """The text of a PDF. Raises UnreadableError where it is locked, damaged, or has no text."""
    pages = [_lines(page) for page in _open(raw).pages]
    blank = [number for number, lines in enumerate(pages, 1) if not lines]
    if len(blank) == len(pages):
        raise UnreadableError("the PDF has no text, only pictures (a scan): read it by OCR, and put that PDF here")
    notes: tuple[str, ...] = ()
    if blank:
        numbers = ", ".join(map(str, blank[:10])) + (" …" if len(blank) > 10 else "")
        notes = (f"no text on page {numbers} of the PDF (a picture, or blank): what stands there is not read",)
    return Reading(stored_text(_blocks(_without_running_lines(pages))), notes)


def _open(raw: bytes) -> PdfReader:
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("the PDF is locked with a password: save a copy without one")
        count = len(reader.pages)
    except (FileNotDecryptedError, DependencyError) as error:
        raise UnreadableError("the PDF is locked in a way that is not read: save a copy without a password") from error
    except PdfReadError as error:
        raise UnreadableError(f"the PDF is damaged ({error}): export it again, or save it as plain text") from error
    if not 0 < count <= MAX_PAGES:
        raise UnreadableError(f"the PDF has {count} pages, and 1 to {MAX_PAGES:,} are read: split it")
    return reader


def _lines(page: PageObject) -> list[Line]:
    collector = _Collector()
    page.extract_text(visitor_text=collector)
    collector.end_line()
    return collector.lines


def _without_running_lines(pages: list[list[Line]]) -> list[list[Line]]:
    """Without page numbers, and without what stands at the top or the bottom of most pages."""
    shown = [page for page in pages if page]
    edges = Counter(key for page in shown for key in {_shape(line) for line in _edges(page)})
    running = {key for key, count in edges.items() if len(shown) > 2 and count > len(shown) / 2}
    kept = []
    for page in shown:
        aside = {id(line) for line in _edges(page) if _shape(line) in running or _is_of_page(line.text)}
        kept.append([line for line in page if id(line) not in aside])
    return kept


def _is_of_page(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(text) or _PRINTED.fullmatch(text))


def _edges(page: list[Line]) -> list[Line]:
    return page[:_EDGE_LINES] + page[_EDGE_LINES:][-_EDGE_LINES:]


def _shape(line: Line) -> str:
    return _FIGURES.sub("0", line.text.casefold())


def _blocks(pages: list[list[Line]]) -> list[Block]:
    blocks: list[Block] = []
    # Letters times their size: a line of a heading is as wide as a longer one of the text.
    widest = max((len(line.text) * line.size for page in pages for line in page), default=0.0)
    leading = _leading(pages)
    for page in pages:
        before: Line | None = None
        for line in _with_bullets(page):
            is_close = before is not None and _is_close(before, line, leading)
            bullet = _BULLET.match(line.text)
            if bullet:
                blocks.append(Block("item", line.text[bullet.end() :], is_close))
            elif blocks and _goes_on(before, line, blocks[-1], is_close=is_close, widest=widest):
                blocks[-1] = replace(blocks[-1], text=_joined(blocks[-1].text, line.text))
            else:
                blocks.append(Block("paragraph", line.text, is_close))
            before = line
    return blocks


def _with_bullets(page: list[Line]) -> list[Line]:
    """The lines, each bullet that stands alone put before the line after it."""
    joined: list[Line] = []
    alone = ""
    for line in page:
        if _BULLET.fullmatch(line.text):
            alone = line.text + " "
            continue
        joined.append(replace(line, text=alone + line.text))
        alone = ""
    return joined


def _leading(pages: list[list[Line]]) -> float:
    """How far the lines of a paragraph stand apart, in sizes of their letters."""
    gaps = [abs(one.height - two.height) / two.size for page in pages for one, two in pairwise(page)]
    close = sorted(gap for gap in gaps if _LEADINGS[0] < gap < _LEADINGS[1])
    return close[len(close) // 4] if close else _LEADINGS[0]


def _is_close(one: Line, two: Line, leading: float) -> bool:
    same_size = 0.9 < one.size / two.size < 1.1
    return same_size and abs(one.height - two.height) <= _WIDE_GAP * leading * two.size


def _goes_on(before: Line | None, line: Line, block: Block, *, is_close: bool, widest: float) -> bool:
    """Whether a line goes on with the words of the block before it, also over the end of a page."""
    if _DASH.match(line.text) or block.text[-1] in "?:":
        return False
    if before is None:
        return line.text[0].islower() and block.text[-1] not in ".!"
    is_full = len(before.text) > _SHORT_CHARS and len(before.text) * before.size >= _SHORT_LINE * widest
    return is_close and (is_full or (line.text[0].islower() and len(before.text) > _SHORT_CHARS))


def _joined(text: str, more: str) -> str:
    broken = text.endswith("-") and text[-2:-1].isalpha() and more[0].islower()
    if broken and more.split()[0].strip(",.;") not in _JOINING:
        return text[:-1] + more
    # "EU-" over "projekt": the hyphen is the word's own.
    own = text.endswith("-") and text[-2:-1].isalnum() and more[0].isupper()
    return f"{text}{more}" if own else f"{text} {more}"
