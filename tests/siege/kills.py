"""kill -9 at moments that a seed chooses: of a query worker, of the writer, of the whole server, while writes go on.

Out of each round: which writes were acknowledged, which were under way, and what the store holds afterwards.
"""

import http.client
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Store

from loaders.releases import Releases
from loaders.tokens import Tokens
from tests.serving import Server, serve

TARGETS = {"worker": "endpoint.workers.main", "writer": "endpoint.workers.writer", "server": ""}
_LONGEST_S = 0.4
_SETTINGS = 'default_graph = "plain"\nshared_graphs = false\nretain = 5\n'


@dataclass(frozen=True)
class Round:
    """What one kill left: numbers that were acknowledged, that may be there, and that are there."""

    target: str
    killed: bool
    acknowledged: frozenset[int]
    possible: frozenset[int]
    found: frozenset[int]
    whole: bool


class Writing:
    """Writes numbers, one update each, until it is stopped; knows what was acknowledged."""

    def __init__(self, server: Server, token: str, first: int) -> None:
        self._server, self._token = server, token
        self.next, self.acknowledged, self.sent = first, set[int](), set[int]()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Writing":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            number, self.next = self.next, self.next + 1
            self.sent.add(number)
            body = f"INSERT DATA {{ <http://a.example/{number}> <http://a.example/is> {number} }}".encode()
            headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {self._token}"}
            with suppress(http.client.HTTPException, OSError):
                if self._server.request("POST", "/sparql", body, headers).status in (200, 204):
                    self.acknowledged.add(number)


def rounds(workspace: Path, count: int, seed: int = 1) -> Iterator[Round]:
    """Kill ``count`` times, each target in turn; the server is started again when it was the target."""
    chance = random.Random(seed)
    (workspace / "samspil.toml").write_text(_SETTINGS, encoding="utf-8")
    token = Tokens(workspace / "var").create("anna", "publish")
    acknowledged, possible, done = set[int](), set[int](), 0
    while done < count:
        with serve(workspace) as server:
            target = "worker"
            while done < count and target != "server":
                target = list(TARGETS)[done % len(TARGETS)]
                with Writing(server, token, first=max(possible, default=0) + 1) as writing:
                    time.sleep(0.1 + chance.random() * _LONGEST_S)
                    killed = _kill(server, target)
                acknowledged |= writing.acknowledged
                possible |= writing.sent
                found, whole = _look(workspace)
                done += 1
                yield Round(target, killed, frozenset(acknowledged), frozenset(possible), found, whole)


def _kill(server: Server, target: str) -> bool:
    """Kill one process; False where there was none at that moment."""
    root = _server_of(server)
    if target == "server":
        os.kill(root, signal.SIGKILL)
        return True
    for child in _children(root):
        if TARGETS[target] in _command(child):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
                return True
    return False


def _look(workspace: Path) -> tuple[frozenset[int], bool]:
    """The numbers in the current release, and whether it holds what its manifest says."""
    release = Releases(workspace / "var").current()
    if release is None:
        return frozenset(), True
    store = Store.read_only(str(release.store_path))
    quads = list(store.quads_for_pattern(None, NamedNode("http://a.example/is"), None, None))
    return frozenset(int(quad.object.value) for quad in quads), len(store) == release.manifest["quads"]  # type: ignore[union-attr]


def _server_of(server: Server) -> int:
    """The process that listens: the one whose environment has the port, and whose parent is ours."""
    return next(child for child in _children(os.getpid()) if f"SAMSPIL_PORT={server.port}" in _environment(child))


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                if int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == parent:
                    found.append(int(entry.name))
    return found


def _command(process: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def _environment(process: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{process}/environ").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""
