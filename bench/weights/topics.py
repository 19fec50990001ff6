"""Topics: gold pages in, weights out for what a page speaks of beside its subject.

Four models in two steps. Of each name that a page may speak of: whether it does (``spoken``), whether that is a project
of the page's subject (``own``), whether it came before it (``before``). Then, of each stretch after a name that is
likely by weights of other pages: whether the stretch still tells of it (``speaks``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.weights.examples import is_inside, opened, subject_of
from bench.weights.fitting import LEAST_TRUE, Model, Rows
from loaders.evaluation.matching import Expected, Named, plain, same_name
from loaders.evaluation.pages import GoldPage
from loaders.extraction.page import Page
from loaders.extraction.weighing.running import running_topics
from loaders.extraction.weighing.topic_features import describe
from loaders.extraction.weighing.topic_names import TopicName, topic_names
from loaders.extraction.weighing.topics import FAMILY, apart

# A name is let in early: what is told of it is weighed once more, and a project that is overlooked costs all of that.
_LEAST_OF_NAMES, _LEAST_OF_STRETCHES = 0.3, 0.5
_KINDS = frozenset({"Project", "Partnership", "Network", "Programme", "Fund"})
# What is said of the page's subject wherever it stands, in the stretch of a project too.
_OF_THE_SUBJECT = frozenset({"hasProject", "precededBy", "roleHeldBy", "targetYear"})


@dataclass(frozen=True, slots=True)
class _Read:
    """A page under its true subject, and the names that it may speak of."""

    gold: GoldPage
    fold: int
    subject: Named
    page: Page
    names: list[TopicName]


def topic_models(
    pages: Sequence[GoldPage], fold: Sequence[int], prior: Mapping[str, Mapping[str, float]]
) -> list[Model]:
    """The four models, or none where the pages speak of hardly any topic; ``fold`` is the fold of each page."""
    read = [one for page, number in zip(pages, fold, strict=True) for one in _read(page, number)]
    truth: dict[str, list[bool | None]] = {"spoken": [], "own": [], "before": []}
    for one in read:
        for key, things in _wanted(one.gold.expected, one.subject).items():
            truth[key] += _truth(one.names, things)
    if truth["spoken"].count(True) < LEAST_TRUE:
        return []
    names = [name for one in read for name in one.names]
    features, folds = [name.features for name in names], [one.fold for one in read for _ in one.names]
    priors = {**prior, "own": {**prior["spoken"], **prior["own"]}}
    models = [Model(FAMILY, key, Rows(features, folds, priors[key]), truth[key], _LEAST_OF_NAMES) for key in truth]
    for name, likely in zip(names, models[0].likely, strict=True):
        name.likely = likely
    told = [(one.fold, *row) for one in read for row in _stretches(one)]
    rows = Rows([features for _, features, _ in told], [number for number, *_ in told], prior["speaks"])
    return [*models, Model(FAMILY, "speaks", rows, [label for *_, label in told], _LEAST_OF_STRETCHES)]


def _read(page: GoldPage, fold: int) -> Iterator[_Read]:
    subject = subject_of(page.expected)
    if subject is not None:
        read = opened(page.document.as_read(), subject)
        found = topic_names(read)
        describe(read, found)
        yield _Read(page, fold, subject, read, found.names)


def _wanted(expected: Iterable[Expected], subject: Named) -> dict[str, list[Named]]:
    """What a page speaks of by its gold, which of that are projects of its subject, and what came before it."""
    found: dict[str, list[Named]] = {"spoken": [], "own": [], "before": []}
    for one in expected:
        is_main = same_name(one.subject.names, subject.names)
        if not is_main and one.subject.type in _KINDS and one.relation != "roleHeldBy":
            found["spoken"].append(one.subject)
        if one.relation == "hasProject":
            found["spoken"].append(one.object)
            found["own"] += [one.object] if is_main else []
        if one.relation == "precededBy" and is_main:
            found["before"].append(one.object)
    return found


def _truth(names: Sequence[TopicName], things: Iterable[Named]) -> list[bool | None]:
    """Whether each name is that of a thing; unclear for one that resembles it beside one that is the very same."""
    truth: list[bool | None] = [False] * len(names)
    for thing in things:
        exact = [plain(one.name) in thing.names for one in names]
        alike = [same_name({plain(one.name)}, thing.names) for one in names]
        for at, is_true in enumerate(exact if any(exact) else alike):
            if is_true:
                truth[at] = True
            elif alike[at] and truth[at] is False:
                truth[at] = None
    return truth


def _stretches(one: _Read) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The stretches after each likely name that the gold says something of: of the name's topic, or of the subject."""
    chosen = apart([name for name in one.names if name.likely >= _LEAST_OF_NAMES])
    view = one.gold.document.view
    said = [row for row in one.gold.expected if row.relation not in _OF_THE_SUBJECT and row.subject.type != "Goal"]
    for running, features in running_topics(one.page, chosen):
        span = (running.segment.start, running.segment.end)
        here = [row for row in said if is_inside(view.span(*span) if view else span, row)]
        name = {plain(running.topic.name)}
        if any(same_name(name, row.subject.names) for row in here):
            yield features, True
        elif any(same_name(row.subject.names, one.subject.names) for row in here):
            yield features, False
