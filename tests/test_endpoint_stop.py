"""Stopping: answers that are under way are finished, within a limit, and no worker stays behind."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.serving import ENDLESS, Server, poll, publish, serve

LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 200000"


@contextmanager
def started(workspace: Path, stop_timeout_s: float = 10) -> Iterator[Server]:
    publish(workspace, extra=1000)
    with serve(workspace, query_timeout_s=300, stop_timeout_s=stop_timeout_s) as server:
        yield server


def workers_of(server: Server) -> list[int]:
    """The processes that the server started."""
    path = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    return [int(number) for number in path.read_text(encoding="ascii").split()]


def computes(worker: int) -> bool:
    """Whether a process has used two seconds of processor time: more than its start takes."""
    try:
        fields = Path(f"/proc/{worker}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return False  # it has ended since it was listed
    return int(fields[11]) > 200


def gone(workers: list[int]) -> bool:
    return not any(Path(f"/proc/{worker}").exists() for worker in workers)


def rest_of(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_answer_that_is_under_way_is_finished(number: signal.Signals, tmp_path: Path) -> None:
    with started(tmp_path, stop_timeout_s=300) as server, server.raw(LONG) as connection:
        assert connection.recv(12) == b"HTTP/1.1 200"
        workers = workers_of(server)
        server.process.send_signal(number)
        poll(lambda: refuses(server), 30)
        assert rest_of(connection).endswith(b"\r\n0\r\n\r\n")
        assert server.process.wait(60) == 0
        poll(lambda: gone(workers), 30)


def test_an_answer_that_does_not_end_is_broken_off(tmp_path: Path) -> None:
    with started(tmp_path, stop_timeout_s=0.1) as server, server.raw(ENDLESS) as connection:
        poll(lambda: any(map(computes, workers_of(server))), 60)
        workers = workers_of(server)
        server.process.terminate()
        assert server.process.wait(60) == 0
        assert not rest_of(connection).startswith(b"HTTP/1.1 200")
        poll(lambda: gone(workers), 30)


def test_no_worker_outlives_a_server_that_was_killed(tmp_path: Path) -> None:
    with started(tmp_path) as server, server.raw(ENDLESS):
        poll(lambda: any(map(computes, workers_of(server))), 60)
        workers = workers_of(server)
        server.process.kill()
        server.process.wait(60)
        poll(lambda: gone(workers), 30)


def refuses(server: Server) -> bool:
    """Whether nobody listens any more."""
    try:
        socket.create_connection(("127.0.0.1", server.port), timeout=60).close()
    except ConnectionRefusedError:
        return True
    except ConnectionResetError:
        pass  # it waited to be let in when the door was shut
    return False
