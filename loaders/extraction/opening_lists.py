"""Lists of actors that are partners by where they stand: in the opening of a page, or alone under "Hvem".

"A, B og C kommuner løser opgaven sammen" in the first paragraph of a page about X names the partners of X; so does a
sentence that is nothing but a list of organisations under a heading that asks who takes part.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from loaders.extraction.lists import actor_lists
from loaders.extraction.mentions import Mention
from loaders.extraction.page import Page
from loaders.extraction.prose import is_taken_back
from loaders.extraction.sentences import Sentence
from loaders.lexicon import words
from loaders.statements import Statement

_OPENING_SENTENCES = 3
_MAX_LEAD_WORDS = 5
# "deltager ikke": the denial stands right after the verb.
_MAX_AFTER_CHARS = 8
_UNNAMED = ("ActorGroup", "Actor")


def opening_partners(page: Page) -> Iterator[Statement]:
    """The partners that the opening names, and those that stand alone under "who"."""
    if page.subject is None:
        return
    prose = (one for one in page.sentences if page.plain[one.start : one.end].rstrip()[-1:] in ".!?")
    for sentence in islice(prose, _OPENING_SENTENCES):
        yield from _together(page, sentence)
    for sentence in page.sentences:
        if sentence.section in ("who", "partners"):
            yield from _alone(page, sentence)


def _together(page: Page, sentence: Sentence) -> Iterator[Statement]:
    """The lists of a sentence that speaks of doing something together; one name at its beginning counts too."""
    together = _together_words(page.language).search(page.lowered, sentence.start, sentence.end)
    if together is None or is_taken_back(page, sentence.start, min(sentence.end, together.end() + _MAX_AFTER_CHARS)):
        return
    for group in actor_lists(page, sentence.start, sentence.end):
        named = [one for one in group if one.entity.type not in _UNNAMED and one.entity != page.subject]
        before = page.plain[sentence.start : group[0].start].casefold().split()
        if before and before[-1] in (*words(page.language, "in"), *words(page.language, "about")):
            continue
        leads = len(before) <= _MAX_LEAD_WORDS
        if named and (len(named) > 1 or leads or _follows_with(page, group[0])):
            yield from _partners(page, "opening-partners", named, (sentence.start, sentence.end))


def _follows_with(page: Page, mention: Mention) -> bool:
    before = page.plain[max(0, mention.start - 24) : mention.start].casefold().split()
    return bool(before) and before[-1] in words(page.language, "with_words")


def _alone(page: Page, sentence: Sentence) -> Iterator[Statement]:
    for group in actor_lists(page, sentence.start, sentence.end)[:1]:
        named = [one for one in group if one.entity.type not in _UNNAMED and one.entity != page.subject]
        around = page.plain[sentence.start : group[0].start] + page.plain[group[-1].end : sentence.end]
        if len(named) > 1 and not re.search(r"\w", re.sub(r"\([^()]*\)", "", around)):
            yield from _partners(page, "section-partners", named, (sentence.start, sentence.end))


def _partners(page: Page, rule_id: str, named: list[Mention], span: tuple[int, int]) -> Iterator[Statement]:
    topic = page.topic_at(span[0])
    for one in named:
        if topic and one.entity.type in _ACTORS:
            yield page.say(rule_id, topic, one.entity, span)


_ACTORS = frozenset(
    {"Municipality", "Region", "Company", "Utility", "University", "PublicBody", "Association", "Network"}
)


@cache
def _together_words(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words(language, 'together')))})(?!\w)")
