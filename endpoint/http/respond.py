"""Answers of the pool as HTTP: conditional requests, whole answers with a length; long ones go by ``streams.py``."""

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from endpoint.http.cache import Kept, tag_of
from endpoint.http.encodings import LEAST_BYTES, LITTLE_BYTES, coding_for, compress
from endpoint.http.formats import CUT, Choice
from endpoint.http.messages import OPEN_HEADERS, Receive, Request, Response, Send, send_response
from endpoint.http.site import Site
from endpoint.http.streams import Leaving, stream
from endpoint.workers.pool import Lane, Running
from loaders.releases import Release

LOG = logging.getLogger("samspil")
_CODED = re.compile(r"-(?:gzip|zstd)\Z")


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
    name = (question.lane, tag) if tag else None
    if running is not None and name in site.underway:
        # A worker computes it already, as another does.
        name = None
    with Leaving(receive) as leaving:
        try:
            async with site.underway.alone(name):
                if tag and running is None and site.cache.has(tag):
                    return site.cache.get(tag)
                if running is not None:
                    answer = await site.pool.follow(running)
                else:
                    asked = asked_of(question)
                    answer = await site.ask(question.release, asked, lane=question.lane, client=request.client)
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
            whole = await stream(site, request, send, headers, answer.rest, coding)
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
