"""Order: statements in, the same ones in a fixed order and without repetition out."""

from collections.abc import Iterable

from loaders.statements import Entity, Statement

MAX_QUOTES = 20


def in_order(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """By place, relation and words; of two that say the same of overlapping words, the more certain one stays.

    A statement keeps its twenty most certain quotes: a text that says one thing a thousand times proves it no better.
    """
    kept: dict[tuple[object, ...], list[Statement]] = {}
    for statement in sorted(statements, key=lambda one: (-one.confidence, *_key(one))):
        same = kept.setdefault((statement.subject, statement.relation, statement.object), [])
        if len(same) < MAX_QUOTES and all(
            statement.end <= other.start or statement.start >= other.end for other in same
        ):
            same.append(statement)
    return tuple(sorted((one for same in kept.values() for one in same), key=_key))


def _key(statement: Statement) -> tuple[int, int, str, str, str, str]:
    thing = statement.object
    words = thing.name if isinstance(thing, Entity) else f"{thing.value} {thing.currency}"
    return statement.start, statement.end, statement.relation, statement.subject.name, words, statement.rule
