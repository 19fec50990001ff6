"""The ASGI application: machine routes here, pages in Flask behind a2wsgi.

Every error leaves in one shape (``endpoint/http/problems.py``).
"""

import asyncio
import logging
from pathlib import Path
from typing import Any

from a2wsgi import WSGIMiddleware

from endpoint.http.access import caller_of
from endpoint.http.logs import RequestLog
from endpoint.http.messages import (
    OPEN_HEADERS,
    Receive,
    Request,
    Response,
    Scope,
    Send,
    read_body,
    read_head,
    replay,
    send_response,
    unpacked,
)
from endpoint.http.negotiation import prefers_html
from endpoint.http.prepare import prepare_releases
from endpoint.http.problems import kind_of, problem_body, problem_headers, unexpected
from endpoint.http.questions import Reply, question_for
from endpoint.http.respond import Question, respond
from endpoint.http.site import Site
from endpoint.http.spool import sweep_spool
from endpoint.http.straight import ASKED, Asked, Straight
from endpoint.http.visits import Visit, Visits
from endpoint.http.writes import spool_of, write_for
from endpoint.pages.app import create_app, problem_page
from endpoint.workers.pool import Pool
from loaders.errors import SamspilError
from loaders.releases import Releases
from loaders.settings import Settings, home_of

LOG = logging.getLogger("samspil")
_PAGE_THREADS = 8
_SWEEP_S = 15.0


def create_asgi(workspace: Path, settings: Settings) -> "Application":
    """The application of a workspace. Nothing is opened before the first request."""
    site = Site(settings, Releases(home_of(workspace, settings)), Pool(settings))
    return Application(site)


class Application:
    """Answers HTTP requests of one site."""

    def __init__(self, site: Site) -> None:
        """Pages are made at once, so that a broken template stops the start and not a request."""
        self.site = site
        self.visits = Visits(site.settings, site.metrics, RequestLog(site.settings).write)
        self.straight = Straight(site, self.visits)
        self.flask = create_app(site)
        self.pages: Any = WSGIMiddleware(self.flask, workers=_PAGE_THREADS)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry: lifespan and HTTP."""
        self.site.loop = asyncio.get_running_loop()
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            asked: Asked | None = scope.get(ASKED)
            visit = self.visits.begin(scope, send) if asked is None else asked.visit.on(send)
            try:
                await self._answer(visit, receive, asked)
            finally:
                self.visits.end(visit)

    async def _live(self, receive: Receive, send: Send) -> None:
        sweep_spool(spool_of(self.site))
        background = [asyncio.ensure_future(self._sweep()), asyncio.ensure_future(prepare_releases(self.site))]
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                for task in background:
                    task.cancel()
                await self.site.writer.close()
                await self.site.pool.close()
                await send({"type": "lifespan.shutdown.complete"})
                return
            await send({"type": "lifespan.startup.complete"})

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_S)
            try:
                current = self.site.current()
                await self.site.pool.sweep(current.store_path if current else None)
            except Exception:
                # Whatever it was, the next round may do better; without one idle workers would live for ever.
                LOG.exception("Idle workers were not swept; the next try is in %g s", _SWEEP_S)

    async def _answer(self, visit: Visit, receive: Receive, asked: Asked | None) -> None:
        scope, send = visit.scope, visit.send
        request = Request(scope["method"], scope["path"], "", _accept(scope))
        try:
            if asked is not None:
                request = visit.request = asked.request
                await respond(self.site, request, asked.question, receive, send, asked.running)
                return
            request = visit.request = read_head(scope)
            # Also where anybody may read: a token that does not hold is never taken for none.
            visit.who = caller_of(self.site.tokens, request.headers).name
            reply: Reply = await write_for(self.site, request, receive)
            if reply is None:
                limit = self.site.settings.max_body_bytes
                request = visit.request = await read_body(request, receive, max_body_bytes=limit)
                reply = await question_for(self.site, request)
            if isinstance(reply, Question):
                await respond(self.site, request, reply, receive, send)
            elif isinstance(reply, Response):
                await send_response(send, reply, head_only=request.method == "HEAD")
            else:
                await self.pages(unpacked(scope, request), replay(request.body, receive), send)
        except SamspilError as error:
            await self._explain(visit, request, error)
        except Exception:
            LOG.exception("%s %s failed (request %s)", request.method, request.path, visit.id)
            await self._explain(visit, request, unexpected())

    async def _explain(self, visit: Visit, request: Request, error: SamspilError) -> None:
        visit.problem = kind_of(error)
        headers = {**OPEN_HEADERS, **problem_headers(error)}
        if prefers_html(request.headers.get("accept")):
            page = problem_page(self.flask, error, visit.id)
            response = Response(error.status, page.body, {**headers, **page.headers})
        else:
            headers["Content-Type"] = "application/problem+json"
            response = Response(error.status, problem_body(error, visit.id), headers)
        await send_response(visit.send, response, head_only=request.method == "HEAD")


def _accept(scope: Scope) -> dict[str, str]:
    """The Accept header alone: how to word an error about a request that could not be read."""
    values = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"accept"]
    return {"accept": ",".join(values)}
