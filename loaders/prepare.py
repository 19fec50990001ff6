"""The pure stages over all sources of a workspace: read, extract, review, resolve and map.

Sources in, one ``Prepared`` each out. Nothing is stored; every bad source is named before anything fails.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from loaders.aliases import FILE, Aliases, require_documents
from loaders.documents import Document, read_document
from loaders.errors import BadSourcesError, SourceError
from loaders.extractors import Reading
from loaders.identities import Identities
from loaders.iris import Iris, digest
from loaders.mapping import SourceGraph, map_source
from loaders.privacy import masked
from loaders.progress import Progress
from loaders.reference import Gazetteer
from loaders.reference.organisations import Organisation
from loaders.resolve import Resolver, Resource
from loaders.review import RULE, apply_review, decision_behind
from loaders.review_file import read_review
from loaders.settings import Settings
from loaders.sources import Source, file_facts, list_sources
from loaders.statements import Entity, Statement, to_json

In = TypeVar("In")
Out = TypeVar("Out")


@dataclass(frozen=True, slots=True)
class Prepared:
    """One source after the pure stages: its text as it may be shown, its graph, and what waits for the steward.

    ``resources`` are the things that its statements name, ``known`` those of them in the table of organisations.
    ``notes`` are lines for the steward: what of the file was not read, or is in another language.
    """

    source: Source
    shown: str
    graph: SourceGraph
    proposals: tuple[Statement, ...]
    resources: tuple[Resource, ...]
    known: tuple[Organisation, ...]
    notes: tuple[str, ...] = ()


def prepare(
    workspace: Path,
    settings: Settings,
    identities: Identities,
    progress: Progress,
    *,
    extractors: Reading,
    aliases: Aliases,
) -> list[Prepared]:
    """The pure stages over all sources: read, extract, review, map. Raises BadSourcesError naming every bad one."""
    with reading(workspace / "data"):
        sources = list_sources(workspace)
    require_documents(workspace / "data" / FILE, aliases, (source.slug for source in sources))
    documents = _each(sources, "read", progress, read_source)
    extracted = _each(documents, "extract", progress, extractors.read)
    iris, gazetteer = Iris(settings.base), Gazetteer()
    rows = list(zip(sources, documents, extracted, strict=True))
    work = partial(_map, settings=settings, identities=identities, aliases=aliases, iris=iris, gazetteer=gazetteer)
    return _each(rows, "map", progress, work)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """An error of the operating system in the block becomes a SourceError: it names the file, or else ``path``."""
    try:
        yield
    except OSError as error:
        problem = f"cannot be read ({error.strerror}); mend it, or take it away."
        raise SourceError(Path(error.filename or path), 0, problem) from error


def read_source(source: Source) -> Document:
    """The document of a source, under the title and the language that its metadata give. Raises SourceError."""
    with reading(source.path):
        document = read_document(source.path, slug=source.slug, language=source.metadata.get("language"))
    return replace(document, title=source.metadata.get("title", document.title))


def _map(
    row: tuple[Source, Document, tuple[Statement, ...]],
    *,
    settings: Settings,
    identities: Identities,
    aliases: Aliases,
    iris: Iris,
    gazetteer: Gazetteer,
) -> Prepared:
    source, document, statements = row
    with reading(source.review_path):
        decisions = read_review(source.review_path)
    reviewed = apply_review(document, statements, decisions)
    facts = [one for one in reviewed.statements if one.confidence >= settings.min_confidence]
    proposals = tuple(one for one in reviewed.statements if one.confidence < settings.min_confidence)
    resolver = Resolver(document, iris, identities, gazetteer, aliases, tuple(_named(facts)))
    for name, spellings in reviewed.written.items():
        resolver.note_spellings(name, spellings)
    run = iris.thing("run", f"{source.slug}-{digest(source.sha256, *map(to_json, reviewed.statements))}")
    graph = map_source(facts, resolver, run, file_facts(source, resolver.document_iri))
    for statement, reason in graph.unmapped:
        # A steward's statement is never dropped with a word on the side: it stops the build at its line.
        if statement.rule == RULE and (decision := decision_behind(statement, decisions)):
            raise decision.fail(reason)
    numbers = [(one.start, one.end) for one in facts if one.relation == "phone"]
    notes = tuple(f"{source.path}: {note}" for note in document.notes)
    resources, known = tuple(resolver.resources.values()), tuple(resolver.known)
    return Prepared(source, masked(document.text, numbers), graph, proposals, resources, known, notes)


def _named(statements: Iterable[Statement]) -> Iterator[Entity]:
    """Every entity, as often as the statements name it."""
    for one in statements:
        yield one.subject
        if isinstance(one.object, Entity):
            yield one.object


def _each(things: Iterable[In], name: str, progress: Progress, work: Callable[[In], Out]) -> list[Out]:
    things = list(things)
    progress.stage(name, len(things))
    done, problems = [], []
    for thing in things:
        try:
            done.append(work(thing))
        except SourceError as error:
            problems.append(error)
        progress.step()
    # One broken file of the repository is met by every source: it is named once.
    lines = list(dict.fromkeys(str(problem) for problem in problems))
    if len(lines) == 1:
        raise problems[0]
    if lines:
        raise BadSourcesError("\n".join(lines))
    return done
