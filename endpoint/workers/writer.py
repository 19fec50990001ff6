"""The process that writes: ``python -m endpoint.workers.writer HOME SETTINGS PARENT``.

Requests come in as frames on stdin, one at a time, each with its body in a file; answers go out as frames on stdout.
It parses what clients send, so it is fenced in and may die at any moment: what it leaves is swept by the next one.
"""

import gc
import json
import os
import sys
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from pyoxigraph import DefaultGraph, NamedNode, Store

from endpoint.http.encodings import unpack_file
from endpoint.http.problems import RequestError, kind_of, to_problem, unexpected
from endpoint.workers import frames
from endpoint.workers.main import STACK_BYTES
from endpoint.workers.updates import Update, run_update
from endpoint.workers.uploads import Upload, delete_graph, post_dataset, post_graph, put_graph, split_files
from loaders import sandbox
from loaders.audit import Audit
from loaders.checking.findings import Finding
from loaders.checking.findings import to_json as finding_to_json
from loaders.errors import BusyError, NotWritableError, SamspilError
from loaders.releases import Release, Releases
from loaders.settings import Settings
from loaders.writing import Edit, RejectedWriteError, Writes, Written
from loaders.writing.changes import Change

_MAX_SHOWN = 200
OUT_OF_MEMORY = "The write needs more memory than it may use; send it in parts, or raise write_memory_mb."


class Writer:
    """Does what requests say, and keeps the audit log of it."""

    def __init__(self, home: Path, settings: Settings) -> None:
        """Take the runtime directory of a workspace."""
        self._settings = settings
        self._writes = Writes(settings, Releases(home))
        self._audit = Audit(home)

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Do one write and say what came of it. Raises SamspilError where nothing did."""
        who, what = request["who"], request["what"]
        try:
            self._unpack(request)
            written = self._writes.perform(self._edit(request), who=who, why=what, publish=request["publish"])
        except SamspilError as error:
            self._log(request, "rejected" if isinstance(error, RejectedWriteError) else f"failed: {error.title}")
            raise
        self._log(request, written.status, written.release)
        return _told(written)

    def _unpack(self, request: dict[str, Any]) -> None:
        """Unpack the body in its place; the web process never does that with long ones."""
        if request.get("coding"):
            update = request["op"] == "update"
            limit = self._settings.max_update_bytes if update else self._settings.max_upload_bytes
            unpack_file(Path(request["body"]), request["coding"], max_bytes=limit)

    def _edit(self, request: dict[str, Any]) -> Edit:
        if request["op"] == "update":
            dataset = tuple(request["default_graphs"]), tuple(request["named_graphs"])
            update = Update(_text(Path(request["body"])), request["base"], *dataset)
            limits = {"max_bytes": self._settings.max_update_bytes, "max_depth": self._settings.max_query_depth}
            return lambda store, parent: run_update(store, update, **limits, before=_before(parent))
        return lambda store, parent: _graph_store(store, parent, request)

    def _log(self, request: dict[str, Any], outcome: str, release: Release | None = None) -> None:
        number = release.number if release else None
        who, what = request["who"], request["what"]
        self._audit.append(who=who, what=what, outcome=outcome, release=number, sha256=request["sha256"])


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise RequestError(400, "The update is not UTF-8; send it as UTF-8.") from None


def _graph_store(store: Store, parent: Release | None, request: dict[str, Any]) -> Change:
    if request["op"] == "delete":
        return delete_graph(store, _graph(request["graph"]), before=_before(parent))
    path = Path(request["body"])
    if request["boundary"] is None:
        return _uploaded(store, parent, request, Upload(((path, request["format"]),), request["base"]))
    with TemporaryDirectory(dir=path.parent) as folder:
        files = split_files(path, request["boundary"], Path(folder))
        return _uploaded(store, parent, request, Upload(files, request["base"]))


def _uploaded(store: Store, parent: Release | None, request: dict[str, Any], upload: Upload) -> Change:
    name, op = request["graph"], request["op"]
    graph = _graph(name)
    if op == "put":
        return put_graph(store, graph, upload, triples=_triples(parent, name), before=_before(parent))
    return post_graph(store, graph, upload) if op == "post" else post_dataset(store, upload)


def _before(parent: Release | None) -> Path | None:
    """The store that the working store begins as."""
    return parent.store_path if parent else None


def _graph(name: str | None) -> NamedNode | DefaultGraph:
    return NamedNode(name) if name else DefaultGraph()


def _triples(parent: Release | None, name: str | None) -> int:
    """How many triples a graph holds, as the parent's manifest has it."""
    if parent is None:
        return 0
    return int(parent.manifest["graphs"].get(name, {"triples": 0})["triples"] if name else parent.manifest["triples"])


def _told(written: Written) -> dict[str, Any]:
    number = written.release.number if written.release else None
    return {"status": written.status, "release": number, **_shown(written.findings, written.diff)}


def _shown(findings: Sequence[Finding], diff: dict[str, Any]) -> dict[str, Any]:
    return {
        "findings": [json.loads(finding_to_json(finding)) for finding in findings[:_MAX_SHOWN]],
        "diff": {**diff, "entities": diff.get("entities", [])[:_MAX_SHOWN]},
    }


def serve_requests(writer: Writer, requests: BinaryIO, answers: BinaryIO, cpu_s: float) -> None:
    """Answer until stdin ends."""
    answers.write(frames.pack_json(frames.END, {"ready": True}))
    answers.flush()
    while (frame := frames.read_frame(requests)) is not None:
        sandbox.limit_cpu(cpu_s)
        answers.write(_answer(writer, json.loads(frame[1])))
        answers.flush()


def _answer(writer: Writer, request: dict[str, Any]) -> bytes:
    try:
        return frames.pack_json(frames.END, writer.answer(request))
    except BusyError as error:
        return frames.pack_json(frames.ERROR, {"kind": "busy", "detail": str(error)})
    except SamspilError as error:
        return frames.pack_json(frames.ERROR, {"kind": kind_of(error), "extra": _extra(error)} | to_problem(error))
    except MemoryError:
        gc.collect()
        return frames.pack_json(frames.ERROR, {"kind": "stopped", "detail": OUT_OF_MEMORY})
    except Exception:
        traceback.print_exc()
        return frames.pack_json(frames.ERROR, {"kind": "internal"} | to_problem(unexpected()))


def _extra(error: SamspilError) -> dict[str, Any]:
    """What a program may want of an error, beside its words."""
    if isinstance(error, RejectedWriteError):
        return _shown(error.findings, error.diff)
    if isinstance(error, NotWritableError):
        return {"graph": error.graph, "remedy": error.remedy}
    return error.extra if isinstance(error, RequestError) else {}


def main(arguments: list[str]) -> None:
    """Fence the process in, and serve in a thread with a deep stack."""
    home, settings = Path(arguments[0]), Settings(**json.loads(arguments[1]))
    sandbox.die_with_parent(int(arguments[2]) if len(arguments) > 2 else os.getppid())
    if not sandbox.deny_network():
        print("samspil writer: the kernel has no seccomp; LOAD and SERVICE are refused by name only", file=sys.stderr)
    sandbox.yield_to_readers()
    threading.stack_size(STACK_BYTES)

    def serve() -> None:
        sandbox.limit_memory(settings.write_memory_mb)
        serve_requests(Writer(home, settings), sys.stdin.buffer, sys.stdout.buffer, settings.write_timeout_s)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    thread.join()


if __name__ == "__main__":
    main(sys.argv[1:])
