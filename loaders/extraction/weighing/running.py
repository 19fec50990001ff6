"""Whether a stretch still speaks of the topic named last: a page and its topics in, stretches with their features out.

A topic holds from where it is named; how long is for the weights of ``topics.py`` to say.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from loaders.extraction.page import Page
from loaders.extraction.weighing.cues import cued_text
from loaders.extraction.weighing.topic_names import TopicName
from loaders.extraction.weighing.topic_places import Place
from loaders.layout import field_of, section_of, split_label
from loaders.lexicon import words

_OPENING_WORDS = 3
_MAX_SEGMENTS = 40


class Segment(NamedTuple):
    """A sentence, a fact or a heading: the stretch that one topic holds for."""

    start: int
    end: int
    block: int
    kind: str


class Running(NamedTuple):
    """A topic, the place that names it last, and the segments since; the last of them names ``named`` topics itself."""

    topic: TopicName
    place: Place
    since: Sequence[Segment]
    named: int

    @property
    def segment(self) -> Segment:
        """The segment that may speak of the topic."""
        return self.since[-1]


def segments_of(page: Page) -> list[Segment]:
    """The stretches of a page in order: sentences, and the blocks that are none."""
    spoken = {sentence.block for sentence in page.sentences}
    found = [Segment(one.start, one.end, one.block, one.kind) for one in page.sentences]
    found += [
        Segment(block.start, block.end, number, block.kind)
        for number, block in enumerate(page.document.blocks)
        if number not in spoken and block.kind != "noise"
    ]
    return sorted(found, key=lambda one: one.start)


def running_topics(page: Page, names: Sequence[TopicName]) -> Iterator[tuple[Running, tuple[str, ...]]]:
    """Each segment that a topic was named in or shortly before, with its features."""
    places = sorted(((place, one) for one in names for place in one.places), key=lambda pair: pair[0].start)
    starts = [place.start for place, _ in places]
    segments = segments_of(page)
    subjects = _subject_places(page)
    last, named_in = -1, 0
    for number, segment in enumerate(segments):
        first, end = bisect_left(starts, segment.start), bisect_left(starts, segment.end)
        if end > first:
            last, named_in = first, number
        if last >= 0 and number - named_in < _MAX_SEGMENTS:
            place, topic = places[last]
            running = Running(topic, place, segments[named_in : number + 1], end - first)
            # What a sentence only mentions is not spoken of beyond its paragraph.
            if segment.block == running.since[0].block or _how(page, running) != "inside":
                yield running, tuple(_features(page, running, subjects))
        last = end - 1 if end > first else last


def _features(page: Page, running: Running, subjects: list[int]) -> Iterator[str]:
    opening, segment, how = running.since[0], running.segment, _how(page, running)
    likely, blocks = min(int(running.topic.likely * 5), 4), min(segment.block - opening.block, 3)
    yield from (f"how:{how}", f"likely:{likely}", f"likely:{likely}>{how}", f"named:{min(running.named, 2)}")
    yield from (f"blocks:{blocks}>{how}", f"blocks:{blocks}>{segment.kind}")
    yield f"{'here' if running.named else 'since'}:{min(len(running.since) - 1, 3)}>{how}"
    if running.named:
        yield from (f"at:{min((running.place.start - segment.start) // 25, 3)}", f"follows:{running.place.follows}")
    else:
        yield from _of_distance(page, running, how)
    if running.place.end >= opening.end - 2:
        yield "alone"
    first, last = bisect_left(subjects, segment.start), bisect_right(subjects, segment.end)
    if last > first:
        yield f"subject-here>{_side(running)}"
    elif last > bisect_left(subjects, opening.start):
        yield "subject-since"
    yield from _of_words(page, running)


def _of_distance(page: Page, running: Running, how: str) -> Iterator[str]:
    """How much layout lies between the naming and the segment."""
    text, since = page.document.text, running.since
    gaps = sum("\n\n" in text[before.end : after.start] for before, after in pairwise(since))
    yield f"gap:{min(text.count(chr(10), since[-2].end, running.segment.start), 2)}>{how}"
    yield f"gaps:{min(gaps, 3)}>{how}"
    if any(one.kind == "heading" for one in since[1:]):
        yield f"heading-since>{how}"


def _of_words(page: Page, running: Running) -> Iterator[str]:
    segment, side = running.segment, _side(running)
    tokens, cues = cued_text(page.plain, page.language).between(segment.start, segment.end)
    ours = words(page.language, "page_words")
    for cue in cues:
        yield f"has:{cue.kind}>{side}"
        if cue.last < _OPENING_WORDS:
            yield f"opens:{cue.kind}>{side}"
    if any(word.text in ours for word in tokens[:_OPENING_WORDS]):
        yield f"opens-page-word>{side}"
    if tokens and not running.named:
        yield f"first~{tokens[0].text[:6]}"
    block = page.document.blocks[segment.block]
    parts = split_label(block.text) if block.kind == "label" else None
    if parts:
        yield f"label:{field_of(block.text[: parts[0]]) or 'other'}"
    if segment.kind == "heading":
        yield f"heading:{section_of(block.text) or 'other'}"


def _side(running: Running) -> str:
    return "named" if running.named else "unnamed"


def _how(page: Page, running: Running) -> str:
    """The way in which the topic was named: in a heading, at the head of a line, first in a sentence, or inside it."""
    place, opening = running.place, running.since[0]
    if opening.kind == "heading":
        return "heading"
    if place.marker is not None:
        return f"line-{'marked' if place.marker else 'bare'}"
    return "opens" if not page.plain[opening.start : place.start].strip(" *#•-\"'") else "inside"


def _subject_places(page: Page) -> list[int]:
    name = page.subject.name if page.subject else ""
    found, at = [], page.plain.find(name) if name else -1
    while at >= 0:
        found.append(at)
        at = page.plain.find(name, at + len(name))
    return found
