"""Reading: a file in, the text that quotes refer to out.

Plain text and Markdown are stored as they are: the text is the file, decoded. Of HTML, PDF, Word and e-mail a text is
made, by a reader for each format in a process that may be killed; ``samspil import`` keeps that text beside the file,
so that a newer version of a reader never moves an offset.
"""

from pathlib import Path, PurePath

from loaders.errors import SourceError
from loaders.reading.isolation import isolated
from loaders.reading.plain import check_text, decode
from loaders.reading.text import Reading, UnreadableError

MAX_BYTES = 20 * 1024 * 1024
FORMATS = {
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".eml": "eml",
}
SUFFIXES = tuple(FORMATS)
_STORED_AS_THEY_ARE = frozenset({"text", "markdown"})
_OTHER_KINDS = {
    b"%PDF": ("pdf", "a PDF", "name it .pdf"),
    b"PK\x03\x04": ("docx", "a zip file, such as a Word document", "name a Word document .docx, or unpack it"),
    b"\xd0\xcf\x11\xe0": ("doc", "an old Word file or one locked with a password", "save it as .docx without one"),
    b"<!doctype html": ("html", "an HTML page", "name it .html"),
    b"<html": ("html", "an HTML page", "name it .html"),
}


def read_text(path: Path) -> Reading:
    """The text of a file, by its suffix.

    Raises SourceError, with the line where there is one and the remedy, for a file that is missing, too large, of
    another format than its name says, damaged, locked, empty, or not text.
    """
    _check_file(path)
    try:
        return read_content(path.name, path.read_bytes())
    except UnreadableError as error:
        raise SourceError(path, error.line, error.problem) from error


def read_content(name: str, raw: bytes, charset: str | None = None) -> Reading:
    """The text of what a file of a ``name`` holds; ``charset`` is what a server said of it. Raises UnreadableError."""
    kind = FORMATS[PurePath(name).suffix.lower()]
    _check_kind(kind, raw)
    if kind not in _STORED_AS_THEY_ARE:
        return isolated().read(kind, raw, charset)
    text = decode(raw)
    check_text(text)
    return Reading(text)


def is_stored_as_it_is(path: Path) -> bool:
    """Whether the text of a file is the file itself; of others a text is made, which can be stored beside it."""
    return FORMATS.get(path.suffix.lower(), "text") in _STORED_AS_THEY_ARE


def _check_file(path: Path) -> None:
    read = f"{', '.join(SUFFIXES[:-1])} and {SUFFIXES[-1]}"
    if not path.is_file():
        problem = "is a folder, not a file" if path.is_dir() else "there is no such file"
        raise SourceError(path, 0, f"{problem}: name a file; read are {read}")
    if path.suffix.lower() not in FORMATS:
        problem = f"files that end in {path.suffix!r} are not read; read are {read}"
        raise SourceError(path, 0, f"{problem}: save the document as one of them")
    size_bytes = path.stat().st_size
    if size_bytes > MAX_BYTES:
        raise SourceError(path, 0, f"{size_bytes:,} bytes, over the limit of {MAX_BYTES:,}: split the document")


def _check_kind(kind: str, raw: bytes) -> None:
    """Raises UnreadableError where a file begins as another format does than its name says."""
    head = raw[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for beginning, (other, words, remedy) in _OTHER_KINDS.items():
        if head.startswith(beginning.lower()) and kind != other and kind != "eml":
            name = "text" if kind in _STORED_AS_THEY_ARE else f"what its name says ({kind})"
            raise UnreadableError(f"is {words}, not {name}: {remedy}")
