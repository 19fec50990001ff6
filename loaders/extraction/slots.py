"""Slots: the gap that a pattern leaves in, the things that fill it out.

Every resolver takes the page, the gap and the match, and answers with what stands there or with nothing; a slot that
stays empty takes its statement with it.
"""

import re
from collections.abc import Callable

from loaders.extraction.lists import actor_lists
from loaders.extraction.mentions import UNKNOWN
from loaders.extraction.names import ACTOR_TYPES, COLLECTIVE_TYPES, known_fund
from loaders.extraction.page import Page
from loaders.extraction.patterns import Match
from loaders.extraction.payers import payers, payers_beside
from loaders.extraction.slot_values import (
    Filling,
    Gap,
    aim_slot,
    any_slot,
    count_slot,
    date_before,
    goal_slot,
    money_slot,
    near_money_slot,
    period_slot,
    sums_slot,
    themes_slot,
    when_slot,
    words_slot,
)
from loaders.lexicon import table, word_set, words
from loaders.statements import Entity, Value

_MAX_WORDS_BETWEEN = 6
_WORD = re.compile(r"[\w-]+")
_QUOTED = re.compile(r"[\"']([^\"']{3,80})[\"']")


Resolver = Callable[[Page, Gap, Match], tuple[Filling, ...]]


def fill(page: Page, slot: str, match: Match) -> tuple[Filling, ...]:
    """Everything that fills a slot of a match."""
    if slot.startswith("words:"):
        return (Filling(Value(slot.removeprefix("words:"), "string"), match.start, match.end),)
    if slot == "page":
        topic = page.topic_at(match.start)
        return (Filling(topic, match.start, match.end),) if topic else ()
    if slot in ("said", "before"):
        return date_before(page, match, whole_block=slot == "before")
    name, _, part = slot.partition(".")
    gap = match.gaps.get(name)
    if gap is None:
        return ()
    if name == "period":
        return period_slot(page, gap, part)
    return _RESOLVERS[name](page, gap, match)


def _is_left(gap: Gap, match: Match) -> bool:
    return gap[1] <= match.start


