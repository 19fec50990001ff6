"""What speaks for and against a name as what a page is about: names and their places in, named features out.

A feature is a fact about the name ("one-word"), about where it stands ("early") or about the words around it
("before-project"). Nothing is decided here: ``subject.py`` weighs.
"""

import math
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from loaders.documents import Document
from loaders.extraction.names import ACTOR_TYPES, clean, is_title, looks_like_person, typed_name
from loaders.extraction.subjects import FACTS_OF_A_PROJECT
from loaders.extraction.weighing.cues import cued_text, kinds_in, small_word
from loaders.extraction.weighing.everyday import is_given_name, is_ordinary
from loaders.layout import field_of
from loaders.lexicon import all_words

MAX_TOP_BLOCKS = 8
_LISTED_BEFORE = re.compile(r"[^\W\d_a-zæøåäö][\w.-]*,? (?:og |och |and |samt )?$")
_LISTED_AFTER = re.compile(r"(?:,| og| och| and| samt) [^\W\d_a-zæøåäö]")
_SENTENCE_END = re.compile(r"[.!?:]\s+")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_SUM = re.compile(r"(?i)\d[\d., ]*(?:mi[ol]|mnkr|mkr|kr|eur|€|dkk|nok|sek)")
_MAX_PLACES = 20
_NEAR_WORDS = 3
_EARLY_CHARS = 500
_STEM_CHARS = 6
_GUESSED_ENDS = frozenset({"bridged", "lower", "after-kind-lower"})
_COLLECTIVE = frozenset({"Partnership", "Project", "Network", "Programme"})


@dataclass
class Named:
    """A name that the page may be about, where it stands, and what speaks for or against it (name of feature to
    value).
    """

    name: str
    sources: set[str] = field(default_factory=set)
    places: list[int] = field(default_factory=list)
    features: dict[str, float] = field(default_factory=dict)


