"""The text that is stored for a page, a PDF, a Word file or a message: blocks in, lines out.

The lines are those that layout (``loaders/layout.py``) reads in plain text: a blank line round headings and paragraphs,
"• " before an item, "Label: value", and " | " between the cells of a row.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loaders.lexicon import table
from loaders.reading.view import straight

_MAX_CELL_CHARS = 400
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200a\u202f\u3000]+")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a document; ``kind`` is heading, paragraph, item, line or row.

    Items, lines and rows stand close below one another, and what ``is_close`` below the block before it, whatever the
    kinds; all others have a blank line between them.
    """

    kind: str
    text: str
    is_close: bool = False


def stored_text(blocks: Iterable[Block]) -> str:
    """The blocks as text, straightened: composed letters, no soft hyphens, no ligatures, single spaces."""
    parts: list[str] = []
    before = ""
    for block in blocks:
        words = tidy(block.text)
        if not words:
            continue
        if parts:
            is_run = block.kind == before and block.kind in ("item", "line", "row")
            parts.append("\n" if is_run or block.is_close else "\n\n")
        parts.append(f"• {words}" if block.kind == "item" else words)
        before = block.kind
    return "".join([*parts, "\n"]) if parts else ""


def tidy(text: str) -> str:
    """Words of one block: straightened, single spaces, no empty lines."""
    lines = (_SPACES.sub(" ", line).strip() for line in straight(text).split("\n"))
    return "\n".join(line for line in lines if line)


def table_rows(rows: Sequence[Sequence[str]], *, headed: bool) -> list[Block]:
    """A table as text: rows of two cells as "label: value", all others with bars between their cells.

    ``headed`` says that the first row heads the columns below it.
    """
    tidied = [[" ".join(tidy(cell).split("\n")) for cell in row] for row in rows]
    kept = [row for row in tidied if any(row)]
    if not kept:
        return []
    if max(map(len, kept)) == 2 and (not headed or says_labels(kept[0])):
        return [_labelled(row) for row in kept]
    return [Block("row", " | ".join(row) if len(row) > 1 else row[0]) for row in kept]


def is_for_place(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table only places text on the page: one column, or a cell as long as no fact is."""
    return max(map(len, rows), default=0) < 2 or any(len(cell) > _MAX_CELL_CHARS for row in rows for cell in row)


def says_labels(first_row: Sequence[str]) -> bool:
    """Whether a table is one of labels and their values: two columns, and no heading of a known column."""
    headings = {heading for names in table("page")["columns"].values() for heading in names}
    return len(first_row) == 2 and not any(cell.strip(" *_:").casefold() in headings for cell in first_row)


def label_line(label: str, value: str) -> str:
    """A label and its value in one line."""
    return f"{label.rstrip(': ')}: {value}"


def _labelled(row: Sequence[str]) -> Block:
    filled = [cell for cell in row if cell]
    return Block("line", label_line(row[0], row[1]) if len(filled) == 2 else filled[0])
