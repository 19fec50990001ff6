"""HTML: bytes in, the main text out, in the order of the page.

Two readings of a page: trafilatura says which words are its main text, and the page's own elements say how they stand:
headings, lists, terms with their definitions, tables. Kept are the blocks from the first to the last of the main text,
and of the others what stands in the main element or tells facts; what is no text of the page is left out before
(``html_noise.py``).
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace

import trafilatura
from lxml.html import HtmlElement

from loaders.layout import field_of, section_of
from loaders.reading.blocks import Block, is_for_place, label_line, stored_text, table_rows, tidy
from loaders.reading.html_noise import is_passed_over, names
from loaders.reading.html_tree import body_of
from loaders.reading.plain import decode_declared
from loaders.reading.text import Reading, UnreadableError

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:-]{2,40})", re.IGNORECASE)
_HEADINGS = names("h1 h2 h3 h4 h5 h6")
_PARAGRAPHS = names("p blockquote figcaption caption summary pre")
_CONTAINERS = names(
    "html body main article section div header footer aside form fieldset figure details center address ul ol dl "
    "table thead tbody tfoot tr td th li dt dd legend hgroup"
)
_NO_TABLE = "|".join(f".//{name}" for name in ("table", "h1", "h2", "h3", "h4", "ul", "ol", "dl"))
_WORD = re.compile(r"\w+")
_MAX_LABEL_CHARS = 80
_FEW = 0.25
_MAX_WORK = 2_000_000_000  # characters that are searched for blocks: a few seconds


@dataclass(frozen=True, slots=True)
class _Placed:
    """A block, whether it stands in the page's main element, and whether it tells facts by its form."""

    block: Block
    is_inside: bool
    is_fact: bool


def read_html(raw: bytes, charset: str | None = None) -> Reading:
    """The main text of a page. ``charset`` is what the server or the message says of it.

    Raises UnreadableError for a page without text, or one with more or deeper elements than any page has.
    """
    declared = _CHARSET.search(raw[:4096].replace(b"\0", b""))
    text, damaged = decode_declared(raw, charset or (declared[1].decode("ascii") if declared else None))
    notes = (f"signs that are damaged in its encoding, and read as \ufffd: {damaged}",) if damaged else ()
    return Reading(main_text(text), notes)


def main_text(page: str) -> str:
    """The main text of a decoded page. Raises UnreadableError as ``read_html`` does."""
    body = body_of(page)
    tree = body.getroottree().getroot()
    placed = [one for one in _walk(body, is_inside=_main(tree) is None) if tidy(one.block.text)]
    if not placed:
        raise UnreadableError("the page has no text; if a browser shows some, a program makes it: save what it shows")
    return stored_text([*_title(tree, placed), *(one.block for one in _chosen(placed, _main_words(tree)))])


def _main(tree: HtmlElement) -> HtmlElement | None:
    found = tree.xpath("//main | //*[@role='main']") or tree.xpath("//article[count(//article) = 1]")
    return found[0] if found else None


def _main_words(tree: HtmlElement) -> str:
    """The words that trafilatura takes for the main text, one space between them."""
    found = trafilatura.extract(deepcopy(tree), favor_recall=True, include_tables=True, include_comments=False)
    return f" {_key(found)} " if found else ""


def _key(text: str) -> str:
    return " ".join(_WORD.findall(tidy(text).casefold()))


def _chosen(placed: list[_Placed], main_words: str) -> list[_Placed]:
    """From the first block of the main text to the last, and what of the rest is in the main element or tells facts."""
    if len(placed) * len(main_words) > _MAX_WORK:
        return placed
    keys = [_key(one.block.text) for one in placed]
    is_main = [len(key) > 1 and f" {key} " in main_words for key in keys]
    if sum(len(key) for key, main in zip(keys, is_main, strict=True) if main) < _FEW * sum(map(len, keys)):
        return placed
    first, last = is_main.index(True), len(is_main) - 1 - is_main[::-1].index(True)
    told = _told(placed)
    return [one for at, one in enumerate(placed) if first <= at <= last or one.is_inside or told[at]]


def _told(placed: list[_Placed]) -> list[bool]:
    """Which blocks tell facts: by their form, or under a heading that says so; and the headings right above them."""
    told, is_under = [], False
    for one in placed:
        if one.block.kind == "heading":
            is_under = bool(section_of(tidy(one.block.text)) or field_of(tidy(one.block.text)))
        told.append(one.is_fact or is_under)
    for at in range(len(placed) - 1):
        told[at] = told[at] or (placed[at].block.kind == "heading" and placed[at + 1].is_fact)
    return told


