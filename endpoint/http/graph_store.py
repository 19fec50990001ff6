"""The Graph Store Protocol: which graph a request means, and reading it.

``/graphs?default``, ``/graphs?graph=<iri>``, ``/graphs/<path>`` (the request's own address is the graph's IRI), and
``/graph/<slug>``, a graph of the register. Source: https://www.w3.org/TR/sparql11-http-rdf-update/, section 4.
Writing is in ``endpoint/http/writes.py``.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import NamedNode

from endpoint.http.address import address_of
from endpoint.http.choices import choices_of, fitting, single_fields
from endpoint.http.formats import DATASET_NAMES
from endpoint.http.messages import Request
from endpoint.http.problems import RequestError
from endpoint.http.respond import Question
from endpoint.http.site import Site
from endpoint.workers.pool import Lane
from loaders.errors import NotFoundError

METHODS = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
GRAPHS = re.compile(r"/graphs(?:/(?P<path>.*))?")
_OWN = re.compile(r"/graph/(?P<slug>[^/.]+)")
# What may stand in the path of an IRI as it is (RFC 3986, section 3.3).
_PATH_SIGNS = "/:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Target:
    """What a request is about: the graph ``iri``; the default graph; or, where none is named, the whole ``store``."""

    iri: str | None
    store: bool = False


def target_of(site: Site, request: Request) -> Target | None:
    """The graph that a request means; None for an address of another kind. Raises RequestError 400."""
    own = _OWN.fullmatch(request.path)
    if own is not None:
        return Target(site.iris.graph(own["slug"]).value)
    direct = GRAPHS.fullmatch(request.path)
    if direct is None:
        return None
    fields = single_fields(request)
    if direct["path"]:
        if "graph" in fields or "default" in fields:
            raise RequestError(400, "The address itself is the graph here: leave `graph` and `default` away.")
        return Target(address(site, request) + quote(request.path.lstrip("/"), safe=_PATH_SIGNS))
    if "default" in fields and "graph" in fields:
        raise RequestError(400, "A request is about one graph: `graph` or `default`, not both.")
    if "graph" in fields:
        return Target(_iri(fields["graph"]))
    return Target(None, store="default" not in fields)


def address(site: Site, request: Request) -> str:
    """The start page as the client reached it."""
    return address_of(site.settings, scheme=request.scheme, host=request.headers.get("host"))


async def graph_question(site: Site, request: Request, match: re.Match[str]) -> Question:
    """Read a graph. Raises NotFoundError for one that is not there."""
    target = target_of(site, request)
    assert target is not None
    if target.store:
        raise RequestError(400, "Name a graph: /graphs?default, /graphs?graph=… or /graphs/…; /dump.nq is everything.")
    release = site.release()
    if target.iri is not None and target.iri not in release.manifest.get("graphs", {}):
        raise NotFoundError(f"Release {release.number} has no graph {target.iri}.")
    choices = fitting(choices_of(request, single_fields(request).get("format")), "graph")
    triples = tuple(choice for choice in choices if choice.name not in DATASET_NAMES)
    if not triples:
        raise RequestError(406, "A graph can be had in formats of triples: Turtle, N-Triples, RDF/XML, JSON-LD.")
    # A dump has one format: the best of those that the client takes.
    return Question(release, {"op": "dump", "graph": target.iri}, triples[:1], Lane.AD_HOC, {})


def _iri(text: str) -> str:
    try:
        return NamedNode(text).value
    except ValueError as error:
        raise RequestError(400, f"graph={text} is no absolute IRI: {error}.") from error
