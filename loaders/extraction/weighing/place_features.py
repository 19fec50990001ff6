"""Places of a unit: its mentions in, each place with what speaks for or against its being where the topic is, out."""

from collections.abc import Iterator, Sequence

from loaders.extraction.lists import joint
from loaders.extraction.mentions import Mention
from loaders.extraction.names import reference
from loaders.extraction.page import Page
from loaders.extraction.weighing.cues import class_of, kinds_in
from loaders.extraction.weighing.units import Unit
from loaders.lexicon import word_set
from loaders.reference.places import find_place

PLACES = frozenset({"Place", "Region", "Country", "Municipality"})
_MIN_STEM_CHARS = 4
_MOST_LISTED = 3
_MOST_WORDS_BETWEEN, _NEAR = 2, 12
_PARTS = 6


def places_of(page: Page, unit: Unit) -> Iterator[tuple[Mention, list[str]]]:
    """Every place of a unit with its features; places that are listed are led in by the same words."""
    listed: list[Mention] = []
    before: Mention | None = None
    for mention in page.mentions(unit.start, unit.end):
        is_place = mention.entity.type in PLACES
        if is_place and listed and joint(page.language).fullmatch(page.plain, listed[-1].end, mention.start):
            listed.append(mention)
            continue
        yield from _described(page, unit, before, listed)
        before = listed[-1] if listed else before
        listed, before = ([mention], before) if is_place else ([], mention)
    yield from _described(page, unit, before, listed)


def _described(
    page: Page, unit: Unit, before: Mention | None, listed: Sequence[Mention]
) -> Iterator[tuple[Mention, list[str]]]:
    if not listed:
        return
    shared = [f"places:{min(len(listed), _MOST_LISTED)}", *_leading(page, unit, listed[0])]
    shared += _beside(page, before, listed[0])
    for mention in listed:
        yield mention, [*shared, *_own(page, mention)]


def _beside(page: Page, before: Mention | None, first: Mention) -> Iterator[str]:
    """What is named right before: "KTH i Stockholm" tells where KTH is, "Saltlageret, Korsør" where the topic is."""
    if before and page.plain.count(" ", before.end, first.start) <= _MOST_WORDS_BETWEEN:
        yield f"beside:{before.entity.type}"
    topic = page.topic_at(first.start)
    at = page.plain.rfind(topic.name, 0, first.start) if topic else -1
    if topic and at >= 0:
        between = page.plain.count(" ", at + len(topic.name), first.start)
        yield f"topic:{'beside' if between <= _MOST_WORDS_BETWEEN else 'near' if between <= _NEAR else 'far'}"


def _leading(page: Page, unit: Unit, first: Mention) -> Iterator[str]:
    """The small word before the first place, and what the word before that is: "samarbejdet i", "ligger i"."""
    at = unit.word_at(first.start)
    before = unit.words[at - 1].text if at else ""
    # "6950 Ringkøbing" is an address.
    led_by = "start" if not before else "number" if before.isdigit() else class_of(before)
    yield f"led-by:{led_by}"
    word = unit.words[at - 2].text if at > 1 else ""
    kinds = kinds_in(word, page.language)
    yield from (f"led-by:{led_by}&{kind}" for kind in kinds)
    if word in word_set(page.language, "finite_verbs"):
        yield f"led-by:{led_by}&verb"


def _own(page: Page, mention: Mention) -> Iterator[str]:
    name = mention.entity.name
    found = find_place(name)
    municipal = "municipality" if reference(name, page.language) else "unknown"
    yield f"place:{found.kind if found else municipal}"
    if page.subject and name[: max(_MIN_STEM_CHARS, len(name) - 2)].casefold() in page.subject.name.casefold():
        yield "in-name"
    if page.plain.find(name) >= mention.start - len(name):
        yield "first-time"
    yield f"part:{_PARTS * mention.start // max(1, len(page.plain))}"
