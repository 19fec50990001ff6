"""The writer as the web process sees it: one write at a time, a short queue, a wall clock, and killed when over it.

The process is started with the first write and stays warm. A write that was stopped has either been published whole or
not at all; the number of the current release tells which.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from endpoint.http.problems import BusyPoolError, error_of
from endpoint.workers import frames
from endpoint.workers.link import Link, LinkLostError, start_linked
from loaders.errors import QueryTimeoutError
from loaders.settings import Settings

_START_TIMEOUT_S = 20.0
# More than any answer has: it is one frame.
_WHOLE = 1 << 40
_UNSURE = "See /releases for what is current, and send less at a time."


class WriterProcess:
    """The writer of one web process. Lives in one event loop."""

    def __init__(self, settings: Settings, home: Path) -> None:
        """No process is started before the first write."""
        self._settings, self._home = settings, home
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._process: asyncio.subprocess.Process | None = None
        self._link: Link | None = None

    async def write(self, request: dict[str, Any]) -> dict[str, Any]:
        """Have a request of ``endpoint/workers/writer.py`` done.

        Raises BusyPoolError where too many wait already, QueryTimeoutError where it was stopped, and its own errors.
        """
        if self._waiting >= self._settings.write_queue:
            raise BusyPoolError(f"{self._waiting} writes wait already; send this one again in a second.")
        self._waiting += 1
        try:
            async with self._turn, self._killed_unless_done() as link:
                link.send(frames.pack_json(frames.REQUEST, request))
                (answer,) = await link.take(_WHOLE, self._settings.write_timeout_s)
        except TimeoutError:
            message = f"The write took longer than {self._settings.write_timeout_s:g} s and was stopped. {_UNSURE}"
            raise QueryTimeoutError(message) from None
        except LinkLostError:
            message = (
                f"The writer ended over this write: it needs more than {self._settings.write_memory_mb} MB, or "
                f"cannot be parsed. {_UNSURE}"
            )
            raise QueryTimeoutError(message) from None
        finally:
            self._waiting -= 1
        told: dict[str, Any] = json.loads(answer.payload)
        if answer.kind == frames.ERROR:
            raise error_of(told)
        return told

    async def close(self) -> None:
        """End the process."""
        process, link, self._process, self._link = self._process, self._link, None, None
        if process is not None and link is not None:
            with suppress(ProcessLookupError):
                process.kill()
            link.close()
            await process.wait()

    @asynccontextmanager
    async def _killed_unless_done(self) -> AsyncIterator[Link]:
        """The running process; an answer that nobody took would be taken for that of the next write."""
        try:
            if self._link is None or self._process is None or self._process.returncode is not None:
                await self.close()
                await self._start()
            assert self._link is not None
            yield self._link
        except BaseException:
            await asyncio.shield(self.close())
            raise

    async def _start(self) -> None:
        settings = json.dumps(asdict(self._settings))
        arguments = (str(self._home), settings, str(os.getpid()))
        self._process, self._link = await start_linked("endpoint.workers.writer", *arguments)
        await self._link.take(_WHOLE, _START_TIMEOUT_S)
