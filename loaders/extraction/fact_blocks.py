"""Labelled values: the blocks of a page in, facts and the actors in their values out.

The value of a list label may stand on the same line, on the next, or in the bullets under it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from loaders.documents import Block
from loaders.extraction.names import ACTOR_TYPES, clean, masked, reference, typed_name
from loaders.extraction.page import Page
from loaders.extraction.place_names import city_abroad, listed_place
from loaders.extraction.weighing.everyday import is_of_sites
from loaders.layout import MARKUP, field_of, item_text_start, split_label
from loaders.lexicon import table, words
from loaders.statements import Entity

_SEPARATOR = re.compile(r"[,;•|\n\r]|(?<!\w)(?:og|och|and|samt)(?!\w)| / ")
_IN_PROSE = frozenset({"budget", "grant", "lead", "partner", "period", "start", "end", "funder", "status", "leader"})
_ON_NEXT_LINE = frozenset({"status", "location"})
_LINES = frozenset({"heading", "paragraph"})
_MAX_LINE_WORDS = 12
_AFTER_NAME = re.compile(r" [-–] | ?\(|, | / ")
MAX_VALUE_CHARS = 5_000
_SPACED = re.compile(r" +[-–—·|/] +")
_HARD = re.compile(r"[;•·|\n\r]")


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value: ``start`` and ``end`` take in the label, ``value_start`` begins the value."""

    field: str
    label: str
    start: int
    value_start: int
    end: int


def facts_of(page: Page) -> Iterator[Fact]:
    """Every labelled value whose label is known."""
    yield from _in_sentences(page)
    yield from _on_next_line(page)
    blocks = page.document.blocks
    for number, block in enumerate(blocks):
        parts = split_label(block.text) if block.kind in ("label", "item") else None
        if parts is None:
            continue
        offset = item_text_start(block.text) if block.kind == "item" else 0
        label = clean(block.text[offset : parts[0]].strip(MARKUP))
        field = field_of(label)
        if field is None:
            continue
        end = (
            block.start + len(block.text.rstrip("| ")) if block.text[parts[1] :].strip() else _items_end(blocks, number)
        )
        if end > block.start + parts[1]:
            value_start = block.start + parts[1]
            yield Fact(field, label, block.start + offset, value_start, min(end, value_start + MAX_VALUE_CHARS))


def _on_next_line(page: Page) -> Iterator[Fact]:
    """ "Status" alone on its line, and "Afsluttet" below it."""
    for label, value in pairwise(page.document.blocks):
        if {label.kind, value.kind} <= _LINES and len(value.text.split()) <= _MAX_LINE_WORDS:
            field = field_of(label.text)
            if field in _ON_NEXT_LINE:
                yield Fact(field, clean(label.text), label.start, value.start, value.end)


def _in_sentences(page: Page) -> Iterator[Fact]:
    """Facts within running text: "Stort projekt. Total budget: 6,4 miljoner euro."."""
    for sentence in page.sentences:
        text = page.document.text[sentence.start : sentence.end]
        parts = split_label(text)
        block = page.document.blocks[sentence.block]
        if parts is None or (block.kind in ("label", "item") and sentence.start == block.start) or not text[parts[1] :]:
            continue
        field = field_of(text[: parts[0]])
        if field in _IN_PROSE:
            end = sentence.start + len(text.rstrip(" ."))
            yield Fact(field, clean(text[: parts[0]]), sentence.start, sentence.start + parts[1], end)


def actors_in(page: Page, start: int, end: int) -> Iterator[tuple[Entity, int, int]]:
    """The organisations of a list that stands in a value: "A, B og C", or one a line."""
    for begin, finish in pieces(page, start, end):
        shared = _with_shared_head(page, begin, finish)
        if shared:
            yield from shared
            continue
        entity = actor_of(page, begin, finish)
        if entity:
            yield entity, begin, finish


