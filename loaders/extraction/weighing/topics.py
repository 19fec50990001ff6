"""What a page speaks of, stretch by stretch: a page in, its projects and other partnerships out, and their stretches.

Learned weights say which names are topics, which of them are the page's own projects or came before it, and whether a
sentence still speaks of the topic that was named last.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from loaders.extraction.listings import Entry
from loaders.extraction.names import COLLECTIVE_TYPES, typed_name
from loaders.extraction.page import Page, Topic
from loaders.extraction.statuses import is_dropped, status_of
from loaders.extraction.weighing.running import running_topics
from loaders.extraction.weighing.topic_features import describe
from loaders.extraction.weighing.topic_names import TopicName, topic_names
from loaders.extraction.weighing.topic_places import Place
from loaders.extraction.weighing.weights import Model, models
from loaders.statements import Entity, Statement

FAMILY = "topic"
_LEAST_OF_ENTRY = 0.3


def weigh_topics(page: Page) -> None:
    """Set what the page speaks of, and take out of its listings what is no likely name."""
    known = models().get(FAMILY)
    if not known or page.subject is None:
        return
    found = topic_names(page)
    describe(page, found)
    names = found.names
    for one in names:
        one.likely = known["spoken"].probability(one.features)
    chosen = apart([one for one in names if one.likely >= known["spoken"].least])
    page.spoken_of = _topics(page, chosen, known)
    page.listings = tuple(
        replace(listing, entries=tuple(entry for entry in listing.entries if not _is_doubted(page, entry, names)))
        for listing in page.listings
    )


def _topics(page: Page, chosen: Sequence[TopicName], known: Mapping[str, Model]) -> tuple[Topic, ...]:
    spans: dict[str, list[tuple[int, int]]] = {one.name: [] for one in chosen}
    for running, features in running_topics(page, chosen):
        if known["speaks"].probability(features) >= known["speaks"].least:
            spans[running.topic.name].append((running.segment.start, running.segment.end))
    return tuple(
        Topic(
            _entity(one.name, page.language), (one.places[0].start, one.places[0].end), tuple(spans[one.name]),
            known["own"].probability(one.features), known["before"].probability(one.features),
        )
        for one in chosen
    )  # fmt: skip


def with_topics(page: Page, found: Iterable[Statement]) -> list[Statement]:
    """What the patterns found, and the projects that the page's subject has, and what came before it."""
    statements = list(found)
    said = {(one.relation, one.object) for one in statements}
    return statements + [one for one in _own_topics(page) if (one.relation, one.object) not in said]


def _own_topics(page: Page) -> Iterator[Statement]:
    for topic in page.spoken_of:
        rule_id, model, likely = max(
            ("weighed-project", "own", topic.own),
            ("weighed-predecessor", "before", topic.before),
            key=lambda one: one[2],
        )
        if page.subject and likely >= models()[FAMILY][model].least and not _is_only_wished(page, topic):
            start, end = page.sentence_at(topic.named[0])
            statement = page.say(rule_id, page.subject, topic.entity, (start, max(end, topic.named[1])))
            yield replace(statement, confidence=round(likely, 2))


def _is_doubted(page: Page, entry: Entry, names: Sequence[TopicName]) -> bool:
    """Whether the entry of a list has no likely name: a table's head, a label, a sentence."""
    at = page.plain.find(entry.name, entry.start, entry.end)
    here = [one for one in names if any(place.start == at for place in one.places)]
    likeliest = max(here, key=lambda one: one.likely, default=None)
    if likeliest is None:
        return entry.name[:1].isdigit()
    return likeliest.likely < _LEAST_OF_ENTRY or (likeliest.name != entry.name and likeliest.likely >= 0.5)


def _is_only_wished(page: Page, topic: Topic) -> bool:
    """Whether what is told of a topic is that it is applied for, or was dropped before it began."""
    start, end = page.sentence_at(topic.named[0])
    told = [page.plain[a:b] for a, b in (*topic.spans, (start, max(end, topic.named[1])))]
    return any(is_dropped(text, page.language) or status_of(text, page.language) == "applied" for text in told)


def _entity(name: str, language: str) -> Entity:
    kind = typed_name(name, language)
    return Entity(kind.type if kind and kind.type in COLLECTIVE_TYPES else "Project", name)


def apart(found: Sequence[TopicName]) -> list[TopicName]:
    """The likeliest of the names that stand at one place."""
    chosen: list[TopicName] = []
    taken: list[Place] = []
    for one in sorted(found, key=lambda one: (-one.likely, -len(one.name))):
        free = [
            place
            for place in one.places
            if all(place.end <= other.start or place.start >= other.end for other in taken)
        ]
        if free:
            taken += free
            chosen.append(TopicName(one.name, free, one.features, one.likely))
    return sorted(chosen, key=lambda one: one.places[0].start)
