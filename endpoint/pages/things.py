"""Pages of things: ``/id/…`` leads to ``/doc/…``, which says all that is known, in both directions, with the quotes.

RDF of the same things is answered by ``endpoint/http/questions.py``.
"""

from dataclasses import dataclass, field

from flask import Blueprint, Response, redirect, render_template
from pyoxigraph import Literal, NamedNode

from endpoint.http.formats import DUMP_NAMES
from endpoint.http.messages import OPEN_HEADERS
from endpoint.http.site import Table
from endpoint.pages.current import site
from endpoint.pages.display import Shown, best_label, iri_of, show
from endpoint.workers.frames import Term
from loaders.errors import NotFoundError
from loaders.prefixes import expand

PAGES = Blueprint("things", __name__)
MAX_STATEMENTS = 500
RDF_SUFFIXES = ("ttl", "jsonld", "nt", "rdf")

_OUT = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?thing ?predicate ?other ?predicateLabel ?label
WHERE {
  ?thing ?predicate ?other .
  OPTIONAL { ?predicate rdfs:label ?predicateLabel }
  OPTIONAL { ?other rdfs:label ?label }
}
# Our own terms first: they say what the thing does; types and names stand above the table already.
ORDER BY DESC(STRSTARTS(STR(?predicate), "https://w3id.org/samspil/")) ?predicate ?other
"""
# What evidence says about the thing is shown beside its statements, not as statements of its own.
_IN = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
SELECT ?thing ?predicate ?other ?predicateLabel ?label
WHERE {
  ?other ?predicate ?thing .
  FILTER(?predicate NOT IN (rdf:subject, rdf:object, samspil:makes))
  OPTIONAL { ?predicate rdfs:label ?predicateLabel }
  OPTIONAL { ?other rdfs:label ?label }
}
ORDER BY ?predicate ?other
"""
_EVIDENCE = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
SELECT DISTINCT ?thing ?predicate ?other ?inverse ?document ?documentLabel ?language ?quote ?start ?end ?confidence
WHERE {
  { ?evidence rdf:subject ?thing ; rdf:object ?other BIND(false AS ?inverse) }
  UNION { ?evidence rdf:object ?thing ; rdf:subject ?other BIND(true AS ?inverse) }
  UNION { ?evidence samspil:makes ?thing ; rdf:subject ?other BIND("makes" AS ?inverse) }
  ?evidence rdf:predicate ?predicate ; oa:hasSource ?document ; oa:hasSelector ?passage .
  ?passage oa:exact ?quote ; oa:start ?start ; oa:end ?end .
  OPTIONAL { ?evidence samspil:confidence ?confidence }
  OPTIONAL { ?document rdfs:label ?documentLabel }
  OPTIONAL { ?document dcterms:language ?language }
}
ORDER BY ?document ?start ?end
"""


@dataclass(slots=True)
class Quote:
    """Words of a source, and the address of the passage in it."""

    words: str
    language: str
    source: str
    href: str
    confidence: str


@dataclass(slots=True)
class Line:
    """One statement on a page: the other end, the property, and the quotes that it stands on."""

    predicate: Shown
    other: Shown
    quotes: list[Quote] = field(default_factory=list)


@PAGES.get("/id/<kind>/<slug>")
def thing(kind: str, slug: str) -> Response:
    """303 from a thing to the document about it (https://www.w3.org/TR/cooluris/)."""
    iri = site().iris.thing(kind, slug)
    known = site().rows("ASK { ?thing ?predicate ?object }", {"thing": iri})
    if not known.boolean:
        raise NotFoundError(f"Nothing is said about {iri.value}.")
    answer = redirect(f"/doc/{kind}/{slug}", 303)
    return Response(answer.get_data(), 303, {**OPEN_HEADERS, "Location": f"/doc/{kind}/{slug}", "Vary": "Accept"})


@PAGES.get("/doc/<kind>/<slug>")
def thing_page(kind: str, slug: str) -> str:
    """All that is known about a thing."""
    iri = site().iris.thing(kind, slug)
    release = site().release()
    terms = {"thing": iri}
    out = site().rows(_OUT, terms, release=release, limit=MAX_STATEMENTS)
    if not out.rows:
        raise NotFoundError(f"Release {release.number} says nothing about {iri.value}.")
    into = site().rows(_IN, terms, release=release, limit=MAX_STATEMENTS)
    quotes = _quotes(site().rows(_EVIDENCE, terms, release=release, limit=MAX_STATEMENTS))
    label = best_label(row["other"] for row in out.rows if iri_of(row["predicate"]) == expand("rdfs:label").value)
    types = [line.other for line in _lines(out, {}, "out") if line.predicate.note == expand("rdf:type").value]
    return render_template(
        "thing.html",
        iri=iri.value,
        label=Shown(label.value, label.language or "") if label else Shown(slug),
        types=types,
        out=_lines(out, quotes, "out"),
        into=_lines(into, quotes, "in"),
        made=[quote for (_, _, way), found in quotes.items() if way == "makes" for quote in found],
        more=out.more or into.more,
        suffixes=RDF_SUFFIXES,
        path=f"/doc/{kind}/{slug}",
        release=release,
    )


@PAGES.get("/graph/<slug>")
def graph_page(slug: str) -> str:
    """A named graph: how much it holds, what it says about itself, and its RDF."""
    iri = site().iris.graph(slug)
    release = site().release()
    facts = release.manifest.get("graphs", {}).get(iri.value)
    if facts is None:
        raise NotFoundError(f"Release {release.number} has no graph {iri.value}.")
    about = site().rows(_OUT, {"thing": iri}, release=release, limit=MAX_STATEMENTS)
    lines = _lines(about, {}, "out")
    return render_template(
        "graph.html", iri=iri.value, slug=slug, facts=facts, lines=lines, suffixes=DUMP_NAMES, release=release
    )


def _quotes(table: Table) -> dict[tuple[str, Term | None, str], list[Quote]]:
    """Quotes by (predicate, other end, direction: out, in or makes)."""
    found: dict[tuple[str, Term | None, str], list[Quote]] = {}
    for row in table.rows:
        way = {"false": "out", "true": "in"}.get(_value(row["inverse"]), "makes")
        document = row["document"]
        shown = show(site().iris, document, [row["documentLabel"]])
        href = f"{shown.href}#p-{_value(row['start'])}-{_value(row['end'])}" if shown.href else ""
        words, language, confidence = (_value(row[name]) for name in ("quote", "language", "confidence"))
        quote = Quote(words, language, shown.text, href.replace("/id/", "/doc/", 1), confidence)
        quotes = found.setdefault((iri_of(row["predicate"]), row["other"], way), [])
        if quote not in quotes:
            quotes.append(quote)
    return found


def _lines(table: Table, quotes: dict[tuple[str, Term | None, str], list[Quote]], way: str) -> list[Line]:
    """One line per statement: rows that differ in labels only are one."""
    labels: dict[tuple[Term | None, Term | None], tuple[list[Term | None], list[Term | None]]] = {}
    for row in table.rows:
        of_predicate, of_other = labels.setdefault((row["predicate"], row["other"]), ([], []))
        of_predicate.append(row["predicateLabel"])
        of_other.append(row["label"])
    iris = site().iris
    return [
        Line(
            show(iris, predicate, named),
            show(iris, other, labelled),
            quotes.get((iri_of(predicate), other, way), []),
        )
        for (predicate, other), (named, labelled) in labels.items()
    ]


def _value(term: Term | None) -> str:
    return term.value if isinstance(term, (Literal, NamedNode)) else ""
