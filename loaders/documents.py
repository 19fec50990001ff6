"""Documents: a file in, its text and blocks out. Offsets count Unicode code points of the stored text and never change.

``loaders/reading/`` says what the stored text of a file is; quotes refer to it. Nothing is extracted here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from loaders.errors import SourceError
from loaders.iris import slugify
from loaders.languages import NAMES, detect_language, foreign_parts
from loaders.layout import section_of
from loaders.lexicon import LANGUAGES
from loaders.reading import is_stored_as_it_is, read_text
from loaders.reading.markdown import front_matter, markup
from loaders.reading.view import View, straightened
from loaders.sources import stored_text_of
from loaders.stretches import stretches

_WORD = re.compile(r"[^\W\d_]+")
_TITLE_CHARS = 120


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of lines: ``kind`` is heading, paragraph, item, label, or noise (navigation, captcha, footer)."""

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A source as it was received; ``language`` is a BCP 47 tag, ``title`` the document's own first heading.

    ``view`` is the text as patterns read it, where it differs from the stored one; ``notes`` say what was not read, and
    which part is in another language.
    """

    slug: str
    path: Path
    text: str
    language: str
    title: str
    blocks: tuple[Block, ...]
    view: View | None = None
    notes: tuple[str, ...] = ()

    def as_read(self) -> "Document":
        """The document of the view: what patterns work on, in offsets of the view."""
        if self.view is None:
            return self
        return replace(self, text=self.view.text, blocks=tuple(_blocks(self.view.text)), view=None)


def read_document(path: Path, *, slug: str | None = None, language: str | None = None) -> Document:
    """Read a file of at most 20 MB: plain text, Markdown, HTML, PDF, Word (.docx) or e-mail (.eml).

    In:  the file; a slug if it is not to be made from the file's name, a language if it is known.
    Out: the document in da, nb, nn, sv or en; the text is the one stored when the file was imported, if it was.
    Raises SourceError, with the line and the remedy, for a file that cannot be read or is in another language.
    """
    stored = None if is_stored_as_it_is(path) else stored_text_of(path)
    reading = read_text(stored or path)
    document = document_from_text(reading.text, path=path, slug=slug, language=language)
    return replace(document, notes=(*reading.notes, *document.notes))


def document_from_text(text: str, *, path: Path, slug: str | None = None, language: str | None = None) -> Document:
    """A document of text that is already decoded; ``path`` names it. Raises SourceError for a language not read."""
    is_markdown = path.suffix.lower() == ".md"
    view = straightened(text, markup(text) if is_markdown else ())
    seen = tuple(_blocks(view.text if view else text))
    body = " ".join(block.text for block in seen if block.kind != "noise") or text
    known = language or detect_language(body)
    if known not in LANGUAGES:
        how = "is given as" if language else "seems to be"
        names = [f"{name} ({tag})" for tag, name in NAMES.items()]
        read = f"read are {', '.join(names[:-1])} and {names[-1]}"
        raise SourceError(path, 0, f"the language {how} {known!r}; {read}: translate the text, or leave the file out")
    blocks = _stored_blocks(text, view, seen) if view else seen
    if is_markdown and (begin := front_matter(text)):
        blocks = (Block("noise", 0, begin, text[:begin]), *blocks)
    return Document(
        slug or slugify(path.stem), path, text, known, title_of(seen), blocks, view, tuple(_notes(text, blocks, known))
    )


def title_of(blocks: tuple[Block, ...]) -> str:
    """The document's own first heading; of several at the top (a menu path, a title) the one that the text repeats."""
    top: list[str] = []
    for block in blocks:
        if block.kind == "noise":
            continue
        if block.kind != "heading" or section_of(block.text):
            break
        top.append(" ".join(block.text.strip("#*_ ").split()))
    if not top:
        return _first_words(blocks)
    body = " ".join(block.text for block in blocks if block.kind in ("paragraph", "item", "label")).casefold()
    return max(top, key=lambda heading: _share_in(heading, body))


def _first_words(blocks: tuple[Block, ...]) -> str:
    first = next((block for block in blocks if block.kind == "heading"), None)
    first = first or next((block for block in blocks if block.kind != "noise"), None)
    text = " ".join(first.text.strip("#*_ ").split()) if first else ""
    return text if len(text) <= _TITLE_CHARS else text[:_TITLE_CHARS].rsplit(" ", 1)[0] + " …"


def _share_in(heading: str, body: str) -> float:
    tokens = [token.casefold() for token in _WORD.findall(heading) if len(token) > 3]
    repeated = heading.casefold() in body
    return repeated + sum(token in body for token in tokens) / (len(tokens) or 1)


def _blocks(text: str) -> Iterator[Block]:
    return (Block(kind, start, end, text[start:end]) for kind, start, end in stretches(text))


def _stored_blocks(text: str, view: View, seen: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks of the view where they stand in the stored text."""
    spans = ((block.kind, *view.span(block.start, block.end)) for block in seen)
    return tuple(Block(kind, start, end, text[start:end]) for kind, start, end in spans)


def _notes(text: str, blocks: Iterable[Block], language: str) -> Iterator[str]:
    """A line for each part in another language."""
    prose = ((block.start, block.end, block.text) for block in blocks if block.kind in ("paragraph", "item"))
    for start, end, other in foreign_parts(prose, language):
        first, last = text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1
        place = f"line {first} seems" if first == last else f"lines {first} to {last} seem"
        yield (
            f"{place} to be in {NAMES.get(other, other)}; the document is read as {NAMES[language]}: "
            "put that part into a document of its own"
        )
