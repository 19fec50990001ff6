"""The audit log: who wrote what, in a file that tells when one of its lines was changed.

``<home>/audit.jsonl`` has one JSON object a line: time, who, what, outcome, release, the SHA-256 of what was sent, the
hash of the line before, and its own. No text of a query or an update is kept. Lines cut off the end leave no trace in
the file itself: keep a copy of the last hash elsewhere where that matters.
"""

import datetime
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from loaders.errors import SourceError

FIRST = "0" * 64
_TAIL_BYTES = 64 * 1024


class Audit:
    """The audit log of one runtime directory."""

    def __init__(self, home: Path) -> None:
        """Nothing is made or read until it is asked for."""
        self.path = home / "audit.jsonl"

    def append(
        self, *, who: str, what: str, outcome: str, release: int | None = None, sha256: str | None = None
    ) -> None:
        """Add a line; comes back when the disk has it. Safe between processes."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, "a+b", opener=_private) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            entry: dict[str, Any] = {
                "time": datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"),
                "who": who,
                "what": what,
                "outcome": outcome,
                "release": release,
                "sha256": sha256,
                "previous": _last_hash(file),
            }
            file.write(_line({**entry, "hash": _hash(entry)}))
            file.flush()
            os.fsync(file.fileno())

    def entries(self) -> Iterator[dict[str, Any]]:
        """Every line, the oldest first. Raises SourceError at the first that is not what was written."""
        previous = FIRST
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            return
        with file:
            for number, line in enumerate(file, 1):
                if not line.endswith(b"\n"):
                    return  # somebody writes it now, or died at it: such a line was never acknowledged
                entry = _read(self.path, number, line)
                if entry.get("previous") != previous:
                    raise SourceError(self.path, number, "does not follow the line before: a line was taken out or in.")
                previous = entry["hash"]
                yield entry


def _read(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        entry: dict[str, Any] = json.loads(line)
        told = entry["hash"]
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(path, number, "is not a line of the audit log.") from error
    if told != _hash({key: value for key, value in entry.items() if key != "hash"}):
        raise SourceError(path, number, "was changed after it was written: its hash does not fit.")
    return entry


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _last_hash(file: IO[bytes]) -> str:
    """The hash of the last line; what a killed writer left of one behind it is cut off."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL_BYTES))
    tail = file.read()
    whole = tail.rfind(b"\n") + 1
    if whole < len(tail):
        file.truncate(size - len(tail) + whole)
    lines = tail[:whole].splitlines()
    return str(json.loads(lines[-1])["hash"]) if lines else FIRST


def _hash(entry: dict[str, Any]) -> str:
    return hashlib.sha256(_line(entry)).hexdigest()


def _line(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
