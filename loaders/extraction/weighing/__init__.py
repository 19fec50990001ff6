"""Weighing: a page in, the statements that its cues make likely out.

Patterns read what is said in known ways; this reads the rest. Every name, date, sum and sentence is a candidate, its
surroundings are features, and learned weights say how likely each relation is. The confidence of a statement is that
probability.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from loaders.extraction.goals import goals_in
from loaders.extraction.mentions import UNKNOWN
from loaders.extraction.page import Page
from loaders.extraction.weighing.around import Candidate
from loaders.extraction.weighing.candidates import candidates_in
from loaders.extraction.weighing.denials import is_denied
from loaders.extraction.weighing.page_facts import facts_of
from loaders.extraction.weighing.patterns_said import PatternsSaid
from loaders.extraction.weighing.second_look import SecondLook, standing_of
from loaders.extraction.weighing.topics import with_topics
from loaders.extraction.weighing.units import units_of
from loaders.extraction.weighing.weights import Family, family
from loaders.statements import Entity, Statement, Value

_RULES = {
    **{"hasPartner": "weighed-partner", "leadPartner": "weighed-lead", "facilitator": "weighed-facilitator"},
    **{"funder": "weighed-funder", "initiatedBy": "weighed-initiator", "grant": "weighed-grant"},
    **{"startDate": "weighed-start", "endDate": "weighed-end", "targetYear": "weighed-target-year"},
    **{"budget": "weighed-budget", "hasProject": "weighed-project", "partOf": "weighed-programme"},
    **{"precededBy": "weighed-predecessor", "locatedIn": "weighed-place"},
    **{"hasGoal": "weighed-goal", "status": "weighed-status"},
}


def weigh(page: Page, found: Iterable[Statement]) -> list[Statement]:
    """What the patterns found, as far as the weights bear it out, and what the weights find beyond it.

    In:  a page, and what its patterns, labels and tables say.
    Out: each statement once. Where a candidate says the same as a pattern, the pattern is one more feature of it and
         the weights decide; what no candidate says stays as it is. The confidence is the probability.
    """
    judged = _Judged(page, with_topics(page, found))
    judged.judge(_candidates(page))
    return judged.kept()


def described(page: Page, found: Iterable[Statement]) -> Iterator[tuple[Candidate, Entity, list[str]]]:
    """Every candidate that ``weigh`` would judge, with what it is said of and its features: what weights are learned
    from.
    """
    patterns = PatternsSaid(found)
    for candidate in _candidates(page):
        topic = _topic_of(candidate)
        if topic is not None:
            yield candidate, topic, [*candidate.features, *patterns.rules(patterns.of(candidate))]


def _candidates(page: Page) -> Iterator[Candidate]:
    facts = facts_of(page)
    for unit in units_of(page):
        yield from candidates_in(page, unit, facts)


def _topic_of(candidate: Candidate) -> Entity | None:
    """What a candidate would be said of; None where that is nothing, or itself."""
    return None if candidate.thing == candidate.subject else candidate.subject


# The relations whose patterns are often wrong on pages that they were not written beside (`samspil evaluate --by
# rule`). Layout is not doubted: labels, tables and announced lists say what they say without words around them.
_LAYOUT = ("label-", "list-", "table-", "section-")
_DOUBTED = frozenset({"hasPartner", "leadPartner", "funder"})


# Relations between named things: false where the page is about something else. What a date or a sum says of the page's
# topic holds whatever the topic's name.
_OF_A_NAME = _DOUBTED | {"facilitator", "initiatedBy", "hasProject", "partOf", "precededBy", "locatedIn"}
_SURE_WHERE_NAMED = 0.5


# What is less likely by itself stays so beside others.
_HOPEFUL = 0.02

# What a name that does not tell what it names is called in a relation.
_KINDS = {"partOf": "Programme", "funder": "Fund"}


class _Judged:
    """Statements on their way: those of the patterns, and those that only the weights make."""

    def __init__(self, page: Page, found: Iterable[Statement]) -> None:
        self.page, self.found = page, list(found)
        self.patterns = PatternsSaid(self.found)
        self.probability: dict[int, float] = {}
        self.weighed: dict[object, Statement] = {}
        self.with_status = {one.subject for one in self.found if one.relation == "status"}
        self._shared: tuple[str, ...] = ()
        self._weighed: dict[str, tuple[int, frozenset[str]]] = {}

    def judge(self, candidates: Iterable[Candidate]) -> None:
        """Weigh every candidate alone in each relation of its family, then once more beside the others."""
        weighed = [(one, topic, self.patterns.of(one)) for one in candidates if (topic := _topic_of(one)) is not None]
        likely = [self._likely(one, said) for one, _, said in weighed]
        look = SecondLook([standing_of(self.page, one) for one, _, _ in weighed], likely)
        for number, (candidate, topic, said) in enumerate(weighed):
            models = family(candidate.family).models
            for name, alone in likely[number].items():
                second = models[name].second if alone >= _HOPEFUL and look.is_among_others(number) else None
                chance = second.probability(look.features(number, name)) if second else alone
                if name in said:
                    self._doubt(said[name], topic, name, chance)
                elif chance >= models[name].least and not is_denied(self.page, candidate, name):
                    self._add(candidate, topic, name, chance)

    def _likely(self, candidate: Candidate, said: dict[str, list[int]]) -> dict[str, float]:
        """How likely a candidate is by itself in each relation of its family."""
        models = family(candidate.family)
        own = [*candidate.own, *self.patterns.rules(said)]
        weighed, paired = self._weight_of_shared(candidate, models)
        weighed += models.weigh(own) + models.weigh_pairs(paired.union(models.paired.intersection(own)))
        return models.likely(weighed)

    def _weight_of_shared(self, candidate: Candidate, models: Family) -> tuple[int, frozenset[str]]:
        """What the features weigh that a candidate shares with those before it, and which of them stand in pairs."""
        if self._shared is not candidate.shared:
            self._shared, self._weighed = candidate.shared, {}
        if candidate.family not in self._weighed:
            self._weighed[candidate.family] = models.weigh(self._shared), models.paired.intersection(self._shared)
        return self._weighed[candidate.family]

    def _doubt(self, numbers: Iterable[int], topic: Entity, relation: str, chance: float) -> None:
        """Let the weights say how likely that is which patterns say of the topic."""
        for number in numbers if relation in _DOUBTED else ():
            one = self.found[number]
            if one.subject == topic and not one.rule.startswith(_LAYOUT):
                self.probability[number] = max(chance, self.probability.get(number, 0.0))

    def _add(self, candidate: Candidate, topic: Entity, name: str, probability: float) -> None:
        relation, _, value = name.partition("=")
        if relation == "status" and topic in self.with_status:
            return
        for thing, span in _things(self.page, candidate, relation, value):
            one = replace(self.page.say(_RULES[relation], topic, thing, span), confidence=round(probability, 2))
            key = _key(one)
            if key not in self.weighed or one.confidence > self.weighed[key].confidence:
                self.weighed[key] = one

    def kept(self) -> list[Statement]:
        """The statements that stand."""
        kept = [
            replace(one, confidence=round(self.probability[number], 2)) if number in self.probability else one
            for number, one in enumerate(self.found)
        ]
        said = set(map(_key, kept))
        kept += [one for key, one in self.weighed.items() if key not in said]
        return [self._as_sure_as_its_subject(one) for one in kept]

    def _as_sure_as_its_subject(self, one: Statement) -> Statement:
        """Who takes part in what is no surer than the what; a label stands under its own title.

        Where the sentence itself names the what, less will do.
        """
        of_page = one.subject == self.page.subject and one.relation in _OF_A_NAME and not one.rule.startswith(_LAYOUT)
        if not of_page or self.page.is_sure:
            return one
        start, end = self.page.sentence_at(one.start)
        is_named = one.subject.name.casefold() in self.page.plain[start : max(end, one.end)].casefold()
        if is_named and self.page.certainty >= _SURE_WHERE_NAMED:
            return one
        return replace(one, confidence=round(one.confidence * self.page.certainty, 2))


def _key(one: Statement) -> tuple[Entity, str, object]:
    """What a statement says: the same of one name twice, as a fund and as a company, is said once."""
    thing = one.object
    return one.subject, one.relation, thing.name if isinstance(thing, Entity) else thing


def _things(
    page: Page, candidate: Candidate, relation: str, value: str
) -> Iterator[tuple[Entity | Value, tuple[int, int]]]:
    unit, thing = candidate.unit, candidate.thing
    span = (unit.start, unit.end)
    if relation == "status":
        yield Value(value, "string"), span
    elif relation == "hasGoal":
        goals = goals_in(page.plain, (candidate.start, candidate.end), page.language, verb_first=False)
        for goal in goals[:1]:
            yield Entity("Goal", goal.text), (candidate.start, candidate.end)
    elif isinstance(thing, Entity) and thing.type == UNKNOWN:
        yield Entity(_KINDS.get(relation, "Project"), thing.name), span
    elif relation == "targetYear" and isinstance(thing, Value):
        yield Value(thing.value[:4], "gYear"), span
    else:
        yield thing, span
