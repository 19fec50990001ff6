"""RDF that clients send, into a graph of the working store. Runs in the writer alone, which may die of it.

In: files that the web process spooled without looking into them, and their formats. Out: a Change.
Raises RequestError, and BadDataError for what is no RDF.
Source: https://www.w3.org/TR/sparql11-http-rdf-update/.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store, parse
from werkzeug.formparser import MultiPartParser

from endpoint.http.formats import GRAPH_NAMES, by_name, rdf_format
from endpoint.http.problems import BadDataError, FaultPlace, RequestError
from endpoint.workers.upload_guard import refuse_hostile
from loaders.writing.changes import ALL_GRAPHS, Change, Graph
from loaders.writing.clearing import clear_graph

_MAX_PARTS = 100
# Up to here quads are compared one by one, so that the change is known exactly; above, the engine loads by itself.
_SMALL_BYTES = 1024 * 1024
_SMALL_TRIPLES = 50_000


@dataclass(frozen=True, slots=True)
class Upload:
    """Files of RDF, each with the short name of its format (``endpoint/http/formats.py``), and their base."""

    files: tuple[tuple[Path, str], ...]
    base: str

    @property
    def is_small(self) -> bool:
        """Whether its quads may be compared one by one."""
        return sum(path.stat().st_size for path, _ in self.files) <= _SMALL_BYTES


def put_graph(store: Store, graph: Graph, upload: Upload, *, triples: int, before: Path | None = None) -> Change:
    """Make a graph hold just what was sent; ``triples`` is what it holds now, ``before`` as in ``clear_graph``."""
    change = Change()
    if upload.is_small and triples <= _SMALL_TRIPLES:
        fresh = set(_quads(upload, graph))
        change.remove(store, set(store.quads_for_pattern(None, None, None, graph)) - fresh)
        return _added(store, graph, fresh, change)
    delete_graph(store, graph, before=before)
    change = _load(store, graph, upload)
    change.compare = True
    return change


def post_graph(store: Store, graph: Graph, upload: Upload) -> Change:
    """Add what was sent to a graph."""
    if upload.is_small:
        return _added(store, graph, set(_quads(upload, graph)), Change())
    return _load(store, graph, upload)


def post_dataset(store: Store, upload: Upload) -> Change:
    """Add quads to the graphs that they name."""
    if upload.is_small:
        change = Change()
        change.add(store, set(_quads(upload, None)))
        return change
    return _load(store, None, upload)


def delete_graph(store: Store, graph: Graph, *, before: Path | None = None) -> Change:
    """Take a graph away; the default graph is emptied. ``before`` as in ``clear_graph``."""
    clear_graph(store, graph, before=before)
    if isinstance(graph, NamedNode):
        store.remove_graph(graph)
    return Change(recount={graph})


def split_files(path: Path, boundary: str, folder: Path) -> tuple[tuple[Path, str], ...]:
    """The files of a ``multipart/form-data`` body, written to ``folder``. Raises RequestError 400 and 415."""
    size = path.stat().st_size
    parser = MultiPartParser(max_form_memory_size=size, max_form_parts=_MAX_PARTS)
    with path.open("rb") as stream:
        try:
            fields, sent = parser.parse(stream, boundary.encode(), size)
        except ValueError as error:
            raise RequestError(400, f"The body is not multipart/form-data: {error}.") from error
    if fields or not sent:
        raise RequestError(400, "Each part of the body is a file of RDF: give it a filename and a Content-Type.")
    files = []
    for place, (_, file) in enumerate(sent.items(multi=True)):
        choices = [choice.name for choice in by_name(file.mimetype) if choice.name in GRAPH_NAMES]
        if not choices:
            raise RequestError(415, f"{file.filename}: {file.mimetype} is no format of RDF that is read.")
        file.save(folder / str(place))
        files.append((folder / str(place), choices[0]))
    return tuple(files)


def _added(store: Store, graph: Graph, quads: set[Quad], change: Change) -> Change:
    if isinstance(graph, NamedNode):
        store.add_graph(graph)
    change.add(store, quads)
    return change


def _load(store: Store, graph: Graph | None, upload: Upload) -> Change:
    for path, name in upload.files:
        refuse_hostile(path, name)
        try:
            store.bulk_load(path=path, format=rdf_format(name), base_iri=upload.base, to_graph=graph)
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise _unreadable(name, error) from error
    return Change(recount={ALL_GRAPHS if graph is None else graph})


def _quads(upload: Upload, graph: Graph | None) -> Iterator[Quad]:
    """The quads of all files; into ``graph``, or where they say themselves. Their blank nodes get new labels."""
    for path, name in upload.files:
        refuse_hostile(path, name)
        single = graph is not None
        try:
            for quad in parse(
                path=path,
                format=rdf_format(name),
                base_iri=upload.base,
                without_named_graphs=single,
                rename_blank_nodes=True,
            ):
                yield Quad(quad.subject, quad.predicate, quad.object, graph) if graph is not None else quad
        except (SyntaxError, ValueError) as error:
            raise _unreadable(name, error) from error


def _unreadable(name: str, error: Exception) -> BadDataError:
    place = None
    if isinstance(error, SyntaxError) and error.lineno:
        place = FaultPlace(error.lineno, error.offset or 1)
    # The text of a SyntaxError names the file, which is one of ours.
    reason = error.msg if isinstance(error, SyntaxError) else str(error)
    return BadDataError(f"What was sent is not {rdf_format(name).name}: {reason}.", place)
