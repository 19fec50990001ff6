"""Records: fact blocks that repeat in, one record for each project out.

A record names its project with a label ("Projekt: A … Projekt: B …"), or has its name for a title: "Grøn Havn" above
"Søker: Bodø kommune", and further down another title above the same label.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from loaders.documents import Block, Document
from loaders.extraction.names import clean, typed_name
from loaders.extraction.statuses import status_of
from loaders.layout import MARKUP, field_of, item_text_start, section_of, split_label

_MAX_TITLE_WORDS = 9
_NUMBER = re.compile(r"^\d+(?:\.\d+)*\.? +(?=\w)")
_OF_PROJECTS = frozenset({"lead", "partner", "funder", "grant", "budget", "period", "start", "end", "status"})
_NO_PROJECTS = frozenset({"Municipality", "Company", "University", "Country", "Region"})


@dataclass(frozen=True, slots=True)
class Record:
    """One project and the stretch of its facts; ``label_end`` is where the line with its name ends."""

    name: str
    start: int
    label_end: int
    end: int
    status: str | None
    has_grant: bool
    is_labelled: bool


def records_of(document: Document) -> tuple[Record, ...]:
    """The records of a document that has two or more; one fact block alone describes the page's subject."""
    starts = [number for number, block in enumerate(document.blocks) if _value(block, "project")]
    if len(starts) > 1:
        return tuple(_record(document, number, _labelled(document, number)) for number in starts)
    return tuple(_titled_records(document))


def _titled_records(document: Document) -> Iterator[Record]:
    titled = {number: label for number in range(len(document.blocks)) if (label := _label_below(document, number))}
    counts = Counter(titled.values())
    starts = [number for number, label in titled.items() if counts[label] > 1]
    for number in starts:
        yield _record(document, number, _under_title(document, number, starts))


def _label_below(document: Document, number: int) -> str:
    """The first label under a line that can be the name of a project; nothing for any other block."""
    block, below = document.blocks[number], document.blocks[number + 1 : number + 2]
    # Few blocks stand above a label: only of these it is asked whether they are titles.
    is_above = bool(below) and below[0].kind == "label" and not _is_apart(document, block, below[0])
    title = _title(block) if is_above else ""
    if not title:
        return ""
    kind = typed_name(title, document.language)
    labels = [_label(one) for one in takewhile(lambda one: one.kind == "label", document.blocks[number + 1 :])]
    is_project = any(field_of(label) in _OF_PROJECTS for label in labels if label)
    return labels[0] if is_project and not (kind and kind.type in _NO_PROJECTS) else ""


def _label(block: Block) -> str:
    parts = split_label(block.text)
    return block.text[: parts[0]].strip(MARKUP).casefold() if parts else ""


def _title(block: Block) -> str:
    text = _NUMBER.sub("", block.text[item_text_start(block.text) :].strip(MARKUP))
    is_short = len(text.split()) <= _MAX_TITLE_WORDS and "\n" not in text and text[-1:] not in ".!?:"
    is_other = block.kind in ("label", "noise") or section_of(text) or field_of(text)
    return clean(text) if is_short and not is_other else ""


def _labelled(document: Document, number: int) -> Sequence[Block]:
    """The facts that follow the label with a project's name."""
    following = document.blocks[number + 1 :]
    return list(takewhile(lambda one: one.kind in ("label", "item") and not _value(one, "project"), following))


def _under_title(document: Document, number: int, starts: Sequence[int]) -> Sequence[Block]:
    """What stands under a title, up to the next or to an empty line that no label follows."""
    found: list[Block] = []
    for at in range(number + 1, len(document.blocks)):
        block = document.blocks[at]
        if at in starts or (block.kind != "label" and _is_apart(document, document.blocks[at - 1], block)):
            break
        found.append(block)
    return found


def _is_apart(document: Document, before: Block, after: Block) -> bool:
    return document.text.count("\n", before.end, after.start) > 1


def _record(document: Document, number: int, facts: Sequence[Block]) -> Record:
    first = document.blocks[number]
    said = [value for block in facts if (value := _value(block, "status"))]
    return Record(
        _value(first, "project") or _title(first),
        first.start,
        first.end,
        (facts[-1] if facts else first).end,
        status_of(said[-1], document.language) if said else None,
        any(_value(block, "grant") for block in facts),
        bool(_value(first, "project")),
    )


def _value(block: Block, field: str) -> str:
    parts = split_label(block.text) if block.kind == "label" else None
    return clean(block.text[parts[1] :]) if parts and field_of(block.text[: parts[0]]) == field else ""
