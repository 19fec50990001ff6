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
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from endpoint.http.problems import CancelledQueryError, kind_of
from endpoint.workers.egress import Egress
from endpoint.workers.frames import CALL, Frame
from endpoint.workers.idle import Idle
from endpoint.workers.lanes import PAGE_QUEUE_S, Lane, Lanes, Permit
from endpoint.workers.running import SPOOL_BYTES, Answer, Rest, Running, body_of
from endpoint.workers.worker import START_TIMEOUT_S, Worker, start_worker
from loaders.errors import QueryTimeoutError, SamspilError
from loaders.settings import Settings

__all__ = ["SPOOL_BYTES", "Answer", "Lane", "Pool", "Rest", "Running"]

LOG = logging.getLogger("samspil")
DUMP_FACTOR = 60
_MARGIN_S = 5.0


class Pool:
    """All workers of one web process. Lives in one event loop."""

    def __init__(self, settings: Settings) -> None:
        """No process is started before the first request."""
        self._settings = settings
        self._lanes = Lanes(settings)
        self._egress = Egress(settings)
        self._idle = Idle(settings)
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
        try:
            worker = await self._take(store_path, self._memory_mb(lane))
        except BaseException:
            self._lanes.leave(permit)
            raise
        return await self.follow(self._begin(permit, worker, request, client))

    def ask_at_once(self, store_path: Path, request: Mapping[str, Any], client: str) -> Running | None:
        """Ask for a client, where a worker and room for it are free; None where somebody would have to wait.

        Once the answer is in the worker's link, either all of it (``finish``) or not (``follow``).
        """
        worker = self._idle.find(store_path, self._settings.query_memory_mb)
        permit = self._lanes.enter_at_once(Lane.AD_HOC, client) if worker else None
        if worker is None or permit is None:
            return None
        self._idle.remove(worker)
        return self._begin(permit, worker, request, client)

    def finish(self, running: Running) -> Answer:
        """An answer that is whole in the worker's link. The worker and its room are given back."""
        taken = running.worker.take_whole()
        self._count(running)
        self._idle.put_back(running.worker)
        self._lanes.leave(running.permit)
        return Answer(taken[0].payload.decode(), body_of(taken))

    async def follow(self, running: Running) -> Answer:
        """The answer to what was asked. Raises the errors of ``Worker.take``."""
        worker = running.worker
        try:
            taken = await self.take(running, running.spool_bytes)
            if taken[-1].kind == CALL:
                taken = await self._answer_calls(running, taken)
            body, name = body_of(taken), taken[0].payload.decode()
            if not worker.sound:
                if running.request["op"] != "rows":
                    await self._lanes.make_way(running.permit)
                return Answer(name, None, Rest(self, running, body))
        except BaseException as error:
            if isinstance(error, SamspilError):
                running.outcome = kind_of(error)
            # Also when the client left: a worker that still computes is killed.
            await asyncio.shield(self.leave(running))
            raise
        await self.leave(running)
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
            self._idle.put_back(await self._start(store_path, self._settings.query_memory_mb))

    def _workers_of(self, store_path: Path) -> int:
        busy = [running.worker for running in self.running.values()]
        known = [worker for worker in (*self._idle, *busy) if not self._idle.is_special(worker)]
        return sum(worker.store_path == store_path and worker.alive for worker in known)

    async def sweep(self, current: Path | None) -> None:
        """Stop idle workers that nobody counts on (``Idle.sweep``)."""
        await self._idle.sweep(current)

    async def close(self) -> None:
        """Stop all idle workers; busy ones end with the server."""
        self._is_open = False
        if self._replacing is not None:
            with suppress(SamspilError):
                await self._replacing
        await self._idle.close()

    async def leave(self, running: Running) -> None:
        """Give back what a request took; a worker in the middle of an answer is killed."""
        self._count(running)
        worker = running.worker
        try:
            if worker.sound and worker.alive:
                self._idle.put_back(worker)
            else:
                await worker.kill()
                self._replace(worker.store_path)
            await self._idle.trim()
        finally:
            self._lanes.leave(running.permit)

    def _begin(self, permit: Permit, worker: Worker, request: Mapping[str, Any], client: str) -> Running:
        """Hand a request over to a worker."""
        running = Running(next(self._numbers), permit.lane, client, request, time.time(), worker, permit)
        self.running[running.number] = running
        limits = {"max_bytes": self._settings.max_query_bytes, "max_depth": self._settings.max_query_depth}
        sent = {**request, **limits, "federated": permit.lane is Lane.FEDERATED}
        worker.send(sent, self._timeout_s(permit.lane, request))
        return running

    def _count(self, running: Running) -> None:
        del self.running[running.number]
        self.outcomes[running.lane, running.outcome or ("answered" if running.worker.sound else "left")] += 1

    def _memory_mb(self, lane: Lane) -> int:
        return self._settings.trusted_memory_mb if lane is Lane.TRUSTED else self._settings.query_memory_mb

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

    def _timeout_s(self, lane: Lane, request: Mapping[str, Any]) -> float:
        limit = self._settings.query_timeout_s if lane is Lane.AD_HOC else self._settings.canned_timeout_s
        if lane is Lane.FEDERATED:
            return self._settings.federation_timeout_s
        if lane in (Lane.TRUSTED, Lane.AHEAD):
            return self._settings.trusted_timeout_s
        # Reading a graph from end to end is linear: it is long where the data are many, and only there.
        return limit * DUMP_FACTOR if request["op"] == "dump" else limit

    async def _take(self, store_path: Path, memory_mb: int) -> Worker:
        worker = self._idle.find(store_path, memory_mb)
        if worker is None:
            return await self._start(store_path, memory_mb)
        self._idle.remove(worker)
        return worker

    async def _start(self, store_path: Path, memory_mb: int) -> Worker:
        """Another worker of a release: where the house is full an idle one of another release turns to it.

        That takes a tenth of the time that a new process needs.
        """
        other = self._idle.find_other(store_path, memory_mb)
        if other is not None and len(self._idle) + len(self.running) >= self._idle.most:
            self._idle.remove(other)
            if await other.open(store_path):
                return other
        return await start_worker(store_path, memory_mb)
