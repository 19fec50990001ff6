"""Content negotiation: what an Accept header or a short name chooses."""

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat

from endpoint.http.formats import FORMATS, Format, by_name, names_of_kind
from endpoint.http.negotiation import by_accept, prefers_html

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


def first(kind: str, accept: str | None) -> str | None:
    """The content type of the first choice of a kind."""
    names = {entry.name for entry in FORMATS if entry.kind == kind}
    return next((choice.content_type for choice in by_accept(accept) if choice.name in names), None)


@pytest.mark.parametrize(
    ("accept", "bindings", "graph"),
    [
        (None, "application/sparql-results+json", "text/turtle; charset=utf-8"),
        ("", "application/sparql-results+json", "text/turtle; charset=utf-8"),
        ("*/*", "application/sparql-results+json", "text/turtle; charset=utf-8"),
        ("application/json", "application/json", "application/json"),
        ("application/*", "application/sparql-results+json", "application/ld+json"),
        ("text/*", "text/csv; charset=utf-8", "text/turtle; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8", None),
        ("text/turtle", None, "text/turtle; charset=utf-8"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.6", "application/sparql-results+xml", None),
        ("text/csv;q=0.5, */*;q=0.1", "text/csv; charset=utf-8", "text/turtle; charset=utf-8"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml", "text/turtle; charset=utf-8"),
        ("application/sparql-results+xml,application/rdf+xml", "application/sparql-results+xml", "application/rdf+xml"),
        ("text/turtle;q=0.3, application/n-triples;q=0.9", None, "application/n-triples; charset=utf-8"),
        ("TEXT/CSV", "text/csv; charset=utf-8", None),
        ("image/png", None, None),
        ("nonsense", None, None),
    ],
)
def test_the_accept_header_chooses_the_format_of_rows_and_of_graphs(
    accept: str | None, bindings: str | None, graph: str | None
) -> None:
    assert (first("bindings", accept), first("graph", accept)) == (bindings, graph)


@pytest.mark.parametrize("entry", FORMATS, ids=lambda entry: entry.name)
def test_every_format_has_a_short_name_and_a_media_type_that_choose_it(entry: Format) -> None:
    name, media_type = entry.name, entry.media_types[0]
    assert by_name(name)[0].name == name
    assert by_name(media_type)[0].name == name
    assert by_accept(media_type)[0].name == name


@pytest.mark.parametrize("entry", FORMATS, ids=lambda entry: entry.name)
def test_every_format_is_one_that_pyoxigraph_writes_and_has_the_iri_of_w3c(entry: Format) -> None:
    kind = RdfFormat if entry.kind == "graph" else QueryResultsFormat
    assert kind.from_media_type(entry.media_types[0]) == entry.engine
    assert entry.iri.startswith("http://www.w3.org/ns/formats/")
    assert (entry.iri.count("/"), entry.name in names_of_kind(entry.kind)) == (5, True)


def test_a_short_name_may_fit_rows_and_graphs() -> None:
    assert [choice.name for choice in by_name("json")] == ["json", "jsonld"]
    assert [choice.name for choice in by_name("xml")] == ["xml", "rdf"]


def test_an_unknown_short_name_chooses_nothing() -> None:
    assert by_name("docx") == ()


@pytest.mark.parametrize(
    ("accept", "named", "by_default"),
    [
        (BROWSER, True, True),
        ("text/html", True, True),
        ("*/*", False, True),
        (None, False, True),
        ("text/turtle", False, False),
        ("text/turtle, text/html;q=0.5", False, False),
        ("text/html;q=0.9, text/turtle;q=0.9", True, True),
        ("text/html;q=0", False, False),
    ],
)
def test_a_page_is_for_who_names_html_and_rates_nothing_higher(
    accept: str | None, named: bool, by_default: bool
) -> None:
    assert prefers_html(accept) is named
    assert prefers_html(accept, by_default=True) is by_default
