"""Backups: the releases of a workspace and what belongs to them, as files with a manifest (``backup_proof.py``).

A release never changes, so a backup is made while the server runs and while others write. The manifest is written last:
a folder without it is no backup. A name that ends in .tar, .tar.gz or .tgz makes one file of it.
"""

import datetime
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from loaders.backup_proof import FORMAT, HOME, MANIFEST, WORKSPACE, Backup, prove
from loaders.copying import Copier
from loaders.durable import sync, sync_tree, write_json
from loaders.errors import NotFoundError, UsageError
from loaders.manifest import user
from loaders.progress import Progress
from loaders.releases import Release, Releases
from loaders.settings import FILE_NAME, Settings, home_of

# What a backup holds beside releases, by the word that leaves it out.
PARTS = {"sources": (FILE_NAME, "data"), "tokens": ("tokens.json",), "audit": ("audit.jsonl",)}
_ATTEMPTS = 5


def back_up(
    workspace: Path,
    settings: Settings,
    target: Path,
    told: Progress,
    *,
    every_release: bool = False,
    without: frozenset[str] = frozenset(),
) -> Backup:
    """Make a backup of a workspace at ``target``, and prove it.

    In:  a name that nothing has yet; whether all kept releases are wanted or the current one; ``PARTS`` that are not.
    Raises UsageError for a target that cannot be used, NotFoundError where nothing is published, SourceError where a
    release is not what it says it is.
    """
    if target.exists():
        raise UsageError(f"{target} is there already; choose another name, with the date in it for instance.")
    home = home_of(workspace, settings)
    with folder_beside(target) as folder:
        copier = Copier(folder)
        releases = _copy_releases(Releases(home), copier, told, every_release=every_release)
        for name in (each for part, names in PARTS.items() if part not in without for each in names):
            origin, place = (workspace, WORKSPACE) if name in PARTS["sources"] else (home, HOME)
            if (origin / name).exists():
                copier.copy(origin / name, f"{place}/{name}")
        write_json(folder / MANIFEST, _manifest(copier, releases))
        sync_tree(folder)
        backup = prove(folder, told)
        mode = _tar_mode(target)
        if mode is None:
            folder.rename(target)
        else:
            _pack(folder, target, mode)
    sync(target.parent)
    return backup


def _copy_releases(source: Releases, copier: Copier, told: Progress, *, every_release: bool) -> list[Release]:
    """Copy the current release, then the others that are wanted; those that were copied, the current one first."""
    current = _copy_current(source, copier)
    others = [number for number in source.numbers() if number != current.number] if every_release else []
    told.stage("releases", 1 + len(others))
    told.step()
    copied = [current]
    for number in reversed(others):
        try:
            release = source.get(number)
            copier.copy(release.path, _name_of(release))
            copied.append(release)
        except (FileNotFoundError, NotFoundError):
            copier.forget(f"{HOME}/releases/{number:06d}")  # retired meanwhile
        told.step()
    return copied


def _copy_current(source: Releases, copier: Copier) -> Release:
    for _ in range(_ATTEMPTS):
        release = source.current()
        if release is None:
            raise NotFoundError(f"{source.home} has no release yet, so there is nothing to back up.")
        try:
            copier.copy(release.path, _name_of(release))
            return release
        except FileNotFoundError:
            # Another became current, and this one was retired: the setting retain is low.
            copier.forget(_name_of(release))
    raise NotFoundError("Every release was retired while it was copied; raise the setting retain.")


def _name_of(release: Release) -> str:
    return f"{HOME}/releases/{release.path.name}"


def _manifest(copier: Copier, releases: list[Release]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "samspil": version("samspil"),
        "time": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "who": user(),
        "current": releases[0].number,
        "releases": [release.number for release in releases],
        "files": dict(sorted(copier.files.items())),
    }


@contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """A folder of the owner's alone on the same disk as ``target``, for as long as the ``with`` lasts."""
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _tar_mode(target: Path) -> Literal["w", "w:gz"] | None:
    if target.name.endswith((".tar.gz", ".tgz")):
        return "w:gz"
    return "w" if target.name.endswith(".tar") else None


def _pack(folder: Path, target: Path, mode: Literal["w", "w:gz"]) -> None:
    part = folder.with_name(f"{folder.name}.part")
    try:
        with open(part, "wb", opener=_private) as file, tarfile.open(fileobj=file, mode=mode) as archive:
            for path in sorted(folder.iterdir()):
                archive.add(path, path.name, filter=_anonymous)
        sync(part)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the name of who made it: a restored file belongs to who restores it."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
