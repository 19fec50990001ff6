"""What of a page is not its text: an element in, whether it is passed over out.

Passed over are programs and controls, menus, banners, the page's own header and footer. An element is judged by its
name and role; by its class only where its words look like it too, since a class "with-menu" may hold the whole page.
"""

import re

from lxml.html import HtmlElement


def names(words: str) -> frozenset[str]:
    """The names in a line of them."""
    return frozenset(words.split())


_NO_TEXT = names(
    "script style noscript template svg math iframe object audio video canvas button select option textarea input "
    "nav head dialog datalist map"
)
_ROLES = names("navigation search dialog alertdialog contentinfo menu menubar")
_BANNER = re.compile(r"cookie|consent|gdpr|captcha", re.IGNORECASE)
_AROUND = re.compile(
    r"breadcrumb|br[oö]d-?(?:krumme|smul)|skip-?(?:link|to|nav)|(?:^|[\s_-])(?:nav|navbar|navigation|menu|pagination|pager|"
    r"newsletter|share|sharing|social|some)(?:$|[\s_-])",
    re.IGNORECASE,
)
_FOOTER = re.compile(r"(?:^|[\s_-])footer(?:$|[\s_-])", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FEW_CHARS = 200
_MANY_LINKS = 0.5


def is_passed_over(element: HtmlElement) -> bool:
    """Whether a reader of the page's own text passes over an element."""
    if not isinstance(element.tag, str) or element.tag in _NO_TEXT or element.get("role") in _ROLES:
        return True
    about = f"{element.get('class', '')} {element.get('id', '')}"
    is_edge = element.tag in ("footer", "header") or _FOOTER.search(about) is not None
    if is_edge and not _is_of_article(element):
        return not _holds_page(element)
    if _BANNER.search(about):
        return not _holds_page(element)
    return (_AROUND.search(about) is not None or _is_hidden(element)) and not _holds_text(element)


def _is_of_article(element: HtmlElement) -> bool:
    return any(above.tag in ("article", "main", "section") for above in element.iterancestors())


def _is_hidden(element: HtmlElement) -> bool:
    """Whether a browser shows an element at first; what a reader folds out is hidden too, and is text."""
    marked = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    return marked or _HIDDEN.search(element.get("style", "")) is not None


def _holds_page(element: HtmlElement) -> bool:
    return element.tag in ("html", "body") or next(element.iter("h1", "main"), None) is not None


def _holds_text(element: HtmlElement) -> bool:
    """Whether the words of an element are text of the page: more than a few, and not most of them links."""
    if _holds_page(element):
        return True
    length = _length(element)
    return length > _FEW_CHARS and sum(map(_length, element.iter("a"))) < _MANY_LINKS * length


def _length(element: HtmlElement) -> int:
    return sum(len(text.strip()) for text in element.itertext())
