"""Answers of a model, kept so that a build gives the same again and asks for nothing twice.

One file an answer, named by a digest of all that was asked: model, prompt, schema, text and limits. A file holds words
of a document: a build forgets the answers about documents that are gone. To take the folder away costs no more than
asking again.
"""

import hashlib
import json
import os
import tempfile
from pathlib import Path

from loaders.errors import StorageError


class AnswerCache:
    """A folder of answers; without a folder nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        """The folder is made when the first answer is kept."""
        self._folder = folder
        self._used: set[Path] = set()

    def get(self, body: dict[str, object]) -> str | None:
        """The answer that was kept for a request; None where there is none that can be read."""
        path = self._path(body)
        try:
            return path.read_text(encoding="utf-8") if path else None
        except (OSError, UnicodeDecodeError):
            return None

    def put(self, body: dict[str, object], answer: str) -> None:
        """Keep an answer, in one rename. Raises StorageError where the folder cannot be written."""
        path = self._path(body)
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Another process may ask the same: each writes a file of its own, and the last rename wins.
            handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(answer)
            Path(part).replace(path)
        except OSError as error:
            raise StorageError(f"{path.parent} cannot be written: {error}. Free some space there.") from error

    def forget_unused(self) -> None:
        """Take away every answer that was neither given nor kept since this cache was opened."""
        for path in self._folder.glob("*") if self._folder else ():
            if path not in self._used:
                path.unlink(missing_ok=True)

    def _path(self, body: dict[str, object]) -> Path | None:
        if self._folder is None:
            return None
        key = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        path = self._folder / f"{key}.json"
        self._used.add(path)
        return path
