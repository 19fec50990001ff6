"""Projects that words beside their names bring in: "Det andet hedder Grøn Havn" in, projects of a partnership out.

What a page speaks of is known by then; here the words right before or after a name's first place say that it is one of
the partnership's own: an ordinal, "our", a noun for a part of a whole, or a verb by which "we" run it.
"""

import re
from collections.abc import Iterator
from functools import cache

from loaders.extraction.page import Page, Topic
from loaders.extraction.statuses import is_dropped, status_of
from loaders.lexicon import choice_of
from loaders.statements import Statement

_QUOTE = r"[\"'*]{0,2}"
_BEFORE_CHARS = 120
_LEAST_BEFORE = 0.4


def introduced_projects(page: Page) -> Iterator[Statement]:
    """Every topic of a page that is brought in as a project of the page's subject."""
    subject = page.subject
    if subject is None:
        return
    for topic in page.spoken_of:
        if topic.entity != subject and topic.before < _LEAST_BEFORE and _is_introduced(page, topic):
            start, end = page.sentence_at(topic.named[0])
            if not _is_only_wished(page.plain[start:end], page.language):
                yield page.say("introduced-project", subject, topic.entity, (start, max(end, topic.named[1])))


def _is_introduced(page: Page, topic: Topic) -> bool:
    start, end = page.sentence_at(topic.named[0])
    left = page.plain[max(start, topic.named[0] - _BEFORE_CHARS) : topic.named[0]]
    right = page.plain[topic.named[1] : end]
    return any(one.search(left) for one in _before(page.language)) or _after(page.language).match(right) is not None


def _is_only_wished(text: str, language: str) -> bool:
    return is_dropped(text, language) or status_of(text, language) == "applied"


@cache
def _before(language: str) -> tuple[re.Pattern[str], ...]:
    """What ends right before a name, each in a way of its own."""
    one, named, ours, noun = (_any(language, key) for key in ("one_of_them", "is_named", "of_ours", "single_projects"))
    aside = r"(?:,[^,]{1,40},)?"
    ways = (
        rf"\b{one}(?: [\w-]+){{0,3}}{aside} {named} ",
        rf"^{one}(?: [\w-]+){{0,3}}, ",
        rf"\b{_any(language, 'named_by_us')} ",
        rf"\b{_any(language, 'parts_of_whole')}(?: [A-Z0-9]{{1,2}}\b| om [\w ]+)?(?: -|[,:])? ",
        rf"\b{_any(language, 'we_run')}\b[^.:;]{{0,60}}\b{noun},? ",
        rf"\b{ours}(?: [\w-]+){{0,3}} {noun},? ",
    )
    return tuple(re.compile(f"{way}{_QUOTE}$", re.IGNORECASE) for way in ways)


@cache
def _after(language: str) -> re.Pattern[str]:
    """What begins right after a name: "er det største af projekterne", ", vores forsøg med …"."""
    named, ours, which = (_any(language, key) for key in ("is_named", "of_ours", "which_one"))
    articles = "det|den|the|de|dei"
    return re.compile(
        rf"{_QUOTE}(?:,? (?:[\w]+ )?{named} (?:(?:{articles}) {which}\b|{ours} )|, {ours} )", re.IGNORECASE
    )


def _any(language: str, key: str) -> str:
    return f"(?:{choice_of(language, key)})"
