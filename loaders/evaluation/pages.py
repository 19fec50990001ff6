"""Pages to evaluate on: gold files and review files in, each page with what it says out.

A gold file is JSON beside its page (the form: ``tests/gold/README.md``). A reviewed source is one with a
``review.toml``: it says what holds after the steward's decisions, so what was left untouched counts as true, what was
rejected or corrected as false, and what was added or corrected to as missed.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from loaders.documents import Document, read_document
from loaders.errors import SourceError, UsageError
from loaders.evaluation.matching import Expected, Named, plain
from loaders.extraction import extract
from loaders.prepare import read_source
from loaders.review import apply_review
from loaders.review_file import read_review
from loaders.settings import FILE_NAME
from loaders.sources import Source, list_sources
from loaders.statements import Entity, Statement, Value
from loaders.vocabulary import relations

HELD_BACK = "held-back"


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page with what it says in the core relations, those that ``samspil extract`` promises."""

    name: str
    document: Document
    expected: tuple[Expected, ...]


def page_readers(folder: Path, documents: Path | None = None) -> list[Callable[[], GoldPage]]:
    """One reader for each page of a folder of gold files, or of a workspace with review files.

    ``documents`` is where the pages of gold files are, by default beside them. Every reader raises SourceError for a
    page or a gold file that cannot be read. Raises UsageError for a folder with neither gold nor reviews.
    """
    gold = sorted(folder.glob("*.json"))
    if gold:
        found = _by_stem(documents or folder)
        return [partial(_gold_page, path, found) for path in gold]
    sources = list_sources(folder) if (folder / FILE_NAME).exists() else ()
    reviewed = [source for source in sources if source.review_path.exists()]
    if not reviewed:
        raise UsageError(f"{folder} has neither gold files (*.json) nor a workspace's sources with review.toml.")
    return [partial(_reviewed_page, source) for source in reviewed]


def is_held_back(folder: Path) -> bool:
    """Whether a folder is kept for scoring: who reads what was missed there can no longer report on it."""
    return HELD_BACK in folder.resolve().parts


def _by_stem(folder: Path) -> dict[str, Path]:
    """The pages under a folder, by name without suffix."""
    pages = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in (".json", ".toml"))
    return {path.stem: path for path in pages}


def _gold_page(path: Path, documents: dict[str, Path]) -> GoldPage:
    gold = _json(path)
    if path.stem not in documents:
        raise SourceError(path, 0, "has no page of its name; --documents DIR says where the pages are.")
    document = read_document(documents[path.stem])
    try:
        return GoldPage(path.stem, document, tuple(_expected(gold)))
    except (KeyError, TypeError, ValueError) as error:
        raise SourceError(path, 0, f"is not in the form of tests/gold/README.md: {error!r}.") from error


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SourceError(path, 0, f"is not JSON in UTF-8: {error}.") from error
    if not isinstance(content, dict):
        raise SourceError(path, 0, "is not a JSON object.")
    return content


def _expected(gold: dict[str, Any]) -> Iterator[Expected]:
    aliases = _aliases(gold.get("entities", []))
    for row in gold["statements"]:
        subject, thing = (_named(row[side], aliases) for side in ("subject", "object"))
        yield Expected(
            row["relation"], subject, thing, row["quote"], row.get("start", 0), row.get("end", 0), row.get("tier", 1)
        )


def _aliases(entities: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Every name of an entity by each of its names, made plain."""
    found: dict[str, set[str]] = {}
    for entity in entities:
        known = {entity["name"], entity.get("canonical", entity["name"]), *entity.get("aliases", [])}
        for name in known:
            found.setdefault(plain(name), set()).update(known)
    return found


def _named(thing: dict[str, Any] | str, aliases: dict[str, set[str]]) -> Named:
    if isinstance(thing, str):
        thing = {"name": thing}
    name = thing.get("name")
    known = aliases.get(plain(name), set()) if name else set()
    names = {name, thing.get("canonical"), *thing.get("aliases", []), *known} - {None}
    return Named(str(thing.get("value", name or "")), _plain_names(names), thing.get("type", ""))


def _plain_names(names: Iterable[str]) -> frozenset[str]:
    return frozenset({plain(name) for name in names} - {""})


def _reviewed_page(source: Source) -> GoldPage:
    document = read_source(source)
    reviewed = apply_review(document, extract(document), read_review(source.review_path))
    core = (one for one in reviewed.statements if relations()[one.relation].core)
    return GoldPage(source.path.stem, document, tuple(_held(one, reviewed.written) for one in core))


def _held(statement: Statement, written: dict[str, tuple[str, ...]]) -> Expected:
    return Expected(
        statement.relation,
        _spelt(statement.subject, written),
        _spelt(statement.object, written),
        statement.quote,
        statement.start,
        statement.end,
        tier=1,
    )


def _spelt(thing: Entity | Value, written: dict[str, tuple[str, ...]]) -> Named:
    if isinstance(thing, Value):
        return Named(thing.value, frozenset())
    return Named(thing.name, _plain_names((thing.name, *written.get(thing.name, ()))), thing.type)
