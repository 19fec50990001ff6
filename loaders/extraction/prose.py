"""Prose: sentences in, statements out, by the patterns of the document's language.

A pattern that applies speaks only where no negation, condition or application stands between: "deltager ikke i",
"hvis … deltager" and "har søgt om støtte" make no fact.
"""

import re
from collections.abc import Iterator
from functools import cache

from loaders.extraction.page import Page, Place
from loaders.extraction.patterns import Match, Pattern, Saying, match_from, matches, patterns_beginning_with
from loaders.extraction.registry import rule
from loaders.extraction.slot_values import Filling
from loaders.extraction.slots import fill
from loaders.lexicon import choice_of, table, words
from loaders.statements import Entity, Statement, Value

_MAX_MARKS_BEFORE = 3
_QUOTE = re.compile("[\"']")
_HOPES = frozenset({"hasGoal", "vision", "mission", "theme"})
_NOT_APPLIED = frozenset({"status"})
_OF_COLLECTIVES = frozenset(
    {
        *(
            "hasPartner",
            "leadPartner",
            "facilitator",
            "funder",
            "initiatedBy",
            "budget",
            "grant",
            "startDate",
            "endDate",
        ),
        *("status", "partOf", "precededBy", "memberCount"),
    }
)


def prose_statements(page: Page) -> Iterator[Statement]:
    """What the sentences say, in the order of the patterns."""
    for pattern in patterns_beginning_with(page.places.keys(), page.language):
        for match in _matches(page, pattern):
            for saying in pattern.says:
                yield from _statements(page, match, saying)


def _matches(page: Page, pattern: Pattern) -> Iterator[Match]:
    if pattern.span == "block":
        for block in page.document.blocks:
            if block.kind in ("paragraph", "item"):
                yield from matches(pattern, page.plain, block.start, block.end)
        return
    for start, sentence in _places(page, pattern):
        if pattern.opens and start - sentence.start > _MAX_MARKS_BEFORE:
            continue
        if pattern.section is not None and pattern.section != sentence.section:
            continue
        literal = pattern.first.match(page.plain, start, sentence.end)
        found = literal and match_from(pattern, page.plain, literal, (sentence.start, sentence.end))
        if found:
            yield found


def _places(page: Page, pattern: Pattern) -> list[Place]:
    """Where a pattern may begin: where one of its first words stands, or, for a mark, where it is found."""
    if pattern.first_words:
        places = page.places
        return [place for word in pattern.first_words if word in places for place in places[word]]
    begun = ((literal.start(), page.sentence_of(literal.start())) for literal in pattern.first.finditer(page.plain))
    return [(start, sentence) for start, sentence in begun if sentence]


def _statements(page: Page, match: Match, saying: Saying) -> Iterator[Statement]:
    subjects, things = fill(page, saying.subject, match), fill(page, saying.object, match)
    extra = fill(page, saying.extra, match) if saying.extra else ()
    fund = next((one.thing.name for one in extra if isinstance(one.thing, Entity)), None)
    relation = rule(saying.rule).relation
    for subject in subjects:
        for thing in things:
            # One of the two directions is enough: cooperation is mutual, and a rule of the ontology adds the other.
            same = subject.thing == thing.thing and relation != "memberCount"
            same = same or (relation == "cooperatesWith" and subject.start >= thing.start)
            if not isinstance(subject.thing, Entity) or same or not _fits(relation, subject.thing):
                continue
            span = _span(match, subject, thing)
            if _is_denied(page, match, span, relation):
                continue
            named = _named_subject(page, subject, thing)
            counted = _as_count(page, relation, thing)
            if counted is not None and named is not None:
                yield page.say(saying.rule, named, counted, span, fund=fund)


def _fits(relation: str, subject: Entity) -> bool:
    """Roles, money and dates are of partnerships and projects, or of places that partners build."""
    if relation in _OF_COLLECTIVES:
        return subject.type in (
            "Partnership",
            "Network",
            "Project",
            "Programme",
            "Strategy",
            "Place",
            "Company",
            "Association",
        )
    if relation == "hasGoal":
        return subject.type not in ("ActorGroup", "Actor", "Fund")
    return True


