"""Visits: each request from its head to the end of its answer, as metrics and the log see it.

Here a request gets the client that trusted proxies tell of, and an id, which goes out in ``X-Request-Id`` and in
problem documents; a trusted proxy may give the id itself.
"""

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from endpoint.http.forwarded import Proxies
from endpoint.http.messages import Message, Request, Response, Scope, Send
from endpoint.http.metrics import Metrics
from loaders.settings import Settings

ID = "samspil.request_id"
# What nginx writes for a client that left before it was answered.
_LEFT = 499
_GIVEN = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
_RELEASED = re.compile(r"v/\d+/")
_ROUTES = {
    **{"": "start", "-": "operations", ".well-known": "void"},
    **{name: name for name in ("sparql", "queries", "id", "doc", "graph", "graphs", "ontology", "releases")},
    **{name: name for name in ("dump", "problems", "static")},
}


@dataclass(slots=True)
class Visit:
    """One request; ``send`` counts what goes out.

    ``began`` is on the monotonic clock, ``request`` is there once read, ``release`` the one that answered.
    """

    id: str
    scope: Scope
    send_on: Send
    began: float
    request: Request | None = None
    who: str | None = None
    problem: str = ""
    status: int = _LEFT
    sent_bytes: int = 0
    is_whole: bool = False
    release: str | None = None

    @property
    def route(self) -> str:
        """The kind of its route: a few words, whatever is asked."""
        return route_of(self.scope["path"])

    def on(self, send: Send) -> "Visit":
        """The same, whose answer goes by messages after all."""
        self.send_on = send
        return self

    def answered(self, response: Response) -> None:
        """All of an answer goes out at once."""
        self.status, self.sent_bytes, self.is_whole = response.status, len(response.body), True
        self.release = response.headers.get("X-Samspil-Release")

    async def send(self, message: Message) -> None:
        """Send on a message of the answer, with the id in its headers."""
        if message["type"] == "http.response.start":
            self.status, headers = message["status"], message["headers"]
            self.release = next((value.decode() for name, value in headers if name == b"x-samspil-release"), None)
            message["headers"] = [*headers, (b"x-request-id", self.id.encode())]
        else:
            self.sent_bytes += len(message.get("body", b""))
            self.is_whole = not message.get("more_body", False)
        await self.send_on(message)


@lru_cache(maxsize=4096)
def route_of(path: str) -> str:
    """The kind of a path."""
    first = _RELEASED.sub("", path[1:]).partition("/")[0]
    return _ROUTES.get(first) or _ROUTES.get(first.partition(".")[0] or first, "other")


def new_id() -> bytes:
    """An id that nobody had before."""
    return os.urandom(12).hex().encode()


class Visits:
    """All visits of one server."""

    def __init__(self, settings: Settings, metrics: Metrics, log: Callable[[Visit, float], None]) -> None:
        """``log`` is given each visit that is over, and the seconds that it took."""
        self._proxies, self._is_behind_proxies = Proxies(settings.trusted_proxies), bool(settings.trusted_proxies)
        self._metrics, self._log = metrics, log

    def begin(self, scope: Scope, send: Send) -> Visit:
        """A request has come."""
        self._metrics.open += 1
        given = ""
        if self._is_behind_proxies:
            given, scope = self._given_id(scope), self._proxies.seen_through(scope)
        name = scope[ID] = given or new_id().decode()
        return Visit(name, scope, send, time.monotonic())

    def end(self, visit: Visit) -> None:
        """Its answer is over, or was broken off."""
        self._metrics.open -= 1
        seconds = time.monotonic() - visit.began
        self._metrics.observe(visit.route, visit.status, seconds, visit.sent_bytes, is_whole=visit.is_whole)
        self._log(visit, seconds)

    def forget(self, visit: Visit) -> None:
        """It comes again."""
        self._metrics.open -= 1

    def _given_id(self, scope: Scope) -> str:
        client = scope.get("client")
        if not client or not self._proxies.trusts(client[0]):
            return ""
        given = [value for name, value in scope["headers"] if name == b"x-request-id"]
        return given[0].decode() if len(given) == 1 and _GIVEN.fullmatch(given[0]) else ""
