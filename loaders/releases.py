"""Releases: immutable directories, and the one symbolic link that says which of them is current.

    <home>/current                 -> releases/000007, replaced by rename
    <home>/releases/000007/        store/ documents/ queries/ ontology/ release.json diff.json report.ttl *.jsonl
    <home>/releases/000007/published   written when it has been current: without it the directory is a crash's rest
    <home>/changesets/…            forks that are not published yet
    <home>/held.json               a rollback stands: who went back, when and why
    <home>/lock                    held by the one process that writes; its file says that the directory is ours

A release's store is only ever opened read-only. Nothing here opens a store.
"""

import datetime
import fcntl
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from loaders.durable import sync, sync_tree, touch, write_json
from loaders.errors import BusyError, NotFoundError, UsageError

_MARK = "published"
_NAME = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class Release:
    """A published release; ``manifest`` is its ``release.json``."""

    number: int
    path: Path
    manifest: dict[str, Any]

    @cached_property
    def store_path(self) -> Path:
        """The Oxigraph store, to be opened with ``Store.read_only``."""
        return self.path / "store"

    @property
    def queries_path(self) -> Path:
        """The canned queries as they were at publication."""
        return self.path / "queries"

    @property
    def ontology_path(self) -> Path:
        """The ontology's files as they were at publication."""
        return self.path / "ontology"

    @property
    def documents_path(self) -> Path:
        """The text of each source as it may be shown, ``<slug>.txt``: personal numbers are masked, offsets hold."""
        return self.path / "documents"


@dataclass(frozen=True, slots=True)
class Hold:
    """A rollback that stands: release ``number`` is to stay current until somebody publishes on purpose."""

    number: int
    time: str
    who: str
    why: str


