"""The store that the writer edits: a fork of the current release that stays open from one write to the next.

Opening a store for writing costs more than a small write does. So the fork of the last write is kept and hard-linked
into each release that comes of it; releases themselves are never opened for writing. After a write that was not
published, or a release that somebody else published, it is made anew.
"""

import fcntl
import gc
import os
import shutil
import tempfile
import uuid
from pathlib import Path

from pyoxigraph import Store

from loaders.releases import Release, Releases


class Working:
    """The working store of one writer process, in a folder of its own under ``<home>/writer/``."""

    def __init__(self, releases: Releases) -> None:
        """Sweep what dead writers left, and take a folder."""
        root = releases.home / "writer"
        root.mkdir(parents=True, exist_ok=True)
        for folder in root.iterdir():
            _sweep(folder)
        self._folder = Path(tempfile.mkdtemp(dir=root))
        # Held as long as this process lives: a folder whose lock is free belongs to nobody.
        self._lock = os.open(self._folder / "lock", os.O_CREAT | os.O_RDWR)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._store: Store | None = None
        self._path: Path | None = None
        self._number: int | None = None

    def on(self, parent: Release | None) -> Store:
        """The store with the content of a release, or an empty one."""
        number = parent.number if parent else None
        if self._store is None or self._number != number:
            self.drop()
            # A new name each time: a traceback may keep the store before this one open a while longer.
            path = self._path = self._folder / uuid.uuid4().hex
            if parent is not None:
                Store.read_only(str(parent.store_path)).backup(str(path))
            self._store, self._number = Store(str(path)), number
        return self._store

    def keep(self, release: Release) -> None:
        """The store is what this release holds: the next write goes on from here."""
        self._number = release.number

    def drop(self) -> None:
        """Throw the store away with all that was done to it."""
        self._store = None
        gc.collect()
        if self._path is not None:
            shutil.rmtree(self._path, ignore_errors=True)

    def close(self) -> None:
        """Leave nothing behind."""
        self.drop()
        shutil.rmtree(self._folder, ignore_errors=True)
        os.close(self._lock)


def _sweep(folder: Path) -> None:
    try:
        lock = os.open(folder / "lock", os.O_RDWR)
    except FileNotFoundError:
        return  # just being made, or just being swept
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        pass
    finally:
        os.close(lock)
