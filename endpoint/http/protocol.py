"""The SPARQL 1.1 Protocol: a request in, the query and its dataset out.

Source: https://www.w3.org/TR/sparql11-protocol/, section 2.1 (query by GET, by form, and directly by POST).
Updates are refused: this endpoint is read-only.
"""

from dataclasses import dataclass

from endpoint.http.messages import Request, decode_fields
from endpoint.http.problems import ForbiddenQueryError, RequestError

FORM, DIRECT, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
METHODS = "GET, HEAD, POST, OPTIONS"
_READ_ONLY = "This endpoint is read-only here: data comes in through a checked release, not through an update."


@dataclass(frozen=True, slots=True)
class SparqlCall:
    """A query as it was asked; ``text`` is None when there was none, ``format`` when the headers decide."""

    text: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None


def read_call(request: Request) -> SparqlCall:
    """The call that a request makes.

    Raises RequestError 400 for a query given twice, 405 for another method, 415 for another media type, and
    ForbiddenQueryError for an update.
    """
    fields = request.fields()
    if request.method == "POST":
        fields = fields + _body_fields(request)
    elif request.method not in ("GET", "HEAD"):
        raise RequestError(405, f"{request.method} is not possible here.", headers={"Allow": METHODS})
    if any(name == "update" for name, _ in fields):
        raise ForbiddenQueryError(_READ_ONLY)
    texts = [value for name, value in fields if name == "query"]
    formats = [value for name, value in fields if name == "format" and value]
    if len(texts) > 1:
        raise RequestError(400, "A request carries one query; this one repeats the field.")
    if request.method == "POST" and not texts:
        raise RequestError(400, "There is no query: send the field `query`, or the query itself as the body.")
    return SparqlCall(
        texts[0] if texts else None,
        tuple(value for name, value in fields if name == "default-graph-uri"),
        tuple(value for name, value in fields if name == "named-graph-uri"),
        # SPARQLWrapper names some formats twice, by a short name and by a media type: the first one counts.
        formats[0] if formats else None,
    )


def _body_fields(request: Request) -> list[tuple[str, str]]:
    media_type = request.media_type()
    if media_type == UPDATE:
        raise ForbiddenQueryError(_READ_ONLY)
    if media_type not in (FORM, DIRECT):
        message = f"A body is {FORM} or {DIRECT}, not {media_type or 'without a type'}."
        raise RequestError(415, message, headers={"Accept-Post": f"{FORM}, {DIRECT}"})
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        raise RequestError(400, "The body is not UTF-8; send it as UTF-8.") from None
    return [("query", text)] if media_type == DIRECT else decode_fields(text)
