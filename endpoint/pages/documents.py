"""The page of a source: its stored text, every quoted passage marked, and the statements that stand on it.

Offsets are Unicode code points of the stored text. Passages may overlap: the text is cut at every border, and a piece
that a passage covers is marked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from flask import Blueprint, render_template
from pyoxigraph import Literal

from endpoint.pages.current import site
from endpoint.pages.display import Shown, best_label, show
from endpoint.pages.things import RDF_SUFFIXES, thing_page
from endpoint.workers.frames import Term

PAGES = Blueprint("documents", __name__)
MAX_STATEMENTS = 20000
Span = tuple[int, int]

_ABOUT = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?document ?label ?language ?licence ?rights ?name
WHERE {
  ?document rdfs:label ?label .
  OPTIONAL { ?document dcterms:language ?language }
  OPTIONAL { ?document dcterms:license ?licence }
  OPTIONAL { ?document dcterms:rights ?rights }
  OPTIONAL { ?document dcterms:identifier ?name }
}
"""
_STATEMENTS = """
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
SELECT ?document ?evidence ?start ?end ?confidence
  ?subject ?predicate ?object ?subjectLabel ?predicateLabel ?objectLabel
WHERE {
  ?evidence oa:hasSource ?document ; oa:hasSelector ?passage ;
    rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
  ?passage oa:start ?start ; oa:end ?end .
  OPTIONAL { ?evidence samspil:confidence ?confidence }
  OPTIONAL { ?subject rdfs:label ?subjectLabel }
  OPTIONAL { ?predicate rdfs:label ?predicateLabel }
  OPTIONAL { ?object rdfs:label ?objectLabel }
}
ORDER BY ?start ?end ?evidence
"""
Row = Mapping[str, Term | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: the passages that begin here, and the passage that its mark leads to."""

    text: str
    anchors: tuple[str, ...]
    target: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as the page lists it."""

    subject: Shown
    predicate: Shown
    object: Shown
    confidence: str


@PAGES.get("/doc/document/<slug>")
def document_page(slug: str) -> str:
    """The text of a source and what it says."""
    release = site().release()
    terms = {"document": site().iris.thing("document", slug)}
    about = site().rows(_ABOUT, terms, release=release, limit=MAX_STATEMENTS).rows
    path = release.documents_path / f"{slug}.txt"
    if not about or path.parent != release.documents_path or not path.is_file():
        # A source that came as RDF or a table has no text: it is a thing like others.
        return thing_page("document", slug)
    # newline="": a translated line end would move every offset after it.
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    said = _by_span(site().rows(_STATEMENTS, terms, release=release, limit=MAX_STATEMENTS).rows)
    label = best_label(row["label"] for row in about)
    return render_template(
        "document.html",
        label=Shown(label.value, label.language or "") if label else Shown(slug),
        language=_text(about[0]["language"]),
        rights=[show(site().iris, about[0][key]) for key in ("licence", "rights") if about[0][key] is not None],
        name=_text(about[0]["name"]),
        pieces=cut(text, said),
        passages=[(anchor(span), text[span[0] : span[1]], rows) for span, rows in said.items()],
        iri=terms["document"].value,
        path=f"/doc/document/{slug}",
        graph=f"/graph/{slug}",
        suffixes=RDF_SUFFIXES,
        release=release,
    )


def anchor(span: Span) -> str:
    """The id of a passage on the page: ``p-<start>-<end>``."""
    return f"p-{span[0]}-{span[1]}"


def cut(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The text in pieces, in order and whole, cut at the borders of the passages; the shortest passage wins a mark."""
    inside = sorted(span for span in set(spans) if 0 <= span[0] < span[1] <= len(text))
    borders = sorted({0, len(text), *(place for span in inside for place in span)})
    pieces = []
    for start, end in pairwise(borders):
        covering = [span for span in inside if span[0] <= start and end <= span[1]]
        shortest = min(covering, key=lambda span: (span[1] - span[0], span), default=None)
        anchors = tuple(anchor(span) for span in inside if span[0] == start)
        pieces.append(Piece(text[start:end], anchors, anchor(shortest) if shortest else None))
    return pieces


def _by_span(rows: Iterable[Row]) -> dict[Span, list[Said]]:
    """Statements by passage, in the order of the text; rows that differ in labels only are one."""
    found: dict[Span, dict[tuple[Term | None, ...], list[Row]]] = {}
    for row in rows:
        span = (int(_text(row["start"])), int(_text(row["end"])))
        statement = (row["evidence"], row["subject"], row["predicate"], row["object"])
        found.setdefault(span, {}).setdefault(statement, []).append(row)
    return {span: [_said(same) for same in statements.values()] for span, statements in sorted(found.items())}


def _said(rows: list[Row]) -> Said:
    subject, predicate, thing = (
        show(site().iris, rows[0][name], [row[f"{name}Label"] for row in rows])
        for name in ("subject", "predicate", "object")
    )
    return Said(subject, predicate, thing, _text(rows[0]["confidence"]))


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, Literal) else ""
