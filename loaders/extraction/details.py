"""Details of what was found already: the target year and theme of a goal, the place in a partnership's name.

Statements in, further statements about the same things out.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from loaders.extraction.names import COLLECTIVE_TYPES, gazetteer
from loaders.extraction.page import Page
from loaders.extraction.subjects import MAX_COLLECTIVES
from loaders.lexicon import table, words
from loaders.statements import Entity, Statement, Value
from loaders.values import find_target_years


def goal_details(page: Page, statements: Iterable[Statement]) -> Iterator[Statement]:
    """Target years and themes that the words of a goal hold."""
    seen: set[Entity] = set()
    for statement in sorted(statements, key=lambda one: one.start):
        goal = statement.object
        if statement.relation != "hasGoal" or not isinstance(goal, Entity):
            continue
        span = _words_of(page, statement)
        if goal in seen:
            continue
        seen.add(goal)
        for year in find_target_years(page.plain[span[0] : span[1]], page.language)[:1]:
            yield page.say("goal-year", goal, Value(year.value, "gYear"), span)
        # What only the weights take for a goal is not sure enough to be one of a theme.
        for theme in () if statement.rule == "weighed-goal" else _themes(goal.name, page.language):
            yield page.say("goal-theme", goal, Entity("Theme", theme), span)


def places_in_names(page: Page, collectives: Iterable[Entity]) -> Iterator[Statement]:
    """A partnership whose name holds a municipality's place name that the text uses with "i" is in that place."""
    for entity in islice(collectives, MAX_COLLECTIVES):
        if entity.type not in COLLECTIVE_TYPES or entity.name not in page.plain:
            continue
        for token in entity.name.split():
            found = gazetteer().find(token) if token[0].isupper() and len(token) > 2 else ()
            places = {one.place_name for one in found}
            if len(places) != 1 or token == entity.name:
                continue
            spoken = _spoken_of(page, token)
            if spoken:
                yield page.say("name-holds-place", entity, Entity("Place", places.pop()), spoken)


def _spoken_of(page: Page, place: str) -> tuple[int, int] | None:
    """The first "i Hillerød", with the word before it."""
    prepositions = "|".join(map(re.escape, words(page.language, "in")))
    pattern = re.compile(rf"(?:[\w-]+ )?(?<!\w)(?:{prepositions}) {re.escape(place)}(?!\w)")
    for sentence in page.sentences:
        found = pattern.search(page.plain, sentence.start, sentence.end)
        if found:
            return found.span()
    return None


def _words_of(page: Page, statement: Statement) -> tuple[int, int]:
    """Where the goal's own words are within the quote; the whole quote where they were put together."""
    goal = statement.object
    assert isinstance(goal, Entity)
    at = page.plain.find(goal.name, statement.start, statement.end)
    return (at, at + len(goal.name)) if at >= 0 else (statement.start, statement.end)


def _themes(text: str, language: str) -> list[str]:
    """Themes of the language's list that a word of the goal begins with."""
    listed: dict[str, str] = table(language).get("themes", {})
    tokens = [token.casefold() for token in re.findall(r"\w+", text)]
    return list(
        dict.fromkeys(theme for stem, theme in listed.items() if any(token.startswith(stem) for token in tokens))
    )
