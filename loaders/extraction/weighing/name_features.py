"""What speaks for and against a name as what a page is about: names and their places in, named features out.

A feature is a fact about the name ("one-word"), about where it stands ("early") or about the words around it
("before-project", ``name_surroundings.py``). Nothing is decided here: ``subject.py`` weighs.
"""

import math
import re
from collections.abc import Set

from loaders.documents import Document
from loaders.extraction.names import ACTOR_TYPES, clean, looks_like_person, typed_name
from loaders.extraction.records import records_of
from loaders.extraction.subjects import FACTS_OF_A_PROJECT
from loaders.extraction.weighing.cues import kinds_in
from loaders.extraction.weighing.everyday import (
    is_given_name,
    is_of_council,
    is_of_sites,
    is_ordinary,
    is_ordinary_alone,
)
from loaders.extraction.weighing.name_reach import Reach
from loaders.extraction.weighing.name_surroundings import MAX_PLACES, Surroundings
from loaders.extraction.weighing.named import GUESSED_ENDS, LINES, Named, own_places, together
from loaders.layout import field_of
from loaders.lexicon import table, word_set, words
from loaders.statements import Entity

MAX_TOP_BLOCKS = 8
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_FORM = re.compile(r"[A-Z][A-Za-z]{0,2}(?:/?[A-Za-z]{1,2})")
_EARLY_CHARS = 500
_MANY_TIMES = 12
_STEM_CHARS = 6
_LONG_WORD_CHARS = 10
_SHORT_CHARS = 4
_COMPANIES = frozenset({"Company", "Utility"})
_COLLECTIVE = frozenset({"Partnership", "Project", "Network", "Programme"})


