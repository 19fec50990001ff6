"""Machine routes: a request in, a question for the pool out; None where a page answers.

/sparql  /v/<n>/sparql                        the SPARQL Protocol
/queries/<name>  /queries/<name>.<format>     canned queries, ``.rq`` for their text
/v/<n>/queries/<name>  /v/<n>/queries/<name>.<format>    those of an older release, asked of it
/doc/<kind>/<slug>  /graph/<slug>             RDF of a thing and of a named graph, ``.<format>`` or by negotiation
/dump.<format>                                nq and trig hold all named graphs, the others the default graph
/graphs  /graphs/<path>                       the Graph Store Protocol; what it writes goes another way
/-/…                                          for who runs the server (``endpoint/http/operations.py``)
"""

import re
from collections.abc import Awaitable, Callable, Sequence

from endpoint.http import operations
from endpoint.http.access import is_trusted
from endpoint.http.address import address_of
from endpoint.http.choices import choices_of, fitting, single_fields
from endpoint.http.formats import DUMP_NAMES, Choice, by_name
from endpoint.http.graph_store import GRAPHS, graph_question
from endpoint.http.graph_store import METHODS as GRAPH_METHODS
from endpoint.http.messages import OPEN_HEADERS, Request, Response
from endpoint.http.negotiation import prefers_html
from endpoint.http.problems import ForbiddenQueryError, RequestError
from endpoint.http.protocol import METHODS, RELEASED, SparqlCall, read_call
from endpoint.http.respond import Question
from endpoint.http.service import service_description
from endpoint.http.site import Site, to_substitutions
from endpoint.http.writes import update
from endpoint.workers.frames import term_from_json
from endpoint.workers.lanes import lane_of_client
from endpoint.workers.pool import Lane
from loaders.errors import NotFoundError
from loaders.query_files import CannedQuery, find_query
from loaders.releases import Release

Reply = Question | Response | None
_SPARQL = re.compile(r"(?:/v/(?P<number>\d{1,9}))?/sparql")
_QUERY = re.compile(r"(?:/v/(?P<number>\d{1,9}))?/queries/(?P<name>[a-z0-9-]+)(?:\.(?P<suffix>[a-z0-9]+))?")
_THING = re.compile(r"/doc/(?P<kind>[a-z-]+)/(?P<slug>[^/.]+)(?:\.(?P<suffix>[a-z0-9]+))?")
_GRAPH = re.compile(r"/graph/(?P<slug>[^/.]+)(?:\.(?P<suffix>[a-z0-9]+))?")
_DUMP = re.compile(r"/dump\.(?P<suffix>[a-z0-9]+)")
_READ = "GET, HEAD, OPTIONS"

