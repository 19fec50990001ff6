"""Releases: immutable directories, and the one symbolic link that says which of them is current.

    <home>/current                 -> releases/000007, replaced by rename
    <home>/releases/000007/        store/ release.json report.jsonl diff.json proposals.jsonl documents/
    <home>/releases/000007/published   written when it has been current: without it the directory is a crash's rest
    <home>/changesets/…            forks that are not published yet
    <home>/lock                    held by the one process that writes

A release's store is only ever opened read-only. Nothing here opens a store.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.errors import BusyError, NotFoundError

_MARK = "published"


@dataclass(frozen=True, slots=True)
class Release:
    """A published release; ``manifest`` is its ``release.json``."""

    number: int
    path: Path
    manifest: dict[str, Any]

    @property
    def store_path(self) -> Path:
        """The Oxigraph store, to be opened with ``Store.read_only``."""
        return self.path / "store"

    @property
    def documents_path(self) -> Path:
        """The stored text of each source, ``<slug>.txt``."""
        return self.path / "documents"


class Releases:
    """The releases of one runtime directory."""

    def __init__(self, home: Path) -> None:
        """Nothing is made or read until it is asked for."""
        self.home = home
        self.folder = home / "releases"
        self.changesets = home / "changesets"

    def current(self) -> Release | None:
        """The release that is served; None before the first."""
        try:
            name = os.readlink(self.home / "current")
        except FileNotFoundError:
            return None
        return self.get(int(Path(name).name))

    def get(self, number: int) -> Release:
        """A release by its number. Raises NotFoundError when there is none, or it was retired."""
        path = self.folder / f"{number:06d}"
        try:
            manifest = json.loads((path / "release.json").read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            kept = ", ".join(str(each) for each in self.numbers()) or "none"
            raise NotFoundError(f"There is no release {number}; kept are: {kept}.") from error
        return Release(number, path, manifest)

    def list(self) -> tuple[Release, ...]:
        """All published releases, the oldest first."""
        return tuple(self.get(number) for number in self.numbers())

    def numbers(self) -> tuple[int, ...]:
        """The numbers of all published releases, ascending."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(int(path.name) for path in self.folder.iterdir() if (path / _MARK).exists()))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the write lock; what a killed writer left is swept first, open changesets last. Raises BusyError."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BusyError(f"Another build writes to {self.home}; wait for it, or stop it.") from error
            self._sweep()
            try:
                yield
            finally:
                shutil.rmtree(self.changesets, ignore_errors=True)

    def publish(self, changeset: Path, manifest: dict[str, Any]) -> Release:
        """Make a finished changeset directory the current release; everything in it must be flushed before.

        The manifest gets its number here. The rename of ``current`` is the moment of publication.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        number = max((int(path.name) for path in self.folder.iterdir()), default=0) + 1
        manifest = {"number": number, **manifest}
        write_json(changeset / "release.json", manifest)
        path = self.folder / f"{number:06d}"
        changeset.rename(path)
        _sync(self.folder)
        self._point_to(path)
        return Release(number, path, manifest)

    def rollback(self, number: int | None = None) -> Release:
        """Make an older release current again: ``number``, or the parent of the current one."""
        current = self.current()
        if current is None:
            raise NotFoundError("There is no release to go back from; run `samspil build`.")
        wanted = number if number is not None else current.manifest["parent"]
        if wanted is None:
            raise NotFoundError(f"Release {current.number} is the first; there is none to go back to.")
        release = self.get(wanted)
        self._point_to(release.path)
        return release

    def retire(self, keep: int) -> tuple[int, ...]:
        """Delete all but the newest ``keep`` releases and the current one; the numbers that went."""
        current = self.current()
        numbers = [number for number in self.numbers() if current is None or number != current.number]
        kept = max(keep - 1, 0)
        gone = numbers[: len(numbers) - kept] if len(numbers) > kept else []
        for number in gone:
            (self.folder / f"{number:06d}" / _MARK).unlink()
            shutil.rmtree(self.folder / f"{number:06d}")
        return tuple(gone)

    def _point_to(self, path: Path) -> None:
        part = self.home / "current.part"
        part.unlink(missing_ok=True)
        part.symlink_to(Path("releases") / path.name)
        part.rename(self.home / "current")
        _sync(self.home)
        (path / _MARK).touch()

    def _sweep(self) -> None:
        shutil.rmtree(self.changesets, ignore_errors=True)
        if not self.folder.is_dir():
            return
        current = self.home / "current"
        for path in self.folder.iterdir():
            if (path / _MARK).exists():
                continue
            if current.exists() and path.samefile(current):
                (path / _MARK).touch()
            else:
                shutil.rmtree(path)


def write_json(path: Path, content: object) -> None:
    """Write JSON for people and machines, and wait until the disk has it."""
    with path.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1, sort_keys=False)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
