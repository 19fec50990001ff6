"""One worker as the web process sees it: start, ask, read the answer, kill.

A worker answers one request at a time. Only time spent waiting for the worker counts as computing; a reader that is
slow does not use up the query's wall clock.
"""

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from endpoint.http.problems import BrokenAnswerError, QueryMemoryError, error_of
from endpoint.workers import frames
from endpoint.workers.link import Link, LinkLostError, start_linked
from loaders.errors import QueryTimeoutError

START_TIMEOUT_S = 20.0
_REMEDY = "Make it cheaper, begin at the selective end, or add LIMIT."


@dataclass(slots=True)
class Worker:
    """A running process on one store.

    ``idle_since`` is on the monotonic clock. While ``sound`` is False an answer is not finished: kill, do not ask.
    """

    process: asyncio.subprocess.Process
    link: Link
    store_path: Path
    memory_mb: int
    idle_since: float = 0.0
    sound: bool = True
    _limit_s: float = 0.0
    _left_s: float = 0.0

    @property
    def alive(self) -> bool:
        """Whether the process still runs: its socket closes before its end is known."""
        return self.process.returncode is None and not self.link.is_lost

    async def kill(self) -> None:
        """End the process now and wait until it is gone."""
        with suppress(ProcessLookupError):
            self.process.kill()
        self.link.close()
        await self.process.wait()

    async def open(self, store_path: Path) -> bool:
        """Turn to another release; False where the process could not and was ended."""
        self.store_path = store_path
        self.send({"op": "open", "store": str(store_path)}, START_TIMEOUT_S)
        self.sound = await self.is_ready()
        return self.sound

    def send(self, request: Mapping[str, Any], timeout_s: float) -> None:
        """Hand over a request that may compute for ``timeout_s``."""
        self.sound = False
        self._limit_s = self._left_s = timeout_s
        self.link.send(frames.pack_json(frames.REQUEST, {**request, "cpu_s": timeout_s}))

    async def take(self, wanted_bytes: int) -> list[frames.Frame]:
        """What there is of the answer, once that is all of it or ``wanted_bytes``; the last frame says it is all.

        Raises QueryTimeoutError when the worker computes too long, BrokenAnswerError when it ends before its answer,
        and the worker's own error otherwise.
        """
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            taken = await self.link.take(wanted_bytes, self._left_s)
        except TimeoutError:
            message = f"The query computed for more than {self._limit_s:g} s and was stopped. {_REMEDY}"
            raise QueryTimeoutError(message) from None
        except LinkLostError:
            raise await self._explain_end() from None
        self._left_s -= clock() - began
        self.sound = taken[-1].is_last
        if taken[-1].kind == frames.ERROR:
            raise error_of(json.loads(taken[-1].payload))
        return taken

    def take_whole(self) -> list[frames.Frame]:
        """An answer that is whole in the link (``Link.whole_bytes``)."""
        self.sound = True
        return self.link.take_now()

    async def reply(self, answer: Callable[[float], Awaitable[bytes]]) -> None:
        """Answer a call of the worker's with the frame that ``answer`` makes in the seconds that it is given.

        They are part of the time that the request may take.
        """
        clock = asyncio.get_running_loop().time
        began = clock()
        frame = await answer(self._left_s)
        self._left_s -= clock() - began
        self.link.send(frame)

    async def is_ready(self) -> bool:
        """Whether the store is open, once that is sure; the process is ended where it is not."""
        try:
            await self.link.take(1, START_TIMEOUT_S)
        except (TimeoutError, LinkLostError):
            await self.kill()
            return False
        except asyncio.CancelledError:
            await self.kill()
            raise
        return True

    async def _explain_end(self) -> QueryTimeoutError:
        """Why the process ended in the middle: a failed allocation aborts it."""
        await self.kill()
        if self.process.returncode == -signal.SIGABRT:
            return QueryMemoryError(
                f"The query needs more than {self.memory_mb} MB of memory and was stopped. {_REMEDY}"
            )
        return BrokenAnswerError(f"The worker ended before its answer did. {_REMEDY}")


async def start_worker(store_path: Path, memory_mb: int) -> Worker:
    """Start a worker on a store and wait until it has opened it. Raises BrokenAnswerError when it does not."""
    arguments = (str(store_path), str(memory_mb), str(os.getpid()))
    process, link = await start_linked("endpoint.workers.main", *arguments)
    worker = Worker(process, link, store_path, memory_mb)
    if not await worker.is_ready():
        raise BrokenAnswerError("A query worker could not open the release; the server's log says why.")
    return worker
