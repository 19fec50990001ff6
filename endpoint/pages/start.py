"""Start page, the list of problems, and the description of the data set."""

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal

from endpoint.http.address import address_of
from endpoint.http.formats import by_name
from endpoint.http.negotiation import by_accept
from endpoint.http.problems import advice
from endpoint.http.service import describe, void_triples
from endpoint.pages.current import site
from endpoint.pages.display import Shown, show
from endpoint.workers.frames import Term
from loaders.prefixes import prefixes
from loaders.query_files import read_queries

PAGES = Blueprint("start", __name__)

# What documents say; the thousands of reference facts would push it off the page.
_CLASSES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?class ?count ?label
WHERE {
  {
    SELECT ?class (COUNT(DISTINCT ?thing) AS ?count)
    WHERE {
      ?document a foaf:Document .
      ?graph dcterms:source ?document .
      GRAPH ?graph { ?thing a ?class }
      # How statements are proved is beside the question what they are about.
      FILTER(?class NOT IN (samspil:Evidence, oa:TextQuoteSelector, oa:TextPositionSelector, prov:Activity, prov:Entity,
        void:Dataset, foaf:Document))
    }
    GROUP BY ?class
  }
  OPTIONAL { ?class rdfs:label ?label }
}
ORDER BY DESC(?count) ?class
"""
_SOURCES = """
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?document ?label WHERE { ?document a foaf:Document OPTIONAL { ?document rdfs:label ?label } }
ORDER BY ?label ?document
"""
EXAMPLE = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
SELECT ?partnership ?name ?partner
WHERE {
  ?partnership samspil:hasPartner ?partner ; rdfs:label ?name .
}
ORDER BY ?name ?partner
LIMIT 100
"""
MAX_CLASSES = 200
MAX_SOURCES = 1000


@PAGES.get("/")
def start() -> str:
    """What is inside, how to ask, where it comes from."""
    release = site().release()
    classes = site().rows(_CLASSES, release=release, limit=MAX_CLASSES)
    sources = site().rows(_SOURCES, release=release, limit=MAX_SOURCES)
    return render_template(
        "start.html",
        release=release,
        classes=_grouped(classes.rows, "class"),
        sources=_grouped(sources.rows, "document"),
        queries=read_queries(release.queries_path),
        prefixes=prefixes(),
        text=EXAMPLE,
    )


@PAGES.get("/problems")
def problems() -> str:
    """What each kind of error means and what to do about it."""
    return render_template("problems.html", problems=advice())


@PAGES.get("/.well-known/void")
def void() -> Response:
    """The data set in RDF: VoID and DCAT."""
    wanted = request.args.get("format")
    choices = by_name(wanted) if wanted else by_accept(request.headers.get("Accept"))
    address = address_of(site().settings, scheme=request.scheme, host=request.headers.get("Host"))
    # A browser that types the address gets Turtle to read: there is no page of it.
    answer = describe(void_triples(site(), site().release(), address), choices or by_name("ttl"))
    return Response(answer.body, answer.status, dict(answer.headers))


def _grouped(rows: tuple[dict[str, Term | None], ...], key: str) -> list[tuple[Shown, str]]:
    """One row per thing, in the order given: its labels brought together, and its count."""
    labels: dict[Term, list[Term | None]] = {}
    counts: dict[Term, str] = {}
    for row in rows:
        thing = row[key]
        assert thing is not None
        labels.setdefault(thing, []).append(row["label"])
        count = row.get("count")
        counts[thing] = count.value if isinstance(count, Literal) else ""
    return [(show(site().iris, thing, found), counts[thing]) for thing, found in labels.items()]
