"""Routes for who runs the server, all under /-/ .

/-/health  /-/health/ready      whether a worker answers from the current release, in a lane of its own
/-/health/live                  whether the event loop answers
/-/metrics                      numbers for Prometheus (``endpoint/http/metrics.py``)
/-/queries  /-/queries/<n>      what runs, and DELETE to end one of them; with an admin token

None of them but health may be read by the script of a web page that an operator happens to have open (no CORS).
"""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from endpoint.http.access import caller_of, require
from endpoint.http.forwarded import is_forwarded, to_address
from endpoint.http.messages import OPEN_HEADERS, Request, Response
from endpoint.http.problems import RequestError
from endpoint.http.site import Site
from endpoint.workers.pool import Running
from loaders.audit import Audit
from loaders.errors import NotFoundError, SamspilError

PREFIX = "/-/"
_CLOSED = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


async def operation_for(site: Site, request: Request) -> Response:
    """The answer to a request under /-/ . Raises NotFoundError, RequestError 401, 403 and 405."""
    for _, pattern, methods, handler in _HANDLERS:
        match = pattern.fullmatch(request.path)
        if match is None:
            continue
        allow = {"Allow": ", ".join((*methods, "OPTIONS"))}
        if request.method == "OPTIONS":
            return Response(204, b"", allow)
        if request.method not in methods:
            raise RequestError(405, f"{request.method} is not possible here.", headers=allow)
        return await handler(site, request, match)
    raise NotFoundError(f"There is nothing at {request.path}.")


async def _ready(site: Site, request: Request, match: re.Match[str]) -> Response:
    """200 when a release is there and a worker answers from it, else 503. Not a page: pages may have to wait."""
    try:
        release = site.release()
        await site.answers(release)
    except SamspilError as error:
        content = {"status": "unavailable", "detail": str(error)}
        return _json(content, status=503, headers={**OPEN_HEADERS, "Retry-After": "1"})
    return _json({"status": "ok", "release": release.number}, headers=OPEN_HEADERS)


async def _live(site: Site, request: Request, match: re.Match[str]) -> Response:
    return _json({"status": "ok"}, headers=OPEN_HEADERS)


async def _metrics(site: Site, request: Request, match: re.Match[str]) -> Response:
    access = site.settings.metrics
    if access == "admin" or (access == "local" and not _is_local(request)):
        require(caller_of(site.tokens, request.headers), "admin")
    return Response(200, site.metrics.text(), {**_CLOSED, "Content-Type": CONTENT_TYPE_PLAIN_0_0_4})


async def _queries(site: Site, request: Request, match: re.Match[str]) -> Response:
    require(caller_of(site.tokens, request.headers), "admin")
    return _json({"queries": [_shown(running) for running in site.pool.running.values()]})


async def _cancel(site: Site, request: Request, match: re.Match[str]) -> Response:
    caller = caller_of(site.tokens, request.headers)
    require(caller, "admin")
    number = int(match["number"])
    running = site.pool.running.get(number)
    if running is None or not await site.pool.cancel(number):
        raise NotFoundError(f"No query {number} is running; /-/queries lists those that are.")
    entry = {"who": str(caller.name), "what": f"cancel query {number}", "outcome": "done"}
    # The disk may take its time; others are answered meanwhile.
    await asyncio.to_thread(Audit(site.releases.home).append, **entry, release=_release_of(running))
    return Response(204, b"", _CLOSED)


def _shown(running: Running) -> dict[str, Any]:
    text = str(running.request.get("text", ""))
    return {
        "number": running.number,
        "lane": running.lane.value,
        "client": running.client or None,
        "seconds": round(time.time() - running.began, 3),
        "release": _release_of(running),
        "bytes": len(text.encode()),
        "query": text or None,
    }


def _release_of(running: Running) -> int:
    return int(running.store_path.parent.name)


def _is_local(request: Request) -> bool:
    """Whether somebody on this machine asks, and no proxy on it for somebody else."""
    address = to_address(request.client)
    return address is not None and address.is_loopback and not is_forwarded(request.headers)


def _json(content: object, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    fixed = {**_CLOSED, "Content-Type": "application/json"}
    return Response(status, json.dumps(content, ensure_ascii=False).encode() + b"\n", {**(headers or {}), **fixed})


_Handler = Callable[[Site, Request, re.Match[str]], Awaitable[Response]]
_READ = ("GET", "HEAD")
_HANDLERS: tuple[tuple[str, re.Pattern[str], tuple[str, ...], _Handler], ...] = (
    ("/-/health", re.compile("/-/health"), _READ, _ready),
    ("/-/health/ready", re.compile("/-/health/ready"), _READ, _ready),
    ("/-/health/live", re.compile("/-/health/live"), _READ, _live),
    ("/-/metrics", re.compile("/-/metrics"), _READ, _metrics),
    ("/-/queries", re.compile("/-/queries"), _READ, _queries),
    ("/-/queries/<number>", re.compile(r"/-/queries/(?P<number>\d{1,18})"), ("DELETE",), _cancel),
)
ROUTES = tuple(route for route, *_ in _HANDLERS)
