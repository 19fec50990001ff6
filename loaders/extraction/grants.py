"""Grants beside their funds: "Leader Kust (900 tkr)", "900 tkr i bidrag från Leader Kust" in, funders and grants out.

A sum in brackets counts only where the sentence or the label speaks of money: a price after a company is no grant.
"""

import re
from collections.abc import Iterator
from functools import cache

from loaders.extraction.fact_blocks import facts_of
from loaders.extraction.mentions import UNKNOWN, Mention
from loaders.extraction.page import Page
from loaders.extraction.payers import payers_beside
from loaders.extraction.prose import is_taken_back
from loaders.lexicon import choice_of, words
from loaders.money import find_money
from loaders.statements import Entity, Statement, Value

_IN_BRACKETS = re.compile(r"(?: [\w-]+)? ?\(([^()]{3,40})\)")
_GIVERS = frozenset({"Fund", "Programme", "PublicBody", "Region", "Association", UNKNOWN})


def grants_beside_funds(page: Page) -> Iterator[Statement]:
    """Every fund with a sum in brackets after it."""
    stretches = [(fact.value_start, fact.end) for fact in facts_of(page) if fact.field == "funder"]
    for sentence in page.sentences:
        if page.plain.find("(", sentence.start, sentence.end) < 0:
            continue
        spoken = _money_word(page.language).search(page.lowered, sentence.start, sentence.end)
        if spoken and not is_taken_back(page, sentence.start, sentence.end):
            stretches.append((sentence.start, sentence.end))
    for start, end in stretches:
        for mention in page.mentions(start, end) if page.plain.find("(", start, end) >= 0 else ():
            yield from _grant(page, mention, end)


def sums_from_funds(page: Page) -> Iterator[Statement]:
    """Who gave a sum that is said to come from them: "105 000 kr i bidrag från Region Skåne"."""
    for found in page.sums:
        start, end = page.sentence_at(found.start)
        source = _from_whom(page.language).match(page.plain, found.end, end)
        topic = page.topic_at(found.start)
        if source is None or topic is None or is_taken_back(page, start, source.end()):
            continue
        for payer in payers_beside(page, (source.end(), end)):
            if isinstance(payer.thing, Entity):
                yield page.say("fund-of-sum", topic, payer.thing, (found.start, payer.end))


@cache
def _from_whom(language: str) -> re.Pattern[str]:
    """What may stand between a sum and who gave it: " i støtte fra"."""
    kinds, sources = (choice_of(language, key) for key in ("kinds_of_grant", "from_whom"))
    return re.compile(rf" (?:(?:[a-zæøåäö]+ )?(?:{kinds}) )?(?:{sources})(?= )", re.IGNORECASE)


def _grant(page: Page, mention: Mention, end: int) -> Iterator[Statement]:
    beside = _IN_BRACKETS.match(page.plain, mention.end, end)
    found = find_money(beside[1], page.language) if beside else ()
    topic = page.topic_at(mention.start)
    if beside is None or not found or topic is None or mention.entity.type not in _GIVERS:
        return
    name = mention.entity.name
    fund = Entity("Fund", name) if mention.entity.type == UNKNOWN else mention.entity
    sum_ = Value(found[0].value, found[0].datatype, found[0].currency)
    yield page.say("grant-beside-fund", topic, sum_, (mention.start, beside.end()), fund=fund.name)
    yield page.say("fund-beside-grant", topic, fund, (mention.start, beside.end()))


@cache
def _money_word(language: str) -> re.Pattern[str]:
    choice = "|".join(map(re.escape, words(language, "money_words")))
    return re.compile(rf"(?<!\w)(?:{choice})")
