"""Bodies that are taken to disk without being looked at: uploads, and updates that are sent directly."""

import asyncio
import hashlib
import os
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from endpoint.http.messages import BODY_TIMEOUT_S, Receive, Request
from endpoint.http.problems import RequestError

_OLD_S = 3600


@dataclass(frozen=True, slots=True)
class Spooled:
    """A body in a file of its own, and its SHA-256."""

    path: Path
    sha256: str


async def spool_body(folder: Path, request: Request, receive: Receive, *, max_bytes: int) -> Spooled:
    """Take the body of a request to ``folder``; the caller deletes the file.

    Raises RequestError 413 over ``max_bytes``, 408 where nothing comes for long, and 400 where the client leaves.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise _too_large(max_bytes)
    path, digest, size = _new_path(folder), hashlib.sha256(), 0
    try:
        with open(path, "wb", opener=_private) as file:
            async for chunk in _chunks(receive):
                size += len(chunk)
                if size > max_bytes:
                    raise _too_large(max_bytes)
                digest.update(chunk)
                file.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Spooled(path, digest.hexdigest())


async def _chunks(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        try:
            async with asyncio.timeout(BODY_TIMEOUT_S):
                message = await receive()
        except TimeoutError:
            raise RequestError(408, f"Nothing of the body came for {BODY_TIMEOUT_S:g} s.") from None
        if message["type"] == "http.disconnect":
            raise RequestError(400, "The client left before its request was complete.")
        yield message.get("body", b"")
        more = message.get("more_body", False)


def spool_text(folder: Path, text: str) -> Spooled:
    """Keep a text that was read already, such as a field of a form."""
    path, content = _new_path(folder), text.encode()
    with open(path, "wb", opener=_private) as file:
        file.write(content)
    return Spooled(path, hashlib.sha256(content).hexdigest())


def sweep_spool(folder: Path) -> None:
    """Delete what a killed server left; bodies that another server on the same workspace takes in are younger."""
    for path in folder.glob("*"):
        if time.time() - path.stat().st_mtime > _OLD_S:
            path.unlink(missing_ok=True)


def _new_path(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / uuid.uuid4().hex


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _too_large(max_bytes: int) -> RequestError:
    return RequestError(413, f"The body is longer than {max_bytes} bytes; send it in parts.")
