"""Money in labelled values: "Tilskud: 3 mio. kr. fra Fonden" in; budget, grants and funders out.

The first sum of a budget is the budget; what follows "hvorav" or stands beside a funder is a grant. A sum "of all"
beside a grant is the budget.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import dropwhile

from loaders.extraction.fact_blocks import Fact, actor_of
from loaders.extraction.names import ACTOR_TYPES, known_fund, masked, typed_name
from loaders.extraction.page import Page
from loaders.lexicon import all_words, labels, table
from loaders.money import Found, find_money
from loaders.statements import Entity, Statement, Value

_CUT = re.compile(r"[;•|\n\r,]|(?<!\w)(?:og|och|and|samt)(?!\w)|(?<!\w)\+(?!\w)")
# Less than this is the price of a ticket or a copy, whatever the currency.
MIN_BUDGET = 1_000
_BARE_SUM = re.compile(r"\d{1,3}(?:[ .]\d{3}){1,3}")
_BRACKETS = re.compile(r"\(([^()]{2,60})\)")
_GIVERS = (ACTOR_TYPES | {"Programme"}) - {"ActorGroup"}


def budget(page: Page, fact: Fact) -> Iterator[Statement]:
    """The budget, and the grants that the value says are a part of it."""
    topic = page.topic_at(fact.start)
    sums = _sums(page, fact, fact.value_start, fact.end)
    if topic is None or not sums or float(sums[0].value) < MIN_BUDGET:
        return
    yield page.say("label-budget", topic, _value(sums[0]), _span(fact))
    part = _of_which().search(page.plain, fact.value_start + sums[0].end, fact.end)
    if part:
        yield from _shares(page, fact, part.start(), fact.end)


def grant(page: Page, fact: Fact) -> Iterator[Statement]:
    """The sums of a label for grants, each with its fund; a sum "of all" is the budget."""
    topic = page.topic_at(fact.start)
    named = _fund_in_label(page, fact)
    whole = _in_all().search(page.plain, fact.value_start, fact.end)
    end = whole.start() if whole else fact.end
    has_sum = bool(_sums(page, fact, fact.value_start, end))
    shares = list(_shares(page, fact, fact.value_start, end, fund=named, names=has_sum))
    yield from shares
    if topic and whole and shares:
        for sum_ in _sums(page, fact, whole.end(), fact.end)[:1]:
            yield page.say("label-budget", topic, _value(sum_), _span(fact))


def funders(page: Page, fact: Fact) -> Iterator[Statement]:
    """Who pays, and what each pays."""
    yield from _shares(page, fact, fact.value_start, fact.end, names=True)


def _shares(
    page: Page, fact: Fact, start: int, end: int, *, fund: Entity | None = None, names: bool = False
) -> Iterator[Statement]:
    """What each part of a list says: a giver, a sum or both; a sum alone belongs to the giver beside it."""
    topic = page.topic_at(fact.start)
    parts = [(*_part(page, fact, a, b, names=names), a, b) for a, b in _parts(page, start, end)]
    givers = [giver for giver, _, _, _ in parts if giver]
    sums = [sum_ for _, sum_, _, _ in parts if sum_]
    if len(sums) == 1 and len(givers) == 1 and fund is None:
        fund = givers[0]
    if topic is None:
        return
    if fund and not (givers and fund == givers[0]):
        yield page.say("label-grant-fund", topic, fund, _span(fact))
    for giver, sum_, a, b in parts:
        beside = giver or fund
        if sum_:
            yield page.say("label-grant", topic, _value(sum_), _span(fact), fund=beside.name if beside else None)
        for payer in (giver, _fund_in_brackets(page, a, b)):
            if payer and payer != topic:
                yield page.say("label-funder" if names else "label-grant-fund", topic, payer, _span(fact))


def _parts(page: Page, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a list, cut at commas and joining words outside brackets."""
    hidden = masked(page.document.text[start:end])
    at = start
    for cut in [*_CUT.finditer(hidden), None]:
        finish = start + cut.start() if cut else end
        if page.document.text[at:finish].strip():
            yield at, finish
        at = start + cut.end() if cut else end