def _title(tree: HtmlElement, placed: list[_Placed]) -> list[Block]:
    """The page's title where no heading of the first order says it."""
    if tree.find(".//h1") is not None or any(one.block.kind == "heading" for one in placed[:1]):
        return []
    title = re.split(r"\s[|–—·»-]\s", tidy(tree.findtext(".//title") or ""))[0]
    return [Block("heading", title)] if title and _key(title) != _key(placed[0].block.text) else []


def _walk(element: HtmlElement, *, is_inside: bool, is_fact: bool = False) -> Iterator[_Placed]:
    """The blocks of an element, in order; text that stands loose in it is a line of its own."""
    name = element.tag
    spaced = _as_it_is if name == "pre" else _flat
    loose = [spaced(element.text)]

    def flush() -> Iterator[_Placed]:
        words = "".join(loose)
        loose.clear()
        if words.strip():
            kind = "heading" if name in _HEADINGS else "paragraph" if name in _PARAGRAPHS else "line"
            yield _Placed(Block(kind, words), is_inside, is_fact or _is_label(words))

    for child in element:
        if not is_passed_over(child):
            if _is_block(child):
                yield from flush()
                inside = is_inside or child.tag in ("main", "article") or child.get("role") == "main"
                yield from _block(child, is_inside=inside, is_fact=is_fact or child.tag == "address")
            else:
                loose.append(_inline(child))
        loose.append(spaced(child.tail))
    yield from flush()


def _block(element: HtmlElement, *, is_inside: bool, is_fact: bool) -> Iterator[_Placed]:
    if element.tag == "dl":
        yield from (_Placed(block, is_inside, True) for block in _definitions(element))
    elif element.tag == "table" and not element.xpath(_NO_TABLE) and (blocks := _table(element)):
        yield from (_Placed(block, is_inside, True) for block in blocks)
    else:
        for number, one in enumerate(_walk(element, is_inside=is_inside, is_fact=is_fact)):
            opens_item = element.tag == "li" and number == 0 and one.block.kind in ("paragraph", "line")
            yield replace(one, block=Block("item", one.block.text)) if opens_item else one


def _is_block(element: HtmlElement) -> bool:
    """Whether an element stands on lines of its own; an inline one does where it holds a block."""
    known = _CONTAINERS | _PARAGRAPHS | _HEADINGS
    return element.tag in known or any(inner.tag in known for inner in element.iterdescendants())


def _inline(element: HtmlElement) -> str:
    """The words of an inline element; a line break is one."""
    if element.tag == "br":
        return "\n"
    if is_passed_over(element):
        return ""
    inner = "".join(_inline(child) + _flat(child.tail) for child in element)
    return f"{_flat(element.text)}{inner}"


def _definitions(element: HtmlElement) -> Iterator[Block]:
    """Terms and what is said of them: "Term: words", further words of the same term after a comma."""
    term, words = "", list[str]()
    for part in [*_parts_of(element), None]:
        if part is not None and part.tag == "dd":
            words.append(_cell(part))
            continue
        said = ", ".join(filter(None, words))
        if term or said:
            yield Block("line", label_line(term, said) if term and said else term or said)
        term, words = (_cell(part) if part is not None else ""), []


def _parts_of(element: HtmlElement) -> Iterator[HtmlElement]:
    """The terms and what is said of them, in a list or in a division of it; those of a list inside it are not."""
    for child in element:
        if child.tag in ("dt", "dd"):
            yield child
        elif child.tag != "dl":
            yield from _parts_of(child)


def _table(element: HtmlElement) -> list[Block]:
    """The rows of a table; none where it only places text on the page."""
    rows = [(row, [cell for cell in row if cell.tag in ("td", "th")]) for row in element.iter("tr")]
    filled = [(row, cells) for row, cells in rows if cells]
    texts = [[_cell(cell) for cell in cells] for _, cells in filled]
    if is_for_place(texts):
        return []
    headed = all(cell.tag == "th" for cell in filled[0][1]) or filled[0][0].getparent().tag == "thead"
    return table_rows(texts, headed=headed)


def _cell(element: HtmlElement) -> str:
    """The words of a cell in one line: its blocks and lines with a comma between them."""
    lines = [line for one in _walk(element, is_inside=True) for line in tidy(one.block.text).split("\n")]
    return ", ".join(line.rstrip(",;") for line in lines if line)


def _is_label(words: str) -> bool:
    """Whether a line says a fact by its form: "Budget: 4 mio. kr."."""
    label, colon, value = tidy(words).partition(":")
    return bool(colon and value.strip()) and len(label) <= _MAX_LABEL_CHARS and len(words) <= 4 * _MAX_LABEL_CHARS


def _as_it_is(text: str | None) -> str:
    return text or ""


def _flat(text: str | None) -> str:
    """Text of the source: its line ends are spaces, as a browser shows them."""
    return re.sub(r"\s+", " ", text) if text else ""
