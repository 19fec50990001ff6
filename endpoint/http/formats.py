"""The formats of answers and how a client chooses one.

In:  an ``Accept`` header or a short name such as ``csv``. Out: what the client would take, best first.
Content negotiation follows RFC 9110, section 12.5.1; the formats are those that pyoxigraph writes.
"""

from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import QueryResultsFormat, RdfFormat
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

HTML = "text/html"


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


# Clients send the same few headers over and over; to read one takes longer than a small query.
@lru_cache(maxsize=512)
def by_accept(header: str | None) -> tuple[Choice, ...]:
    """The choices for an ``Accept`` header, best first; no header takes everything in the order of ``FORMATS``."""
    accept = _parse(header)
    rated = []
    for rank, entry in enumerate(FORMATS):
        for place, media_type in enumerate(entry.media_types):
            quality, named = accept.quality(media_type), _names(accept, media_type)
            # A wildcard means the registered type; an alias has to be asked for by name, and is named back.
            if quality > 0 and (named or place == 0):
                rated.append((-quality, not named, place, rank, entry, media_type))
    choices: dict[str, Choice] = {}
    for *_, entry, media_type in sorted(rated, key=lambda row: row[:4]):
        choices.setdefault(entry.name, Choice(entry.name, entry.content_type(media_type)))
    return tuple(choices.values())


@lru_cache(maxsize=512)
def prefers_html(header: str | None, *, by_default: bool = False) -> bool:
    """Whether a client wants a page: it names HTML, and rates no other format higher.

    A wildcard is ``by_default``: things have pages by default, queries have answers.
    """
    accept = _parse(header)
    html = max(accept.quality(HTML), accept.quality("application/xhtml+xml"))
    best = max(accept.quality(name) for entry in FORMATS for name in entry.media_types)
    named = _names(accept, HTML) or _names(accept, "application/xhtml+xml")
    return html > 0 and html >= best and (named or by_default)


def _parse(header: str | None) -> MIMEAccept:
    return parse_accept_header(header if header and header.strip() else "*/*", MIMEAccept)


def _names(accept: MIMEAccept, media_type: str) -> bool:
    return any(value.split(";")[0].strip().lower() == media_type for value, _ in accept)