def _part(page: Page, fact: Fact, start: int, end: int, *, names: bool) -> tuple[Entity | None, Found | None]:
    sums = _sums(page, fact, start, end)
    sum_ = sums[0] if sums else None
    whole = _whole_name(page, start, end, sums)
    if whole and (names or whole.type != "Company" or whole.name.isupper()):
        return whole, sum_
    found = [one.entity for one in page.scans.between(start, end)]
    known = next((one for one in found if one.type in ("Fund", "Programme", "PublicBody", "Region")), None)
    return known or (next((one for one in found if one.type in _GIVERS), None) if sum_ else None), sum_


def _whole_name(page: Page, start: int, end: int, sums: list[Found]) -> Entity | None:
    """The giver that a part names when its sum and its brackets are left out."""
    bracket = page.plain.find("(", start, end)
    stop = min([end, *([bracket] if bracket > start else []), *(start + one.start for one in sums)])
    text = page.document.text[start:stop].strip()
    found = actor_of(page, start, stop) if text[:1].isupper() or known_fund(text) else None
    return None if found is None or found.type == "ActorGroup" else found


def _fund_in_brackets(page: Page, start: int, end: int) -> Entity | None:
    """The fund behind a programme: "Interreg Nord (ERUF)"."""
    beside = _BRACKETS.search(page.plain, start, end)
    return known_fund(beside[1]) if beside else None


def _sums(page: Page, fact: Fact, start: int, end: int) -> list[Found]:
    text = page.plain[start:end]
    # A label for money with a large number alone: the crowns go without saying.
    unit = "kr" if _BARE_SUM.fullmatch(text.strip()) else ""
    return list(find_money(text, page.language, unit=f"{fact.label} {unit}"))


def _fund_in_label(page: Page, fact: Fact) -> Entity | None:
    """The fund that a label ends in or has before its word for money: "Støtte fra ERUF", "Heraf Interreg-støtte"."""
    bracketed = _BRACKETS.search(fact.label)
    if bracketed and known_fund(bracketed[1]):
        return known_fund(bracketed[1])
    tokens = fact.label.split()
    known = next((count for count in range(len(tokens), 0, -1) if " ".join(tokens[:count]).casefold() in labels()), 0)
    named = " ".join(dropwhile(lambda word: word in all_words("function_words"), tokens[known:]))
    if not known or not named or (len(named) < 4 and not known_fund(named)):
        return _fund_among(page, tokens)
    country_only = typed_name(named, page.language)
    if country_only and country_only.type in ("Country", "Municipality"):
        return None
    return known_fund(named) or (country_only or Entity("Fund", named) if named[0].isupper() else None)


def _fund_among(page: Page, tokens: Sequence[str]) -> Entity | None:
    """The fund or programme that one word of a label names, alone or before a hyphen."""
    parts = (part for token in tokens for part in (token, token.partition("-")[0]) if part[:1].isupper())
    named = (known_fund(part) or (typed_name(part, page.language) if part.isupper() else None) for part in parts)
    return next((one for one in named if one and one.type in ("Fund", "Programme")), None)


def _value(found: Found) -> Value:
    return Value(found.value, found.datatype, found.currency)


def _span(fact: Fact) -> tuple[int, int]:
    return fact.start, fact.end


@cache
def _of_which() -> re.Pattern[str]:
    return _any_of("of_which")


@cache
def _in_all() -> re.Pattern[str]:
    return _any_of("in_all")


def _any_of(key: str) -> re.Pattern[str]:
    choice = "|".join(map(re.escape, sorted(table("page")[key], key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{choice})(?!\w)", re.IGNORECASE)
