"""Answers while they go out: the client is watched, and long ones are sent as they come.

Complete or say so: a stream whose worker dies, or whose reader is too slow, ends without its last chunk, so that every
HTTP client sees that it is broken.
"""

import asyncio
import logging
import time
from collections.abc import Mapping

from endpoint.http.encodings import Compressor, compressor
from endpoint.http.messages import Receive, Request, Send, encode_headers
from endpoint.http.problems import RequestError
from endpoint.http.site import Site
from endpoint.workers.pool import SPOOL_BYTES, Rest
from loaders.errors import SamspilError

LOG = logging.getLogger("samspil")
# A reader that takes less than this for long holds a worker that others wait for.
MIN_BYTES_PER_S = 16 * 1024
WATCH_AFTER_S = 0.05


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


async def stream(
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
