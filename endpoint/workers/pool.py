"""The workers: who answers, how long it may take, who waits. The one module that talks to them.

Lanes keep their own room: pages and canned queries never wait for ad hoc queries, nor for an answer that goes at the
speed of its reader, and health waits for neither. Workers are started on demand, each for one release; idle ones serve
all lanes. A worker that computed too long, died, or whose reader left is killed, and
the next request starts another.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from endpoint.http.problems import BusyPoolError
from endpoint.workers.worker import START_TIMEOUT_S, Worker, start_worker
from loaders.settings import Settings

SPOOL_BYTES = 2 * 1024 * 1024
QUEUE_S = 1.0
# A page asks several times; a reader rather waits a moment than sees that the house is full.
PAGE_QUEUE_S = 5.0
IDLE_S = 60.0
DUMP_FACTOR = 60
_MARGIN_S = 5.0


class Lane(Enum):
    """Who asks: a page or a canned query of ours, a client with a query of its own, or who looks whether we live."""

    OURS = "ours"
    AD_HOC = "ad hoc"
    HEALTH = "health"


@dataclass(slots=True)
class Answer:
    """A format's name, and the body: whole in ``body``, or in ``rest`` as it comes (to be closed by the reader)."""

    name: str
    body: bytes | None
    rest: AsyncGenerator[bytes] | None = None


@dataclass(slots=True)
class _Permit:
    """The room that a request takes; a long answer moves to another lane."""

    lane: Lane


class Pool:
    """All workers of one web process. Lives in one event loop."""

    def __init__(self, settings: Settings) -> None:
        """No process is started before the first request."""
        ours = max(1, settings.workers // 2)
        self._settings = settings
        self._lanes = {
            Lane.OURS: asyncio.Semaphore(ours),
            Lane.AD_HOC: asyncio.Semaphore(max(1, settings.workers - ours)),
            Lane.HEALTH: asyncio.Semaphore(1),
        }
        self._max_idle = max(2, settings.workers)
        self._idle: list[Worker] = []

    async def ask(self, store_path: Path, request: dict[str, Any], *, lane: Lane) -> Answer:
        """Ask a worker of the release at ``store_path``.

        In:  a request of ``endpoint/workers/answers.py`` without its limits. Out: an Answer whose format is known.
        Up to ``SPOOL_BYTES`` come back whole, so that an error still has its status; more than that goes on in the ad
        hoc lane, unless it is rows for a page. Raises BusyPoolError after its lane's time in a queue, and the errors of
        ``Worker.ask``.
        """
        permit = _Permit(lane)
        chunks = self._run(store_path, request, permit)
        try:
            name = (await anext(chunks)).decode()
            spooled: list[bytes] = []
            async for chunk in chunks:
                spooled.append(chunk)
                if sum(map(len, spooled)) > SPOOL_BYTES:
                    if request["op"] != "rows":
                        await self._make_way(permit)
                    rest = _chain(spooled, chunks)
                    # Closing a generator that has not begun would not close what it holds: HEAD reads nothing.
                    await anext(rest)
                    return Answer(name, None, rest)
        except BaseException:
            # Also when the client left: closing the chunks kills a worker that still computes.
            await chunks.aclose()
            raise
        return Answer(name, b"".join(spooled))

    def patience_s(self, lane: Lane) -> float:
        """The longest that rows of a lane may take: the queue, the start of a worker, and computing."""
        return PAGE_QUEUE_S + START_TIMEOUT_S + self._timeout_s(lane) + _MARGIN_S

    async def sweep(self, current: Path | None) -> None:
        """Stop idle workers that ended, or whose release is not current and that were idle for ``IDLE_S``."""
        limit = time.monotonic() - IDLE_S
        gone = [
            worker
            for worker in self._idle
            if not worker.alive or (worker.store_path != current and worker.idle_since < limit)
        ]
        self._idle = [worker for worker in self._idle if worker not in gone]
        for worker in gone:
            await worker.kill()

    async def close(self) -> None:
        """Stop all idle workers; busy ones end with the server."""
        idle, self._idle = self._idle, []
        for worker in idle:
            await worker.kill()

    async def _run(self, store_path: Path, request: dict[str, Any], permit: _Permit) -> AsyncGenerator[bytes]:
        """The name of the format, then the body in chunks. Closing it early kills the worker."""
        settings = self._settings
        timeout_s = self._timeout_s(permit.lane)
        if request["op"] == "dump":
            # Reading a graph from end to end is linear: it is long where the data are many, and only there.
            timeout_s *= DUMP_FACTOR
        limits = {"max_bytes": settings.max_query_bytes, "max_depth": settings.max_query_depth}
        await self._enter(permit.lane)
        worker: Worker | None = None
        try:
            worker = await self._take(store_path)
            async with aclosing(worker.ask({**request, **limits}, timeout_s)) as answer:
                async for payload in answer:
                    yield payload
        finally:
            await asyncio.shield(self._leave(permit, worker))

    def _timeout_s(self, lane: Lane) -> float:
        return self._settings.query_timeout_s if lane is Lane.AD_HOC else self._settings.canned_timeout_s

    async def _enter(self, lane: Lane) -> None:
        try:
            async with asyncio.timeout(PAGE_QUEUE_S if lane is Lane.OURS else QUEUE_S):
                await self._lanes[lane].acquire()
        except TimeoutError:
            raise BusyPoolError("All query workers are busy; ask again in a second.") from None

    async def _make_way(self, permit: _Permit) -> None:
        """Move to the ad hoc lane: who reads slowly must not hold the room of pages. Raises BusyPoolError."""
        if permit.lane is not Lane.AD_HOC:
            await self._enter(Lane.AD_HOC)
            self._lanes[permit.lane].release()
            permit.lane = Lane.AD_HOC

    async def _take(self, store_path: Path) -> Worker:
        for worker in self._idle:
            if worker.store_path == store_path and worker.alive:
                self._idle.remove(worker)
                return worker
        return await start_worker(store_path, self._settings.query_memory_mb)

    async def _leave(self, permit: _Permit, worker: Worker | None) -> None:
        try:
            if worker is not None and not (worker.sound and worker.alive):
                await worker.kill()
            elif worker is not None:
                worker.idle_since = time.monotonic()
                self._idle.append(worker)
            while len(self._idle) > self._max_idle:
                await self._idle.pop(0).kill()
        finally:
            self._lanes[permit.lane].release()


async def _chain(first: list[bytes], rest: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    async with aclosing(rest):
        yield b""
        for chunk in first:
            yield chunk
        async for chunk in rest:
            yield chunk
