"""Writing over HTTP: SPARQL updates and the Graph Store Protocol, from the request to what the writer made of it.

The token is looked at before the body is; the body goes to disk unread, and the writer alone parses it. Answers are
JSON: what became of it, the release that holds it, what changed, and the findings of the check.
Sources: https://www.w3.org/TR/sparql11-protocol/, 2.2; https://www.w3.org/TR/sparql11-http-rdf-update/, 5.
"""

import asyncio
import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werkzeug.http import parse_options_header

from endpoint.http.access import Caller, caller_of, require
from endpoint.http.encodings import coding_of
from endpoint.http.formats import DATASET_NAMES, GRAPH_NAMES, by_name
from endpoint.http.graph_store import METHODS, Target, address, target_of
from endpoint.http.messages import OPEN_HEADERS, Receive, Request, Response
from endpoint.http.problems import RequestError, kind_of
from endpoint.http.protocol import UPDATE
from endpoint.http.site import Site
from endpoint.http.spool import Spooled, spool_body, spool_text
from loaders.audit import Audit
from loaders.errors import QueryTimeoutError, SamspilError

MULTIPART = "multipart/form-data"
_NAME_IT = "Name it: /graphs?default, /graphs?graph=… or /graphs/…."
_WRITING = {"PUT", "POST", "DELETE", "PATCH"}


@dataclass(frozen=True, slots=True)
class Format:
    """How a body is written: a short name of ``endpoint/http/formats.py``, or the boundary of its parts."""

    name: str | None
    boundary: str | None = None


async def write_for(site: Site, request: Request, receive: Receive) -> Response | None:
    """Do the write that a request without its body asks for; None where it asks for none.

    An update in a form comes later, from ``endpoint/http/questions.py``: only its body tells that it is one.
    """
    if request.path == "/sparql" and request.method == "POST" and request.media_type() == UPDATE:
        return await _direct_update(site, request, receive)
    if request.method not in _WRITING:
        return None
    target = target_of(site, request)
    if target is None:
        return None
    caller = await _steward(site, request)
    if request.method == "PATCH":
        raise RequestError(501, "PATCH is not done here: send the update to /sparql.", headers={"Allow": METHODS})
    if request.method == "DELETE":
        return await _delete(site, request, target, caller)
    return await _upload(site, request, target, caller, receive)


async def update(site: Site, request: Request, text: str, fields: Sequence[tuple[str, str]]) -> Response:
    """Do an update that came as a field of a form."""
    caller = await _steward(site, request)
    return await _update(site, caller, spool_text(spool_of(site), text), fields)


async def _direct_update(site: Site, request: Request, receive: Receive) -> Response:
    caller = await _steward(site, request)
    coding = coding_of(request.headers)
    fields = request.fields()
    if any(name in ("query", "update") for name, _ in fields):
        raise RequestError(400, "The update is the body here: leave `update` and `query` away.")
    body = await spool_body(spool_of(site), request, receive, max_bytes=site.settings.max_update_bytes)
    return await _update(site, caller, body, fields, coding=coding)


async def _update(
    site: Site, caller: Caller, body: Spooled, fields: Sequence[tuple[str, str]], *, coding: str = ""
) -> Response:
    operation = {
        "op": "update",
        "coding": coding,
        "what": "SPARQL Update",
        "base": site.settings.base,
        "default_graphs": [value for name, value in fields if name == "using-graph-uri"],
        "named_graphs": [value for name, value in fields if name == "using-named-graph-uri"],
    }
    return _reply(await _write(site, caller, operation, body))


async def _upload(site: Site, request: Request, target: Target, caller: Caller, receive: Receive) -> Response:
    coding = coding_of(request.headers)
    form = _format(request, whole=target.store)
    if target.store and request.method == "PUT":
        raise RequestError(400, f"PUT replaces one graph. {_NAME_IT}")
    op = request.method.lower()
    if target.store and form.name in DATASET_NAMES:
        target, op = Target(None), "post-dataset"
    elif target.store:
        target = Target(f"{address(site, request)}graphs/{uuid.uuid4().hex}")
    current = site.current()
    is_new = target.iri is not None and target.iri not in (current.manifest["graphs"] if current else {})
    body = await spool_body(spool_of(site), request, receive, max_bytes=site.settings.max_upload_bytes)
    operation = {
        "op": op,
        "what": f"{request.method} {target.iri or 'default'}",
        "graph": target.iri,
        "coding": coding,
        "format": form.name,
        "boundary": form.boundary,
        "base": target.iri or f"{address(site, request)}graphs",
    }
    answer = await _write(site, caller, operation, body)
    return _reply(answer, created=target.iri if is_new else None)


