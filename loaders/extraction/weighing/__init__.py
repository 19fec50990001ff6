"""Weighing: a page in, the statements that its cues make likely out.

Patterns read what is said in known ways; this reads the rest. Every name, date, sum and sentence is a candidate, its surroundings
are features, and learned weights say how likely each relation is. The confidence of a statement is that probability.
"""

from collections.abc import Iterator
from dataclasses import replace

from loaders.extraction.goals import goals_in
from loaders.extraction.mentions import UNKNOWN
from loaders.extraction.page import Page
from loaders.extraction.prose import said as is_said
from loaders.extraction.weighing.candidates import Candidate, candidates_in, facts_of
from loaders.extraction.weighing.units import units_of
from loaders.extraction.weighing.weights import models
from loaders.statements import Entity, Statement, Value

_RULES = {
    "hasPartner": "weighed-partner", "leadPartner": "weighed-lead", "facilitator": "weighed-facilitator", "funder": "weighed-funder",
    "initiatedBy": "weighed-initiator", "startDate": "weighed-start", "endDate": "weighed-end", "targetYear": "weighed-target-year",
    "budget": "weighed-budget", "grant": "weighed-grant", "hasProject": "weighed-project", "partOf": "weighed-programme",
    "precededBy": "weighed-predecessor", "locatedIn": "weighed-place", "hasGoal": "weighed-goal", "status": "weighed-status",
}  # fmt: skip


def weighed_statements(page: Page) -> Iterator[Statement]:
    """Every statement whose probability reaches what its relation asks for, each once, with its most telling words."""
    facts = facts_of(page)
    best: dict[object, Statement] = {}
    for unit in units_of(page):
        for candidate in candidates_in(page, unit, facts):
            for one in _decided(page, candidate):
                key = (one.subject, one.relation, one.object)
                if key not in best or one.confidence > best[key].confidence:
                    best[key] = one
    yield from best.values()


def _decided(page: Page, candidate: Candidate) -> Iterator[Statement]:
    topic = page.topic_at(candidate.start)
    if topic is None or candidate.thing == topic:
        return
    if _is_denied(page, candidate):
        return
    for name, model in models().get(candidate.family, {}).items():
        probability = model.probability(candidate.features)
        if probability >= model.least:
            relation, _, value = name.partition("=")
            for thing, span in _things(page, candidate, relation, value):
                statement = page.say(_RULES[relation], topic, thing, span)
                yield replace(statement, confidence=round(probability, 2))


_WORDS_OF_DENIAL = 4
_MAY_BE_DENIED = frozenset({"actor", "collective", "money"})


def _is_denied(page: Page, candidate: Candidate) -> bool:
    """ "Lund deltar inte", "hvis Vejle deltager": no weight speaks against a plain denial or condition."""
    if candidate.family not in _MAY_BE_DENIED:
        return False
    words = candidate.unit.words
    first, last = candidate.unit.word_at(candidate.start), candidate.unit.word_at(candidate.end - 1)
    before = words[max(0, first - _WORDS_OF_DENIAL)].start
    after = words[min(len(words) - 1, last + _WORDS_OF_DENIAL)].end
    return is_said(page, "not", before, after) or is_said(page, "maybe", before, candidate.start)


def _things(
    page: Page, candidate: Candidate, relation: str, value: str
) -> Iterator[tuple[Entity | Value, tuple[int, int]]]:
    unit, thing = candidate.unit, candidate.thing
    span = (unit.start, unit.end)
    if relation == "status":
        yield Value(value, "string"), span
    elif relation == "hasGoal":
        goals = goals_in(page.plain, span, page.language, verb_first=False)
        for goal in goals[:1]:
            yield Entity("Goal", goal.text), span
    elif isinstance(thing, Entity) and thing.type == UNKNOWN:
        yield Entity("Programme" if relation == "partOf" else "Project", thing.name), span
    elif relation == "targetYear" and isinstance(thing, Value):
        yield Value(thing.value[:4], "gYear"), span
    else:
        yield thing, span