class Describer:
    """What the text says around each name."""

    def __init__(self, document: Document, plain: str, kept: list[Named]) -> None:
        """Read the text once: its words, its cues, its first paragraph."""
        self.document, self.plain, self.kept = document, plain, kept
        self.language = document.language
        self.folded = [(one, f" {one.name.casefold()} ") for one in kept]
        cued = cued_text(plain, self.language)
        tokens, self.starts = cued.words, cued.starts
        self.texts = [token.text for token in tokens]
        self.lowered = {token.text for token in tokens if plain[token.start].islower()}
        self.kinds: dict[int, set[str]] = {}
        for cue in cued.cues:
            for at in range(cue.first, cue.last + 1):
                self.kinds.setdefault(at, set()).add(cue.kind)
        tops = [block.text for block in document.blocks[:MAX_TOP_BLOCKS] if block.kind == "heading"]
        lowered = [word for top in tops for word in re.findall(r"[a-zæøåäö]\w{5,}", top)]
        self.stems = {word[at : at + _STEM_CHARS] for word in lowered for at in range(len(word) - _STEM_CHARS + 1)}
        self.title = clean(document.title).casefold()
        fields = {field_of(block.text.partition(":")[0]) for block in document.blocks if block.kind == "label"}
        self.has_facts = len(fields & FACTS_OF_A_PROJECT) > 1
        self.sentence_starts, self.sentences = self._sentences()
        self.body = next((block.start for block in document.blocks if block.kind == "paragraph"), 0)
        self.actor_shorts = {
            one.name.rsplit(" ", 1)[0].casefold()
            for one in kept
            if " " in one.name and (kind := typed_name(one.name, document.language)) and kind.type in ACTOR_TYPES
        }
        self.items = [(block.start, block.end) for block in document.blocks if block.kind == "item"]

    def describe(self) -> None:
        """Give every name its features."""
        for one in self.kept:
            said = self._said_with(one) | self._where(one) | self._shape(one.name)
            said |= self._around(one) | self._inside(one) | self._others(one)
            said |= _together(said)
            one.features = {name: float(value) for name, value in said.items() if value}

    def _where(self, one: Named) -> dict[str, float]:
        inside = [place for place in one.places if place >= self.body]
        in_heading = any(source.startswith(("top", "heading")) for source in one.sources)
        return {
            "said": math.log(1 + min(len(one.places), 12)),
            "in-body": bool(inside),
            "headline-and-body": in_heading and bool(inside),
            "headline-only": in_heading and not inside,
            "early": bool(inside) and inside[0] < self.body + _EARLY_CHARS,
            "title-whole": one.name.casefold() == self.title,
            "title-of-facts": one.name.casefold() == self.title and self.has_facts,
            "headline-of-facts": in_heading and self.has_facts,
            "title": one.name.casefold() in self.document.title.casefold(),
            "item": any(start <= one.places[-1] < end for start, end in self.items),
            **dict.fromkeys(one.sources, True),
        }

    def _shape(self, name: str) -> dict[str, float]:
        tokens = name.split()
        kind = typed_name(name, self.language)
        capitals = sum(token[0].isupper() or token[0].isdigit() for token in tokens)
        last, held = kinds_in(tokens[-1], self.language), kinds_in(name, self.language)
        return {
            "untyped": kind is None,
            "collective": kind is not None and kind.type in _COLLECTIVE,
            "utility": kind is not None and kind.type == "Utility",
            "actor": kind is not None and kind.type in ACTOR_TYPES - {"Network"},
            "like-a-person": kind is None and looks_like_person(name),
            "person": kind is None and 1 < len(tokens) <= 4 and capitals == len(tokens) and is_given_name(tokens[0]),
            "stem-in-headline": any(
                token.casefold()[:_STEM_CHARS] in self.stems for token in tokens if len(token) >= _STEM_CHARS
            ),
            "all-capitalised": capitals == len(tokens),
            "first-capitalised": capitals == 1 and len(tokens) > 1,
            "one-word": len(tokens) == 1,
            "one-long-word": len(tokens) == 1 and len(name) > 10,
            "ordinary-word": len(tokens) == 1 and name.casefold() in self.lowered,
            "words": len(tokens) / 4,
            "upper": name.isupper(),
            "digit": any(map(str.isdigit, name)),
            "year": _YEAR.search(name) is not None,
            "holds-cooperate": "cooperate" in held,
            "ends-collective": bool(last & {"collective"}),
            "holds-project": bool(held & {"project", "programme"}),
            "ordinary-words": sum(map(is_ordinary, tokens)) / len(tokens),
            "all-ordinary": all(map(is_ordinary, tokens)),
            "headline-of-ordinary-words": capitals == 1 and len(tokens) > 1 and all(map(is_ordinary, tokens)),
            "short-of-actor": any(short == name.casefold() for short in self.actor_shorts),
            "holds-other-cues": bool(held - {"cooperate", "project", "programme"}),
        }

    def _around(self, one: Named) -> dict[str, float]:
        length = len(one.name.split())
        said: dict[str, float] = {}
        for place in one.places[:_MAX_PLACES]:
            at = bisect_left(self.starts, place)
            for distance in range(1, _NEAR_WORDS + 1):
                for kind in self.kinds.get(at - distance, ()):
                    said[f"before-{kind}"] = True
                    said[f"beside-{kind}"] = True
                for kind in self.kinds.get(at + length - 1 + distance, ()):
                    said[f"after-{kind}"] = True
                    said[f"beside-{kind}"] = True
            said |= self._defined(at + length)
            if at and is_title(self.texts[at - 1]):
                said["title-right-before"] = True
        return said

    def _sentences(self) -> tuple[list[int], list[dict[str, float]]]:
        ends = [match.end() for match in _SENTENCE_END.finditer(self.plain)]
        starts = [0, *ends]
        found: list[dict[str, float]] = []
        for start, end in zip(starts, [*ends, len(self.plain)], strict=True):
            first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
            kinds = {kind for at in range(first, last) for kind in self.kinds.get(at, ())}
            text = self.plain[start:end]
            names = len(_LISTED_AFTER.findall(text))
            has_date, has_sum = _YEAR.search(text) is not None, _SUM.search(text) is not None
            said = {
                "with-names": names > 1,
                "with-partners": names > 1 and bool(kinds & {"partner", "together", "cooperate", "made_of"}),
                "with-start": has_date and "start" in kinds,
                "with-sum": has_sum,
                "with-goal": "goal" in kinds,
                "with-speech": "speech" in kinds,
                "with-contact": "contact" in kinds,
            }
            found.append({name: 1.0 for name, value in said.items() if value})
        return starts, found

    def _said_with(self, one: Named) -> dict[str, float]:
        """What the sentences say that hold the name: partners, dates, sums, goals."""
        said: dict[str, float] = {}
        for place in one.places[:_MAX_PLACES]:
            said |= self.sentences[bisect_right(self.sentence_starts, place) - 1]
        return said

    def _defined(self, at: int) -> dict[str, float]:
        """ "X, et samarbeid mellem …", "X er en indsats for …": an article and a noun of kind right after the name."""
        bridge = self.texts[at : at + 3]
        articles = [*all_words("articles"), "ei", "det", "den"]
        opens = bool(bridge) and (bridge[0] in (",", "–", "(") or bridge[0] in all_words("being"))
        if not opens or not any(word in articles for word in bridge[1:3]):
            return {}
        kinds = {kind for number in range(at + 1, at + 8) for kind in self.kinds.get(number, ())}
        return {
            "defined": True,
            "defined-kind": bool(kinds & {"cooperate", "project", "programme", "collective", "partner"}),
        }

    def _inside(self, one: Named) -> dict[str, float]:
        """How often the name stands, with its capital, after a word in lower case, and after which small words."""
        count, after_in, said = 0, 0, {}
        for place in one.places[:_MAX_PLACES]:
            before = re.search(r"([^\W\d_]+)[ ,(]+[\"']?$", self.plain[max(0, place - 30) : place])
            if _LISTED_BEFORE.search(self.plain[max(0, place - 30) : place]) or _LISTED_AFTER.match(
                self.plain, place + len(one.name)
            ):
                said["listed"] = True
            if self.plain[place] == one.name[0] and before and before[1].islower():
                count += 1
                kind = small_word(before[1])
                after_in += kind == "in"
                said |= {f"small-{kind}": True} if kind else {}
        return {
            **said,
            "within": count > 0,
            "within-twice": count > 1,
            "mostly-after-in": 0 < count <= 2 * after_in - (count > 1),
        }

    def _others(self, one: Named) -> dict[str, float]:
        ours = f" {one.name.casefold()} "
        said: dict[str, float] = {}
        for other, theirs in self.folded:
            if other is one:
                continue
            if ours in theirs and other.sources - _GUESSED_ENDS:
                said["in-longer" if len(other.places) >= len(one.places) else "in-longer-at-times"] = True
            elif theirs in ours and len(other.places) > len(one.places):
                said["holds-shorter"] = True
        return said


def _together(said: dict[str, float]) -> dict[str, float]:
    """Features that mean more together."""
    return {
        "cooperate-within": said["holds-cooperate"] and said["within"],
        "capitalised-within": said["all-capitalised"] and said["within"] and not said["one-word"],
        "one-word-within": said["one-word"] and said["within"],
        "quoted-untyped": said.get("quoted", False) and said["untyped"],
        "headline-sentence": said["headline-only"] and said["first-capitalised"],
        "headline-name": said["headline-only"] and said["all-capitalised"],
    }