class Describer:
    """What the text says around each name."""

    def __init__(self, document: Document, plain: str, kept: list[Named]) -> None:
        """Read the text once: its words, its cues, its first paragraph."""
        self.document, self.kept = document, kept
        self.language = document.language
        self.text = Surroundings(document, plain)
        self.folded = [(one, f" {one.name.casefold()} ") for one in kept]
        tops = [block.text for block in document.blocks[:MAX_TOP_BLOCKS] if block.kind == "heading"]
        lowered = [word for top in tops for word in re.findall(r"[a-zæøåäö]\w{5,}", top)]
        self.stems = {word[at : at + _STEM_CHARS] for word in lowered for at in range(len(word) - _STEM_CHARS + 1)}
        # What the page calls its subject: "nettverket" speaks for "Overvannsnettverket".
        spoken = (word for word in words(self.language, "page_words") if len(word) > _SHORT_CHARS)
        self.called = tuple(word for word in spoken if word in self.text.lowered)
        listed: dict[str, list[str]] = table("page")["company_pages"]
        starts = {one: tuple(begins) for one, begins in listed.items()}
        self.of_companies = [
            one for one, begins in starts.items() if any(word.startswith(begins) for word in self.text.lowered)
        ]
        self.title = clean(document.title).casefold()
        fields = {field_of(block.text.partition(":")[0]) for block in document.blocks if block.kind == "label"}
        self.has_facts = len(fields & FACTS_OF_A_PROJECT) > 1
        self.records = {one.name.casefold() for one in records_of(document)}
        self.own = own_places(kept, document.language)
        self.inside = {name: list(filter(self.text.is_running, places)) for name, places in self.own.items()}
        self.reach = Reach(self.text, self.language, self.inside)
        self.most = max(map(len, self.inside.values()), default=0)
        self.actor_shorts = {
            one.name.rsplit(" ", 1)[0].casefold()
            for one in kept
            if " " in one.name and (kind := typed_name(one.name, document.language)) and kind.type in ACTOR_TYPES
        }

    def stands_only_in(self, one: Named, starts: Set[int]) -> bool:
        """Whether a name stands in no block but those that begin at some places."""
        blocks = map(self.text.block_at, one.places)
        return all(block is None or block.start in starts for block in blocks)

    def places(self, one: Named) -> dict[str, float]:
        """The features of where a name stands, which tell whether it is used as one."""
        said = self._where(one)
        said.update(self._lines(one))
        said.update(self.text.around(one.name, (self.own[one.name] or one.places)[:MAX_PLACES]))
        said["ordinary-word"] = " " not in one.name and one.name.casefold() in self.text.lowered
        return {name: float(value) for name, value in said.items() if value}

    def words(self, one: Named) -> dict[str, float]:
        """The features of its words, and of other names that hold it or that it holds."""
        said = self._kind(one.name)
        said.update(self._shape(one.name))
        said.update(self._words(one.name))
        said.update(self._others(one))
        said.update(self.reach.of(one.name))
        said.update(together(one.features | said))
        return {name: float(value) for name, value in said.items() if value}

    def _where(self, one: Named) -> dict[str, float]:
        own, inside = self.own[one.name], self.inside[one.name]
        kinds = [self.text.kind_at(place) for place in one.places]
        return {
            "said": math.log(1 + min(len(own), _MANY_TIMES)),
            "said-inside": math.log(1 + min(len(inside), _MANY_TIMES)),
            "said-most": bool(inside) and len(inside) == self.most,
            "never-alone": not own,
            "often-alone": 2 * len(own) > len(one.places),
            "in-body": bool(inside),
            "early": bool(inside) and inside[0] < self.text.body + _EARLY_CHARS,
            "first-sentence": bool(inside) and self.text.is_first_sentence(inside[0]),
            "item": kinds[-1] == "item",
            "mostly-value": 2 * kinds.count("label") > len(kinds),
            "mostly-item": 2 * kinds.count("item") > len(kinds),
            "noise-only": kinds.count("noise") == len(kinds),
            "labels": all(self.text.is_label(place, one.name) for place in one.places),
            **dict.fromkeys(one.sources, True),
            **self.text.edges(one.places),
            **self.text.fields(one.places),
        }

    def _lines(self, one: Named) -> dict[str, float]:
        """Where the name is a headline or part of one."""
        name, inside = one.name.casefold(), self.inside[one.name]
        lines = [place for place in one.places if self.text.is_line(place, one.name)]
        sides = [(place, side) for place in one.places if (side := self.text.side_of_line(place, one.name))]
        fronts = [place for place, side in sides if side == "front"]
        in_heading = any(source.startswith(("top", "heading")) for source in one.sources)
        return {
            "headline-and-body": in_heading and bool(inside),
            "headline-only": in_heading and not inside,
            "headline-of-facts": in_heading and self.has_facts,
            "title": name in self.document.title.casefold(),
            "title-whole": name == self.title,
            "title-of-facts": name == self.title and self.has_facts,
            "one-of-records": name in self.records,
            "whole-line": bool(lines),
            "heads-text": any(self.text.heads_text(place) for place in lines),
            "line-above-body": any(self.text.is_above(place, self.text.body) for place in lines),
            "line-above-facts": any(self.text.is_above(place, self.text.facts) for place in lines),
            **{f"{side}-of-line": True for _, side in sides},
            "front-above-body": any(self.text.is_above(place, self.text.body) for place in fronts),
            "front-above-facts": any(self.text.is_above(place, self.text.facts) for place in fronts),
            "front-and-body": bool(fronts and inside),
            "line-in-body": any(place > self.text.body for place in lines),
        }

    def _kind(self, name: str) -> dict[str, float]:
        tokens = name.split()
        kind = typed_name(name, self.language)
        last, held = kinds_in(tokens[-1], self.language), kinds_in(name, self.language)
        return {
            "untyped": kind is None,
            "collective": kind is not None and kind.type in _COLLECTIVE,
            "actor": kind is not None and kind.type in ACTOR_TYPES - {"Network"},
            "like-a-person": kind is None and looks_like_person(name),
            "person": kind is None and 1 < len(tokens) <= 4 and is_given_name(tokens[0]) and _is_capitalised(tokens),
            "short-of-actor": name.casefold() in self.actor_shorts,
            **self._as_company(kind, tokens),
            "ends-as-called": tokens[-1].casefold().endswith(self.called) or tokens[0].casefold().endswith(self.called),
            "holds-cooperate": "cooperate" in held,
            "ends-collective": bool(last & {"collective"}),
            "holds-project": bool(held & {"project", "programme"}),
            "holds-other-cues": bool(held - {"cooperate", "project", "programme"}),
            **({f"kind-{kind.type}": True} if kind else {}),
            **({f"form-{tokens[-1]}": True} if len(tokens) > 1 and _FORM.fullmatch(tokens[-1]) else {}),
        }

    def _as_company(self, kind: Entity | None, tokens: list[str]) -> dict[str, float]:
        """Companies that municipalities own are what their own pages are about; others are not."""
        if kind is None or kind.type not in _COMPANIES or len(tokens) < 2:
            return {}
        return {f"company-{one}": True for one in self.of_companies}

    def _shape(self, name: str) -> dict[str, float]:
        tokens = name.split()
        capitals = _count_capitals(tokens)
        return {
            "all-capitalised": capitals == len(tokens),
            "first-capitalised": capitals == 1 < len(tokens),
            "one-word": len(tokens) == 1,
            "one-long-word": len(tokens) == 1 and len(name) > _LONG_WORD_CHARS,
            "words": len(tokens) / 4,
            "upper": name.isupper(),
            "digit": any(map(str.isdigit, name)),
            "year": _YEAR.search(name) is not None,
            "stem-in-headline": any(
                token.casefold()[:_STEM_CHARS] in self.stems for token in tokens if len(token) >= _STEM_CHARS
            ),
        }

    def _words(self, name: str) -> dict[str, float]:
        """Whether the words of the name are everyday ones."""
        tokens = name.split()
        known = [is_ordinary(token) for token in tokens]
        alone = len(tokens) == 1
        return {
            "known-word": alone and is_ordinary_alone(name),
            "compound": alone and known[0] and not is_ordinary_alone(name),
            "ordinary-words": sum(known) / len(tokens),
            "all-ordinary": all(known) and not alone,
            "headline-of-ordinary-words": not alone and all(known) and _count_capitals(tokens) == 1,
            "has-verb": any(token.casefold() in word_set(self.language, "finite_verbs") for token in tokens[1:]),
            "site-word": is_of_sites(name),
            "of-council": is_of_council(name),
            "asks": tokens[0].casefold() in word_set(self.language, "questions"),
            "begins-small": tokens[0].casefold() in word_set(self.language, "function_words"),
            "last-small": tokens[-1][0].islower() and not known[-1],
        }

    def _is_small(self, word: str) -> bool:
        """Whether a word says nothing of a name behind it: "Ofte stillede spørgsmål om Grundvand Syd"."""
        return is_of_sites(word) or word.casefold() in word_set(self.language, "function_words")

    def _others(self, one: Named) -> dict[str, float]:
        """Which other names hold this one, and which ones it holds."""
        ours = f" {one.name.casefold()} "
        said: dict[str, float] = {}
        for other, theirs in self.folded:
            if other is one:
                continue
            if ours in theirs:
                if other.sources - GUESSED_ENDS and (self.inside[other.name] or len(other.places) > 1):
                    said["in-longer" if len(other.places) >= len(one.places) else "in-longer-at-times"] = True
                if other.sources & LINES and theirs.endswith(ours):
                    said["tail-of-line"] = all(map(is_ordinary, theirs[: -len(ours)].split()))
            elif theirs in ours:
                if len(other.places) > len(one.places):
                    said["holds-shorter"] = True
                if self.inside[other.name] and ours.endswith(theirs):
                    said["ends-in-name"] = True
                    front = one.name.split()[: len(ours.split()) - len(theirs.split())]
                    said["front-of-sites"] = all(map(self._is_small, front))
        return said


def _is_capitalised(tokens: list[str]) -> bool:
    return _count_capitals(tokens) == len(tokens)


def _count_capitals(tokens: list[str]) -> int:
    """How many words begin with a capital or a digit."""
    return sum([token[0].isupper() or token[0].isdigit() for token in tokens])
