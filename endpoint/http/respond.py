"""Answers of the pool as HTTP: conditional requests, whole answers with a length, long ones streamed.

Complete or say so: a stream whose worker dies, or whose reader is too slow, ends without its last chunk, so that every
HTTP client sees that it is broken.
"""

import asyncio
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from endpoint.http.cache import Kept, tag_of
from endpoint.http.encodings import LEAST_BYTES, LITTLE_BYTES, Compressor, coding_for, compress, compressor
from endpoint.http.formats import CUT, Choice
from endpoint.http.messages import Receive, Request, Response, Send, encode_headers, send_response
from endpoint.http.problems import RequestError
from endpoint.http.site import Site
from endpoint.workers.pool import SPOOL_BYTES, Lane, Rest, Running
from loaders.errors import SamspilError
from loaders.releases import Release

LOG = logging.getLogger("samspil")
OPEN_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, X-Request-Id, X-Samspil-Cut, X-Samspil-Release",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept, Accept-Encoding",
}
# A reader that takes less than this for long holds a worker that others wait for.
MIN_BYTES_PER_S = 16 * 1024
_CODED = re.compile(r"-(?:gzip|zstd)\Z")
WATCH_AFTER_S = 0.05


@dataclass(frozen=True, slots=True)
class Question:
    """What a request asks of the pool: which release, which operation, and the formats that the client takes."""

    release: Release
    operation: Mapping[str, Any]
    choices: tuple[Choice, ...]
    lane: Lane
    headers: Mapping[str, str]


async def respond(
    site: Site, request: Request, question: Question, receive: Receive, send: Send, running: Running | None = None
) -> None:
    """Answer a question; ``running`` is set where a worker was asked already.

    Raises SamspilError before the first byte, and nothing after it.
    """
    tag = tag_of_question(question)
    coding = coding_for(request.headers.get("accept-encoding"))
    known = _tags(request.headers.get("if-none-match", ""))
    if tag and tag in known:
        await _send_not_modified(send, question, tag, coding)
        return
    kept = site.cache.get(tag) if tag and running is None else None
    if kept is None:
        kept = await _ask(site, request, question, running, tag, coding, receive, send)
    if kept is None:
        return
    if "*" in known:
        # Whatever the client has will do, if there is an answer at all: only now that is sure.
        await _send_not_modified(send, question, tag, coding)
        return
    body, coding = await _coded(site, tag, kept, coding)
    response = whole_response(question, tag, kept.name, body, coding)
    if tag:
        site.front.keep(request, question.release, response)
    await send_response(send, response, head_only=request.method == "HEAD")


def whole_response(question: Question, tag: str | None, name: str, body: bytes, coding: str) -> Response:
    """The response with a whole body of the format ``name``."""
    return Response(200, body, _headers_of_answer(question, tag, coding, name))


async def keep_ahead(site: Site, question: Question, lane: Lane) -> None:
    """Ask a question before anybody does. Raises the errors of ``Pool.ask``."""
    tag = tag_of_question(question)
    if tag is None or site.cache.get(tag) is not None:
        return
    answer = await site.ask(question.release, asked_of(question), lane=lane)
    if answer.rest is not None:
        await answer.rest.aclose()
        return
    site.cache.keep(tag, answer.name, "", answer.body or b"")


def tag_of_question(question: Question) -> str | None:
    """The name of the answer; None also where other servers have part in it."""
    if question.lane is Lane.FEDERATED:
        return None
    return tag_of(question.release, question.operation, question.choices)


def asked_of(question: Question) -> dict[str, Any]:
    """What a worker is asked."""
    return {**question.operation, "choices": [choice.name for choice in question.choices]}


async def _ask(
    site: Site,
    request: Request,
    question: Question,
    running: Running | None,
    tag: str | None,
    coding: str,
    receive: Receive,
    send: Send,
) -> Kept | None:
    """The whole answer of a worker; None where it was streamed, or where the client left."""
    with Leaving(receive) as leaving:
        try:
            if running is not None:
                answer = await site.pool.follow(running)
            else:
                answer = await site.ask(question.release, asked_of(question), lane=question.lane, client=request.client)
            if answer.rest is None:
                body = answer.body or b""
                if tag:
                    site.cache.keep(tag, answer.name, "", body)
                return Kept(answer.name, {"": body})
            if "*" in _tags(request.headers.get("if-none-match", "")):
                await answer.rest.aclose()
                return Kept(answer.name)
            leaving.watch()
            headers = _headers_of_answer(question, tag, coding, answer.name)
            whole = await _stream(site, request, send, headers, answer.rest, coding)
            if tag and whole is not None:
                site.cache.keep(tag, answer.name, "", whole)
        except asyncio.CancelledError:
            if not leaving.has_left:
                raise
            LOG.info("A client left before its answer.")
    return None


async def _coded(site: Site, tag: str | None, kept: Kept, coding: str) -> tuple[bytes, str]:
    """The body in the coding that the client takes, and that coding; short ones go as they are."""
    whole = kept.bodies[""]
    if not coding or len(whole) < LEAST_BYTES:
        return whole, ""
    body = kept.bodies.get(coding)
    if body is not None:
        return body, coding
    if len(whole) <= LITTLE_BYTES:
        return coded_now(site, tag, kept.name, whole, coding)
    body = await asyncio.to_thread(compress, whole, coding)
    if tag:
        site.cache.keep(tag, kept.name, coding, body)
    return body, coding


