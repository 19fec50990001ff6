"""A text as patterns read it beside the text as it is stored, and the way back from one to the other.

Stored text may hold signs that a reader does not see (soft hyphens, zero-width signs, Markdown's marks) or sees as
others (ligatures, a letter and a ring for "å"). The view has them straightened; every span of it leads back to a span
of the stored text, so that quotes are always cut from what is stored.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

# What matches here is rare: most texts have no view at all.
_ODD = re.compile(
    r"(?P<letter>[^\W\d_][\u0300-\u036f]+|\u212b)"
    r"|(?P<ligature>[\ufb00-\ufb06])"
    r"|(?P<soft>\u00ad+)(?P<end>[ \t]*\r?\n[ \t]*)?"
    r"|(?P<unseen>[\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+)"
)
# One of these is in all that matches: a text without them is not looked through for letters with their marks.
_ODD_SIGN = re.compile(
    "[\u0300-\u036f\u212b\ufb00-\ufb06\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the stored text, and what stands for it in the view."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class View:
    """The straightened text; ``places`` are (start, end) in it and (start, end) in the stored text of each piece."""

    text: str
    places: tuple[tuple[int, int, int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the view stands in the stored text. A sign that a piece stands for is never cut."""
        first, last = self._place(start), self._place(end - 1) if end > start else self._place(start)
        return (first[0], last[1]) if end > start else (first[0], first[0])

    def _place(self, at: int) -> tuple[int, int]:
        number = bisect_right(self.places, at, key=lambda place: place[0]) - 1
        if number < 0:
            return at, at + 1
        _, view_end, start, end = self.places[number]
        return (start, end) if at < view_end else (end + at - view_end, end + at - view_end + 1)


def straightened(text: str, markup: Iterable[Piece] = ()) -> View | None:
    """The view of a stored text without its odd signs, and without ``markup``; None where there is nothing to do.

    In: ``markup`` in any order; where pieces overlap, the first in the text counts.
    """
    odd = () if text.isascii() else _odd_pieces(text)
    pieces = sorted((*markup, *odd), key=lambda piece: (piece.start, -piece.end))
    if not pieces:
        return None
    parts, places, done, length = [], [], 0, 0
    for piece in pieces:
        if piece.start < done:
            continue
        parts += [text[done : piece.start], piece.words]
        length += piece.start - done
        places.append((length, length + len(piece.words), piece.start, piece.end))
        length += len(piece.words)
        done = piece.end
    return View("".join([*parts, text[done:]]), tuple(places))


def straight(text: str) -> str:
    """A text without odd signs, where nothing has to lead back."""
    view = straightened(text)
    return view.text if view else text


def _odd_pieces(text: str) -> list[Piece]:
    found: list[Piece] = []
    if not _ODD_SIGN.search(text):
        return found
    for match in _ODD.finditer(text):
        piece = _piece(text, match)
        if piece.words != text[piece.start : piece.end]:
            found.append(piece)
    assert all(one.end <= two.start for one, two in pairwise(found))
    return found


def _piece(text: str, match: re.Match[str]) -> Piece:
    if match["letter"]:
        return Piece(match.start(), match.end(), unicodedata.normalize("NFC", match["letter"]))
    if match["ligature"]:
        return Piece(match.start(), match.end(), unicodedata.normalize("NFKC", match["ligature"]))
    if match["unseen"]:
        return Piece(match.start(), match.end(), "")
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if before.isalpha() and after.islower():
        return Piece(match.start(), match.end(), "")
    # Between figures or before a capital somebody typed it for a hyphen; at the edge of a word nobody sees it.
    is_hyphen = before.isalnum() and after.isalnum() and not match["end"]
    return Piece(*match.span("soft"), "-" if is_hyphen else "")
