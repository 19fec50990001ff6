"""Answers of the pool as HTTP: conditional requests, whole answers with a length, long ones streamed.

Complete or say so: a stream whose worker dies, or whose reader is too slow, ends without its last chunk, so that every
HTTP client sees that it is broken.
"""

import asyncio
import hashlib
import json
import logging
import re
import time
from collections.abc import AsyncGenerator, Awaitable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from endpoint.http.formats import Choice
from endpoint.http.messages import Receive, Request, Response, Send, encode_headers, send_response
from endpoint.http.site import Site
from endpoint.workers.pool import Lane
from loaders.errors import SamspilError
from loaders.releases import Release

LOG = logging.getLogger("samspil")
OPEN_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, X-Samspil-Release",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept",
}
# A reader that takes less than this for long holds a worker that others wait for.
MIN_BYTES_PER_S = 16 * 1024
# Functions whose value is another one next time: an answer with them has no ETag.
_VOLATILE = re.compile(r"\b(?:RAND|NOW|UUID|STRUUID|BNODE)\b", re.IGNORECASE)
T = TypeVar("T")


class ClientLeftError(Exception):
    """The client closed the connection before its answer was ready."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a request asks of the pool: which release, which operation, and the formats that the client takes."""

    release: Release
    operation: Mapping[str, Any]
    choices: tuple[Choice, ...]
    lane: Lane
    headers: Mapping[str, str]


async def respond(site: Site, request: Request, question: Question, receive: Receive, send: Send) -> None:
    """Answer a question. Raises SamspilError before the first byte, and nothing after it."""
    tag = entity_tag(question)
    headers = _headers_of(question, tag)
    known = _tags(request.headers.get("if-none-match", ""))
    if tag and tag in known:
        await send_response(send, Response(304, b"", headers), head_only=True)
        return
    operation = {**question.operation, "choices": [choice.name for choice in question.choices]}
    leaving = asyncio.ensure_future(_leaving(receive))
    try:
        answer = await _unless_left(site.ask(question.release, operation, lane=question.lane), leaving)
        if "*" in known:
            # Whatever the client has will do, if there is an answer at all: only now that is sure.
            if answer.rest is not None:
                await answer.rest.aclose()
            await send_response(send, Response(304, b"", headers), head_only=True)
            return
        chosen = next(choice for choice in question.choices if choice.name == answer.name)
        headers["Content-Type"] = chosen.content_type
        if answer.rest is None:
            whole = Response(200, answer.body or b"", headers)
            await send_response(send, whole, head_only=request.method == "HEAD")
        else:
            async with aclosing(answer.rest) as rest:
                await _stream(site, send, headers, rest if request.method != "HEAD" else None, leaving)
    except ClientLeftError:
        LOG.info("A client left before its answer.")
    finally:
        leaving.cancel()


def _headers_of(question: Question, tag: str | None) -> dict[str, str]:
    return {
        **OPEN_HEADERS,
        "X-Samspil-Release": str(question.release.number),
        "Link": f'</releases/{question.release.number}>; rel="describedby"',
        "Cache-Control": "no-cache",
        **({"ETag": tag} if tag else {}),
        **question.headers,
    }


def entity_tag(question: Question) -> str | None:
    """The name of an answer: a release cannot change, so release, query and formats name it. None for volatile ones."""
    if _VOLATILE.search(str(question.operation.get("text", ""))):
        return None
    manifest = question.release.manifest
    parts = [
        [question.release.number, manifest.get("time"), manifest.get("digest")],
        dict(question.operation),
        [[choice.name, choice.content_type] for choice in question.choices],
    ]
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    return f'"{question.release.number}-{digest[:24]}"'


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}


async def _leaving(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _unless_left(work: Awaitable[T], leaving: asyncio.Future[None]) -> T:
    """The result of ``work``, which is cancelled (and its worker killed) when the client leaves first."""
    task = asyncio.ensure_future(work)
    waiting: set[asyncio.Future[Any]] = {task, leaving}
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError, SamspilError):
                await task
            raise ClientLeftError
    return task.result()


async def _stream(
    site: Site,
    send: Send,
    headers: Mapping[str, str],
    rest: AsyncGenerator[bytes] | None,
    leaving: asyncio.Future[None],
) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": encode_headers(headers)})
    try:
        if rest is not None:
            await _send_chunks(site, send, rest, leaving)
    except (SamspilError, TimeoutError) as error:
        # To return without the last message is what breaks the connection; to raise would only add a traceback.
        LOG.warning("An answer was cut off: %s", str(error) or "its reader was too slow")
        return
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send_chunks(site: Site, send: Send, rest: AsyncGenerator[bytes], leaving: asyncio.Future[None]) -> None:
    """Send as fast as the reader takes; raises TimeoutError when that is too slow, ClientLeftError when it went."""
    patience_s = site.settings.send_timeout_s
    async for chunk in rest:
        began = time.monotonic()
        async with asyncio.timeout(max(patience_s, 0)):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        patience_s += len(chunk) / MIN_BYTES_PER_S - (time.monotonic() - began)
        patience_s = min(patience_s, site.settings.send_timeout_s)
        if leaving.done():
            raise ClientLeftError