def coded_now(site: Site, tag: str | None, name: str, whole: bytes, coding: str) -> tuple[bytes, str]:
    """The same for a body of at most ``LITTLE_BYTES``."""
    if not coding or len(whole) < LEAST_BYTES:
        return whole, ""
    body = compress(whole, coding)
    if tag:
        site.cache.keep(tag, name, coding, body)
    return body, coding


async def _send_not_modified(send: Send, question: Question, tag: str | None, coding: str) -> None:
    await send_response(send, Response(304, b"", _headers_of(question, tag, coding)), head_only=True)


def _headers_of_answer(question: Question, tag: str | None, coding: str, name: str) -> dict[str, str]:
    """With the media type of the format ``name``, and the limit where that cut the answer."""
    headers = _headers_of(question, tag, coding)
    if name.endswith(CUT):
        name, headers["X-Samspil-Cut"] = name.removesuffix(CUT), str(question.operation["max_rows"])
    for choice in question.choices:
        if choice.name == name:
            headers["Content-Type"] = choice.content_type
            return headers
    raise AssertionError(f"a worker answered in {name}, which was not among the choices")


def _headers_of(question: Question, tag: str | None, coding: str) -> dict[str, str]:
    headers = {
        **OPEN_HEADERS,
        "X-Samspil-Release": str(question.release.number),
        "Link": f'</releases/{question.release.number}>; rel="describedby"',
        "Cache-Control": "no-cache",
    }
    if tag:
        # Other bytes, another tag (RFC 9110, section 8.8.3.3).
        headers["ETag"] = f'"{tag}-{coding}"' if coding else f'"{tag}"'
    if coding:
        headers["Content-Encoding"] = coding
    return {**headers, **question.headers}


def _tags(header: str) -> set[str]:
    """The tags of a header, without quotation marks and without the coding of their bytes."""
    if not header:
        return set()
    bare = (tag.strip().removeprefix("W/").strip('"') for tag in header.split(","))
    return {_CODED.sub("", tag) for tag in bare if tag}


class Leaving:
    """Watches for the client while a ``with`` lasts: when it leaves, the work of this task is cancelled.

    Most answers are there before watching is worth its cost, so it begins a moment late.
    """

    def __init__(self, receive: Receive) -> None:
        self.has_left = False
        self._receive = receive
        self._watch: asyncio.Task[None] | None = None
        self._working: asyncio.Task[object] | None = None

    def __enter__(self) -> "Leaving":
        self._working = asyncio.current_task()
        self._begin = asyncio.get_running_loop().call_later(WATCH_AFTER_S, self.watch)
        return self

    def __exit__(self, *_: object) -> None:
        self._begin.cancel()
        if self._watch is not None:
            self._watch.cancel()

    def watch(self) -> None:
        """Begin now."""
        if self._watch is None:
            self._watch = asyncio.ensure_future(self._until_left())

    async def _until_left(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.has_left = True
        if self._working is not None:
            self._working.cancel()


async def _stream(
    site: Site, request: Request, send: Send, headers: Mapping[str, str], rest: Rest, coding: str
) -> bytes | None:
    """Send a long answer as it comes; HEAD gets its headers only. Returning without the last message breaks it off.

    Gives back the whole of it, where that was sent and is not too long to be kept.
    """
    whole = None
    try:
        if request.http_version == "1.0":
            # Without chunks a broken answer would look like a whole one.
            raise RequestError(505, "This answer is long; ask for it with HTTP/1.1, or add LIMIT.")
        await send({"type": "http.response.start", "status": 200, "headers": encode_headers(headers)})
        if request.method != "HEAD":
            whole = await _send_chunks(site, send, rest, compressor(coding) if coding else None)
    except RequestError:
        raise
    except (SamspilError, TimeoutError) as error:
        # To return without the last message is what breaks the connection; to raise would only add a traceback.
        LOG.warning("An answer was cut off: %s", str(error) or "its reader was too slow")
        return None
    finally:
        await rest.aclose()
    await send({"type": "http.response.body", "body": b"", "more_body": False})
    return whole


async def _send_chunks(site: Site, send: Send, rest: Rest, packer: Compressor | None) -> bytes | None:
    """Send as fast as the reader takes; raises TimeoutError when that is too slow.

    Gives back what was sent, not compressed; None where that is more than ``SPOOL_BYTES``.
    """
    patience_s = site.settings.send_timeout_s
    sent: list[bytes] = []
    size = 0
    async for chunk in rest:
        size += len(chunk)
        if size <= SPOOL_BYTES:
            sent.append(chunk)
        else:
            sent.clear()
        began = time.monotonic()
        async with asyncio.timeout(max(patience_s, 0)):
            await send({"type": "http.response.body", "body": _packed(packer, chunk), "more_body": True})
        patience_s += len(chunk) / MIN_BYTES_PER_S - (time.monotonic() - began)
        patience_s = min(patience_s, site.settings.send_timeout_s)
    if packer is not None:
        await send({"type": "http.response.body", "body": packer.flush(), "more_body": True})
    return b"".join(sent) if size <= SPOOL_BYTES else None


def _packed(packer: Compressor | None, chunk: bytes) -> bytes:
    return packer.compress(chunk) if packer is not None else chunk