class Releases:
    """The releases of one runtime directory."""

    def __init__(self, home: Path) -> None:
        """Nothing is made or read until it is asked for."""
        self.home = home
        self.folder = home / "releases"
        self.changesets = home / "changesets"

    def current(self) -> Release | None:
        """The release that is served; None before the first."""
        number = self._current_number()
        return None if number is None else self.get(number)

    def get(self, number: int) -> Release:
        """A release by its number. Raises NotFoundError when there is none, it was retired, or is not published yet."""
        path = self.folder / f"{number:06d}"
        try:
            if not self._is_published(path):
                raise FileNotFoundError(path)
            manifest = json.loads((path / "release.json").read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            kept = ", ".join(str(each) for each in self.numbers()) or "none"
            raise NotFoundError(f"There is no release {number}; kept are: {kept}.") from error
        return Release(number, path, manifest)

    def list(self) -> tuple[Release, ...]:
        """All published releases, the oldest first."""
        found = []
        for number in self.numbers():
            # One may be retired between the two looks.
            with suppress(NotFoundError):
                found.append(self.get(number))
        return tuple(found)

    def numbers(self) -> tuple[int, ...]:
        """The numbers of all published releases, ascending."""
        return tuple(int(path.name) for path in self._directories() if self._is_published(path))

    def held(self) -> Hold | None:
        """The rollback that stands, if the release that it went to is current."""
        try:
            hold = Hold(**json.loads((self.home / "held.json").read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        return hold if hold.number == self._current_number() else None

    def release_hold(self) -> None:
        """Let builds publish again."""
        (self.home / "held.json").unlink(missing_ok=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the write lock; what a killed writer left is swept first, open changesets last.

        Raises BusyError while another process writes, UsageError for a directory that somebody else uses.
        """
        self._refuse_what_is_not_ours()
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

    def publish(self, changeset: Path, manifest: dict[str, Any], *, keep_hold: bool = False) -> Release:
        """Make a finished changeset directory the current release; its store must be closed before.

        The manifest gets its number here. The rename of ``current`` is the moment of publication; the disk has all of
        the release before that. A rollback that stands ends, or with ``keep_hold`` stands on the new release.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        number = max((int(path.name) for path in self._directories()), default=0) + 1
        manifest = {"number": number, **manifest}
        write_json(changeset / "release.json", manifest)
        sync_tree(changeset)
        path = self.folder / f"{number:06d}"
        changeset.rename(path)
        sync(self.folder)
        held = self.held() if keep_hold else None
        if held is not None:
            write_json(self.home / "held.json", asdict(replace(held, number=number)))
        self._point_to(path)
        if held is None:
            self.release_hold()
        return Release(number, path, manifest)

    def rollback(self, number: int | None = None, *, who: str = "unknown", why: str = "") -> Release:
        """Make an older release current again: ``number``, or the parent of the current one.

        A hold is left, so that the next build does not undo it; going to the newest release leaves none.
        """
        current, kept = self.current(), self.numbers()
        if current is None:
            raise NotFoundError("There is no release to go back from; run `samspil build`.")
        wanted = number if number is not None else current.manifest["parent"]
        if wanted is None:
            raise NotFoundError(f"Release {current.number} is the first; there is none to go back to.")
        if kept == (current.number,) and wanted != current.number:
            raise NotFoundError(
                f"Release {current.number} is the only one kept, so there is nothing to go back to. "
                "The setting retain says how many are kept."
            )
        release = self.get(wanted)
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        # Written first: a hold on a release that is not current has no effect.
        write_json(self.home / "held.json", asdict(Hold(release.number, now, who, why)))
        self._point_to(release.path)
        if release.number == kept[-1]:
            self.release_hold()
        return release

    def retire(self, keep: int, *, older_than_s: float = 0.0) -> tuple[int, ...]:
        """Delete all but the newest ``keep`` releases, the current one, and those that are younger than this; the
        numbers that went."""
        current = self._current_number()
        numbers = [number for number in self.numbers() if number != current]
        kept = max(keep - 1, 0)
        gone = numbers[: len(numbers) - kept] if len(numbers) > kept else []
        gone = [number for number in gone if self._age_s(number) >= older_than_s]
        for number in gone:
            (self.folder / f"{number:06d}" / _MARK).unlink()
            shutil.rmtree(self.folder / f"{number:06d}")
        return tuple(gone)

    def _age_s(self, number: int) -> float:
        return time.time() - (self.folder / f"{number:06d}" / _MARK).stat().st_mtime

    def _current_number(self) -> int | None:
        try:
            return int(Path(os.readlink(self.home / "current")).name)
        except FileNotFoundError:
            return None

    def _directories(self) -> tuple[Path, ...]:
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(path for path in self.folder.iterdir() if _NAME.fullmatch(path.name)))

    def _is_published(self, path: Path) -> bool:
        # A crash may come between the rename that publishes and the mark.
        return (path / _MARK).exists() or int(path.name) == self._current_number()

    def _point_to(self, path: Path) -> None:
        part = self.home / "current.part"
        part.unlink(missing_ok=True)
        part.symlink_to(Path("releases") / path.name)
        part.rename(self.home / "current")
        sync(self.home)
        touch(path / _MARK)

    def _refuse_what_is_not_ours(self) -> None:
        """The sweep deletes: it must not meet a directory that merely has our names in it."""
        if (self.home / "lock").exists():
            return  # ours, and another process may be taking its changesets away right now
        filled = [path for path in (self.folder, self.changesets) if path.is_dir() and any(path.iterdir())]
        if filled and not (self.home / "lock").exists():
            raise UsageError(
                f"{filled[0]} holds things that Samspil did not put there; name another directory in the setting home "
                "(SAMSPIL_HOME), or move them away."
            )

    def _sweep(self) -> None:
        shutil.rmtree(self.changesets, ignore_errors=True)
        for path in self._directories():
            if not self._is_published(path):
                shutil.rmtree(path)
            elif not (path / _MARK).exists():
                touch(path / _MARK)