def _span(match: Match, subject: Filling, thing: Filling) -> tuple[int, int]:
    return min(match.start, subject.start, thing.start), max(match.end, subject.end, thing.end)


def _named_subject(page: Page, subject: Filling, thing: Filling) -> Entity | None:
    """An unnamed network gets a name from who takes part: "Innovationsnetværk med Aarhus Kommune".

    Words before the noun are more often not its own: "i dag innovasjonspartnarskap", "særskilt projekt".
    """
    assert isinstance(subject.thing, Entity)
    if not subject.unnamed or not isinstance(thing.thing, Entity) or thing.thing.type in ("ActorGroup", "Actor"):
        return subject.thing
    name = subject.thing.name
    if " " in name:
        return None
    return Entity(subject.thing.type, f"{name[0].upper()}{name[1:]} {table(page.language)['with']} {thing.thing.name}")


def _as_count(page: Page, relation: str, thing: Filling) -> Entity | Value | None:
    """The object; for a count of members that is given by a group ("de 7 kommuner") its number."""
    if relation != "memberCount" or isinstance(thing.thing, Value):
        return thing.thing
    text = page.plain[thing.start : thing.end].casefold()
    number = re.search(r"(?<!\d)\d{1,4}(?!\d)", text)
    numbers = table(page.language).get("numbers", {})
    word = next((numbers[token] for token in text.split() if token in numbers), None)
    value = number.group() if number else word
    return Value(str(value), "integer") if value is not None else None


def _is_denied(page: Page, match: Match, span: tuple[int, int], relation: str) -> bool:
    """Whether the words around a match take back what it says."""
    sentence = page.sentence_at(match.start)
    if relation in _HOPES:
        return bool(said(page, "not", max(sentence[0], match.start - 12), match.end))
    if relation == "hasPartner" and (said(page, "left_words", *sentence) or _is_of_another(page, match, sentence)):
        return True
    if relation == "status" and _to_come().search(page.lowered, sentence[0], span[0]):
        return True
    clause = max(page.plain.rfind(mark, sentence[0], span[0]) for mark in ("; ", ": ", " - "))
    start = max(sentence[0], clause)
    if said(page, "not", start, span[1]) or said(page, "maybe", start, span[1]):
        return True
    return relation not in _NOT_APPLIED and bool(said(page, "applied", start, span[1]))


def _is_of_another(page: Page, match: Match, sentence: tuple[int, int]) -> bool:
    """Whether a sentence speaks of another project: "the project X, in which A and B are partners"."""
    if all(saying.subject != "page" for saying in match.pattern.says):
        return False
    others = (one for one in page.mentions(*sentence) if one.entity.type in ("Project", "Partnership", "Network"))
    topic = page.topic_at(match.start)
    if any(one.entity not in (topic, page.subject) and one.entity.name in page.plain for one in others):
        return True
    if not _QUOTE.search(page.plain, *sentence):
        return False
    quoted = _other_quoted(page.language).search(page.plain, *sentence)
    return quoted is not None and topic is not None and quoted[1] != topic.name


def is_taken_back(page: Page, start: int, end: int) -> bool:
    """Whether a stretch denies, doubts or only applies for something."""
    return any(said(page, key, start, end) for key in ("not", "maybe", "applied"))


def said(page: Page, key: str, start: int, end: int) -> bool:
    for found in _any_of(page.language, key).finditer(page.lowered, start, end):
        tail = page.lowered[found.start() : found.end() + 12]
        if not any(tail.startswith(exception) for exception in words(page.language, f"{key}_exceptions")):
            return True
    return False


@cache
def _any_of(language: str, key: str) -> re.Pattern[str]:
    listed = sorted(words(language, key), key=len, reverse=True)
    if not listed:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, listed))})(?!\w)")


@cache
def _to_come() -> re.Pattern[str]:
    """What stands right before a status that is not yet: "når projektet er slut"."""
    return re.compile(rf"(?<!\w)(?:{choice_of('page', 'before_hoped_status')}) \Z")


@cache
def _other_quoted(language: str) -> re.Pattern[str]:
    kinds = "|".join(map(re.escape, table(language).get("kinds", {})))
    return re.compile(rf"(?i:[\w-]*(?:{kinds})(?:et|en|t|n)?) [\"']([^\"']{{3,60}})[\"']")
