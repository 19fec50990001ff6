"""The web process's end of a worker: frames as they come, taken when there is enough of them.

One exchange at a time. Reading stops while more than ``HIGH_BYTES`` wait, so that a worker is never faster than the
reader of its answer. Only time spent waiting for the worker counts as computing.
"""

import asyncio
import socket
from collections import deque
from collections.abc import Callable
from typing import cast

from endpoint.workers import frames
from loaders.children import child_command, child_environment

HIGH_BYTES = 256 * 1024


class LinkLostError(Exception):
    """The worker ended."""


class Link(asyncio.Protocol):
    """A socket to one worker."""

    def __init__(self) -> None:
        """Not connected yet."""
        self._transport: asyncio.Transport | None = None
        self._frames: deque[frames.Frame] = deque()
        self._broken_off = b""
        self._held = self._wanted = 0
        self._ended = self._lost = self._is_paused = False
        self._waiter: asyncio.Future[bool] | None = None
        self._call: Callable[[], None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Keep whole frames; wake who waits for them."""
        found, self._broken_off = frames.split(self._broken_off + data if self._broken_off else data)
        for frame in found:
            self._frames.append(frame)
            self._held += len(frame.payload)
            self._ended = self._ended or frame.is_turn
        if self._is_enough:
            self._wake()
        if self._held > max(self._wanted, HIGH_BYTES) and self._transport is not None:
            self._transport.pause_reading()
            self._is_paused = True

    def connection_lost(self, _: Exception | None) -> None:
        """The worker ended, or was ended."""
        self._lost = True
        self._wake()

    def send(self, frame: bytes) -> None:
        """Begin an exchange, or answer a call in it."""
        assert self._transport is not None
        self._frames.clear()
        self._held, self._ended = 0, False
        if not self._lost:
            self._transport.write(frame)

    async def take(self, wanted_bytes: int, left_s: float) -> list[frames.Frame]:
        """All frames, as soon as the last one of the worker's turn or ``wanted_bytes`` are there.

        Raises TimeoutError when that takes longer than ``left_s``, LinkLostError when the worker ends before.
        """
        self._wanted = wanted_bytes
        if not self._is_enough and not self._lost:
            await self._wait(left_s)
        if not self._is_enough:
            raise LinkLostError
        return self.take_now()

    def take_now(self) -> list[frames.Frame]:
        """All frames that are there."""
        taken = list(self._frames)
        self._frames.clear()
        self._held = 0
        self._read_on()
        return taken

    def when_there(self, wanted_bytes: int, call: Callable[[], None] | None) -> None:
        """Have ``call`` called once, as soon as ``take`` would not wait any more; None calls that off."""
        self._wanted, self._call = wanted_bytes, call

    @property
    def is_lost(self) -> bool:
        """Whether the worker's end is closed."""
        return self._lost

    @property
    def whole_bytes(self) -> int | None:
        """How long an answer is that is whole, and only has to be taken; None for anything else."""
        is_whole = self._ended and bool(self._frames) and self._frames[-1].kind == frames.END
        return self._held if is_whole else None

    def close(self) -> None:
        """Let go of the socket; the worker sees the end of its input."""
        if self._transport is not None:
            self._transport.abort()

    @property
    def _is_enough(self) -> bool:
        return self._ended or (self._held >= self._wanted and bool(self._frames))

    async def _wait(self, left_s: float) -> None:
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        alarm = loop.call_later(max(left_s, 0), self._wake, False)
        try:
            if not await self._waiter:
                raise TimeoutError
        finally:
            alarm.cancel()
            self._waiter = None

    def _read_on(self) -> None:
        """Also after the end of an answer: the next one comes on the same socket."""
        if self._is_paused and self._transport is not None:
            self._is_paused = False
            self._transport.resume_reading()

    def _wake(self, in_time: bool = True) -> None:
        if self._call is not None:
            call, self._call = self._call, None
            call()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(in_time)


async def start_linked(module: str, *arguments: str) -> tuple[asyncio.subprocess.Process, Link]:
    """Start a module of ours as a process, linked by its stdin and stdout."""
    ours, theirs = socket.socketpair()
    try:
        process = await asyncio.create_subprocess_exec(
            *child_command(module, *arguments),
            stdin=theirs.fileno(),
            stdout=theirs.fileno(),
            # Each thread's arena would reserve 64 MB of the address space that the limit counts.
            env={**child_environment(), "RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "2"},
        )
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    _, link = await asyncio.get_running_loop().create_unix_connection(Link, sock=ours)
    return process, link
