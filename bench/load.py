"""Load on one server for a while: ``wrk`` for what takes a moment, threads of our own for what takes long.

``wrk`` (Debian package) needs a few microseconds of processor time a request, and says how many: a client in Python
would measure itself. It stops at the end of its time and forgets what is under way, which falsifies questions of which
only a few fit in: those are asked by threads that let the last one finish.
"""

import itertools
import resource
import shutil
import socket
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

SLOW_S = 0.05
NUMBER_MARK = "@" * 12
_SCRIPT = Path(__file__).with_name("requests.lua")
_numbers = itertools.count(1)
_RUN = 10_000_000


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: status, body without its framing, and seconds to the first byte and to the last."""

    status: int
    body: bytes
    first_s: float
    whole_s: float


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a while of load; ``client_cpu_s`` is what the load generator itself took, times are in seconds."""

    requests: int
    failed: int
    took_s: float
    p50_s: float
    p99_s: float
    client_cpu_s: float


def request_bytes(path: str, query: str | None, accept: str) -> bytes:
    """A GET request of HTTP/1.1; a query goes in as the parameter, and what may vary stands at its end."""
    asked = path if query is None else f"{path}{'&' if '?' in path else '?'}query={quote(query, safe='@')}"
    return f"GET {asked} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\n\r\n".encode()


def has_wrk() -> bool:
    """Whether the load generator is installed."""
    return shutil.which("wrk") is not None


def ask(port: int, request: bytes, limit_s: float) -> Reply:
    """One request on a connection of its own. Raises TimeoutError after ``limit_s``."""
    request = _numbered(request).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=limit_s) as connection:
        connection.sendall(request)
        parts, first_s = [connection.recv(1 << 20)], time.perf_counter() - began
        while parts[-1]:
            connection.settimeout(max(0.001, limit_s - (time.perf_counter() - began)))
            parts.append(connection.recv(1 << 20))
    whole_s = time.perf_counter() - began
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    return Reply(status, _joined(body) if b"chunked" in head.lower() else body, first_s, whole_s)


def burst(port: int, requests: Sequence[bytes], folder: Path, *, connections: int, duration_s: float) -> Load:
    """Load by ``wrk`` with one thread of its own."""
    path = folder / "requests"
    path.write_bytes(b"\1".join(requests))
    words = ("-t1", f"-c{connections}", f"-d{max(1, round(duration_s))}s", "--timeout", "30s", "-s", str(_SCRIPT))
    before = _children_cpu_s()
    done = subprocess.run(
        ["wrk", *words, f"http://127.0.0.1:{port}/", str(path), str(next(_numbers) * _RUN)],
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    count, took_us, failed, p50_us, p99_us = map(int, line.split()[1:])
    return Load(count, failed, took_us / 1e6, p50_us / 1e6, p99_us / 1e6, _children_cpu_s() - before)


def patient(port: int, requests: Sequence[bytes], *, connections: int, duration_s: float, limit_s: float) -> Load:
    """Load by threads, one connection a request; each asks until the time is over and waits for its last answer."""
    end = time.perf_counter() + duration_s

    def ask_on(first: int) -> list[float]:
        took = []
        for place in itertools.count(first, connections):
            reply = ask(port, requests[place % len(requests)], limit_s)
            took.append(reply.whole_s if reply.status == 200 else float("nan"))
            if time.perf_counter() > end:
                return took
        raise AssertionError("count never ends")

    began, cpu_s = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(connections) as pool:
        every = [each for took in pool.map(ask_on, range(connections)) for each in took]
    good = sorted(each for each in every if each == each)
    took_s = time.perf_counter() - began
    if not good:
        return Load(len(every), len(every), took_s, 0.0, 0.0, time.process_time() - cpu_s)
    last = good[min(len(good) - 1, int(0.99 * len(good)))]
    failed = len(every) - len(good)
    return Load(len(every), failed, took_s, statistics.median(good), last, time.process_time() - cpu_s)


def settle(cpu_s: Callable[[], float], limit_s: float) -> bool:
    """Wait until a server is idle: some go on computing for a client that has left. False when that takes too long."""
    end, before = time.monotonic() + limit_s, cpu_s()
    while time.monotonic() < end:
        time.sleep(0.1)
        now = cpu_s()
        if now - before <= 0.02:
            return True
        before = now
    return False


def _numbered(request: bytes) -> bytes:
    return request.replace(NUMBER_MARK.encode(), f"{next(_numbers):012}".encode())


def _joined(body: bytes) -> bytes:
    """The content of a chunked body (RFC 9112, 7.1)."""
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.index(b"\r\n", at)
        size = int(body[at:end].partition(b";")[0], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + size])
        at = end + 2 + size + 2


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
