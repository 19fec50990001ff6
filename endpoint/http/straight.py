"""The straight way of a small query: from the bytes of its request to a worker and back, without a task for it.

Here goes what is usual: a whole request of nobody in particular to /sparql, while room and a worker are free, whose
answer is whole and soon there. All else goes the long way through ``asgi.py``, and what was asked already goes on
there. ``connection.py`` holds the connection meanwhile.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

import httptools

from endpoint.http.encodings import LITTLE_BYTES, coding_for
from endpoint.http.messages import Message, Request, read_head, whole_head
from endpoint.http.protocol import read_call
from endpoint.http.questions import question_of
from endpoint.http.respond import Question, asked_of, coded_now, tag_of_question, whole_response
from endpoint.http.site import Site
from endpoint.http.visits import Visit, Visits
from endpoint.workers.pool import Lane, Running
from loaders.errors import SamspilError

# Where a request on the long way says what was asked on the straight one.
ASKED = "samspil.asked"
BEGINNINGS = (b"GET /sparql?", b"POST /sparql")
# What takes longer than this is worth a task, and the watch over its client that comes with it.
PATIENCE_S = 0.02
_PATH = b"/sparql"
# Who sends these asks for more than an answer.
_LONG_WAY = frozenset({b"authorization", b"content-encoding", b"expect", b"if-none-match"})


@dataclass(slots=True)
class Asked:
    """A question that a worker is busy with, and who asked it."""

    visit: Visit
    request: Request
    question: Question
    tag: str | None
    running: Running


class Straight:
    """The straight way of one server."""

    def __init__(self, site: Site, visits: Visits) -> None:
        """Nothing is asked before the first request."""
        self._site, self._visits = site, visits
        self._leaving: set[asyncio.Future[None]] = set()

    def ask(self, raw: bytes, client: tuple[str, int] | None, scheme: str | None) -> Asked | None:
        """Ask what a request asks; None where its way is the long one."""
        found = _read(raw)
        if found is None:
            return None
        scope = {"type": "http", "client": client, "scheme": scheme or "http", "raw_request": raw, **found.scope}
        visit = self._visits.begin(scope, _send_nothing)
        try:
            asked = self._ask(visit, read_head(visit.scope, found.body))
        except SamspilError:
            # It is found, and explained, on the long way again.
            asked = None
        if asked is None:
            self._visits.forget(visit)
        return asked

    def finish(self, asked: Asked) -> tuple[bytes, bytes] | None:
        """The head without its last line, and the body; None where the answer is not whole, or none at all."""
        size = asked.running.worker.link.whole_bytes
        coding = coding_for(asked.request.headers.get("accept-encoding"))
        if size is None or (coding and size > LITTLE_BYTES):
            return None
        site, answer = self._site, self._site.pool.finish(asked.running)
        whole = answer.body or b""
        if asked.tag:
            site.cache.keep(asked.tag, answer.name, "", whole)
        body, coding = coded_now(site, asked.tag, answer.name, whole, coding)
        response = whole_response(asked.question, asked.tag, answer.name, body, coding)
        head = whole_head(response)
        if asked.tag:
            site.front.keep_bytes(asked.request, asked.question.release, head, body)
        asked.visit.answered(response)
        self._visits.end(asked.visit)
        return head + b"x-request-id: %s\r\n" % asked.visit.id.encode(), body

    def abandon(self, asked: Asked) -> None:
        """The client left: its worker need not go on."""
        self._visits.end(asked.visit)
        leaving = asyncio.ensure_future(self._site.pool.leave(asked.running))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)

    def _ask(self, visit: Visit, request: Request) -> Asked | None:
        site, call = self._site, read_call(request)
        if call.text is None:
            return None
        question = question_of(site, request, call, site.release())
        if question is None or question.lane is not Lane.AD_HOC:
            return None
        tag = tag_of_question(question)
        if tag and (site.cache.has(tag) or (question.lane, tag) in site.underway):
            return None
        running = site.pool.ask_at_once(question.release.store_path, asked_of(question), request.client)
        return Asked(visit, request, question, tag, running) if running else None


class _Found:
    """What httptools finds in a piece of bytes."""

    def __init__(self) -> None:
        self.url = self.body = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.begun = self.ended = 0
        self.scope: dict[str, Any] = {}

    def on_message_begin(self) -> None:
        self.begun += 1

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.ended += 1


def _read(raw: bytes) -> _Found | None:
    """The one whole request that the bytes are; None where they are less, more or another one than is usual."""
    found = _Found()
    parser = httptools.HttpRequestParser(found)
    try:
        parser.feed_data(raw)
        address = httptools.parse_url(found.url)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):
        return None
    is_one = (found.begun, found.ended) == (1, 1) and parser.get_http_version() == "1.1"
    if not is_one or address.path != _PATH or not all(map(_is_usual, found.headers)):
        return None
    found.scope = {"method": parser.get_method().decode("ascii"), "path": "/sparql", "http_version": "1.1",
                   "query_string": address.query or b"", "headers": found.headers}  # fmt: skip
    return found


def _is_usual(header: tuple[bytes, bytes]) -> bool:
    name, value = header
    return value.lower() == b"keep-alive" if name == b"connection" else name not in _LONG_WAY


async def _send_nothing(_: Message) -> None:
    """Who goes the straight way gets bytes, no messages."""