async def _delete(site: Site, request: Request, target: Target, caller: Caller) -> Response:
    if target.store:
        raise RequestError(400, f"DELETE takes one graph away. {_NAME_IT}")
    if target.iri is not None and target.iri not in site.release().manifest["graphs"]:
        raise RequestError(404, f"There is no graph {target.iri}.", kind="not-found")
    operation = {"op": "delete", "what": f"DELETE {target.iri or 'default'}", "graph": target.iri}
    return _reply(await _write(site, caller, operation, None))


async def _write(site: Site, caller: Caller, operation: dict[str, Any], body: Spooled | None) -> dict[str, Any]:
    """Have the writer do it; the body's file is gone afterwards."""
    request = {
        **operation,
        "who": caller.name,
        "publish": caller.may("publish"),
        "body": str(body.path) if body else None,
        "sha256": body.sha256 if body else None,
    }
    began, outcome = time.monotonic(), "internal"
    try:
        answer = await site.writer.write(request)
        outcome = str(answer["status"])
        return answer
    except SamspilError as error:
        outcome = kind_of(error)
        if isinstance(error, QueryTimeoutError):
            # The writer keeps the log of what it does; this one may have been killed before it could.
            told = {"who": str(caller.name), "what": operation["what"], "sha256": request["sha256"]}
            await asyncio.to_thread(_audit(site).append, **told, outcome="stopped or turned away")
        raise
    finally:
        site.metrics.observe_write(outcome, time.monotonic() - began)
        if body is not None:
            for path in (body.path, body.path.with_suffix(".part")):
                path.unlink(missing_ok=True)


def _reply(answer: dict[str, Any], *, created: str | None = None) -> Response:
    headers = {**OPEN_HEADERS, "Content-Type": "application/json", "Cache-Control": "no-store"}
    if answer["release"] is not None:
        headers["X-Samspil-Release"] = str(answer["release"])
        headers["Link"] = f'</releases/{answer["release"]}>; rel="describedby"'
    status = 202 if answer["status"] == "proposed" else 200
    if created and answer["status"] == "published":
        status, headers["Location"] = 201, created
    return Response(status, json.dumps(answer, ensure_ascii=False).encode() + b"\n", headers)


async def _steward(site: Site, request: Request) -> Caller:
    """Who writes. Raises RequestError 401 and 403; that a token was not enough is kept."""
    caller = caller_of(site.tokens, request.headers)
    if caller.name is not None and not caller.may("propose"):
        what = f"{request.method} {request.path}"
        await asyncio.to_thread(_audit(site).append, who=caller.name, what=what, outcome="refused")
    require(caller, "propose")
    return caller


def _audit(site: Site) -> Audit:
    return Audit(site.releases.home)


def _format(request: Request, *, whole: bool) -> Format:
    """How the body is written. Raises RequestError 415; ``whole`` allows formats that name graphs themselves."""
    media_type, options = parse_options_header(request.headers.get("content-type", ""))
    if media_type == MULTIPART and request.method == "POST" and options.get("boundary"):
        return Format(None, options["boundary"])
    names = [choice.name for choice in by_name(media_type) if choice.name in GRAPH_NAMES] if "/" in media_type else []
    if not names or options.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        types = [choice.content_type for name in GRAPH_NAMES for choice in by_name(name)[:1]]
        message = f"RDF is sent in UTF-8 as {', '.join(types)}, not {media_type or 'without a type'}."
        raise RequestError(415, message, extra={"available": types})
    if names[0] in DATASET_NAMES and not whole:
        raise RequestError(415, f"{media_type} names graphs itself: POST it to /graphs, or send triples.")
    return Format(names[0])


def spool_of(site: Site) -> Path:
    """Where bodies lie until they are written."""
    return site.releases.home / "spool"
