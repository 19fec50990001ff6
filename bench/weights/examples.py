"""Examples to learn from: gold pages in, candidates with their features and what the gold says of them out.

A candidate is labelled true, false or unclear (None): true where the gold says the same of the same stretch, by the
matching of ``loaders/evaluation``; unclear where it says so of another stretch. What is unclear teaches nothing.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from loaders.documents import Document
from loaders.evaluation.matching import Expected, Named, matches, plain, same_name
from loaders.evaluation.pages import GoldPage
from loaders.extraction import said_by_patterns, stored
from loaders.extraction.opening import open_page
from loaders.extraction.page import Page
from loaders.extraction.weighing import described
from loaders.extraction.weighing.around import Candidate
from loaders.extraction.weighing.named import Named as CandidateName
from loaders.extraction.weighing.naming import names_of
from loaders.extraction.weighing.second_look import Standing, standing_of
from loaders.extraction.weighing.weights import RELATIONS
from loaders.layout import matching_copy
from loaders.statements import Entity, Statement, Value

_LEAST_INSIDE = 0.5
_LEAST_OF_SUBJECT = 0.35
_SAME_STATUS = {"starting": "started"}  # both are read as begun
_LIKELIEST_KIND = "Partnership"


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a page may be about, and whether it is; unclear for one that only resembles what it is about."""

    named: CandidateName
    is_true: bool | None


@dataclass(frozen=True, slots=True)
class Label:
    """What a candidate would say in a relation, and whether the gold says so too."""

    says: tuple[object, ...]
    is_true: bool | None


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate: where it stands, its features, and its label in every relation of its family."""

    family: str
    standing: Standing
    features: tuple[str, ...]
    labels: dict[str, Label]


@dataclass(frozen=True, slots=True)
class Examples:
    """All that one page teaches."""

    names: tuple[Name, ...]
    candidates: tuple[Example, ...]


def examples_of(page: GoldPage, fitted: Container[str] = ()) -> Examples:
    """Label what a page's text offers.

    The candidates are those of the page under its true subject, so that one error does not teach another. On the pages
    that the patterns were fitted to (``fitted``, their names) patterns are right more often than elsewhere: there, what
    they say is no feature.
    """
    subject = subject_of(page.expected)
    if subject is None:
        return Examples((), ())
    document, said = page.document.as_read(), page.name not in fitted
    names = tuple(_names(document, subject, said=said)) if is_of_one_thing(page.expected, subject) else ()
    return Examples(names, tuple(_candidates(page, opened(document, subject), said=said)))


def opened(document: Document, subject: Named) -> Page:
    """The page under its true subject, in the spelling of the rules where they find it."""
    page = open_page(document, weigh=False)
    if page.subject and same_name({plain(page.subject.name)}, subject.names):
        return page
    return open_page(document, weigh=False, subject=Entity(subject.type or _LIKELIEST_KIND, subject.words))


def is_of_one_thing(expected: Sequence[Expected], subject: Named) -> bool:
    """Whether a page says enough of its subject to be about it: a list of grants is about none of what it lists."""
    required = [one.subject.words for one in expected if one.is_required and one.relation != "roleHeldBy"]
    return required.count(subject.words) >= _LEAST_OF_SUBJECT * len(required)


def subject_of(expected: Sequence[Expected]) -> Named | None:
    """What a page is about by its gold: the subject of most required statements, offices aside."""
    subjects = [one.subject for one in expected if one.is_required and one.relation != "roleHeldBy"]
    counts = Counter(one.words for one in subjects)
    return max(subjects, key=lambda one: counts[one.words], default=None)


def _names(document: Document, subject: Named, *, said: bool) -> Iterator[Name]:
    guessed = open_page(document, weigh=False).subject
    for one in names_of(document, matching_copy(document.text), guessed.name if guessed else None):
        features = {key: value for key, value in one.features.items() if said or not key.startswith("rules")}
        name = plain(one.name)
        is_alike = same_name({name}, subject.names)
        named = replace(one, features=features)
        yield Name(named, True if name in subject.names else None if is_alike else False)


def _candidates(page: GoldPage, read: Page, *, said: bool) -> Iterator[Example]:
    for candidate, topic, features in described(read, said_by_patterns(read) if said else ()):
        labels = {}
        for name in RELATIONS[candidate.family]:
            one = _statement(page.document, read, candidate, topic, name)
            labels[name] = Label((one.subject, one.object), _truth(one, page.expected))
        yield Example(candidate.family, standing_of(read, candidate), tuple(sorted(set(features))), labels)


def _statement(document: Document, read: Page, candidate: Candidate, topic: Entity, name: str) -> Statement:
    """What a candidate would say in a relation, in offsets of the stored text."""
    relation, _, value = name.partition("=")
    thing = Value(value, "string") if value else candidate.thing
    start, end = candidate.unit.start, candidate.unit.end
    quote = read.document.text[start:end]
    one = Statement(read.document.path.name, topic, relation, thing, quote, start, end, "candidate", 0.0)
    return one if document.view is None else stored(one, document.text, document.view)


def _truth(statement: Statement, expected: Iterable[Expected]) -> bool | None:
    truth: bool | None = False
    for one in expected:
        if _is_akin(statement.relation, one.relation) and _says(statement, one):
            if is_inside((statement.start, statement.end), one) and (one.is_required or one.relation != "hasGoal"):
                return True
            truth = None
    return truth


def _is_akin(relation: str, wanted: str) -> bool:
    return relation == wanted or (relation == "hasPartner" and wanted == "leadPartner")


def _says(statement: Statement, expected: Expected) -> bool:
    if statement.relation == "status" and isinstance(statement.object, Value):
        return statement.object.value == _SAME_STATUS.get(expected.object.words, expected.object.words)
    return matches(statement, expected)


def is_inside(span: tuple[int, int], expected: Expected) -> bool:
    """Whether a stretch of the stored text is the one that a gold statement rests on, more or less."""
    shared = min(span[1], expected.end) - max(span[0], expected.start)
    return shared > _LEAST_INSIDE * min(span[1] - span[0], expected.end - expected.start)
