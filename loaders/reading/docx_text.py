"""Word (.docx): bytes in, text out: headings, paragraphs, lists and tables in the order in which they are read.

A .docx is a zip of XML parts (ECMA-376); python-docx opens it. Before it does, every part is looked at: what a small
file unpacks to is limited, and a part with a DOCTYPE is refused, since Word writes none. Deleted words of tracked
changes, comments, headers and footers are not read.
"""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml.etree import _Element

from loaders.reading.blocks import Block, is_for_place, stored_text, table_rows, tidy
from loaders.reading.text import Reading, UnreadableError

MAX_UNPACKED_BYTES = 200 * 1024 * 1024
_MAX_PARTS = 5_000
_MAIN_PART = "word/document.xml"
_TEXT, _TAB, _BREAK, _HYPHEN, _SOFT = map(qn, ("w:t", "w:tab", "w:br", "w:noBreakHyphen", "w:softHyphen"))
_PARAGRAPH, _TABLE, _BOX = map(qn, ("w:p", "w:tbl", "w:txbxContent"))
_UNREAD = frozenset(map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:pPr", "w:rPr", "w:tblPr", "w:tcPr", "w:trPr")))
# The same text box a second time, for old programs.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {_TAB: "\t", _BREAK: "\n", _HYPHEN: "-", _SOFT: "\u00ad"}


def read_docx(raw: bytes) -> Reading:
    """The text of a Word file. Raises UnreadableError: no Word file, damaged, too large unpacked, or empty."""
    _check_parts(raw)
    document = docx.Document(io.BytesIO(raw))
    text = stored_text(_blocks(document.element.body, _styles(document)))
    if not text:
        raise UnreadableError("the Word file has no text; if it shows pictures, save what they say as text")
    return Reading(text)


def _check_parts(raw: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if _MAIN_PART not in archive.NameToInfo:
                raise UnreadableError("is a zip file, but no Word file: unpack it, and put the documents in it here")
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MAX_UNPACKED_BYTES or len(parts) > _MAX_PARTS:
                size = f"unpacks to {unpacked:,} bytes in {len(parts):,} parts"
                limit = f"the limit is {MAX_UNPACKED_BYTES:,} in {_MAX_PARTS:,}"
                raise UnreadableError(f"{size}, and {limit}: save the document as plain text")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_part(archive, part)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableError(f"the Word file is damaged or locked ({error}): save it again, or as text") from error


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    # In UTF-16 every second byte is 0.
    if b"<!DOCTYPE" in archive.read(part).replace(b"\0", b""):
        raise UnreadableError(f"its part {part.filename} has a DOCTYPE, which Word never writes: save it again in Word")


def _styles(document: WordDocument) -> dict[str, str]:
    """Name of each paragraph style by its id; the names of built-in styles are English in every language of Word."""
    return {style.style_id: (style.name or "").casefold() for style in document.styles if style.style_id}


def _blocks(element: _Element, styles: dict[str, str]) -> Iterator[Block]:
    """Paragraphs and tables, also inside content controls and text boxes."""
    for child in element:
        if child.tag == _PARAGRAPH:
            yield Block(_kind(child, styles), _words(child))
            for box in _boxes(child):
                yield from _blocks(box, styles)
        elif child.tag == _TABLE:
            yield from _table(child, styles)
        elif child.tag not in _UNREAD:
            yield from _blocks(child, styles)


def _boxes(element: _Element) -> Iterator[_Element]:
    """The text boxes of a paragraph; those of a paragraph in a box are that one's."""
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag != _FALLBACK:
            yield from _boxes(child)


def _table(element: _Element, styles: dict[str, str]) -> Iterator[Block]:
    """A table as rows; one that only places text on the page as the blocks in its cells."""
    rows = [(row, row.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc")) for row in element.xpath("./w:tr | ./w:sdt//w:tr")]
    texts = [[_cell_words(cell) for cell in cells] for _, cells in rows]
    if is_for_place(texts):
        for _, cells in rows:
            for cell in cells:
                yield from _blocks(cell, styles)
        return
    yield from table_rows(texts, headed=element.find(f".//{qn('w:tblHeader')}") is not None)


def _kind(paragraph: _Element, styles: dict[str, str]) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    name = styles.get(style.get(qn("w:val"), ""), "") if style is not None else ""
    if name.startswith(("heading", "title", "subtitle")):
        return "heading"
    is_numbered = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
    return "item" if is_numbered or name.startswith("list") else "paragraph"


def _words(element: _Element) -> str:
    parts = []
    for child in element:
        if child.tag == _TEXT:
            parts.append(child.text or "")
        elif child.tag in _SIGNS:
            parts.append(_SIGNS[child.tag])
        elif child.tag not in _UNREAD and child.tag not in (_BOX, _FALLBACK):
            parts.append(_words(child))
    return "".join(parts)


def _cell_words(cell: _Element) -> str:
    lines = [line for one in cell.iter(_PARAGRAPH) for line in tidy(_words(one)).split("\n")]
    return ", ".join(line.rstrip(",;") for line in lines if line)
