"""Actors in labelled values: a fact in, who leads, takes part or answers for what the page is about out.

A label for a project's manager names a person or, on many pages, the organisation that leads; a list label may name
a person too.
"""

import re
from collections.abc import Callable, Iterator

from loaders.extraction.fact_blocks import Fact, actors_in
from loaders.extraction.names import (
    ACTOR_TYPES,
    clean,
    is_person,
    looks_like_person,
    official_name,
    reference,
    typed_name,
)
from loaders.extraction.page import Page
from loaders.extraction.weighing.everyday import is_everyday_name, is_ordinary_alone
from loaders.statements import Entity, Statement


def roles(rule_id: str) -> Callable[[Page, Fact], Iterator[Statement]]:
    """A reader of the organisations of a list, each of which has one role."""

    def read(page: Page, fact: Fact) -> Iterator[Statement]:
        if is_person(_first_name(page, fact)):
            yield from leader(page, fact)
            return
        before = None
        for entity, _, _ in actors_in(page, fact.value_start, fact.end):
            topic = page.topic_at(fact.start)
            if _is_unit_of(before, entity, fact.field):
                continue
            before = entity
            if topic and entity != topic:
                yield page.say(rule_id, topic, entity, (fact.start, fact.end))

    return read


def _is_unit_of(before: Entity | None, entity: Entity, field: str) -> bool:
    """ "Vejle Kommune, Miljøforvaltningen": what is a part of the municipality before it."""
    if before is None or before.type not in ("Municipality", "OrganisationUnit"):
        return False
    return entity.type == "OrganisationUnit" or (field == "lead" and is_ordinary_alone(entity.name))


def _first_name(page: Page, fact: Fact) -> str:
    """The first name of a value: "Anna Lind" of "Anna Lind, Lunds kommun"."""
    return clean(re.split(r"[,(]", clean(page.document.text[fact.value_start : fact.end]))[0])


def leader(page: Page, fact: Fact) -> Iterator[Statement]:
    """Who manages a project: a person, or the organisation that leads."""
    topic = page.topic_at(fact.start)
    name = _first_name(page, fact)
    known = typed_name(name, page.language) or page.vocabulary.same_as_known(name) or _municipality(page, name)
    if known and known.type in ACTOR_TYPES and topic:
        yield page.say("label-leader-organisation", topic, known, (fact.start, fact.end))
    elif _may_be_person(page, name):
        employer = next((entity for entity, _, _ in actors_in(page, fact.value_start + len(name), fact.end)), None)
        where = employer or topic or page.municipality
        if where:
            yield page.say(
                "label-leader-person", where, Entity("Person", name), (fact.start, fact.end), role=fact.label
            )


def _may_be_person(page: Page, name: str) -> bool:
    """A name in the shape of a person's that is no place and not made of everyday words: "Byens Udvikling"."""
    return looks_like_person(name) and not is_everyday_name(name) and reference(name, page.language) is None


def _municipality(page: Page, name: str) -> Entity | None:
    found = reference(name, page.language)
    return Entity("Municipality", official_name(found, page.language, name)) if found else None
