"""What goes on between a request and its worker: who asks what of whom, and the answer as it comes.

Made and kept by ``pool.py``.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from endpoint.http.problems import kind_of
from endpoint.workers.frames import BODY, Frame
from endpoint.workers.lanes import Lane, Permit
from endpoint.workers.worker import Worker
from loaders.errors import SamspilError

# What we ask ourselves comes whole up to here; a client's answer begins to flow sooner, so that its first rows do not
# wait for its last.
SPOOL_BYTES = 2 * 1024 * 1024
EARLY_BYTES = 256 * 1024
_EARLY = frozenset({Lane.AD_HOC, Lane.TRUSTED})
_STREAM_BYTES = 64 * 1024


@dataclass(slots=True)
class Running:
    """A request that a worker is busy with, as an operator sees it. ``began`` is on the clock of the wall.

    ``outcome`` is the kind of the error that it ended with.
    """

    number: int
    lane: Lane
    client: str
    request: Mapping[str, Any]
    began: float
    worker: Worker
    permit: Permit
    cancelled: bool = False
    outcome: str = ""

    @property
    def store_path(self) -> Path:
        """The store of the release that is asked."""
        return self.worker.store_path

    @property
    def spool_bytes(self) -> int:
        """Up to how many bytes the answer comes whole."""
        return EARLY_BYTES if self.lane in _EARLY else SPOOL_BYTES


@dataclass(slots=True)
class Answer:
    """A format's name, and the body: whole in ``body``, or in ``rest`` as it comes (to be closed by the reader)."""

    name: str
    body: bytes | None
    rest: "Rest | None" = None


class Taking(Protocol):
    """What a long answer needs of the pool."""

    async def take(self, running: Running, wanted_bytes: int) -> list[Frame]:
        """More of the answer."""
        ...

    async def leave(self, running: Running) -> None:
        """The answer is over, or nobody reads it any more."""
        ...


class Rest:
    """The body of a long answer, as it comes. Closing it before its end kills the worker."""

    def __init__(self, pool: Taking, running: Running, first: bytes) -> None:
        """``first`` is what has come already."""
        self._pool, self._running, self._first = pool, running, first
        self._is_over = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The chunks. Raises the errors of ``Worker.take``."""
        try:
            yield self._first
            while not self._running.worker.sound:
                yield body_of(await self._pool.take(self._running, _STREAM_BYTES))
        except SamspilError as error:
            self._running.outcome = kind_of(error)
            raise
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Give the worker and its room back; more than once does nothing."""
        if not self._is_over:
            self._is_over = True
            await asyncio.shield(self._pool.leave(self._running))


def body_of(taken: Iterable[Frame]) -> bytes:
    """What frames carry of the body."""
    return b"".join([frame.payload for frame in taken if frame.kind == BODY])
