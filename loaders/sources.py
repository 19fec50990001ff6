"""The sources of a workspace: ``data/documents/<slug>/`` with the page, ``document.toml`` and ``review.toml``.

A bare file in ``data/documents/`` is a source too: its slug is made from its name, and it has no metadata or review.
The path is the identity. Nothing is parsed here but the metadata.
"""

import datetime
import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from loaders.errors import SourceError, UsageError
from loaders.iris import slugify, term
from loaders.prefixes import expand

METADATA, REVIEW = "document.toml", "review.toml"
# Named graphs of releases that no source fills; "derived-…" are those of the rules, "steward-…" what is written.
STEWARDS = "steward-"
RESERVED = ("ontology", "rules", "reference-municipalities", "reference-organisations")
# What an IRI may hold (RFC 3987), as far as it is an address of the web.
_ADDRESS = re.compile(r"https?://[^\s\x00-\x20<>\"{}|\\^`]+")
_KEYS = (
    *("file", "sha256", "text", "text_sha256", "reader"),
    *("title", "language", "publisher", "address", "date", "received", "rights", "licence", "note"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A document in the workspace; ``metadata`` is what ``document.toml`` says, empty for a bare file."""

    slug: str
    path: Path
    review_path: Path
    metadata: dict[str, str]
    sha256: str


def list_sources(workspace: Path) -> tuple[Source, ...]:
    """Every source of a workspace, by slug.

    Raises SourceError for a folder without a page, broken metadata or a changed page; UsageError where there is no
    folder ``data/documents``, two sources have one slug, or one has the name of a graph that is not for sources.
    """
    folder = workspace / "data" / "documents"
    if not folder.is_dir():
        raise UsageError(f"{folder} is not there; `samspil init {workspace}` makes a workspace.")
    entries = sorted(path for path in folder.iterdir() if not _is_aside(path))
    sources: dict[str, Source] = {}
    for entry in entries:
        source = _read_folder(entry) if entry.is_dir() else _bare(entry)
        if is_reserved(source.slug):
            raise UsageError(f"{entry} would be the graph {source.slug!r}, which Samspil fills itself; rename it.")
        if source.slug in sources:
            raise UsageError(f"{entry} and {sources[source.slug].path} would both be {source.slug!r}; rename one.")
        sources[source.slug] = source
    return tuple(sources[slug] for slug in sorted(sources))


def stored_text_of(page: Path) -> Path | None:
    """The text that was made of a page and stored when it was imported; None where no metadata names one.

    Raises SourceError for broken metadata, and for a text that is gone or is not the one that was made.
    """
    path = page.with_name(METADATA)
    metadata = _read_metadata(path) if path.is_file() else {}
    if metadata.get("file") != page.name or "text" not in metadata:
        return None
    stored = page.with_name(metadata["text"])
    if not stored.is_file():
        raise SourceError(path, 0, f"names the text {stored.name}, which is not there; import the page again.")
    _checked(stored, metadata.get("text_sha256"), f"the text that was made of {page.name}")
    return stored


def is_reserved(slug: str) -> bool:
    """Whether a slug is the name of a graph that no source fills."""
    return slug in RESERVED or slug.startswith(("derived-", STEWARDS))


def file_facts(source: Source, document: NamedNode) -> Iterator[Triple]:
    """What the metadata says of the file itself: checksum, rights, licence, address, the day it was received."""
    yield Triple(document, term("sha256"), Literal(source.sha256))
    if "rights" in source.metadata:
        yield Triple(document, expand("dcterms:rights"), Literal(source.metadata["rights"], language="en"))
    for key, name in (("licence", "dcterms:license"), ("address", "dcterms:source")):
        if key in source.metadata:
            yield Triple(document, expand(name), NamedNode(source.metadata[key]))
    if "received" in source.metadata:
        day = Literal(source.metadata["received"], datatype=expand("xsd:date"))
        yield Triple(document, expand("dcterms:dateSubmitted"), day)


def _is_aside(path: Path) -> bool:
    """What an editor or a system leaves, and what belongs to a bare file."""
    kept_back = path.name.startswith(("README", ".", "~$")) or path.name.endswith(("~", ".swp", ".part", ".tmp"))
    return kept_back or (path.is_file() and path.suffix == ".toml")


def _read_folder(folder: Path) -> Source:
    path = folder / METADATA
    metadata = _read_metadata(path) if path.exists() else {}
    page = folder / metadata["file"] if "file" in metadata else _only_page(folder)
    if not page.is_file():
        raise SourceError(path, 0, f"names the page {page.name}, which is not in {folder}.")
    sha256 = _checked(page, metadata.get("sha256"), "the file that was received")
    return Source(slugify(folder.name), page, folder / REVIEW, metadata, sha256)


def _checked(path: Path, expected: str | None, what: str) -> str:
    """The checksum of a file. Raises SourceError where it is another than the metadata says."""
    found = sha256_of(path.read_bytes())
    if expected not in (None, found):
        raise SourceError(
            path, 0, f"is not {what}: its SHA-256 is {found}, {METADATA} says {expected}. Restore it, or put the new "
            f"checksum in and look through {REVIEW}."
        )  # fmt: skip
    return found


def _bare(path: Path) -> Source:
    return Source(slugify(path.stem), path, path.with_name(f"{path.stem}.{REVIEW}"), {}, sha256_of(path.read_bytes()))


def _only_page(folder: Path) -> Path:
    pages = [path for path in sorted(folder.iterdir()) if path.is_file() and not _is_aside(path)]
    if not pages:
        raise SourceError(folder, 0, "holds no page; put one in, or remove the folder.")
    if len(pages) > 1:
        names = ", ".join(page.name for page in pages)
        raise SourceError(
            folder, 0, f'holds several pages ({names}); keep one, or name it in {METADATA} as file = "…".'
        )
    return pages[0]


def _read_metadata(path: Path) -> dict[str, str]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(path, 0, f"is not TOML in UTF-8: {error}.") from error
    unknown = set(table) - set(_KEYS)
    if unknown:
        raise SourceError(path, 0, f"has no key {', '.join(sorted(unknown))}; the keys are {', '.join(_KEYS)}.")
    if "received" in table and not isinstance(table["received"], datetime.date):
        raise SourceError(path, 0, f"received = {table['received']!r} must be a date such as 2026-11-22.")
    for key in table.keys() & {"licence", "address"}:
        if not _ADDRESS.fullmatch(str(table[key])):
            raise SourceError(path, 0, f"{key} = {table[key]!r} must be an address; put words into rights or note.")
    for key in table.keys() & {"file", "text"}:
        # A path could lead out of the folder, to what nobody meant to publish.
        if not table[key] or Path(str(table[key])).name != table[key]:
            raise SourceError(path, 0, f"{key} = {table[key]!r} must be the name of a file in {path.parent}.")
    return {key: str(value) for key, value in table.items()}


def sha256_of(content: bytes) -> str:
    """The checksum of a file, in the form that the metadata has it."""
    return hashlib.sha256(content).hexdigest()
