"""Plug-ins: extractors of other packages, each in a process of its own.

They are code that the operator installed, so they are trusted with the page, and not with the build: one that raises
costs its statements of that document, one that hangs or dies is stopped and started again for the next.
"""

import json
import os
import pickle
import signal
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import EntryPoint, entry_points
from threading import Event, Timer

from loaders.children import child_command, child_environment
from loaders.documents import Document
from loaders.errors import ExtractorDownError, ExtractorError
from loaders.extractors.incoming import statement_from
from loaders.extractors.protocol import GROUP
from loaders.statements import Statement

MAX_ANSWER_BYTES = 16 * 1024 * 1024


def installed() -> dict[str, EntryPoint]:
    """The plug-ins that are installed, by name; of two with one name the first by distribution."""
    found = sorted(entry_points(group=GROUP), key=lambda one: (one.name, one.dist.name if one.dist else ""))
    return {one.name: one for one in reversed(found)}


class Plugin:
    """One plug-in; its process lives until ``close``."""

    def __init__(self, name: str, timeout_s: float) -> None:
        """Start nothing yet."""
        self._name, self._timeout_s = name, timeout_s
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self, document: Document, /) -> Iterable[Statement | None]:
        """The statements of a document.

        Raises ExtractorError where the plug-in fails with it, ExtractorDownError where it hung or died.
        """
        process = self._process = self._process or self._start()
        answer = _read_answer(self._ask(process, document))
        if isinstance(answer.get("problem"), str):
            raise ExtractorError(str(answer["problem"]))
        return self._statements(answer.get("statements"), document)

    def close(self) -> None:
        """End the process, and what it started."""
        process, self._process = self._process, None
        if process is None:
            return
        _kill(process)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            # What was not sent any more is lost with its reader.
            with suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()

    def _start(self) -> subprocess.Popen[bytes]:
        command = child_command("loaders.extractors.plugin_child", self._name, str(self._timeout_s))
        # A plug-in may need the environment of its operator, such as an address or a key of its own.
        environment = {**os.environ, **child_environment()}
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )

    def _ask(self, process: subprocess.Popen[bytes], document: Document) -> bytes:
        assert process.stdin is not None
        assert process.stdout is not None
        # Killed, it closes its pipes: neither the write nor the read below waits for ever.
        expired = Event()

        def stop() -> None:
            expired.set()
            _kill(process)

        timer = Timer(self._timeout_s, stop)
        timer.start()
        try:
            process.stdin.write(pickle.dumps(document))
            process.stdin.flush()
            line = process.stdout.readline(MAX_ANSWER_BYTES + 1)
        except BrokenPipeError:
            line = b""  # it is gone: said below
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            self.close()
            if expired.is_set():
                raise ExtractorDownError(f"no answer after {self._timeout_s:g} s (extractor_timeout_s)")
            if len(line) > MAX_ANSWER_BYTES:
                raise ExtractorDownError(f"an answer of more than {MAX_ANSWER_BYTES:,} bytes")
            raise ExtractorDownError(f"its process ended without an answer (exit code {process.returncode})")
        return line

    def _statements(self, rows: object, document: Document) -> Iterator[Statement | None]:
        for row in rows if isinstance(rows, list) else ():
            yield statement_from(row, document)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _read_answer(line: bytes) -> dict[str, object]:
    try:
        answer = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ExtractorError(f"its answer is not JSON ({error})") from error
    return answer if isinstance(answer, dict) else {}
