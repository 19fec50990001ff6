"""The formats of answers: those that pyoxigraph writes, by their short names and media types.

How a client chooses one by its ``Accept`` header is in ``endpoint/http/negotiation.py``; workers know formats only.
"""

from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import QueryResultsFormat, RdfFormat


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write an answer. ``kind`` is ``bindings`` (rows and truth values) or ``graph`` (triples).

    ``name`` is the short name of ``?format=`` and of the suffix; the first media type is the registered one, the
    others are what clients also ask for and get named back. ``engine`` is what pyoxigraph calls the format.
    """

    name: str
    kind: str
    media_types: tuple[str, ...]
    engine: QueryResultsFormat | RdfFormat
    charset: bool

    @property
    def iri(self) -> str:
        """The IRI that W3C gave the format (https://www.w3.org/ns/formats/)."""
        # pyoxigraph 0.5 writes that of JSON-LD in a form that W3C's list does not have.
        return self.engine.iri.replace("https://www.w3.org/ns/formats/data/", "http://www.w3.org/ns/formats/")

    def content_type(self, media_type: str | None = None) -> str:
        """The ``Content-Type`` header; ``media_type`` is the alias that the client asked for, if it did."""
        chosen = media_type or self.media_types[0]
        return f"{chosen}; charset=utf-8" if self.charset else chosen


_XML = ("application/xml", "text/xml")
_RDF, _ROWS = RdfFormat, QueryResultsFormat


def _format(name: str, engine: QueryResultsFormat | RdfFormat, *aliases: str, charset: bool = True) -> Format:
    registered = engine.media_type.split(";")[0]
    return Format(
        name, "graph" if isinstance(engine, RdfFormat) else "bindings", (registered, *aliases), engine, charset
    )


FORMATS = (
    _format("json", _ROWS.JSON, "application/json", charset=False),
    _format("xml", _ROWS.XML, *_XML, charset=False),
    _format("csv", _ROWS.CSV),
    _format("tsv", _ROWS.TSV),
    _format("ttl", _RDF.TURTLE, "application/x-turtle"),
    _format("jsonld", _RDF.JSON_LD, "application/json", charset=False),
    _format("nt", _RDF.N_TRIPLES, "text/plain"),
    _format("rdf", _RDF.RDF_XML, *_XML, charset=False),
    _format("trig", _RDF.TRIG),
    _format("nq", _RDF.N_QUADS),
    _format("n3", _RDF.N3),
)
# What clients such as SPARQLWrapper write; one name may fit rows as well as graphs.
_OTHER_NAMES = {
    "ttl": ("turtle",),
    "jsonld": ("json-ld", "json"),
    "nt": ("n-triples", "ntriples"),
    "rdf": ("rdf+xml", "rdfxml", "xml"),
    "nq": ("n-quads", "nquads"),
}
BY_NAME = {entry.name: entry for entry in FORMATS}
GRAPH_NAMES = tuple(entry.name for entry in FORMATS if entry.kind == "graph")
BINDING_NAMES = tuple(entry.name for entry in FORMATS if entry.kind == "bindings")
# What a whole release can be had as; the first two keep its named graphs apart.
DUMP_NAMES = ("nq", "trig", "ttl", "nt", "jsonld", "rdf")
DATASET_NAMES = ("nq", "trig")
# Behind the name of a format: the answer has fewer rows than there are.
CUT = " cut"


@dataclass(frozen=True, slots=True)
class Choice:
    """A format that the client takes, under the media type that it asked for."""

    name: str
    content_type: str


def results_format(name: str) -> QueryResultsFormat:
    """What pyoxigraph calls a format of rows."""
    engine = BY_NAME[name].engine
    assert isinstance(engine, QueryResultsFormat)
    return engine


def rdf_format(name: str) -> RdfFormat:
    """What pyoxigraph calls a format of triples."""
    engine = BY_NAME[name].engine
    assert isinstance(engine, RdfFormat)
    return engine


def names_of_kind(kind: str) -> tuple[str, ...]:
    """The short names of the formats of ``bindings`` or of a ``graph``."""
    return GRAPH_NAMES if kind == "graph" else BINDING_NAMES


@lru_cache(maxsize=256)
def by_name(name: str) -> tuple[Choice, ...]:
    """The choices for ``?format=``: a short name or a media type; empty when there is no such format."""
    wanted = name.strip().lower()
    found = [entry for entry in FORMATS if wanted in _names_of(entry)]
    return tuple(Choice(entry.name, entry.content_type(wanted if "/" in wanted else None)) for entry in found)


def _names_of(entry: Format) -> tuple[str, ...]:
    return (entry.name, *entry.media_types, *_OTHER_NAMES.get(entry.name, ()))
