"""Candidates: a unit in, what its names, dates and sums could be said to be out, each with its features.

A feature is a short word such as ``left:fund:near`` (a cue of class ``fund`` at most three words before). Features know
classes and never words, so what was learned from one page holds for others, and for all languages.
"""

from collections.abc import Iterator

from loaders.extraction.lists import actor_lists
from loaders.extraction.mentions import UNKNOWN, Mention
from loaders.extraction.names import COLLECTIVE_TYPES, known_fund, looks_like_person, typed_name
from loaders.extraction.page import Page
from loaders.extraction.weighing.around import Around, Candidate
from loaders.extraction.weighing.clauses import clauses_of
from loaders.extraction.weighing.dates_and_sums import is_name_and_sum, of_date, of_sum
from loaders.extraction.weighing.everyday import is_given_name, is_ordinary
from loaders.extraction.weighing.page_facts import PageFacts
from loaders.extraction.weighing.place_features import places_of
from loaders.extraction.weighing.units import Unit
from loaders.statements import Value

_GIVERS = frozenset({"Fund", "Programme"})
_COURTESIES = frozenset({"Mr", "Mrs", "Ms", "Dr", "Prof", "Fru", "Hr", "Herr", "Commissioner"})


def candidates_in(page: Page, unit: Unit, facts: PageFacts) -> Iterator[Candidate]:
    """Every candidate of a unit."""
    around = Around(page, unit, facts)
    for group in actor_lists(page, unit.start, unit.end):
        for mention in group:
            yield from _actor(around, group, mention)
    for mention in page.mentions(unit.start, unit.end):
        yield from _collective(around, mention)
    yield from _places(around)
    years = (facts.first_year, facts.last_year)
    topic = page.topic_at(unit.start)
    for at, found in enumerate(around.dates):
        span = (unit.start + found.start, unit.start + found.end)
        own = of_date(page.plain, unit, around.dates, at, years, topic.name if topic else "")
        yield around.candidate("date", Value(found.value, found.datatype), span, span, own)
    for at, found in enumerate(around.found_sums):
        span = (unit.start + found.start, unit.start + found.end)
        own = of_sum(page.plain, unit, around.found_sums, at, facts.largest_sum, facts.sums)
        yield around.candidate("money", Value(found.value, found.datatype, found.currency), span, span, own)
    for first, last in clauses_of(page, unit):
        yield around.clause(first, last)


def _actor(around: Around, group: tuple[Mention, ...], mention: Mention) -> Iterator[Candidate]:
    page, facts = around.page, around.facts
    name = mention.entity.name
    kind = _kind(mention, page.language)
    is_company = mention.entity.type == "Company"
    is_person = is_company and name.split()[0] in _COURTESIES
    if mention.entity == page.subject or mention.entity.type in ("ActorGroup", "Actor") or is_person:
        return
    own = [f"type:{kind}", f"list:{min(len(group), 3)}", f"times:{min(facts.count(name), 3)}"]
    own.append(f"first:{mention is group[0]}")
    own += ["person"] if is_company and looks_like_person(name) else []
    own += ["ordinary"] if is_company and is_ordinary(name.split()[-1]) else []
    own += ["given-name"] if is_company and is_given_name(name) else []
    own += ["gives"] if mention.entity.type in _GIVERS or known_fund(name) else []
    own += [f"{kind}&{cue}" for cue in ("fund", "receive", "each", "applied") if cue in around.unit.kinds]
    own += around.of_name(mention)
    own += [f"{kind}&sum"] if around.sums else []
    own += ["name-and-sum"] if is_name_and_sum(around.unit, mention, around.found_sums) else []
    own += ["home"] if mention.entity == page.municipality else []
    own += ["genitive"] if page.plain[mention.start : mention.end].endswith("s") and not name.endswith("s") else []
    yield around.candidate("actor", mention.entity, (mention.start, mention.end), (group[0].start, group[-1].end), own)


def _kind(mention: Mention, language: str) -> str:
    """What kind of actor a name tells to be; "Name" where it tells nothing and was made a company."""
    kind = mention.entity.type
    return UNKNOWN if kind == "Company" and typed_name(mention.entity.name, language) is None else kind


def _collective(around: Around, mention: Mention) -> Iterator[Candidate]:
    page, entity = around.page, mention.entity
    if entity == page.subject or entity.type not in (*COLLECTIVE_TYPES, UNKNOWN, "Fund"):
        return
    if entity.name.split()[0] in _COURTESIES:
        return
    quoted = page.plain[mention.start - 1 : mention.start] in ('"', "'")
    own = [f"type:{entity.type}", f"quoted:{quoted}", f"times:{min(around.facts.count(entity.name), 3)}"]
    own += ["person"] if looks_like_person(entity.name) else []
    span = (mention.start, mention.end)
    yield around.candidate("collective", entity, span, span, own)


def _places(around: Around) -> Iterator[Candidate]:
    for mention, features in places_of(around.page, around.unit):
        span = (mention.start, mention.end)
        own = [f"type:{mention.entity.type}", f"times:{min(around.facts.count(mention.entity.name), 3)}", *features]
        yield around.candidate("place", mention.entity, span, span, [*own, *around.of_name(mention)])
