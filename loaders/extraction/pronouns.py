"""Offices of persons who were named before: "Hun er daglig leder for …" in, who holds which office where out.

The person is the one named last before the pronoun.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from loaders.extraction.employers import employer_of
from loaders.extraction.page import Page
from loaders.extraction.persons import Person, Title
from loaders.lexicon import choice_of
from loaders.statements import Entity, Statement

_MAX_CHARS_BEFORE = 300
_MAX_WORDS_CHARS = 60


def office_of_person_before(page: Page, title: Title, persons: Sequence[Person]) -> Iterator[Statement]:
    """The office that a sentence gives to a pronoun at its beginning."""
    start = page.sentence_at(title.start)[0]
    person = person_before(start, persons)
    if person is None or not _is_pronoun_office(page.plain[start : title.start]):
        return
    where, end = employer_of(page, title.text, start, "", title.end)
    where = where or page.topic_at(start)
    if where:
        yield page.say("title-of-pronoun", where, Entity("Person", person.name), (start, end), role=title.text)


def leads_by_pronoun(page: Page, persons: Sequence[Person]) -> Iterator[Statement]:
    """ "She chairs the steering group": what the page speaks of there is led by who was named before."""
    for found in _leads().finditer(page.plain) if persons else ():
        topic, person = page.topic_at(found.start()), person_before(found.start(), persons)
        if topic and person:
            yield page.say("title-of-pronoun", topic, Entity("Person", person.name), found.span(), role=found[1])


def person_before(start: int, persons: Sequence[Person]) -> Person | None:
    """Who was named last, as long as it is not far."""
    named = [person for person in persons if start - _MAX_CHARS_BEFORE < person.end <= start]
    return named[-1] if named else None


def _is_pronoun_office(words: str) -> bool:
    return len(words) <= _MAX_WORDS_CHARS and _is_office().fullmatch(words) is not None


@cache
def _is_office() -> re.Pattern[str]:
    verbs = r"(?:er|är|is|var|was|blir|bliver|vert|overtar|overtager|tar over|tek over|tiltræder|tiltrer|arbetar|works)"
    return re.compile(rf"(?:{choice_of('names', 'roles', 'pronouns')}) {verbs} (?:[\w'-]+ ){{0,3}}", re.IGNORECASE)


@cache
def _leads() -> re.Pattern[str]:
    pronouns, verbs = (choice_of("names", "roles", key) for key in ("pronouns", "leads"))
    bodies = choice_of("names", "roles", "bodies_of_collective")
    return re.compile(rf"(?<!\w)(?i:{pronouns}) ((?:{verbs}))(?!\w)[^.;:\n]{{0,40}}?(?<!\w)(?i:{bodies})")
