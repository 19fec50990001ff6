"""The workers: who answers, how long it may take, who waits. The one module that talks to them.

Lanes keep their own room: pages and canned queries never wait for ad hoc queries, nor for an answer that goes at the
speed of its reader, and health waits for neither. Workers are started on demand, each for one release; idle ones serve
all lanes, but for those with the memory of trusted callers. A worker that computed too long, died, or whose reader left
is killed, and another is started in its place.
"""

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from endpoint.http.problems import CancelledQueryError, kind_of
from endpoint.workers.egress import Egress
from endpoint.workers.frames import BODY, CALL, Frame
from endpoint.workers.lanes import PAGE_QUEUE_S, Lane, Lanes, Permit
from endpoint.workers.worker import START_TIMEOUT_S, Worker, start_worker
from loaders.errors import QueryTimeoutError, SamspilError
from loaders.settings import Settings

__all__ = ["Answer", "Lane", "Pool", "Rest", "Running"]

LOG = logging.getLogger("samspil")
# What we ask ourselves comes whole up to here; a client's answer begins to flow sooner, so that its first rows do not
# wait for its last.
SPOOL_BYTES = 2 * 1024 * 1024
EARLY_BYTES = 256 * 1024
_EARLY = frozenset({Lane.AD_HOC, Lane.TRUSTED})
IDLE_S = 60.0
DUMP_FACTOR = 60
_STREAM_BYTES = 64 * 1024
_MARGIN_S = 5.0


@dataclass(slots=True)
class Running:
    """A request that a worker is busy with, as an operator sees it. ``began`` is on the clock of the wall.

    ``outcome`` is the kind of the error that it ended with.
    """

    number: int
    lane: Lane
    client: str
    store_path: Path
    request: Mapping[str, Any]
    began: float
    worker: Worker
    cancelled: bool = False
    outcome: str = ""


@dataclass(slots=True)
class Answer:
    """A format's name, and the body: whole in ``body``, or in ``rest`` as it comes (to be closed by the reader)."""

    name: str
    body: bytes | None
    rest: "Rest | None" = None


class Rest:
    """The body of a long answer, as it comes. Closing it before its end kills the worker."""

    def __init__(self, pool: "Pool", permit: Permit, running: Running, first: bytes) -> None:
        self._pool, self._permit, self._running = pool, permit, running
        self._first = first
        self._is_over = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The chunks. Raises the errors of ``Worker.take``."""
        try:
            yield self._first
            while not self._running.worker.sound:
                yield _body(await self._pool.take(self._running, _STREAM_BYTES))
        except SamspilError as error:
            self._running.outcome = kind_of(error)
            raise
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Give the worker and its room back; more than once does nothing."""
        if not self._is_over:
            self._is_over = True
            await asyncio.shield(self._pool.leave(self._permit, self._running.worker, self._running))