def _subject(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    """The last thing in the gap that can be spoken of: a named collective, "projektet", "vi", "kommunen", an actor."""
    found = [mention for mention in page.mentions(*gap) if mention.entity.type in COLLECTIVE_TYPES | ACTOR_TYPES]
    fillings = [Filling(mention.entity, mention.start, mention.end) for mention in found]
    fillings += _pronouns(page, gap)
    last = max(fillings, key=lambda filling: filling.end, default=None)
    if last is None or len(page.plain[last.end : gap[1]].split()) > _MAX_WORDS_BETWEEN:
        return ()
    return (last,)


def _pronouns(page: Page, gap: Gap) -> list[Filling]:
    found = []
    us, page_words = word_set(page.language, "us_words"), word_set(page.language, "page_words")
    for word in _WORD.finditer(page.plain[gap[0] : gap[1]]):
        lowered, start = word.group().casefold(), gap[0] + word.start()
        entity = None
        if lowered in page_words:
            entity = page.subject if lowered in us else page.topic_at(start)
        elif lowered in word_set(page.language, "the_municipality"):
            entity = page.municipality
        if entity:
            found.append(Filling(entity, start, gap[0] + word.end()))
    return found


def _far_subject(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    """What a sentence begins with, however far from the pattern's first word: "Vi …, for at …"."""
    found = [mention for mention in page.mentions(*gap) if mention.entity.type in COLLECTIVE_TYPES]
    fillings = [Filling(mention.entity, mention.start, mention.end) for mention in found] + _pronouns(page, gap)
    first = min(fillings, key=lambda filling: filling.start, default=None)
    return (first,) if first and len(page.plain[gap[0] : first.start].split()) <= 2 else ()


def _us(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    """The page's subject, where the gap names it or ends in a word that stands for it."""
    return tuple(filling for filling in _subject(page, gap, match) if filling.thing == page.subject)


def _far_us(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    return tuple(filling for filling in _far_subject(page, gap, match) if filling.thing == page.subject)


def _actors(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    """The list of actors that the gap begins with, or, before the first word of a pattern, ends with."""
    lists = actor_lists(page, *gap)
    if not lists:
        return ()
    if _is_left(gap, match):
        chosen = lists[-1]
        between = page.plain[chosen[-1].end : gap[1]].strip()
        if len(between.split()) > 2 or between.startswith((",", ";")):
            return ()
    else:
        chosen = lists[0]
        before = page.plain[gap[0] : chosen[0].start].strip(" :").split()
        apart = word_set(page.language, "in") | word_set(page.language, "with_words")
        if len(before) > 1 or (before and before[0].casefold() in apart):
            return ()
    return tuple(Filling(mention.entity, mention.start, mention.end) for mention in chosen)


def _names(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    """Actors, one of whom at least has a name."""
    found = _actors(page, gap, match)
    named = any(isinstance(one.thing, Entity) and one.thing.type not in ("ActorGroup", "Actor") for one in found)
    return found if named else ()


def _funders(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    return payers(page, gap, is_left=_is_left(gap, match))


def _payers(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    """Who stands right after a verb of giving, and what is known to give farther on."""
    beside = payers_beside(page, gap)
    starts = {one.start for one in beside}
    return (*beside, *(one for one in payers(page, gap, is_left=False) if one.start not in starts))


def _named(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    """A project or partnership by its name alone, near the beginning of the gap: "bygger videre på Ren Sø"."""
    for mention in page.mentions(*gap):
        if len(page.plain[gap[0] : mention.start].split()) > 3:
            return ()
        if mention.entity.type in (*COLLECTIVE_TYPES, UNKNOWN) and not known_fund(mention.entity.name):
            kind = "Project" if mention.entity.type == UNKNOWN else mention.entity.type
            return (Filling(Entity(kind, mention.entity.name), mention.start, mention.end),)
    return ()


def _collective(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    """A named partnership or project that begins the gap, "projektet", or a common noun ("netværk")."""
    for mention in page.mentions(*gap):
        is_collective = mention.entity.type in COLLECTIVE_TYPES and not known_fund(mention.entity.name)
        if is_collective and len(page.plain[gap[0] : mention.start].split()) <= 3:
            return (Filling(mention.entity, mention.start, mention.end),)
    near = [filling for filling in _pronouns(page, gap) if len(page.plain[gap[0] : filling.start].split()) < 2]
    if near and near[0].thing == page.subject and (_is_left(gap, match) or not _is_we(page, near[0])):
        return (near[0],)
    return _common_noun(page, gap, within=4)


def _is_we(page: Page, filling: Filling) -> bool:
    """ "Med Lund driver vi …": after a verb "vi" is who does something, not what is done."""
    return page.plain[filling.start : filling.end].casefold() in word_set(page.language, "we")


def _common_noun(page: Page, gap: Gap, *, within: int) -> tuple[Filling, ...]:
    """ "a traditional industrial symbiosis": the words from the article to a noun that is a kind of partnership."""
    kinds = table(page.language).get("kinds", {})
    dropped = {*words(page.language, "articles"), *" ".join(words(page.language, "dropped_quantifiers")).split()}
    start = gap[0]
    for count, word in enumerate(re.finditer(r"[^\s,.;:]+", page.plain[gap[0] : gap[1]])):
        lowered = word.group().casefold()
        if count >= within + 4:
            return ()
        if (
            lowered in dropped
            or lowered in word_set(page.language, "function_words")
            or lowered in word_set(page.language, "noun_openers")
        ):
            start = gap[0] + word.end()
            continue
        kind = next((kinds[noun] for noun in sorted(kinds, key=len, reverse=True) if lowered.endswith(noun)), None)
        if kind:
            end = gap[0] + word.end()
            name = " ".join(page.plain[start:end].split())
            return (Filling(Entity(kind, name), start + 1, end, unnamed=True),)
    return ()


def _initiative(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    named = [mention for mention in page.mentions(*gap) if mention.entity.type in COLLECTIVE_TYPES]
    if named:
        return (Filling(named[0].entity, named[0].start, named[0].end),)
    return _common_noun(page, gap, within=6)


def _programme(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    near = [one for one in page.mentions(*gap) if len(page.plain[gap[0] : one.start].split()) <= 3]
    return tuple(
        Filling(one.entity, one.start, one.end) for one in near[:1] if one.entity.type in ("Programme", "Strategy")
    )


def _place(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    wanted = [mention for mention in page.mentions(*gap) if mention.entity.type in ("Place", "Region", "Country")]
    if not wanted:
        return ()
    one = wanted[-1] if _is_left(gap, match) else wanted[0]
    between = page.plain[one.end : gap[1]] if _is_left(gap, match) else page.plain[gap[0] : one.start]
    return (Filling(one.entity, one.start, one.end),) if len(between.split()) <= 2 else ()


def _examples(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    """Named cases: at the beginning of the gap, or after a word for a kind of place ("byen Nye")."""
    found = []
    for mention in page.mentions(*gap):
        before = page.plain[gap[0] : mention.start].split()
        if mention.entity.type in (*COLLECTIVE_TYPES, "Place", UNKNOWN) and (
            not before or before[-1].casefold() in table(page.language).get("places", {})
        ):
            kind = "Place" if mention.entity.type == UNKNOWN else mention.entity.type
            found.append(Filling(Entity(kind, mention.entity.name), mention.start, mention.end))
    return tuple(found)


def _membership(page: Page, gap: Gap, match: Match) -> tuple[Filling, ...]:
    """The partnership that "some forty climate partners" are: see ``memberships.py``."""
    for mention in page.mentions(*gap):
        if mention.entity.type == "Partnership":
            return (Filling(mention.entity, mention.start, mention.end),)
    return ()


_RESOLVERS: dict[str, Resolver] = {
    **{"subject": _subject, "us": _us, "far_subject": _far_subject, "far_us": _far_us},
    **{"actors": _actors, "names": _names, "funders": _funders, "payers": _payers},
    **{"collective": _collective, "initiative": _initiative, "programme": _programme, "place": _place},
    **{"examples": _examples, "membership": _membership, "goal": goal_slot, "aim": aim_slot, "themes": themes_slot},
    **{"near_money": near_money_slot, "sums": sums_slot, "named": _named},
    **{"words": words_slot, "money": money_slot, "count": count_slot, "when": when_slot, "any": any_slot},
}
