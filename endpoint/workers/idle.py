"""The workers that wait to be asked: of all releases, and of two kinds.

Most have the memory that a query of the public may have. Special ones have that of trusted callers, and nobody else is
answered by them.
"""

import time
from collections.abc import Iterator
from pathlib import Path

from endpoint.workers.worker import Worker
from loaders.settings import Settings

IDLE_S = 60.0


class Idle:
    """Idle workers, the one that was busy last at the end."""

    def __init__(self, settings: Settings) -> None:
        """None yet."""
        self.most = max(2, settings.workers)
        self._most_special = settings.trusted_queries
        self._memory_mb = settings.query_memory_mb
        self._workers: list[Worker] = []

    def __iter__(self) -> Iterator[Worker]:
        """All of them, as they are now."""
        return iter(tuple(self._workers))

    def __len__(self) -> int:
        """How many there are."""
        return len(self._workers)

    def is_special(self, worker: Worker) -> bool:
        """Whether a worker has the memory of trusted callers."""
        return worker.memory_mb != self._memory_mb

    def find(self, store_path: Path, memory_mb: int) -> Worker | None:
        """A worker of a release and of a kind: the one that was busy last, whose memory is warm."""
        for worker in reversed(self._workers):
            if worker.store_path == store_path and worker.memory_mb == memory_mb and worker.alive:
                return worker
        return None

    def find_other(self, store_path: Path, memory_mb: int) -> Worker | None:
        """A worker of that kind and of another release."""
        alike = (worker for worker in self._workers if worker.memory_mb == memory_mb)
        return next((worker for worker in alike if worker.store_path != store_path), None)

    def remove(self, worker: Worker) -> None:
        """It is idle no more."""
        self._workers.remove(worker)

    def put_back(self, worker: Worker) -> None:
        """It waits from now on."""
        worker.idle_since = time.monotonic()
        self._workers.append(worker)

    async def trim(self) -> None:
        """End those that are too many, of each kind."""
        special = [worker for worker in self._workers if self.is_special(worker)]
        others = [worker for worker in self._workers if not self.is_special(worker)]
        for workers, most in ((special, self._most_special), (others, self.most)):
            await self._end(workers[: max(0, len(workers) - most)])

    async def sweep(self, current: Path | None) -> None:
        """End those that ended by themselves, and of those that waited for ``IDLE_S`` the ones that nobody counts on:
        their release is not current, or they are special.
        """
        limit = time.monotonic() - IDLE_S
        unwanted = (worker for worker in self._workers if worker.store_path != current or self.is_special(worker))
        late = {id(worker) for worker in unwanted if worker.idle_since < limit}
        await self._end([worker for worker in self._workers if not worker.alive or id(worker) in late])

    async def close(self) -> None:
        """End them all."""
        await self._end(list(self._workers))

    async def _end(self, workers: list[Worker]) -> None:
        # First out of the list: nobody is to be answered by one that is about to end.
        self._workers = [worker for worker in self._workers if worker not in workers]
        for worker in workers:
            await worker.kill()
