"""Examples to learn from: gold pages in, candidates with their features and what the gold says of them out.

A candidate is labelled true, false or unclear (None): true where the gold says the same of the same stretch, by the
matching of ``loaders/evaluation``; unclear where it says so of another stretch. What is unclear teaches nothing.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from loaders.documents import Document
from loaders.evaluation.matching import Expected, Named, matches, plain, same_name
from loaders.evaluation.pages import GoldPage
from loaders.extraction import said_by_patterns, stored
from loaders.extraction.opening import open_page
from loaders.extraction.page import Page
from loaders.extraction.weighing import described
from loaders.extraction.weighing.candidates import Candidate
from loaders.extraction.weighing.naming import names_of
from loaders.extraction.weighing.weights import RELATIONS
from loaders.layout import matching_copy
from loaders.statements import Entity, Statement, Value

_LEAST_INSIDE = 0.5
_SAME_STATUS = {"starting": "started"}  # both are read as begun
_LIKELIEST_KIND = "Partnership"


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a page may be about: features with their values, and whether the page is about it."""

    features: dict[str, float]
    is_true: bool


@dataclass(frozen=True, slots=True)
class Label:
    """What a candidate would say in a relation, and whether the gold says so too."""

    says: tuple[object, ...]
    is_true: bool | None


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate: its features, and its label in every relation of its family."""

    family: str
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
    document = page.document.as_read()
    opened = open_page(document, weigh=False)
    subject = _subject(page.expected)
    if subject is None:
        return Examples((), ())
    names = tuple(_names(document, opened.subject, subject))
    if opened.subject is None or not same_name({plain(opened.subject.name)}, subject.names):
        opened = open_page(document, weigh=False, subject=Entity(subject.type or _LIKELIEST_KIND, subject.words))
    return Examples(names, tuple(_candidates(page, opened, said=page.name not in fitted)))


def _subject(expected: Sequence[Expected]) -> Named | None:
    """What a page is about by its gold: the subject of most required statements, offices aside."""
    subjects = [one.subject for one in expected if one.is_required and one.relation != "roleHeldBy"]
    counts = Counter(one.words for one in subjects)
    return max(subjects, key=lambda one: counts[one.words], default=None)


def _names(document: Document, guessed: Entity | None, subject: Named) -> Iterator[Name]:
    """Every name that the page may be about, those aside that only resemble what it is about."""
    for one in names_of(document, matching_copy(document.text), guessed.name if guessed else None):
        name = plain(one.name)
        if name in subject.names or not same_name({name}, subject.names):
            yield Name(dict(one.features), name in subject.names)


def _candidates(page: GoldPage, opened: Page, *, said: bool) -> Iterator[Example]:
    for candidate, topic, features in described(opened, said_by_patterns(opened) if said else ()):
        labels = {}
        for name in RELATIONS[candidate.family]:
            one = _statement(page.document, opened, candidate, topic, name)
            labels[name] = Label((one.subject, one.object), _truth(one, page.expected))
        yield Example(candidate.family, tuple(sorted(set(features))), labels)


def _statement(document: Document, opened: Page, candidate: Candidate, topic: Entity, name: str) -> Statement:
    """What a candidate would say in a relation, in offsets of the stored text."""
    relation, _, value = name.partition("=")
    thing = Value(value, "string") if value else candidate.thing
    start, end = candidate.unit.start, candidate.unit.end
    quote = opened.document.text[start:end]
    one = Statement(opened.document.path.name, topic, relation, thing, quote, start, end, "candidate", 0.0)
    return one if document.view is None else stored(one, document.text, document.view)


def _truth(statement: Statement, expected: Iterable[Expected]) -> bool | None:
    truth: bool | None = False
    for one in expected:
        if _is_akin(statement.relation, one.relation) and _says(statement, one):
            if _is_inside(statement, one) and (one.is_required or one.relation != "hasGoal"):
                return True
            truth = None
    return truth


def _is_akin(relation: str, wanted: str) -> bool:
    return relation == wanted or (relation == "hasPartner" and wanted == "leadPartner")


def _says(statement: Statement, expected: Expected) -> bool:
    if statement.relation == "status" and isinstance(statement.object, Value):
        return statement.object.value == _SAME_STATUS.get(expected.object.words, expected.object.words)
    return matches(statement, expected)


def _is_inside(statement: Statement, expected: Expected) -> bool:
    """Whether both rest on the same stretch."""
    shared = min(statement.end, expected.end) - max(statement.start, expected.start)
    return shared > _LEAST_INSIDE * min(statement.end - statement.start, expected.end - expected.start)
