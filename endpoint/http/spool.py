"""Bodies that are taken to disk without being looked at: uploads, and updates that are sent directly."""

import asyncio
import hashlib
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from endpoint.http.messages import BODY_TIMEOUT_S, Receive
from endpoint.http.problems import RequestError


@dataclass(frozen=True, slots=True)
class Spooled:
    """A body in a file of its own, and its SHA-256."""

    path: Path
    sha256: str


async def spool_body(folder: Path, receive: Receive, *, max_bytes: int, declared: str | None) -> Spooled:
    """Take a body to ``folder``; the caller deletes the file.

    Raises RequestError 413 over ``max_bytes``, by what is ``declared`` at once, 408 where nothing comes for long, and
    400 where the client leaves.
    """
    if declared is not None and declared.isdecimal() and int(declared) > max_bytes:
        raise _too_large(max_bytes)
    path, digest, size, more = _new_path(folder), hashlib.sha256(), 0, True
    try:
        with open(path, "wb", opener=_private) as file:
            while more:
                try:
                    async with asyncio.timeout(BODY_TIMEOUT_S):
                        message = await receive()
                except TimeoutError:
                    raise RequestError(408, f"Nothing of the body came for {BODY_TIMEOUT_S:g} s.") from None
                if message["type"] == "http.disconnect":
                    raise RequestError(400, "The client left before its request was complete.")
                chunk, more = message.get("body", b""), message.get("more_body", False)
                size += len(chunk)
                if size > max_bytes:
                    raise _too_large(max_bytes)
                digest.update(chunk)
                file.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Spooled(path, digest.hexdigest())


def spool_text(folder: Path, text: str) -> Spooled:
    """Keep a text that was read already, such as a field of a form."""
    path, content = _new_path(folder), text.encode()
    with open(path, "wb", opener=_private) as file:
        file.write(content)
    return Spooled(path, hashlib.sha256(content).hexdigest())


def _new_path(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / uuid.uuid4().hex


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _too_large(max_bytes: int) -> RequestError:
    return RequestError(413, f"The body is longer than {max_bytes} bytes; send it in parts.")
