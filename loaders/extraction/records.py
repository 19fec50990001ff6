"""Records: fact blocks that repeat ("Projekt: A … Projekt: B …") in, one record for each project out."""

from dataclasses import dataclass

from loaders.documents import Block, Document
from loaders.extraction.names import clean
from loaders.extraction.statuses import status_of
from loaders.layout import field_of, split_label


@dataclass(frozen=True, slots=True)
class Record:
    """One project and the stretch of its facts; ``label_end`` is where the line with its name ends."""

    name: str
    start: int
    label_end: int
    end: int
    status: str | None


def records_of(document: Document) -> tuple[Record, ...]:
    """The records of a document that has two or more; one fact block alone describes the page's subject."""
    starts = [number for number, block in enumerate(document.blocks) if _value(block, "project")]
    if len(starts) < 2:
        return ()
    return tuple(_record(document, number) for number in starts)


def _record(document: Document, number: int) -> Record:
    first = last = document.blocks[number]
    status = None
    for block in document.blocks[number + 1 :]:
        if block.kind not in ("label", "item") or _value(block, "project"):
            break
        last = block
        said = _value(block, "status")
        status = status_of(said, document.language) if said else status
    return Record(_value(first, "project"), first.start, first.end, last.end, status)


def _value(block: Block, field: str) -> str:
    parts = split_label(block.text) if block.kind == "label" else None
    return clean(block.text[parts[1] :]) if parts and field_of(block.text[: parts[0]]) == field else ""
