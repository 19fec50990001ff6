"""Restoring a backup: all of it is unpacked beside the workspace and proven before anything there is moved.

What stood in the way is moved aside, never deleted. A workspace that a server runs on is refused: workers know releases
by their place, and the server would answer from those that were moved aside.
"""

import datetime
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from loaders.audit import Audit
from loaders.backup import PARTS, folder_beside
from loaders.backup_proof import HOME, WORKSPACE, Backup, prove
from loaders.copying import Copier, names_in
from loaders.durable import sync
from loaders.errors import SourceError, UsageError
from loaders.in_service import out_of_service
from loaders.manifest import user
from loaders.progress import Progress
from loaders.releases import Releases
from loaders.settings import FILE_NAME, home_of, load_settings

# What a home keeps where the backup has none.
_KEPT = (*PARTS["tokens"], *PARTS["audit"])


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that is in its place; ``aside`` are the new names of what stood there."""

    backup: Backup
    aside: tuple[Path, ...]


def check(source: Path, told: Progress) -> Backup:
    """Prove a backup, a folder or a file. Raises as ``prove``; changes nothing."""
    if source.is_dir():
        return prove(source, told)
    with _opened(source, source) as folder:
        return prove(folder, told)


def restore(source: Path, workspace: Path, told: Progress, *, force: bool = False) -> Restored:
    """Put a backup into a workspace, which need not be there.

    With ``force`` what is there is moved aside. Raises UsageError where something is there without it, where the
    backup has no settings and the workspace neither, SourceError for a backup that is not whole, and BusyError while
    another process writes, or a server runs where something is there.
    """
    workspace.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held, _opened(source, workspace / "restore") as folder:
        settled = folder / WORKSPACE if (folder / WORKSPACE / FILE_NAME).exists() else workspace
        if not (settled / FILE_NAME).exists():
            raise UsageError(f"Neither the backup nor {workspace} has a {FILE_NAME}; `samspil init` makes one.")
        home = home_of(workspace, load_settings(settled))
        incoming = [(folder / WORKSPACE / name, workspace / name) for name in PARTS["sources"]]
        incoming = [(new, place) for new, place in incoming if new.exists()]
        taken = [place for _, place in (*incoming, (None, home)) if place.exists()]
        if taken and not force:
            names = ", ".join(map(str, taken))
            raise UsageError(f"{names}: there already; --force moves them aside, another folder leaves them alone.")
        if taken:
            held.enter_context(out_of_service(workspace))
        backup = prove(folder, told)
        _complete(folder / HOME, backup)
        with Releases(home).writing() if home.exists() else nullcontext():
            for name in (name for name in _KEPT if (home / name).exists() and not (folder / HOME / name).exists()):
                shutil.copy2(home / name, folder / HOME / name)
            stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S")
            aside = [_exchange(new, place, stamp) for new, place in (*incoming, (folder / HOME, home))]
    Audit(home).append(who=user(), what="restore", outcome="done", release=backup.current, sha256=backup.digest)
    return Restored(backup, tuple(path for path in aside if path is not None))


@contextmanager
def _opened(source: Path, target: Path) -> Iterator[Path]:
    """The files of a backup in a folder of our own beside ``target``: nobody changes them after they are proven."""
    with folder_beside(target) as folder:
        if source.is_dir():
            names_in(source)
            Copier(folder).copy(source, ".")
        else:
            _unpack(source, folder)
        yield folder


def _unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source) as archive:
            # Refuses what leads out of the folder, devices and links (PEP 706).
            archive.extractall(folder, filter="data")
    except FileNotFoundError as error:
        raise UsageError(f"{source}: there is no such backup.") from error
    except (tarfile.TarError, EOFError, OSError) as error:
        raise SourceError(source, 0, f"cannot be unpacked: {error}.") from error


def _complete(home: Path, backup: Backup) -> None:
    """What a runtime directory has and a backup has not: the link to the current release, and the mark of the lock."""
    (home / "current").symlink_to(Path("releases") / f"{backup.current:06d}")
    (home / "lock").touch()


def _exchange(new: Path, place: Path, stamp: str) -> Path | None:
    """Move what stands at a place aside and the new there; gives back where the old is, None where there was none."""
    place.parent.mkdir(parents=True, exist_ok=True)
    # On another disk a move is a copy: it must not stand half done under the name.
    part = place.with_name(f".{place.name}.{stamp}.part")
    shutil.move(new, part)
    aside = place.with_name(f"{place.name}.before-{stamp}") if place.exists() else None
    if aside is not None:
        place.rename(aside)
    part.rename(place)
    sync(place.parent)
    return aside
