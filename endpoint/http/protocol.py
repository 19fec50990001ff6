"""The SPARQL 1.1 Protocol: a request in, the query or update and its dataset out.

Source: https://www.w3.org/TR/sparql11-protocol/, 2.1 (query by GET, by form, and directly by POST) and 2.2 (update by
form; one that is the body itself never comes here).
"""

from dataclasses import dataclass

from endpoint.http.messages import Request, decode_fields
from endpoint.http.problems import ForbiddenQueryError, RequestError

FORM, DIRECT, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
METHODS = "GET, HEAD, POST, OPTIONS"
RELEASED = "A release does not change: send the update to /sparql."


@dataclass(frozen=True, slots=True)
class SparqlCall:
    """A query as it was asked; ``text`` is None when there was none, ``format`` when the headers decide.

    ``strict``: all rows are wanted, or an error. ``update`` is the text of an update instead; its dataset is still
    among the ``fields``.
    """

    text: str | None
    update: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None
    strict: bool = False


def read_call(request: Request) -> SparqlCall:
    """The call that a request makes.

    Raises RequestError 400 for a query given twice, 405 for another method, 415 for another media type, and
    ForbiddenQueryError for an update of a release by its number.
    """
    fields = request.fields()
    if request.method == "POST":
        fields = fields + _body_fields(request)
    elif request.method not in ("GET", "HEAD"):
        raise RequestError(405, f"{request.method} is not possible here.", headers={"Allow": METHODS})
    updates = [value for name, value in fields if name == "update"]
    texts = [value for name, value in fields if name == "query"]
    formats = [value for name, value in fields if name == "format" and value]
    if len(texts) > 1:
        raise RequestError(400, "A request carries one query; this one repeats the field.")
    if updates:
        return SparqlCall(None, update=_only_update(request, updates, texts), fields=tuple(fields))
    if request.method == "POST" and not texts:
        raise RequestError(400, "There is no query: send the field `query`, or the query itself as the body.")
    return SparqlCall(
        texts[0] if texts else None,
        None,
        (),
        tuple(value for name, value in fields if name == "default-graph-uri"),
        tuple(value for name, value in fields if name == "named-graph-uri"),
        # SPARQLWrapper names some formats twice, by a short name and by a media type: the first one counts.
        formats[0] if formats else None,
        ("strict", "1") in fields,
    )


def _only_update(request: Request, updates: list[str], queries: list[str]) -> str:
    """The update of a form. Raises RequestError 400 beside another, 405 where it came by GET."""
    if request.method != "POST" or request.media_type() != FORM:
        raise RequestError(405, "An update is sent by POST, as a form or as the body.", headers={"Allow": "POST"})
    if len(updates) + len(queries) > 1:
        raise RequestError(400, "A request carries one query or one update; this one has more.")
    return updates[0]


def _body_fields(request: Request) -> list[tuple[str, str]]:
    media_type = request.media_type()
    if media_type == UPDATE:
        raise ForbiddenQueryError(RELEASED)
    if media_type not in (FORM, DIRECT):
        message = f"A body is {FORM}, {DIRECT} or {UPDATE}, not {media_type or 'without a type'}."
        raise RequestError(415, message, headers={"Accept-Post": f"{FORM}, {DIRECT}, {UPDATE}"})
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        raise RequestError(400, "The body is not UTF-8; send it as UTF-8.") from None
    return [("query", text)] if media_type == DIRECT else decode_fields(text)
