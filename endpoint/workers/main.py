"""A process that answers queries from one release: ``python -m endpoint.workers.main STORE_PATH MEMORY_MB``.

Requests come in as frames on stdin, answers go out as frames on stdout (``endpoint/workers/frames.py``); one at a time.
It may be killed at any moment: it only reads.
"""

import json
import os
import sys
import threading
from functools import partial
from typing import Any, BinaryIO, cast

from pyoxigraph import Store

from endpoint.http.problems import KINDS, RequestError, kind_of, to_problem
from endpoint.workers import frames
from endpoint.workers.answers import OPERATIONS
from endpoint.workers.federation import Ask, federate
from loaders import sandbox
from loaders.errors import SamspilError

# A parser that recurses needs room: with less, 16 kB of brackets would end the process.
STACK_BYTES = 256 * 1024 * 1024
_CHUNK_BYTES = 32 * 1024
OUT_OF_MEMORY = "The query needs more memory than it may use; make it answer less."


class FrameWriter:
    """A file for ``serialize`` that sends what is written as body frames of about 32 kB.

    A short answer leaves in one piece with the frame that ends it.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._parts: list[bytes] = []
        self._size = 0

    def announce(self, name: str) -> None:
        """Send the header frame."""
        self._stream.write(frames.pack(frames.HEADER, name.encode()))

    def write(self, data: bytes, /) -> int:
        """Take a piece; send when enough has come together."""
        self._parts.append(bytes(data))
        self._size += len(data)
        if self._size >= _CHUNK_BYTES:
            self.pack()
            self._stream.flush()
        return len(data)

    def pack(self) -> None:
        """Make frames of what is held back."""
        whole = b"".join(self._parts)
        for start in range(0, len(whole), _CHUNK_BYTES):
            self._stream.write(frames.pack(frames.BODY, whole[start : start + _CHUNK_BYTES]))
        self._parts, self._size = [], 0

    def flush(self) -> None:
        """Nothing: what is held back goes with the next chunk or with the end."""


def serve_requests(path: str, requests: BinaryIO, answers: BinaryIO) -> None:
    """Open a release and answer from it, until another one is to be opened or stdin ends."""
    following: str | None = path
    while following is not None:
        following = _serve_store(Store.read_only(following), requests, answers)


def _serve_store(store: Store, requests: BinaryIO, answers: BinaryIO) -> str | None:
    """Answer from a store; gives back the path of the one that is wanted next, None at the end of stdin."""
    answers.write(frames.pack_json(frames.END, {"ready": True}))
    answers.flush()
    while (frame := frames.read_frame(requests)) is not None:
        request: dict[str, Any] = json.loads(frame.payload)
        sandbox.limit_cpu(request["cpu_s"])
        if request["op"] == "open":
            return str(request["store"])
        writer = FrameWriter(answers)
        last = _answer(store, request, writer, partial(_ask, requests, answers))
        answers.write(last)
        answers.flush()
    return None


def _ask(requests: BinaryIO, answers: BinaryIO, address: str, query: str) -> tuple[str, bytes]:
    """Have the web process ask another server; see ``endpoint/workers/egress.py``."""
    answers.write(frames.pack_json(frames.CALL, {"address": address, "query": query}))
    answers.flush()
    frame = frames.read_frame(requests)
    if frame is None:
        raise SystemExit(0)
    if frame.kind == frames.ERROR:
        problem = json.loads(frame.payload)
        raise KINDS[problem["kind"]](problem["detail"])
    media_type, _, content = frame.payload.partition(b"\n")
    return media_type.decode(), content


def _answer(store: Store, request: dict[str, Any], writer: FrameWriter, ask: Ask) -> bytes:
    """Answer one request; gives back the frame that ends it."""
    try:
        if request.get("federated"):
            request = federate(store, request, ask)
        OPERATIONS[request["op"]](store, request, writer.announce, cast("BinaryIO", writer))
        writer.pack()
    except SamspilError as error:
        extra = error.extra if isinstance(error, RequestError) else {}
        problem = {"kind": kind_of(error), "extra": extra} | to_problem(error)
        return frames.pack_json(frames.ERROR, problem)
    except MemoryError:
        return frames.pack_json(frames.ERROR, {"kind": "memory", "detail": OUT_OF_MEMORY})
    except (OSError, RuntimeError, ValueError) as error:
        return frames.pack_json(frames.ERROR, {"kind": "bad-query", "detail": str(error)})
    return frames.pack_json(frames.END, {})


def main(arguments: list[str]) -> None:
    """Fence the process in, and serve in a thread with a deep stack, from stores that are opened read-only."""
    path, memory_mb = arguments[0], int(arguments[1])
    sandbox.die_with_parent(int(arguments[2]) if len(arguments) > 2 else os.getppid())
    if not sandbox.deny_network():
        print("samspil worker: the kernel has no seccomp; SERVICE is refused by its name only", file=sys.stderr)
    threading.stack_size(STACK_BYTES)

    def serve() -> None:
        # The limit comes after the deep stack is there: with a low one the thread could not start at all.
        sandbox.limit_memory(memory_mb)
        serve_requests(path, sys.stdin.buffer, sys.stdout.buffer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    thread.join()


if __name__ == "__main__":
    main(sys.argv[1:])
