"""Copies of files with the SHA-256 of each: what was read is what the digest is of, whoever writes meanwhile.

Links between files stay links: releases share what they did not change. A symbolic link is followed to a file, never to
a folder.
"""

import fcntl
import hashlib
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from loaders.errors import UsageError

_CHUNK_BYTES = 1024 * 1024


@dataclass(slots=True)
class Copier:
    """Copies files into ``folder``; ``files`` holds name, SHA-256 and size of each, by its name there."""

    folder: Path
    files: dict[str, dict[str, object]] = field(default_factory=dict)
    _links: dict[tuple[int, int], str] = field(default_factory=dict)

    def copy(self, source: Path, name: str) -> None:
        """Copy a file, or a folder with all that is in it. Raises FileNotFoundError where it goes meanwhile."""
        if not source.is_dir():
            self._file(source, name)
            return
        (self.folder / name).mkdir(parents=True, exist_ok=True)
        for path in sorted(source.iterdir()):
            if path.is_symlink() and path.is_dir():
                raise UsageError(f"{path} is a link to a folder, which is not followed; put the folder itself there.")
            self.copy(path, f"{name}/{path.name}")

    def forget(self, name: str) -> None:
        """Take back a folder that was copied in part."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
        self.files = {each: facts for each, facts in self.files.items() if not each.startswith(f"{name}/")}
        self._links = {key: each for key, each in self._links.items() if each in self.files}

    def _file(self, source: Path, name: str) -> None:
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        # Without O_NONBLOCK a named pipe among the sources would wait for somebody to write.
        with open(os.open(source, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            found = os.fstat(file.fileno())
            key = (found.st_dev, found.st_ino)
            if found.st_nlink > 1 and key in self._links:
                os.link(self.folder / self._links[key], target)
                self.files[name] = self.files[self._links[key]]
                return
            # Who appends holds the lock: no line is copied by half.
            fcntl.flock(file, fcntl.LOCK_SH)
            digest, size = hashlib.sha256(), 0
            with target.open("wb") as copy:
                while chunk := file.read(_CHUNK_BYTES):
                    copy.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
        target.chmod(found.st_mode & 0o777)
        self.files[name] = {"sha256": digest.hexdigest(), "size": size}
        self._links[key] = name


def names_in(folder: Path) -> list[str]:
    """The name of every file in a folder, sorted. Raises UsageError where something is no plain file."""
    names = []
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise UsageError(f"{path} is neither a file nor a folder; a backup holds nothing else.")
        if path.is_file():
            names.append(path.relative_to(folder).as_posix())
    return names


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
