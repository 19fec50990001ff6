"""The servers that are compared: each loads one N-Triples file, answers SPARQL over HTTP, and is stopped.

All hold the triples in the default graph; all listen on the loopback. A server that is not installed is left out.
"""

import os
import shutil
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from bench.made_workspace import publish_file
from bench.processes import Running
from loaders.tokens import Tokens
from tests.serving import free_port

ROOT = Path(__file__).resolve().parent.parent
_QUERY_LIMIT_S = 120
_GRAPH = "https://example.org/register"
_LOAD_LIMIT_S = 3600.0


@dataclass(slots=True)
class Server(ABC):
    """One server in a folder of its own; load, then serve."""

    name: ClassVar[str]
    path: ClassVar[str] = "/sparql"
    health: ClassVar[str] = "/"
    largest: ClassVar[int] = 1_000_000_000
    has_canned_queries: ClassVar[bool] = False
    update_path: ClassVar[str] = ""

    folder: Path
    port: int = 0
    load_s: float = 0.0
    _running: Running | None = None

    @property
    def running(self) -> Running:
        """Its processes."""
        assert self._running is not None, "serve comes first"
        return self._running

    @abstractmethod
    def load(self, data: Path) -> None:
        """Load the file, where that is a step of its own, and take the time."""

    @abstractmethod
    def serve(self, data: Path) -> None:
        """Start the server, and wait until it answers."""

    def update_headers(self) -> dict[str, str]:
        """What an update needs beside its text."""
        return {}

    def stop(self) -> None:
        """End it, if it was started."""
        if self._running is not None:
            self._running.stop()

    def again(self, data: Path) -> None:
        """Start anew, because a question of before does not end."""
        self.stop()
        self.serve(data)

    @classmethod
    @abstractmethod
    def version(cls) -> str | None:
        """What is installed; None where nothing is."""

    def _run(self, *command: str | Path) -> None:
        began = time.perf_counter()
        done = subprocess.run([str(part) for part in command], cwd=self.folder, capture_output=True, text=True)
        self.load_s += time.perf_counter() - began
        if done.returncode:
            raise RuntimeError(f"{self.name}: {command[0]} failed:\n{done.stdout[-1000:]}{done.stderr[-1000:]}")

    def _serve(self, *command: str | Path, environment: dict[str, str] | None = None) -> None:
        self._running = Running(command, self.folder, environment or {})
        self._wait()

    def _wait(self) -> None:
        self.running.wait_until(f"http://127.0.0.1:{self.port}{self.health}", _LOAD_LIMIT_S)


class Samspil(Server):
    """This endpoint, on a plain workspace whose one release is made by bulk load."""

    name = "Samspil"
    health = "/-/health"
    has_canned_queries = True
    update_path = "/sparql"

    def load(self, data: Path) -> None:
        began = time.perf_counter()
        publish_file(self.folder, data)
        self.load_s = time.perf_counter() - began

    def serve(self, data: Path) -> None:
        self.port = free_port()
        limits = {f"SAMSPIL_{setting}_TIMEOUT_S": str(_QUERY_LIMIT_S) for setting in ("QUERY", "CANNED", "SEND")}
        words = ("serve", "--workspace", self.folder, "--port", str(self.port), "--no-client-limits")
        self._serve(sys.executable, "-m", "endpoint", *words,
                    environment={**limits, "PYTHONPATH": str(ROOT)})  # fmt: skip

    def update_headers(self) -> dict[str, str]:
        """A token that may publish."""
        return {"Authorization": f"Bearer {Tokens(self.folder / 'var').create('bench', 'publish')}"}

    @classmethod
    def version(cls) -> str | None:
        return "this commit"


class Oxigraph(Server):
    """The native Oxigraph server: PyPI package ``oxigraph``."""

    name = "Oxigraph"
    path = "/query"
    update_path = "/update"

    def load(self, data: Path) -> None:
        self._run(_program("oxigraph"), "load", "--location", self.folder / "store", "--file", data)

    def serve(self, data: Path) -> None:
        self.port = free_port()
        words = ("serve", "--location", self.folder / "store", "--bind", f"127.0.0.1:{self.port}")
        self._serve(_program("oxigraph"), *words)

    @classmethod
    def version(cls) -> str | None:
        return _said(find_program("oxigraph"), "--version")


class RdflibEndpoint(Server):
    """rdflib-endpoint with rdflib's store in memory: PyPI ``rdflib-endpoint[cli]``, in an environment of its own."""

    name = "rdflib-endpoint"
    path = "/"
    largest = 2_000_000

    def load(self, data: Path) -> None:
        """Nothing: it reads the file when it starts."""

    def serve(self, data: Path) -> None:
        self.port = free_port()
        began = time.perf_counter()
        python = _program("rdflib-endpoint").with_name("python")
        self._serve(python, ROOT / "bench" / "rdflib_server.py", data, str(self.port), environment={"PYTHONPATH": ""})
        self.load_s = time.perf_counter() - began

    def again(self, data: Path) -> None:
        """Kill the child that serves; the parent holds the data and starts another."""
        self.running.kill_children()
        self._wait()

    @classmethod
    def version(cls) -> str | None:
        program = find_program("rdflib-endpoint")
        text = "from importlib.metadata import version as v; print(v('rdflib-endpoint') + ', rdflib ' + v('rdflib'))"
        return _said(program and program.with_name("python"), "-c", text)


class Virtuoso(Server):
    """Virtuoso 7: Debian package ``virtuoso-opensource-7``, with settings of ours (``virtuoso.ini``)."""

    name = "Virtuoso"
    # Without a name, its default graph would be all graphs, those of its own system among them.
    path = f"/sparql?default-graph-uri={_GRAPH}"

    def load(self, data: Path) -> None:
        sql_port, self.port = free_port(), free_port()
        settings = (ROOT / "bench" / "virtuoso.ini").read_text(encoding="utf-8")
        settings = settings.format(folder=self.folder, data=data.parent, http=self.port, sql=sql_port)
        (self.folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
        self.serve(data)
        statements = (f"ld_dir('{data.parent}', '{data.name}', '{_GRAPH}');", "rdf_loader_run();", "checkpoint;")
        self._run(_program("isql-vt"), f"127.0.0.1:{sql_port}", "dba", "dba", f"exec={' '.join(statements)}")
        self.running.stop()

    def serve(self, data: Path) -> None:
        words = ("+foreground", "+wait", "+configfile", self.folder / "virtuoso.ini")
        self._serve(_program("virtuoso-t"), *words)

    @classmethod
    def version(cls) -> str | None:
        return _said(find_program("virtuoso-t"), "-?") if find_program("isql-vt") else None


SERVERS: tuple[type[Server], ...] = (Samspil, Oxigraph, Virtuoso, RdflibEndpoint)


def find_program(name: str) -> Path | None:
    """An executable on PATH, or in the folders that BENCH_PEERS names (with colons between them)."""
    found = shutil.which(name, path=f"{os.environ.get('BENCH_PEERS', '')}:{os.environ.get('PATH', '')}")
    return Path(found) if found else None


def _program(name: str) -> Path:
    found = find_program(name)
    assert found is not None, f"{name} has a version, so it is installed"
    return found


def _said(program: Path | None, *words: str) -> str | None:
    """The first line with a number in it of what a program says of its version."""
    if program is None:
        return None
    done = subprocess.run([program, *words], capture_output=True, text=True)
    lines = [line.strip() for line in (done.stdout + done.stderr).splitlines() if any(map(str.isdigit, line))]
    return lines[0] if lines else "unknown version"