def _with_shared_head(page: Page, start: int, end: int) -> list[tuple[Entity, int, int]]:
    """ "Stange, Løten og Ringsaker kommuner" between semicolons: several municipalities with one head."""
    named = [(one.entity.name, one.start, one.end) for one in page.scans.between(start, end)]
    plurals = words(page.language, "municipality_plurals")
    if len(named) < 2 or clean(page.plain[start:end]).split()[-1].casefold() not in plurals:
        return []
    found = ((reference(name, page.language), begin, finish) for name, begin, finish in named)
    return [(Entity("Municipality", one.name), begin, finish) for one, begin, finish in found if one]


def actor_of(page: Page, start: int, end: int) -> Entity | None:
    """The actor that a whole value names; a name of no known kind is a company, a sentence is nothing."""
    text = _without_unit(_without_tail(clean(page.document.text[start:end])), page.language)
    if not text or len(text) > 100 or len(text.split()) > 9:
        return None
    known = typed_name(text, page.language) or page.vocabulary.known.get(text) or page.vocabulary.same_as_known(text)
    if known:
        return known if known.type in ACTOR_TYPES | {"Programme"} else None
    place = reference(text, page.language)
    if place:
        return Entity("Municipality", place.name)
    if listed_place(text):
        return Entity("Municipality", text) if city_abroad(text) else None
    found = [one.entity for one in page.scans.between(start, end)]
    if len(found) == 1 and found[0].type in ACTOR_TYPES:
        return found[0]
    tokens = [token for token in text.split() if len(token) > 3 or token.isupper()] or text.split()
    shaped = text[0].isupper() and sum(token[0].isupper() or token[0].isdigit() for token in tokens) * 2 >= len(tokens)
    is_name = shaped and not _is_no_name(text, page.language)
    return Entity("Company", text) if is_name else None


def _is_no_name(text: str, language: str) -> bool:
    """Whether words that tell no kind are a denial, a sentence, an address or of a menu."""
    is_denial = text.split()[0].casefold() in words(language, "not")
    return is_denial or is_of_sites(text) or text.endswith(".") or _numbered().search(text) is not None


@cache
def _numbered() -> re.Pattern[str]:
    """ "Kyrkvägen 2" and "FO-nummer 0000000-0" name nobody."""
    streets = "|".join(table("page")["street_ends"])
    return re.compile(rf"[\w ](?i:{streets}) \d{{1,3}} ?[A-Za-z]?$|\d{{5}}")


def _without_tail(text: str) -> str:
    """A name without the "together" behind it: "Nesna i fellesskap"."""
    tail = next((tail for tail in table("page")["value_tails"] if text.endswith(f" {tail}")), "")
    return text[: -len(tail)].rstrip() if tail else text


def _without_unit(text: str, language: str) -> str:
    """An actor without what follows its name: "Lunds universitet - Institutionen för fysik", "Oslo kommune (NO)"."""
    name = _AFTER_NAME.split(text)[0]
    return name if name != text and (typed_name(name, language) or "(" in text) else text


def pieces(page: Page, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The pieces of a list; lines or semicolons, where there are any, are the only cuts."""
    text = page.plain[start:end]
    whole = clean(text)
    if (
        whole
        and typed_name(whole, page.language)
        and not re.search("[,;•·|\n\r]", page.document.text[start:end].strip())
        and not re.search(r" (?:og|och|and) [A-ZÆØÅÄÖ]", masked(text))
    ):
        yield start, end
        return
    raw = masked(page.document.text[start:end])
    mark = _HARD if _HARD.search(raw.strip()) else _SPACED if _is_spaced(raw) else _SEPARATOR
    at = start
    for cut in [*mark.finditer(raw), None]:
        finish = start + cut.start() if cut else end
        begin = at + item_text_start(page.document.text[at:finish].lstrip()) if mark is _HARD else at
        if page.document.text[begin:finish].strip():
            yield begin, finish
        at = start + cut.end() if cut else end


def _is_spaced(text: str) -> bool:
    """ "Strand - Hjelmeland - Suldal": one dash may stand within a name, and two cut a list."""
    return len(_SPACED.findall(text)) > 1 and "," not in text


def _items_end(blocks: tuple[Block, ...], number: int) -> int:
    """Where the bullets under a label without a value end."""
    end = blocks[number].end
    for block in blocks[number + 1 :]:
        if block.kind != "item":
            break
        end = block.end
    return end
