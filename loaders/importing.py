"""Importing: a file or an address in, a source of the workspace out: ``data/documents/<slug>/``.

The folder holds the document as received, byte for byte; where quotes cannot refer to the document itself (HTML, PDF,
Word, e-mail), the text that was made of it; and ``document.toml`` with both checksums. It appears whole or not at all.
"""

import datetime
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from loaders.documents import document_from_text
from loaders.durable import sync, sync_tree
from loaders.errors import FetchError, SourceError, UsageError
from loaders.fetching import fetch
from loaders.iris import slugify
from loaders.reading import FORMATS, is_stored_as_it_is, read_content, read_text
from loaders.reading.text import UnreadableError
from loaders.settings import Settings, hosts_inside
from loaders.sources import METADATA, is_reserved, sha256_of

_READERS = {"html": "trafilatura", "pdf": "pypdf", "docx": "python-docx", "eml": "samspil"}


@dataclass(frozen=True, slots=True)
class Imported:
    """The folder of a new source, and what of the document was not read."""

    folder: Path
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Received:
    """A document before it is kept; ``address`` is where it came from, if it did not come as a file."""

    name: str
    content: bytes
    text: str
    notes: tuple[str, ...]
    address: str | None = None


def import_document(
    origin: str, workspace: Path, settings: Settings, *, slug: str | None = None, language: str | None = None
) -> Imported:
    """Make a source of a file or an address.

    In:  a path, or http(s)://…; a slug if it is not to be made from the name, a language if it is known.
    Raises SourceError or FetchError for what cannot be read, UsageError where the slug is taken.
    """
    received = _fetched(origin, settings, language) if "://" in origin else _read(Path(origin), language)
    documents = workspace / "data" / "documents"
    documents.mkdir(parents=True, exist_ok=True)
    slug = slugify(slug or Path(received.name).stem)
    _check_slug(slug, documents)
    part = documents / f".{slug}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    try:
        _fill(part, received, language)
        sync_tree(part)
        folder = part.rename(documents / slug)
        sync(documents)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Imported(folder, received.notes)


def _read(path: Path, language: str | None) -> _Received:
    reading = read_text(path)
    document = document_from_text(reading.text, path=path, language=language)
    return _Received(path.name, path.read_bytes(), reading.text, (*reading.notes, *document.notes))


def _fetched(origin: str, settings: Settings, language: str | None) -> _Received:
    found = fetch(origin, timeout_s=settings.fetch_timeout_s, private_hosts=hosts_inside(settings))
    try:
        reading = read_content(found.name, found.content, found.charset)
        document = document_from_text(reading.text, path=Path(found.name), language=language)
    except (UnreadableError, SourceError) as error:
        raise FetchError(found.address, error.problem) from error
    return _Received(found.name, found.content, reading.text, (*reading.notes, *document.notes), found.address)


def _check_slug(slug: str, documents: Path) -> None:
    """Raises UsageError where the slug is one of ours, or another source has it."""
    if is_reserved(slug):
        raise UsageError(f"{slug!r} is the name of a graph that Samspil fills itself; choose another with --slug.")
    for entry in documents.iterdir():
        if slugify(entry.name if entry.is_dir() else entry.stem) == slug:
            raise UsageError(f"{entry} is there already; remove it to import the document again, or choose --slug.")


def _fill(folder: Path, received: _Received, language: str | None) -> None:
    """Write the files of a source."""
    path = folder / received.name
    path.write_bytes(received.content)
    stored = None if is_stored_as_it_is(path) else path.with_name(f"{path.name}.txt")
    if stored is not None:
        stored.write_bytes(received.text.encode())
    lines = _metadata(path, stored, received.address, language)
    (folder / METADATA).write_text("\n".join([*lines, ""]), encoding="utf-8")


def _metadata(path: Path, stored: Path | None, address: str | None, language: str | None) -> Iterator[str]:
    yield "# The document as it was received, byte for byte."
    yield f"file = {_toml(path.name)}"
    yield f"sha256 = {_toml(sha256_of(path.read_bytes()))}"
    if stored is not None:
        reader = _READERS[FORMATS[path.suffix.lower()]]
        yield "# The text that was made of it, which quotes refer to."
        yield f"text = {_toml(stored.name)}"
        yield f"text_sha256 = {_toml(sha256_of(stored.read_bytes()))}"
        yield f"reader = {_toml(f'{reader} {version(reader)}')}"
    if language is not None:
        yield f"language = {_toml(language)}"
    if address is not None:
        yield f"address = {_toml(address)}"
    yield f"received = {datetime.date.today().isoformat()}"


def _toml(text: str) -> str:
    """A basic string of TOML, which a string of JSON is."""
    return json.dumps(text, ensure_ascii=False)
