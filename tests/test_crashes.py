"""A full disk, a disk that lies, and kill -9 at every step: the last release goes on serving, whole."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

from loaders import manifest
from loaders.errors import StorageError
from loaders.releases import Release, Releases
from tests.killing import killed_during
from tests.workspaces import PAGE, ROOT, bare, page_of, published_number, run, small

STAGES = ("read", "extract", "map", "fork", "check", "compare", "publish")
# What publishing does, by the event that Python tells just before (PEP 578), and whether the new release is then
# current.
STEPS = {
    "the store is closed": ("os.mkdir", r"/documents$", False),
    "the texts": ("open", r"/groenne-veje\.part$", False),
    "the proposals": ("os.rename", r"/proposals\.jsonl$", False),
    "the identities": ("os.rename", r"/identities\.csv$", False),
    "the manifest": ("os.rename", r"/release\.json$", False),
    "the changeset gets its number": ("os.rename", r"/releases/[0-9]{6}$", False),
    "the link": ("os.symlink", r"/current\.part$", False),
    "current": ("os.rename", r"/current$", False),
    "the mark": ("open", r"/published$", True),
    "the hold": ("os.remove", r"/held\.json$", True),
    "the mark of the retired": ("os.remove", r"/published$", True),
    "the rest of the retired": ("os.rmdir", r"^documents$", True),
    "the sweep of what is left of it": ("shutil.rmtree", r"/releases/[0-9]{6}$", False),
}
KILLED = killed_during(
    "from loaders.build import build\nfrom loaders.progress import Silent\nfrom loaders.settings import load_settings",
    "build(workspace, load_settings(workspace), Silent())",
)


def whole(home: Path) -> Release:
    """The current release, which must hold the quads that it says."""
    current = Releases(home).current()
    assert current is not None
    assert len(Store.read_only(str(current.store_path))) == current.manifest["quads"]
    return current


def test_a_full_disk_is_named_and_the_last_release_goes_on_serving(tmp_path: Path) -> None:
    workspace, disk = small(tmp_path / "work"), tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("only root may mount the small disk that this test fills")
    try:
        (workspace / "samspil.toml").write_text(f'base = "https://example.org/"\nhome = "{disk}"\n', encoding="utf-8")
        run(workspace)
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        (disk / "ballast").write_bytes(bytes(free))
        with pytest.raises(StorageError, match=r"cannot be written.*Free some space"):
            run(workspace, force=True)
        current = Releases(disk).current()
        assert current is not None
        assert current.number == 1
        assert len(Store.read_only(str(current.store_path))) == current.manifest["quads"]
        (disk / "ballast").unlink()
        again = run(workspace, force=True).release
        assert again is not None
        assert again.manifest["digest"] == current.manifest["digest"]
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def kill_at(workspace: Path, stage: str) -> None:
    """Start a build and kill -9 it when it says that ``stage`` begins."""
    command = [sys.executable, "-m", "endpoint", "build", "--force", "--workspace", str(workspace)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith(f"{stage}:"):
                process.send_signal(signal.SIGKILL)
                break
        process.stderr.read()
    assert process.returncode == -signal.SIGKILL


def test_kill_9_at_any_stage_leaves_the_last_release_whole(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    first = run(workspace).release
    assert first is not None
    for stage in STAGES:
        kill_at(workspace, stage)
        # The kill may come after the rename that publishes: then the new release is as whole as the old one.
        assert whole(workspace / "var").manifest["digest"] == first.manifest["digest"]
    again = run(workspace, force=True).release
    assert again is not None
    assert again.manifest["graphs"] == first.manifest["graphs"]
    assert {path.name for path in (workspace / "var").iterdir()} <= {"current", "releases", "lock", "changesets"}
    kept = {path.name for path in (workspace / "var" / "releases").iterdir()}
    assert kept == {f"{number:06d}" for number in Releases(workspace / "var").numbers()}


def test_kill_9_at_each_step_of_publishing_leaves_the_old_release_or_the_new_one_whole(tmp_path: Path) -> None:
    workspace = bare(tmp_path, "retain = 1")
    run(workspace)
    for place, (step, (event, ending, moved)) in enumerate(STEPS.items()):
        before = whole(workspace / "var").number
        # A new name each time, so that the identity table has something to save.
        page_of(workspace).write_text(PAGE.replace("Grønne Veje", f"Veje {place}"), encoding="utf-8")
        command = [sys.executable, "-c", KILLED, str(workspace), event, ending]
        done = subprocess.run(command, check=False, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        assert done.returncode == -signal.SIGKILL, f"{step}: {done.stderr}"
        current = whole(workspace / "var")
        assert (step, current.number > before) == (step, moved)
        text = (current.documents_path / "groenne-veje.txt").read_text(encoding="utf-8")
        assert (step, f"Veje {place}" in text) == (step, moved)
    page_of(workspace).write_text(PAGE, encoding="utf-8")
    last = run(workspace).release
    assert last is not None
    assert [path.name for path in (workspace / "var" / "releases").iterdir()] == [last.path.name]


def test_a_store_that_the_disk_gives_back_otherwise_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = manifest.content

    def one_more(*args: Any) -> dict[str, Any]:  # noqa: ANN401
        told = content(*args)
        return {**told, "quads": told["quads"] + 1}

    workspace = bare(tmp_path)
    run(workspace)
    monkeypatch.setattr(manifest, "content", one_more)
    with pytest.raises(StorageError, match=r"gives back \d+ quads of \d+ that were written; nothing was published"):
        run(workspace, force=True)
    assert published_number(workspace) == 1


def test_the_store_is_open_for_nobody_when_the_release_becomes_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish, opened = Releases.publish, []

    def open_first(releases: Releases, changeset: Path, described: dict[str, Any]) -> Release:
        # RocksDB lets one writer in: this fails while another holds the store.
        opened.append(len(Store(str(changeset / "store"))))
        return publish(releases, changeset, described)

    monkeypatch.setattr(Releases, "publish", open_first)
    release = run(bare(tmp_path)).release
    assert release is not None
    assert opened == [release.manifest["quads"]]
