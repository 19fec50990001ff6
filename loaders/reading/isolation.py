"""Reading in a process that may be killed: a file of a foreign format in, its text out, whatever the file holds.

One child reads many files, since it takes half a second to start; it is replaced when it dies, when a file takes too
long, and after some hundred files, so that what a library keeps does not grow.
"""

import atexit
import json
import subprocess
import threading
from functools import cache
from typing import IO

from loaders.children import child_command, child_environment
from loaders.reading.text import Reading, UnreadableError

TIMEOUT_S = 60.0
MEMORY_MB = 1024
_FILES_PER_CHILD = 500


class Isolated:
    """Readers of foreign formats behind a process; one file at a time, from any thread."""

    def __init__(self, *, timeout_s: float = TIMEOUT_S, memory_mb: int = MEMORY_MB) -> None:
        """Limit a file to seconds by the clock, and the process to megabytes of address space."""
        self._timeout_s, self._memory_mb = timeout_s, memory_mb
        self._child: subprocess.Popen[bytes] | None = None
        self._files = 0
        self._lock = threading.Lock()

    def read(self, kind: str, raw: bytes, charset: str | None = None) -> Reading:
        """The text of a file of a ``kind``: html, pdf, docx or eml. Raises UnreadableError."""
        with self._lock:
            answer = self._ask(kind, raw, charset)
        if "problem" in answer:
            raise UnreadableError(answer["problem"])
        return Reading(answer["text"], tuple(answer["notes"]))

    def close(self) -> None:
        """End the child, if there is one."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _ask(self, kind: str, raw: bytes, charset: str | None) -> dict[str, str]:
        child = self._running()
        late = threading.Event()

        def stop() -> None:
            late.set()
            child.kill()

        clock = threading.Timer(self._timeout_s, stop)
        clock.start()
        line = b""
        try:
            line = _exchange(child, json.dumps({"kind": kind, "charset": charset, "size": len(raw)}), raw)
        finally:
            clock.cancel()
            clock.join()
            if late.is_set() or not line.endswith(b"\n"):
                # Also when the user breaks in: an answer that nobody took would be taken for that of the next file.
                self.close()
        if line.endswith(b"\n"):
            found: dict[str, str] = json.loads(line)
            return found
        problem = f"took longer than {self._timeout_s:g} s to read" if late.is_set() else "ended the process reading it"
        return {"problem": f"{problem}, as a damaged or a hostile file does: save it again, or as plain text"}

    def _running(self) -> subprocess.Popen[bytes]:
        self._files += 1
        if self._child is None or self._child.poll() is not None or self._files % _FILES_PER_CHILD == 0:
            self.close()
            command = child_command("loaders.reading.child", str(self._memory_mb), str(self._timeout_s))
            self._child = subprocess.Popen(
                command,
                env=child_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # A library that warns would otherwise write between the lines of the run.
                stderr=subprocess.DEVNULL,
            )
        return self._child


@cache
def isolated() -> Isolated:
    """The readers of this process."""
    readers = Isolated()
    atexit.register(readers.close)
    return readers


def _exchange(child: subprocess.Popen[bytes], head: str, raw: bytes) -> bytes:
    """The child's line for a request; without its end where the child died."""
    requests, answers = child.stdin, child.stdout
    assert requests is not None
    assert answers is not None
    try:
        _send(requests, head.encode() + b"\n", raw)
        return answers.readline()
    except BrokenPipeError:
        return b""


def _send(stream: IO[bytes], *parts: bytes) -> None:
    for part in parts:
        stream.write(part)
    stream.flush()
