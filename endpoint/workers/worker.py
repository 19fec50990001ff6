"""One worker as the web process sees it: start, ask, read the answer frame by frame, kill.

A worker answers one request at a time. Only time spent waiting for the worker counts as computing; a reader that is
slow does not use up the query's wall clock.
"""

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from endpoint.http.problems import KINDS, BrokenAnswerError, FaultPlace, QueryFaultError, RequestError
from endpoint.workers import frames
from loaders.children import child_command, child_environment
from loaders.errors import QueryError, QueryTimeoutError, SamspilError

START_TIMEOUT_S = 20.0
_STREAM_LIMIT = 256 * 1024
_REMEDY = "Make it cheaper, begin at the selective end, or add LIMIT."


@dataclass(slots=True)
class Worker:
    """A running process on one store.

    ``idle_since`` is on the monotonic clock. While ``sound`` is False an answer is not finished: kill, do not ask.
    """

    process: asyncio.subprocess.Process
    store_path: Path
    memory_mb: int
    idle_since: float = 0.0
    sound: bool = True

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.returncode is None

    async def kill(self) -> None:
        """End the process now and wait until it is gone."""
        with suppress(ProcessLookupError):
            self.process.kill()
        # Python 3.11 waits for ever for a process whose output nobody reads.
        assert self.process.stdout is not None
        await self.process.stdout.read()
        await self.process.wait()

    async def ask(self, request: dict[str, Any], timeout_s: float) -> AsyncGenerator[bytes]:
        """The name of the answer's format, then its body in chunks.

        Raises QueryTimeoutError when the worker computes longer than ``timeout_s``, BrokenAnswerError when it ends
        before its answer, and the worker's own error otherwise.
        """
        assert self.process.stdin is not None
        self.sound = False
        with suppress(ConnectionError):
            self.process.stdin.write(frames.pack_json(frames.REQUEST, {**request, "cpu_s": timeout_s}))
            await self.process.stdin.drain()
        left_s = timeout_s
        while True:
            began = time.monotonic()
            kind, payload = await self._receive(left_s, timeout_s)
            left_s -= time.monotonic() - began
            if kind in (frames.END, frames.ERROR):
                self.sound = True
                break
            yield payload
        if kind == frames.ERROR:
            raise _error(json.loads(payload))

    async def _receive(self, left_s: float, timeout_s: float) -> tuple[bytes, bytes]:
        assert self.process.stdout is not None
        try:
            async with asyncio.timeout(left_s):
                return await frames.receive_frame(self.process.stdout)
        except TimeoutError:
            message = f"The query computed for more than {timeout_s:g} s and was stopped. {_REMEDY}"
            raise QueryTimeoutError(message) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise await self._explain_end() from None

    async def _explain_end(self) -> QueryTimeoutError:
        """Why the process ended in the middle: a failed allocation aborts it."""
        await self.kill()
        if self.process.returncode == -signal.SIGABRT:
            return QueryTimeoutError(
                f"The query needs more than {self.memory_mb} MB of memory and was stopped. {_REMEDY}"
            )
        return BrokenAnswerError(f"The worker ended before its answer did. {_REMEDY}")


async def start_worker(store_path: Path, memory_mb: int) -> Worker:
    """Start a worker on a store and wait until it has opened it. Raises BrokenAnswerError when it does not."""
    process = await asyncio.create_subprocess_exec(
        *child_command("endpoint.workers.main", str(store_path), str(memory_mb), str(os.getpid())),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_STREAM_LIMIT,
        # Each thread's arena would reserve 64 MB of the address space that the limit counts.
        env={**child_environment(), "RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "2"},
    )
    worker = Worker(process, store_path, memory_mb)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START_TIMEOUT_S):
            await frames.receive_frame(process.stdout)
    except (TimeoutError, asyncio.IncompleteReadError):
        await worker.kill()
        raise BrokenAnswerError("A query worker could not open the release; the server's log says why.") from None
    except asyncio.CancelledError:
        await worker.kill()
        raise
    return worker


def _error(problem: dict[str, Any]) -> SamspilError:
    """The worker's error as an exception again."""
    detail, kind = problem["detail"], problem["kind"]
    if kind.startswith("http-"):
        return RequestError(int(kind.removeprefix("http-")), detail, extra=problem.get("extra"))
    known = KINDS.get(kind, QueryError)
    if issubclass(known, QueryFaultError):
        place = FaultPlace(problem["line"], problem["column"], problem["near"]) if "line" in problem else None
        return known(detail, place, problem.get("hint", ""))
    return known(detail)
