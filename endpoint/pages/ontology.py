"""The ontology at ``/ontology``: documentation for people, RDF by negotiation or suffix, and the JSON-LD context."""

from flask import Blueprint, Response, render_template, request

from endpoint.http.formats import BY_NAME, Choice, by_name
from endpoint.http.negotiation import by_accept, prefers_html
from endpoint.http.problems import RequestError
from endpoint.pages import ontology_reader
from endpoint.pages.current import site
from endpoint.pages.display import href_of
from loaders.errors import NotFoundError

PAGES = Blueprint("ontology", __name__)


@PAGES.get("/ontology")
def ontology() -> str | Response:
    """Classes, properties and code lists with their definitions, or the graph itself."""
    folder = site().release().ontology_path
    wanted = request.args.get("format")
    if wanted is None and prefers_html(request.headers.get("Accept"), by_default=True):
        return render_template(
            "ontology.html",
            title=ontology_reader.title(folder),
            classes=ontology_reader.classes(folder),
            properties=ontology_reader.properties(folder),
            schemes=ontology_reader.schemes(folder),
            others=ontology_reader.others(folder),
            suffixes=tuple(ontology_reader.WRITERS),
            href=lambda iri: href_of(site().iris, iri),
        )
    return _serialised(by_name(wanted) if wanted else by_accept(request.headers.get("Accept")))


@PAGES.get("/ontology.<suffix>")
def ontology_file(suffix: str) -> Response:
    """The graph in one format."""
    if suffix not in ontology_reader.WRITERS:
        raise NotFoundError(f"There is no ontology.{suffix}; there are {', '.join(ontology_reader.WRITERS)}.")
    return _serialised(by_name(suffix))


@PAGES.get("/ontology/context.jsonld")
def context() -> Response:
    """The JSON-LD context of our terms."""
    return Response(ontology_reader.context(site().release().ontology_path), content_type="application/ld+json")


def _serialised(choices: tuple[Choice, ...]) -> Response:
    chosen = next((choice for choice in choices if choice.name in ontology_reader.WRITERS), None)
    if chosen is None:
        types = [BY_NAME[name].media_types[0] for name in ontology_reader.WRITERS]
        raise RequestError(406, f"The ontology can be had as {', '.join(types)}.", extra={"available": types})
    headers = {"Vary": "Accept", "Content-Location": f"/ontology.{chosen.name}"}
    body = ontology_reader.serialise(site().release().ontology_path, chosen.name)
    return Response(body, 200, headers, content_type=chosen.content_type)
