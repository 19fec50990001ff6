"""Groups: names that open lines in the same way in, what is told below each, and below all of them, out.

Names of projects stand in lists whose entries tell of sums, dates and partners; headings of sections do not.
"""

from bisect import bisect_right
from collections.abc import Iterator

from loaders.extraction.page import Page
from loaders.extraction.weighing.topic_names import TopicNames
from loaders.extraction.weighing.topic_places import Place, Shape
from loaders.extraction.weighing.wording import Wording
from loaders.layout import section_of

_EVIDENCE = frozenset({"sum", "date", "status", "partner", "fund", "lead", "cooperate", "budget", "start", "end"})
_TOLD = _EVIDENCE | {"goal", "aim_verb", "project", "contact", "speech", "text"}
_MAX_BLOCKS_BELOW = 9
_SILENT_SHARE = 0.5


class Groups:
    """The names of a page that open lines, by the shape of the line."""

    def __init__(self, page: Page, names: TopicNames, wording: Wording) -> None:
        self._page, self._wording, self._names = page, wording, names
        self._block_starts = [block.start for block in page.document.blocks]
        members: dict[Shape, list[Place]] = {}
        for place in (place for one in names.names for place in one.places):
            if place.shape:
                members.setdefault(place.shape, []).append(place)
        self._told = {shape: self._told_below(places) for shape, places in members.items()}
        self._sizes = {shape: len({place.start for place in places}) for shape, places in members.items()}

    def features(self, place: Place, opens: str) -> Iterator[str]:
        """What speaks for a name that opens a line, ``opens`` being in which way."""
        shape = place.shape
        if shape is None:
            return
        siblings = min(self._sizes[shape] - 1, 3)
        sections = min(self._names.of_sections[shape], 3)
        yield from (f"siblings:{siblings}", f"siblings>{place.marker}:{siblings}")
        yield from (f"sections:{sections}", f"sections:{sections}>{place.marker}>{place.follows}")
        if shape in self._names.of_subject:
            yield "like-subject"
        told = self._told[shape]
        own = told[place.start]
        telling = min(len(own & _EVIDENCE), 4)
        yield from (f"tells:{kind}" for kind in own & _TOLD)
        yield from (f"evidence:{telling}>{opens}", f"own-evidence:{telling}")
        if len(told) > 1:
            yield from _together(place, opens, telling, list(told.values()))

    def _told_below(self, places: list[Place]) -> dict[int, frozenset[str]]:
        ordered = sorted(places, key=lambda place: place.start)
        nexts = [place.start for place in ordered[1:]] + [len(self._page.plain)]
        return {
            place.start: self._wording.told(place.end, self._end_below(place, until))
            for place, until in zip(ordered, nexts, strict=True)
        }

    def _end_below(self, place: Place, until: int) -> int:
        """Where what a name is followed by ends: at the next of its kind, or at a heading."""
        number = bisect_right(self._block_starts, place.start)
        below = self._page.document.blocks[number : number + _MAX_BLOCKS_BELOW]
        headed = (block.start for block in below if block.kind == "heading" or section_of(block.text))
        last = below[-1].end if below else self._page.document.blocks[number - 1].end
        return min(until, next(headed, last), last)


def _together(place: Place, opens: str, telling: int, told: list[frozenset[str]]) -> Iterator[str]:
    mean = min(round(sum(len(one & _EVIDENCE) for one in told) / len(told)), 4)
    silent = sum(not one & _EVIDENCE for one in told) / len(told)
    yield from (f"group-evidence:{mean}", f"group-evidence:{mean}>{opens}", f"group-silent:{round(3 * silent)}")
    if silent < _SILENT_SHARE and telling:
        yield from ("group-told", f"group-told>{opens}>{place.follows}")
        if place.marker:
            yield "marked-told"
