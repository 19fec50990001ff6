"""Slots that hold words and values: the gap that a pattern leaves in, goals, themes, sums, counts and dates out."""

import re
from typing import NamedTuple

from loaders.extraction.goals import goals_in
from loaders.extraction.lists import phrases_in
from loaders.extraction.page import Page
from loaders.extraction.patterns import Match
from loaders.money import Found, find_money
from loaders.statements import Entity, Value
from loaders.values import find_counts, find_dates, parse_period

Gap = tuple[int, int]
_MAX_WORDS_TO_SUM = 5
MAX_LOOK_BACK_CHARS = 1_500


class Filling(NamedTuple):
    """What fills a slot; ``unnamed`` marks a collective that the text calls by a common noun only."""

    thing: Entity | Value
    start: int
    end: int
    unnamed: bool = False


def goal_slot(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    return _goals(page, gap, verb_first=False)


def aim_slot(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    return _goals(page, gap, verb_first=True)


def _goals(page: Page, gap: Gap, *, verb_first: bool) -> tuple[Filling, ...]:
    goals = goals_in(page.plain, gap, page.language, verb_first=verb_first)
    return tuple(Filling(Entity("Goal", goal.text), goal.start, goal.end) for goal in goals)


def themes_slot(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    return tuple(Filling(Entity("Theme", text), *span) for text, span in phrases_in(page.plain, gap, page.language))


def words_slot(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    text = page.plain[gap[0] : gap[1]].strip(" .:")
    return (Filling(Value(" ".join(text.split()), "string"), *gap),) if text else ()


def _found(values: tuple[Found, ...], gap: Gap) -> tuple[Filling, ...]:
    return tuple(
        Filling(Value(one.value, one.datatype, one.currency), gap[0] + one.start, gap[0] + one.end)
        for one in values[:1]
    )


def money_slot(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    return _found(find_money(page.plain[gap[0] : gap[1]], page.language), gap)


def near_money_slot(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    """The first sum, a few words on at most: "budgettet for 2024 er på 31 mio. kr."."""
    found = find_money(page.plain[gap[0] : min(gap[1], gap[0] + 90)], page.language)
    between = page.plain[gap[0] : gap[0] + found[0].start] if found else ""
    is_near = len(between.split()) <= _MAX_WORDS_TO_SUM and not re.search(r"[;:(] *\w|, ", between.lstrip(" :"))
    return _found(found, gap) if is_near else ()


def sums_slot(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    """Every sum of a list: "henholdsvis 5 mio. kr. og 1 mio. kr."."""
    found = find_money(page.plain[gap[0] : gap[1]], page.language)
    return tuple(filling for one in found for filling in _found((one,), gap))


def count_slot(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    return _found(find_counts(page.plain[gap[0] : gap[1]], page.language), gap)


def when_slot(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    found = find_dates(page.plain[gap[0] : gap[1]], page.language)
    between = page.plain[gap[0] : gap[0] + found[0].start] if found else ""
    return _found(found, gap) if found and len(between.split()) <= 4 and "," not in between else ()


def period_slot(page: Page, gap: Gap, part: str) -> tuple[Filling, ...]:
    period = parse_period(page.plain[gap[0] : gap[1]], page.language)
    chosen = getattr(period, part) if period else None
    if period is None or chosen is None or len(page.plain[gap[0] : gap[0] + period.start].split()) > 4:
        return ()
    return _found((chosen,), gap)


def date_before(page: Page, match: Match, *, whole_block: bool) -> tuple[Filling, ...]:
    """The date said last before the end of the match: in its sentence, or in its block."""
    start = page.sentence_at(match.start)[0]
    if whole_block:
        start = max(page.block_start(match.start), match.start - MAX_LOOK_BACK_CHARS)
    dates = find_dates(page.plain[start : match.end], page.language)
    # The quote begins where the sentence of the date does: "Våren 2011 inviterte …", not "2011 inviterte …".
    found = _found(dates[-1:], (start, match.end))
    return tuple(one._replace(start=page.sentence_at(one.start)[0]) for one in found)


def any_slot(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    return ()
