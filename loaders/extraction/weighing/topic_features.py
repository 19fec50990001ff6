"""What speaks for and against a name's being spoken of: the names of a page in, the same with their features out.

Features know classes of words and the layout, and no names, as those of ``candidates.py``.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from loaders.extraction.mentions import Mention
from loaders.extraction.names import ACTOR_TYPES
from loaders.extraction.page import Page
from loaders.extraction.sentences import Sentence
from loaders.extraction.weighing.cues import small_word
from loaders.extraction.weighing.topic_groups import Groups
from loaders.extraction.weighing.topic_name_words import of_words, ordinary_thirds
from loaders.extraction.weighing.topic_names import LINE, TopicName, TopicNames
from loaders.extraction.weighing.topic_places import OF_PROJECTS, Place
from loaders.extraction.weighing.units import cues_above
from loaders.extraction.weighing.wording import Wording
from loaders.layout import field_of, split_label
from loaders.lexicon import word_set, words

_UPPER = "A-ZÆØÅÄÖÉÜÞÐ"
_LISTED_BEFORE = re.compile(rf"[{_UPPER}][\w.-]*,? (?:(?:og|och|and|samt) )?$")
_LISTED_AFTER = re.compile(rf"(?:,| og| och| and| samt) [{_UPPER}]")
_ORDINALS = frozenset(
    {
        *("første", "anden", "andet", "andre", "tredje", "fjerde", "femte", "ene", "nummer"),
        *("första", "andra", "fjärde", "first", "second", "third", "fourth", "fifth"),
    }
)
_OF_COURSE = frozenset({"fund", "ongoing", "finished", "stopped", "start", "end", "budget", "run", "planned", "goal"})
_ACTORS = ACTOR_TYPES - {"ActorGroup", "Actor", "Network"}
_BETWEEN = re.compile(r",? (?:(?:og|och|and|samt) )?")
_THEN_YEAR = re.compile(r"[\"'*]*(?: ?\(|, | )(?:\d{1,2}\.\d{1,2}\.)?(?:19|20)\d\d")
_NEXT_WORD = re.compile(r"[\"'*]*(?P<comma>,)? (?P<word>[a-zæøåäö]+)")
_GOES_ON = {
    True: ("relatives", "then-relative"),
    False: ("finite_verbs", "then-verb"),
}  # by whether a comma stands between
_SMALL_WORD = re.compile(r"(?<![\w-])[a-zæøåäöéüþð][\w-]+")
_MIN_STEM_CHARS, _ENDING_CHARS = 5, 3
_MAX_PLACES = 6
_NEAR_WORDS = 3
_EARLIER_WORDS = 8


def describe(page: Page, names: TopicNames) -> None:
    """Give every name its features."""
    describer = _Describer(page, names)
    for one in names.names:
        one.features = tuple(sorted(describer.features(one)))


class _Describer:
    """What the text says around each name."""

    def __init__(self, page: Page, names: TopicNames) -> None:
        self.page, self.wording = page, Wording(page)
        self.groups = Groups(page, names, self.wording)
        self.lines = [match.start() for match in LINE.finditer(page.document.text)]
        self.above = cues_above(page)
        self.block_starts = [block.start for block in page.document.blocks]
        self.entries = {one.name.casefold(): listing.announced for listing in page.listings for one in listing.entries}
        self.records = {one.name.casefold() for one in page.records}
        self.small_words = sorted(set(_SMALL_WORD.findall(page.plain)))
        self._spoken: dict[int, _Spoken] = {}
        self.subject_at = page.plain.find(page.subject.name) if page.subject else -1

    def features(self, one: TopicName) -> set[str]:
        thirds = ordinary_thirds(one.name)
        said = {f"ordinary:{thirds}", *of_words(one.name, self.page.language), *self._of_page(one)}
        said.add(f"stem-in-text:{self._has_stem(one.name)}>{thirds}>{' ' in one.name}")
        for number, place in enumerate(one.places[:_MAX_PLACES]):
            opens = self._opens(place)
            said.update((f"at:{opens}>{place.follows}", f"ordinary:{thirds}>{opens}"))
            if number == 0:
                said.add(f"first:{opens}>{place.follows}")
            said.update(self._under(place, opens))
            said.update(self._beside(place, opens))
            sentence = None if place.shape else self.page.sentence_of(place.start)
            if sentence:
                said.update(self._in_sentence(place, sentence))
        return said

    def _of_page(self, one: TopicName) -> Iterator[str]:
        heads = [place for place in one.places if place.shape]
        yield f"times:{min(len(one.places), 3)}"
        yield f"page:{self.page.subject.type if self.page.subject else 'none'}"
        yield f"opens-lines:{min(len(heads), 3)}"
        yield f"before-subject:{one.places[0].start < self.subject_at}"
        if len(heads) > 1 and all(place.follows in ("colon", "cell") for place in heads):
            yield "like-a-label"
        if one.name.casefold() in self.entries:
            yield f"entry:{self.entries[one.name.casefold()]}"
        if one.name.casefold() in self.records:
            yield "record"

    def _has_stem(self, name: str) -> bool:
        """Whether the text has a word in lower case that begins as the name does."""
        first = name.split()[0].casefold()
        stem = first[: max(_MIN_STEM_CHARS, len(first) - _ENDING_CHARS)]
        at = bisect_left(self.small_words, stem)
        return any(word.startswith(stem) for word in self.small_words[at : at + 1])

    def _opens(self, place: Place) -> str:
        """Where in its line or sentence a name stands."""
        if place.marker is not None:
            return f"line-{place.marker or 'bare'}"
        line = self.lines[bisect_right(self.lines, place.start) - 1]
        if not self.page.plain[line : place.start].strip(" *#•-\"'"):
            return "line-within"
        before = self.page.plain[max(0, place.start - 2) : place.start]
        if before[-1:] in "\"'":
            return "quoted"
        return "sentence" if before in (". ", "? ", "! ") else "mark" if before[:1] in ",:(–-" else "inside"

    def _under(self, place: Place, opens: str) -> Iterator[str]:
        """The block that a name stands in, and the headings over it."""
        number = bisect_right(self.block_starts, place.start) - 1
        heading, intro = self.above.get(number, (frozenset(), frozenset()))
        yield f"block:{self.page.document.blocks[number].kind}>{opens}"
        if place.shape is None:
            yield from (f"under:{kind}" for kind in heading)
            return
        yield from (f"line-under:{kind}" for kind in heading)
        yield from (f"line-intro:{kind}" for kind in intro)
        yield from self._below(place)
        yield from self.groups.features(place, opens)

    def _below(self, place: Place) -> Iterator[str]:
        """What the line of a name and the next one hold."""
        plain = self.page.plain
        at = bisect_right(self.lines, place.start)
        ends = [*self.lines[at : at + 2], len(plain), len(plain)]
        rest, following = plain[place.end : ends[0]], plain[ends[0] : ends[1]].strip()
        yield f"rest:{min(len(rest.split()) // 4, 4)}"
        yield f"next:{min(len(following.split()) // 4, 4)}"
        yield f"gap:{self.page.document.text.count(chr(10), place.end, ends[0]) > 1}"
        label = split_label(following)
        if label:
            yield from ("next-label", f"next-label:{field_of(following[: label[0]]) or 'other'}")
        if self.wording.statuses.between(place.end, ends[0]):
            yield "status-in-rest"
        if any(map(str.isdigit, rest)):
            yield "digit-in-rest"

    def _beside(self, place: Place, opens: str) -> Iterator[str]:
        """The words right before and right after."""
        wording = self.wording
        first, last = wording.number_at(place.start), wording.number_at(place.end)
        after = set(wording.kinds(last, last + _NEAR_WORDS))
        yield from (f"left:{kind}" for kind in wording.kinds(first - _NEAR_WORDS, first))
        yield from (f"right:{kind}" for kind in after)
        if opens in ("sentence", "line-within") or (opens == "line-bare" and place.follows in ("word", "comma")):
            yield from (f"then:{kind}" for kind in after)
            if after & _OF_COURSE:
                yield "then-runs"
        if place.follows in ("comma", "dash", "bracket") and OF_PROJECTS & {
            *wording.kinds(last, last + 2 * _NEAR_WORDS)
        }:
            yield "defined"
        yield from self._course(place, "line" if place.shape else "in")
        if place.shape is None and first:
            yield from _word_before(wording.words[first - 1].text, self.page.language)
            yield from (f"noun-before:{kind}" for kind in wording.kinds(first - 1, first) if kind in OF_PROJECTS)
        if place.shape is None and last < len(wording.words) and wording.words[last].text.isalpha():
            yield f"after~{wording.words[last].text[:6]}"

    def _course(self, place: Place, where: str) -> Iterator[str]:
        """Whether the text goes on about a name: "Blue Quay, which …", "Blue Quay began …", "Blue Quay (2020–2022)"."""
        if _THEN_YEAR.match(self.page.plain, place.end):
            yield "then-year"
        following = _NEXT_WORD.match(self.page.plain, place.end)
        if following:
            key, feature = _GOES_ON[bool(following["comma"])]
            if following["word"] in word_set(self.page.language, key):
                yield f"{feature}>{where}"

    def _in_sentence(self, place: Place, sentence: Sentence) -> list[str]:
        if sentence.start not in self._spoken:
            self._spoken[sentence.start] = self._spoken_in(sentence)
        spoken = self._spoken[sentence.start]
        said = spoken.features + (spoken.opens if place.start - sentence.start < _NEAR_WORDS else spoken.within)
        said += ["ordinal"] if spoken.first_ordinal < place.start else []
        types = [one.entity.type for one in spoken.mentions if one.start <= place.start < one.end]
        said += [f"mention:{kind}" for kind in types] or ["no-mention"]
        if _LISTED_BEFORE.search(self.page.plain[max(0, place.start - 30) : place.start]):
            said.append("listed-before")
        if _LISTED_AFTER.match(self.page.plain, place.end):
            said.append("listed-after")
        if any(self._is_listed_with(place, one) for one in spoken.mentions):
            said.append("listed-with-actors")
        return said

    def _is_listed_with(self, place: Place, other: Mention) -> bool:
        """Whether an actor of a known kind stands beside a name in a list."""
        if other.entity.type not in _ACTORS:
            return False
        first, second = sorted([(place.start, place.end), (other.start, other.end)])
        return _BETWEEN.fullmatch(self.page.plain, first[1], second[0]) is not None

    def _spoken_in(self, sentence: Sentence) -> "_Spoken":
        wording = self.wording
        begin, end = wording.number_at(sentence.start), wording.number_at(sentence.end)
        held = set(wording.kinds(begin, end))
        earlier = set(wording.kinds(begin - _EARLIER_WORDS, begin)) & OF_PROJECTS
        features = [f"has:{kind}" for kind in held] + [f"earlier:{kind}" for kind in earlier]
        features += [f"next-opens:{kind}" for kind in wording.kinds(end, end + 2)]
        held |= wording.values(sentence.start, sentence.end)
        ordinals = (word.start for word in wording.words[begin:end] if word.text in _ORDINALS)
        return _Spoken(
            features, [f"opens+{kind}" for kind in held], [f"within+{kind}" for kind in held],
            next(ordinals, len(self.page.plain)), self.page.mentions(sentence.start, sentence.end),
        )  # fmt: skip


class _Spoken(NamedTuple):
    """What the names of a sentence share: features of all, of those that open it, of others; and what it mentions."""

    features: list[str]
    opens: list[str]
    within: list[str]
    first_ordinal: int
    mentions: tuple[Mention, ...]


def _word_before(word: str, language: str) -> Iterator[str]:
    yield f"before:{small_word(word) or (word if not word.isalnum() else 'word')}"
    if word.isalpha():
        yield f"before~{word[:6]}"
    if word.endswith(words(language, "apposition_ends")):
        yield "apposed"