# Both directions; what speaks about the thing in evidence is left to the page and to queries.
DESCRIBE = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
CONSTRUCT { ?thing ?predicate ?object . ?subject ?inverse ?thing }
WHERE {
  { ?thing ?predicate ?object }
  UNION { ?subject ?inverse ?thing FILTER(?inverse NOT IN (rdf:subject, rdf:object)) }
}
"""


async def question_for(site: Site, request: Request) -> Reply:
    """What the machine routes make of a request; None when it is for the pages."""
    if request.path.startswith(operations.PREFIX):
        return await operations.operation_for(site, request)
    for _, pattern, handler in _HANDLERS:
        match = pattern.fullmatch(request.path)
        if match is None:
            continue
        if request.method == "OPTIONS":
            return _preflight(_METHODS.get(handler, _READ))
        if handler is not _sparql and request.method not in ("GET", "HEAD"):
            raise RequestError(405, f"{request.method} is not possible here.", headers={"Allow": _READ})
        return await handler(site, request, match)
    return None


async def _sparql(site: Site, request: Request, match: re.Match[str]) -> Reply:
    call = read_call(request)
    if call.update is not None:
        if match["number"]:
            raise ForbiddenQueryError(RELEASED)
        return await update(site, request, call.update, call.fields)
    release = site.release(int(match["number"])) if match["number"] else site.release()
    if call.format is None and prefers_html(request.headers.get("accept")):
        return None
    if call.text is None:
        choices = choices_of(request, call.format)
        address = address_of(site.settings, scheme=request.scheme, host=request.headers.get("host"))
        return service_description(site, release, request.path, choices, address=address)
    return question_of(site, request, call, release)


def question_of(site: Site, request: Request, call: SparqlCall, release: Release) -> Question | None:
    """The question of a query; None where a page shows the answer. Raises RequestError 406."""
    if call.text is None or (call.format is None and prefers_html(request.headers.get("accept"))):
        return None
    operation: dict[str, object] = {
        "op": "query",
        "text": call.text,
        "base": site.settings.base,
        "default_graphs": list(call.default_graphs),
        "named_graphs": list(call.named_graphs),
    }
    lane = lane_of_client(call.text, site.settings)
    if _is_trusted(site, request):
        lane = Lane.TRUSTED if lane is Lane.AD_HOC else lane
    elif site.settings.max_rows:
        operation |= {"max_rows": site.settings.max_rows, "strict": call.strict}
    return Question(release, operation, choices_of(request, call.format), lane, {})


async def _query(site: Site, request: Request, match: re.Match[str]) -> Reply:
    release = site.release(int(match["number"])) if match["number"] else site.release()
    query = find_query(match["name"], release.queries_path)
    if match["suffix"] == "rq":
        headers = {**OPEN_HEADERS, "Content-Type": "application/sparql-query; charset=utf-8"}
        return Response(200, query.text.encode(), headers)
    fields = single_fields(request)
    wanted = match["suffix"] or fields.pop("format", None)
    if wanted is None and prefers_html(request.headers.get("accept")):
        return None
    choices = fitting(choices_of(request, wanted), "graph" if query.form == "CONSTRUCT" else "bindings")
    # Another release than the current one has no worker that waits for it, and may not take the room of pages.
    lane = Lane.TRUSTED if _is_trusted(site, request) else Lane.AD_HOC if match["number"] else Lane.OURS
    return canned_question(release, query, fields, choices, lane)


def _is_trusted(site: Site, request: Request) -> bool:
    return is_trusted(site.tokens, request.headers, site.settings.trusted_scope)


def canned_question(
    release: Release, query: CannedQuery, values: dict[str, str], choices: Sequence[Choice], lane: Lane = Lane.OURS
) -> Question:
    """A canned query with its parameters as terms. Raises UsageError for a parameter that cannot be used."""
    terms = to_substitutions(dict(query.bind(values)))
    operation = {"op": "query", "text": query.text, "substitutions": terms}
    # What kind of answer comes is known, so the first format that fits is the one.
    return Question(release, operation, tuple(choices[:1]), lane, {})


async def _thing(site: Site, request: Request, match: re.Match[str]) -> Reply:
    wanted = _wanted(request, match)
    if wanted is None and prefers_html(request.headers.get("accept"), by_default=True):
        return None
    iri = site.iris.thing(match["kind"], match["slug"]).value
    release = site.release()
    if not await site.has_thing(release, iri):
        raise NotFoundError(f"Release {release.number} says nothing about {iri}.")
    terms = to_substitutions({"thing": term_from_json(["iri", iri])})
    operation = {"op": "query", "text": DESCRIBE, "substitutions": terms}
    choices = fitting(choices_of(request, wanted), "graph")
    return Question(release, operation, choices, Lane.OURS, _about(request.path, match["suffix"]))


async def _graph(site: Site, request: Request, match: re.Match[str]) -> Reply:
    wanted = _wanted(request, match)
    if wanted is None and prefers_html(request.headers.get("accept"), by_default=True):
        return None
    iri = site.iris.graph(match["slug"]).value
    release = site.release()
    if iri not in release.manifest.get("graphs", {}):
        raise NotFoundError(f"Release {release.number} has no graph {iri}.")
    choices = fitting(choices_of(request, wanted), "graph")
    operation = {"op": "dump", "graph": iri}
    # A dump has one format: the best of those that the client takes.
    return Question(release, operation, choices[:1], Lane.AD_HOC, _about(request.path, match["suffix"]))


async def _dump(site: Site, request: Request, match: re.Match[str]) -> Reply:
    if match["suffix"] not in DUMP_NAMES:
        raise NotFoundError(f"There is no such dump; there are {', '.join(DUMP_NAMES)}.")
    release = site.release()
    name = f"samspil-release-{release.number}.{match['suffix']}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    plain = release.manifest.get("default_graph") == "plain"
    return Question(release, {"op": "dump", "plain": plain}, by_name(match["suffix"]), Lane.AD_HOC, headers)


def _wanted(request: Request, match: re.Match[str]) -> str | None:
    """The format named by a suffix, or else by ``?format=``."""
    return match["suffix"] or single_fields(request).get("format")


def _about(path: str, suffix: str | None) -> dict[str, str]:
    page = path.removesuffix(f".{suffix}") if suffix else path
    return {"Content-Location": f"{page}.{suffix}" if suffix else page}


def _preflight(methods: str) -> Response:
    headers = {
        **OPEN_HEADERS,
        "Allow": methods,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": "Accept, Authorization, Content-Encoding, Content-Type, If-None-Match",
        "Access-Control-Max-Age": "86400",
    }
    return Response(204, b"", headers)


_METHODS: dict[object, str] = {_sparql: METHODS, graph_question: GRAPH_METHODS, _graph: GRAPH_METHODS}
_HANDLERS: tuple[tuple[str, re.Pattern[str], Callable[[Site, Request, re.Match[str]], Awaitable[Reply]]], ...] = (
    ("/v/<number>/sparql", _SPARQL, _sparql),
    ("/queries/<name>", _QUERY, _query),
    ("/doc/<kind>/<slug>", _THING, _thing),
    ("/graph/<slug>", _GRAPH, _graph),
    ("/graphs", GRAPHS, graph_question),
    ("/dump.<format>", _DUMP, _dump),
)
ROUTES = (*(route for route, *_ in _HANDLERS), *operations.ROUTES)
