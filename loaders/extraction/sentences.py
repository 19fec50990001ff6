"""Sentences of a document: blocks in, stretches with their section out.

A list item is its own sentence. Facts ("Periode: 2014") and noise are left out; a label whose value is a whole
sentence ("HVEM: X er et …") is prose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.documents import Block, Document
from loaders.layout import field_of, item_text_start, section_of, split_label
from loaders.lexicon import all_words

_STOP = re.compile(r"[.!?]+[\"')\]]?\s+")
_FIELDS_OF_PROSE = frozenset({None, "goal", "vision", "mission", "contact", "projects", "theme"})
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
MAX_SENTENCE_CHARS = 1_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of prose; ``section`` is what its heading says ("goal"), ``block`` the number of its block."""

    start: int
    end: int
    section: str | None
    block: int
    kind: str


def sentences_of(document: Document, plain: str) -> tuple[Sentence, ...]:
    """All sentences in order; ``plain`` is the matching copy of the text."""
    found: list[Sentence] = []
    section: str | None = None
    for number, block in enumerate(document.blocks):
        if block.kind == "heading":
            section = section_of(block.text)
            continue
        if block.kind == "noise":
            continue
        start, own_section = _prose_start(block)
        if start is not None:
            stretch = (block.start + start, block.end)
            found += [Sentence(a, b, own_section or section, number, block.kind) for a, b in _split(plain, *stretch)]
    return tuple(found)


def sections_of_blocks(document: Document) -> dict[int, str | None]:
    """The section that each block stands in, by number."""
    section, found = None, {}
    for number, block in enumerate(document.blocks):
        if block.kind == "heading":
            section = section_of(block.text)
        found[number] = section
    return found


def _prose_start(block: Block) -> tuple[int | None, str | None]:
    """Where prose begins in a block, and the section that a run-in label opens; None for a fact."""
    parts = split_label(block.text)
    if block.kind == "item":
        return item_text_start(block.text), None
    if block.kind != "label" or parts is None:
        return 0, None
    label = block.text[: parts[0]]
    section = section_of(label)
    if section:
        return parts[1], section
    return (0, None) if field_of(label) in _FIELDS_OF_PROSE else (None, None)


def _split(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _STOP.finditer(plain, start, end):
        if _is_end(plain, match, at):
            yield from _cut(plain, at, match.start() + len(match.group().rstrip()))
            at = match.end()
    yield from _cut(plain, at, end)


def _is_end(plain: str, match: re.Match[str], at: int) -> bool:
    following = plain[match.end() : match.end() + 1]
    if following.islower():
        return False
    if match.group()[0] != ".":
        return True
    before = plain[max(at, match.start() - 12) : match.start()].split(" ")[-1].casefold()
    is_short = (before.isdigit() and len(before) < 3) or len(before) < 2 or _INITIALS.fullmatch(before) is not None
    return not is_short and before not in _abbreviations()


def _abbreviations() -> frozenset[str]:
    return frozenset(all_words("abbreviations"))


def _cut(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_SENTENCE_CHARS:
        space = plain.rfind(" ", start, start + MAX_SENTENCE_CHARS)
        cut = space if space > start else start + MAX_SENTENCE_CHARS
        yield start, cut
        start = cut + 1
    if plain[start:end].strip():
        yield start, end
