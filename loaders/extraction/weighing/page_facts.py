"""Facts of a page: a page in; its years, its sums, and how often and beside which cues it names each name, out."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.extraction.mentions import Mention
from loaders.extraction.page import Page
from loaders.extraction.weighing.cues import CuedText, cued_text, small_word

_CUES = frozenset(
    {
        *("partner", "cooperate", "together", "made_of", "contribute", "lead", "facilitate", "initiate", "fund"),
        *("deal", "former", "not", "person_role", "speech", "place"),
    }
)
_SMALL_WORDS = frozenset({"in", "at", "from", "to"})


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What is counted over a whole page; ``said`` holds the sentences with a name: where each begins, and its cues."""

    first_year: str
    last_year: str
    largest_sum: str
    sums: int
    said: dict[str, list[tuple[int, frozenset[str]]]]
    subject_type: str

    def count(self, name: str) -> int:
        """How often the page names a name."""
        return len(self.said.get(name, ()))

    def elsewhere(self, name: str, start: int) -> set[str]:
        """The cues beside a name in all sentences but the one that begins at an offset."""
        return {kind for place, kinds in self.said.get(name, ()) if place != start for kind in kinds}


def facts_of(page: Page) -> PageFacts:
    """Count over the page's text."""
    years = sorted(found.value[:4] for found in page.dates)
    sums = [found.value for found in page.sums]
    said: dict[str, list[tuple[int, frozenset[str]]]] = {}
    for name, start, kinds in _namings(page):
        said.setdefault(name, []).append((start, kinds))
    return PageFacts(
        years[0] if years else "", years[-1] if years else "", max(sums, key=float, default=""), len(sums), said,
        page.subject.type if page.subject else "none",
    )  # fmt: skip


def _namings(page: Page) -> Iterator[tuple[str, int, frozenset[str]]]:
    """Every name where it stands: the start of its sentence, and the cues of the sentence and right before the name."""
    text = cued_text(page.plain, page.language)
    for sentence in page.sentences:
        mentions = page.mentions(sentence.start, sentence.end)
        kinds = text.kinds(sentence.start, sentence.end) & _CUES if mentions else frozenset()
        for mention in mentions:
            yield mention.entity.name, sentence.start, kinds | _before(text, mention)


def _before(text: CuedText, mention: Mention) -> frozenset[str]:
    at = bisect_left(text.starts, mention.start)
    word = small_word(text.words[at - 1].text) if at else None
    return frozenset({f"after-{word}"} if word in _SMALL_WORDS else ())
