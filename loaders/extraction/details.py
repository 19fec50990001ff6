"""Details of what was found already: the target year and theme of a goal.

Statements in, further statements about the same things out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from loaders.extraction.page import Page
from loaders.lexicon import table
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
            said = page.say("goal-year", goal, Value(year.value, "gYear"), span)
            yield replace(said, confidence=min(said.confidence, statement.confidence))
        # What only the weights take for a goal is not sure enough to be one of a theme.
        for theme in () if statement.rule == "weighed-goal" else _themes(goal.name, page.language):
            yield page.say("goal-theme", goal, Entity("Theme", theme), span)


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
