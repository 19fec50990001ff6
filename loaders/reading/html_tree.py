"""The tree of a page: decoded HTML in, its body out, if it is not too much to read, which is known in a second.

Readers look at every element, and from each up and down: their time grows with the number of elements and with the sum
of their depths, so both are limited before they begin.
"""

import re

from lxml import html
from lxml.html import HtmlElement

from loaders.reading.text import UnreadableError

MAX_DEPTH = 240
MAX_TAGS = 250_000  # some ten seconds of work; long pages of the web have a tenth of it
MAX_SUM_OF_DEPTHS = 2_000_000
_XML_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml[^>]{0,200}\?>")


def body_of(page: str) -> HtmlElement:
    """The body of a page. Raises UnreadableError for an empty page, and for more or deeper elements than are read."""
    tags = page.count("<")
    if tags > MAX_TAGS:
        raise UnreadableError(f"the page has {tags:,} tags, and {MAX_TAGS:,} are read: split it, or save it as text")
    page = _XML_DECLARATION.sub("", page)
    # Not "huge", the parser would drop all that follows 10 MB in one piece, such as a picture inside the page.
    parser = html.HTMLParser(no_network=True, huge_tree=True)
    tree = html.document_fromstring(page, parser=parser) if page.strip() else None
    if tree is None or tree.find("body") is None:
        raise UnreadableError("the page is empty: there is no text to read; save the page again")
    _check_depth(tree)
    return tree.find("body")


def _check_depth(tree: HtmlElement) -> None:
    level, depth, work = [tree], 0, 0
    while level:
        depth += 1
        work += depth * len(level)
        if depth > MAX_DEPTH:
            raise UnreadableError(f"its elements nest more than {MAX_DEPTH} deep: save the page as plain text")
        if work > MAX_SUM_OF_DEPTHS:
            raise UnreadableError("too many of its elements nest deep in one another: save the page as plain text")
        level = [child for element in level for child in element]