class Pool:
    """All workers of one web process. Lives in one event loop."""

    def __init__(self, settings: Settings) -> None:
        """No process is started before the first request."""
        self._settings = settings
        self._lanes = Lanes(settings)
        self._egress = Egress(settings)
        self._max_idle = max(2, settings.workers)
        self._idle: list[Worker] = []
        self._numbers = count(1)
        self.running: dict[int, Running] = {}
        # How requests ended: "answered", "left" where the client went first, or the kind of the error.
        self.outcomes = Counter[tuple[Lane, str]]()
        self._is_open = True
        self._replacing: asyncio.Future[None] | None = None

    async def ask(self, store_path: Path, request: Mapping[str, Any], *, lane: Lane, client: str = "") -> Answer:
        """Ask a worker of the release at ``store_path``.

        In:  a request of ``endpoint/workers/answers.py`` without its limits, and who asks.
        Out: an Answer whose format is known. Up to ``SPOOL_BYTES``, ``EARLY_BYTES`` in the lanes of queries that
        clients write, come whole, so that an error still has its status; more goes on in such a lane, unless it is
        rows for a page.
        Raises BusyPoolError and TooManyQueriesError after its time in a queue, and the errors of ``Worker.take``.
        """
        try:
            permit = await self._lanes.enter(lane, client)
        except SamspilError as error:
            self.outcomes[lane, kind_of(error)] += 1
            raise
        worker: Worker | None = None
        running: Running | None = None
        try:
            worker = await self._take(store_path, self._memory_mb(lane))
            running = Running(next(self._numbers), lane, client, store_path, request, time.time(), worker)
            self.running[running.number] = running
            worker.send(
                {**request, **self._limits(), "federated": lane is Lane.FEDERATED}, self._timeout_s(lane, request)
            )
            taken = await self.take(running, EARLY_BYTES if lane in _EARLY else SPOOL_BYTES)
            if taken[-1].kind == CALL:
                taken = await self._answer_calls(running, taken)
            body = _body(taken)
            name = taken[0].payload.decode()
            if not worker.sound:
                if request["op"] != "rows":
                    await self._lanes.make_way(permit)
                return Answer(name, None, Rest(self, permit, running, body))
        except BaseException as error:
            if running is not None and isinstance(error, SamspilError):
                running.outcome = kind_of(error)
            # Also when the client left: a worker that still computes is killed.
            await asyncio.shield(self.leave(permit, worker, running))
            raise
        await self.leave(permit, worker, running)
        return Answer(name, body)

    async def take(self, running: Running, wanted_bytes: int) -> list[Frame]:
        """``Worker.take``; raises CancelledQueryError where an operator ended the query."""
        try:
            return await running.worker.take(wanted_bytes)
        except QueryTimeoutError:
            if running.cancelled:
                raise CancelledQueryError("The query was ended by who runs this server.") from None
            raise

    async def cancel(self, number: int) -> bool:
        """End a running request by its number; False where there is none."""
        running = self.running.get(number)
        if running is None:
            return False
        running.cancelled = True
        await running.worker.kill()
        return True

    @property
    def waiting(self) -> Counter[Lane]:
        """How many requests wait for room, by lane."""
        return self._lanes.waiting

    @property
    def workers(self) -> tuple[Worker, ...]:
        """The workers that are alive, busy or idle."""
        known = (*self._idle, *(running.worker for running in self.running.values()))
        return tuple(worker for worker in known if worker.alive)

    def patience_s(self, lane: Lane) -> float:
        """The longest that rows of a lane may take: the queue, the start of a worker, and computing."""
        return PAGE_QUEUE_S + START_TIMEOUT_S + self._timeout_s(lane, {"op": "rows"}) + _MARGIN_S

    async def ready(self, store_path: Path) -> None:
        """Start the workers of a release that are missing, so that nobody has to wait for that."""
        while self._is_open and self._workers_of(store_path) < self._settings.workers:
            self._put_back(await self._start(store_path, self._settings.query_memory_mb))

    def _workers_of(self, store_path: Path) -> int:
        busy = [running.worker for running in self.running.values()]
        known = [worker for worker in (*self._idle, *busy) if not self._is_special(worker)]
        return sum(worker.store_path == store_path and worker.alive for worker in known)

    async def sweep(self, current: Path | None) -> None:
        """Stop idle workers that ended, and of those that were idle for ``IDLE_S`` the ones that nobody counts on:
        their release is not current, or they have the memory of trusted callers.
        """
        limit = time.monotonic() - IDLE_S
        gone = [
            worker
            for worker in self._idle
            if not worker.alive
            or ((worker.store_path != current or self._is_special(worker)) and worker.idle_since < limit)
        ]
        self._idle = [worker for worker in self._idle if worker not in gone]
        for worker in gone:
            await worker.kill()

    async def close(self) -> None:
        """Stop all idle workers; busy ones end with the server."""
        self._is_open = False
        if self._replacing is not None:
            with suppress(SamspilError):
                await self._replacing
        idle, self._idle = self._idle, []
        for worker in idle:
            await worker.kill()

    async def leave(self, permit: Permit, worker: Worker | None, running: Running | None) -> None:
        """Give back what a request took; a worker in the middle of an answer is killed."""
        if running is not None:
            self.running.pop(running.number, None)
            self.outcomes[running.lane, running.outcome or ("answered" if running.worker.sound else "left")] += 1
        try:
            if worker is not None and not (worker.sound and worker.alive):
                await worker.kill()
                self._replace(worker.store_path)
            elif worker is not None:
                self._put_back(worker)
            await self._trim()
        finally:
            self._lanes.leave(permit)

    async def _trim(self) -> None:
        """End the idle workers that are too many, of each kind."""
        special = [worker for worker in self._idle if self._is_special(worker)]
        others = [worker for worker in self._idle if not self._is_special(worker)]
        for workers, kept in ((special, self._settings.trusted_queries), (others, self._max_idle)):
            for worker in workers[: max(0, len(workers) - kept)]:
                self._idle.remove(worker)
                await worker.kill()

    def _is_special(self, worker: Worker) -> bool:
        """Whether a worker has the memory of trusted callers, which no other caller is to use."""
        return worker.memory_mb != self._settings.query_memory_mb

    def _memory_mb(self, lane: Lane) -> int:
        return self._settings.trusted_memory_mb if lane is Lane.TRUSTED else self._settings.query_memory_mb

    def _put_back(self, worker: Worker) -> None:
        worker.idle_since = time.monotonic()
        self._idle.append(worker)

    def _replace(self, store_path: Path) -> None:
        """Start another worker in the place of one that was killed, beside all else."""
        if self._is_open and not self._replacing:
            self._replacing = asyncio.ensure_future(self.ready(store_path))
            self._replacing.add_done_callback(self._replaced)

    def _replaced(self, task: asyncio.Future[None]) -> None:
        self._replacing = None
        if not task.cancelled() and (error := task.exception()) is not None:
            LOG.warning("A worker was not replaced, the next request starts one: %s", error)

    async def _answer_calls(self, running: Running, taken: list[Frame]) -> list[Frame]:
        """Ask other servers for the worker until it begins to answer."""
        calls = self._egress.calls()
        while taken[-1].kind == CALL:
            await running.worker.reply(partial(calls.answer, json.loads(taken[-1].payload)))
            taken = await self.take(running, SPOOL_BYTES)
        return taken

    def _limits(self) -> dict[str, int]:
        return {"max_bytes": self._settings.max_query_bytes, "max_depth": self._settings.max_query_depth}

    def _timeout_s(self, lane: Lane, request: Mapping[str, Any]) -> float:
        limit = self._settings.query_timeout_s if lane is Lane.AD_HOC else self._settings.canned_timeout_s
        if lane is Lane.FEDERATED:
            return self._settings.federation_timeout_s
        if lane is Lane.TRUSTED:
            return self._settings.trusted_timeout_s
        # Reading a graph from end to end is linear: it is long where the data are many, and only there.
        return limit * DUMP_FACTOR if request["op"] == "dump" else limit

    async def _take(self, store_path: Path, memory_mb: int) -> Worker:
        for worker in reversed(self._idle):
            if worker.store_path == store_path and worker.memory_mb == memory_mb and worker.alive:
                self._idle.remove(worker)
                return worker
        return await self._start(store_path, memory_mb)

    async def _start(self, store_path: Path, memory_mb: int) -> Worker:
        """Another worker of a release: where the house is full an idle one of another release turns to it.

        That takes a tenth of the time that a new process needs.
        """
        alike = (worker for worker in self._idle if worker.memory_mb == memory_mb)
        other = next((worker for worker in alike if worker.store_path != store_path), None)
        if other is not None and len(self._idle) + len(self.running) >= self._max_idle:
            self._idle.remove(other)
            if await other.open(store_path):
                return other
        return await start_worker(store_path, memory_mb)


def _body(taken: list[Frame]) -> bytes:
    return b"".join([frame.payload for frame in taken if frame.kind == BODY])
