"""Chunks: a document in, stretches of it that a model can read at once out, as offsets of its text.

A stretch begins and ends with a block; the next one begins with the last blocks of the one before, so that what stands
across a border is read once as a whole. A block that is longer than a stretch is cut by length.
"""

from collections.abc import Iterator

from loaders.documents import Document

OVERLAP = 8  # an eighth of a stretch is read twice


def chunks_of(document: Document, size_chars: int) -> Iterator[tuple[int, int]]:
    """Start and end of each stretch, in order; together they hold every block."""
    spans = [span for block in document.blocks for span in _pieces(block.start, block.end, size_chars)]
    at = 0
    while at < len(spans):
        last = at
        while last + 1 < len(spans) and spans[last + 1][1] - spans[at][0] <= size_chars:
            last += 1
        yield spans[at][0], spans[last][1]
        following = last + 1
        while following < len(spans) and following - 1 > at and _is_near(spans, following - 1, last, size_chars):
            following -= 1
        at = following


def _is_near(spans: list[tuple[int, int]], first: int, last: int, size_chars: int) -> bool:
    return spans[last][1] - spans[first][0] <= size_chars // OVERLAP


def _pieces(start: int, end: int, size_chars: int) -> Iterator[tuple[int, int]]:
    step = size_chars - size_chars // OVERLAP
    while end - start > size_chars:
        yield start, start + size_chars
        start += step
    yield start, end
