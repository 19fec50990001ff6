"""Writing that the disk has when the call comes back: files, folders, and a file replaced in one rename.

A rename may reach the disk before the content of what it renames does; after a power cut the name would then stand
for an empty file. So everything is synced first, and the folder that holds the name after it.
"""

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until the disk has a file's content, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Wait until the disk has a folder and all that is in it.

    A file with a second name is left out: it was linked from a release, which the disk has.
    """
    for path in folder.rglob("*"):
        if path.is_dir() or path.stat().st_nlink == 1:
            sync(path)
    sync(folder)


def link_tree(source: Path, target: Path) -> None:
    """Give every file in a folder a second name in another, which is made."""
    shutil.copytree(source, target, copy_function=os.link)


def write_text(path: Path, text: str, *, private: bool = False) -> None:
    """Replace a file by ``text`` in UTF-8 in one rename: the old content or the new, never half.

    A ``private`` file is its owner's alone to read, from its first byte on.
    """
    part = path.with_name(f"{path.stem}.part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
    with open(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    sync(part)
    part.replace(path)
    sync(path.parent)


def write_json(path: Path, content: object, *, private: bool = False) -> None:
    """Replace a file by JSON for people and machines, as ``write_text`` does."""
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n", private=private)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Replace a file by lines, as ``write_text`` does."""
    write_text(path, "".join(f"{line}\n" for line in lines))


def touch(path: Path) -> None:
    """Make an empty file whose name is on the disk."""
    path.touch()
    sync(path.parent)
