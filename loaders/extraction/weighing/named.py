"""Names that a page may be about: each with where it stands, and where it stands for itself."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from loaders.lexicon import table, words

# Where names come from whose ends are guessed, and those that are a line or a part of one.
GUESSED_ENDS = frozenset({"bridged", "lower", "after-kind-lower", "after-naming-word-lower", "running-lower"})
LINES = frozenset({"top-line", "heading-line", "label-part"})


@dataclass
class Named:
    """A name that the page may be about, where it stands, and what speaks for or against it (name of feature to
    value).
    """

    name: str
    sources: set[str] = field(default_factory=set)
    places: list[int] = field(default_factory=list)
    features: dict[str, float] = field(default_factory=dict)


def own_places(names: list[Named], language: str) -> dict[str, list[int]]:
    """Where each name stands for itself: not within a longer name that is more than a headline or a guess.

    "Partnerskabet Lang Sti" is no longer name than "Lang Sti".
    """
    nouns = {*table(language).get("nouns", {}), *words(language, "page_words"), *words(language, "apposition_ends")}
    named = (one for one in names if one.sources - GUESSED_ENDS - LINES and " " in one.name)
    longer = [one for one in named if one.name.split()[0].casefold() not in nouns]
    spans = sorted((place, place + len(one.name)) for one in longer for place in one.places)
    longest = max((len(one.name) for one in longer), default=0)

    def is_alone(start: int, end: int) -> bool:
        near = spans[bisect_left(spans, (end - longest, 0)) : bisect_right(spans, (start, end + longest))]
        return not any(end <= last and last - first > end - start for first, last in near)

    return {one.name: [place for place in one.places if is_alone(place, place + len(one.name))] for one in names}


def together(said: dict[str, float]) -> dict[str, float]:
    """Features that mean more together."""
    within = bool(said.get("within"))
    return {
        "cooperate-within": said["holds-cooperate"] and within,
        "capitalised-within": said["all-capitalised"] and within and not said["one-word"],
        "one-word-within": said["one-word"] and within,
        "quoted-untyped": said.get("quoted", False) and said["untyped"],
        "headline-sentence": "headline-only" in said and said["first-capitalised"],
        "headline-name": "headline-only" in said and said["all-capitalised"],
    }
