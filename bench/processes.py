"""The processes of a measured server: start, wait until it answers, stop; processor time and memory of the whole tree.

All from Linux's /proc. Processor time counts in ticks of 10 ms, so a measurement takes seconds, not milliseconds.
"""

import ctypes
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


class Running:
    """A server that was started here, with all its children; what it says goes to a file."""

    def __init__(self, command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> None:
        """Start it in ``folder``; ``environment`` comes on top of ours."""
        self.log = folder / "server.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                cwd=folder,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_end_with_parent,
            )

    def wait_until(self, address: str, limit_s: float) -> None:
        """Ask an address until it answers with anything; the time limit is for loading, too."""
        end = time.monotonic() + limit_s
        while not _answers(address):
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                words = self.log.read_text(encoding="utf-8", errors="replace")[-2000:]
                raise RuntimeError(f"{self.log.parent.name} does not answer at {address}:\n{words}")
            time.sleep(0.05)

    def kill_children(self) -> None:
        """Kill what it has started; it is expected to start that again."""
        for child in _children(self._process.pid):
            os.kill(child, signal.SIGKILL)

    def stop(self) -> None:
        """End it, and wait for that."""
        self._process.terminate()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def cpu_s(self) -> float:
        """Processor time since the start, of all processes of the tree that are alive."""
        return sum(_cpu_s(process) for process in self._tree())

    def memory_mb(self) -> float:
        """Memory in MB (proportional set size: a page that two processes share counts once)."""
        return sum(map(_pss_mb, self._tree()))

    def _tree(self) -> set[int]:
        """The process, its children, theirs, and so on."""
        found, waiting = set(), [self._process.pid]
        while waiting:
            process = waiting.pop()
            found.add(process)
            waiting += (child for child in _children(process) if child not in found)
        return found


def _end_with_parent() -> None:
    # A measurement that was killed leaves no server behind: prctl(PR_SET_PDEATHSIG).
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
    return True


def _children(process: int) -> list[int]:
    found: list[int] = []
    for task in (_PROC / str(process) / "task").glob("*/children"):
        try:
            found += map(int, task.read_text().split())
        except OSError:
            continue
    return found


def _cpu_s(process: int) -> float:
    try:
        text = (_PROC / str(process) / "stat").read_text()
    except OSError:
        return 0.0
    # The name, in brackets, may hold spaces: fields are counted from behind it (proc(5): utime 14, stime 15).
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK_S


def _pss_mb(process: int) -> float:
    try:
        lines = (_PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
