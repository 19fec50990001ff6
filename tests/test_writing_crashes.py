"""kill -9 of the writer at every step of a write: the old release or the new one is current and whole, and no rest."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from loaders.releases import Release, Releases
from loaders.settings import load_settings
from loaders.writing import Writes
from loaders.writing.changes import Change
from tests.killing import killed_during
from tests.workspaces import ROOT

# What a write does, by the event that Python tells just before (PEP 578), and whether the new release is then current.
STEPS = {
    "the working store": ("os.mkdir", r"/changesets/[0-9a-f]{32}$", False),
    "what the parent has": ("os.link", r"/queries/", False),
    "the difference": ("os.rename", r"/diff\.json$", False),
    "the manifest": ("os.rename", r"/release\.json$", False),
    "the changeset gets its number": ("os.rename", r"/releases/[0-9]{6}$", False),
    "current": ("os.rename", r"/current$", False),
    "the mark": ("open", r"/published$", True),
}
KILLED = killed_during("from tests.test_writing_crashes import write", "write(workspace, sys.argv[4])")


def write(workspace: Path, name: str) -> None:
    """Write one triple about ``name``."""
    node = NamedNode(f"http://example.org/{name}")

    def edit(store: Store, parent: Release | None) -> Change:
        change = Change()
        change.add(store, [Quad(node, node, node)])
        return change

    settings = load_settings(workspace)
    writes = Writes(settings, Releases(workspace / "var"))
    writes.perform(edit, who="anna", why="For a test")
    writes.close()


def current(workspace: Path) -> tuple[Release, set[str]]:
    """The current release, which must hold the quads that it says, and the names in it."""
    release = Releases(workspace / "var").current()
    assert release is not None
    store = Store.read_only(str(release.store_path))
    assert len(store) == release.manifest["quads"]
    return release, {str(quad.subject).rsplit("/", 1)[-1].strip(">") for quad in store}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "samspil.toml").write_text('default_graph = "plain"\nshared_graphs = false\n', encoding="utf-8")
    write(tmp_path, "first")
    return tmp_path


def test_kill_9_at_each_step_of_a_write_leaves_the_old_release_or_the_new_one_whole(workspace: Path) -> None:
    for place, (step, (event, ending, moved)) in enumerate(STEPS.items()):
        before, names = current(workspace)
        command = [sys.executable, "-c", KILLED, str(workspace), event, ending, f"n{place}"]
        done = subprocess.run(command, check=False, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        assert done.returncode == -signal.SIGKILL, f"{step}: {done.stderr}"
        after, found = current(workspace)
        assert (step, after.number > before.number) == (step, moved)
        assert (step, found) == (step, names | {f"n{place}"} if moved else names)
    write(workspace, "last")
    home = workspace / "var"
    kept = {path.name for path in (home / "releases").iterdir()}
    assert kept == {f"{number:06d}" for number in Releases(home).numbers()}
    assert list((home / "writer").iterdir()) == []
    assert not (home / "changesets").exists()


def test_a_store_that_two_write_to_is_written_to_in_turn(workspace: Path) -> None:
    script = "import sys; from pathlib import Path; from tests.test_writing_crashes import write\n"
    script += "for place in range(5): write(Path(sys.argv[1]), f'{sys.argv[2]}{place}')"
    command = [sys.executable, "-c", script, str(workspace)]
    processes = [subprocess.Popen([*command, name], cwd=ROOT) for name in ("a", "b")]
    assert [process.wait() for process in processes] == [0, 0]
    _, names = current(workspace)
    assert names == {"first", *(f"{name}{place}" for name in ("a", "b") for place in range(5))}
