"""Backups: what they hold, that they are proven, and that restoring loses nothing."""

import json
import os
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Quad, Store

from endpoint.commands.cli import main
from loaders.audit import Audit
from loaders.backup import back_up
from loaders.backup_proof import Backup, prove
from loaders.copying import Copier
from loaders.errors import BusyError, NotFoundError, SourceError, UsageError
from loaders.in_service import in_service, out_of_service
from loaders.progress import Silent
from loaders.releases import Release, Releases
from loaders.restore import check, restore
from loaders.settings import home_of, load_settings
from loaders.tokens import Tokens
from loaders.writing import Writes
from loaders.writing.changes import Change
from tests.serving import serve
from tests.workspaces import bare, page_of, published_number, run


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two releases, a token and an audit log."""
    workspace = bare(tmp_path_factory.mktemp("original") / "workspace")
    run(workspace)
    page_of(workspace).write_text(
        page_of(workspace).read_text(encoding="utf-8") + "\nMål: Ren luft\n", encoding="utf-8"
    )
    run(workspace)
    Tokens(workspace / "var").create("anna", "publish")
    Audit(workspace / "var").append(who="anna", what="a test", outcome="done")
    return workspace


def backed_up(workspace: Path, target: Path, *without: str, every_release: bool = False) -> Backup:
    settings = load_settings(workspace)
    return back_up(workspace, settings, target, Silent(), every_release=every_release, without=frozenset(without))


def content(workspace: Path) -> dict[str, bytes]:
    """Every file of a workspace that a backup has to bring back."""
    names = [path for path in sorted(workspace.rglob("*")) if path.is_file()]
    left_out = {"lock", "tokens.lock"}
    return {str(path.relative_to(workspace)): path.read_bytes() for path in names if path.name not in left_out}


@pytest.mark.parametrize("name", ["copy", "copy.tar", "copy.tar.gz", "copy.tgz"])
def test_what_is_restored_is_what_was_there(name: str, original: Path, tmp_path: Path) -> None:
    made = backed_up(original, tmp_path / name, every_release=True)
    before = content(original)
    restored = restore(tmp_path / name, tmp_path / "new", Silent())
    assert restored.backup.digest == made.digest
    assert restored.aside == ()
    after = content(tmp_path / "new")
    log = "var/audit.jsonl"
    assert after[log].startswith(before[log])
    assert {**after, log: b""} == {**before, log: b""}
    assert published_number(tmp_path / "new") == 2
    assert [entry["what"] for entry in Audit(tmp_path / "new" / "var").entries()] == ["a test", "restore"]


def test_a_backup_holds_the_current_release_unless_all_are_wanted(original: Path, tmp_path: Path) -> None:
    assert backed_up(original, tmp_path / "one").releases == (2,)
    assert backed_up(original, tmp_path / "all", every_release=True).releases == (2, 1)


def test_an_older_release_is_still_current_where_it_was(original: Path, tmp_path: Path) -> None:
    workspace = shutil.copytree(original, tmp_path / "workspace", symlinks=True)
    Releases(workspace / "var").rollback(1)
    backed_up(workspace, tmp_path / "copy", every_release=True)
    restore(tmp_path / "copy", tmp_path / "new", Silent())
    assert published_number(tmp_path / "new") == 1


def test_a_restored_workspace_builds_on(original: Path, tmp_path: Path) -> None:
    backed_up(original, tmp_path / "copy")
    restore(tmp_path / "copy", tmp_path / "new", Silent())
    assert run(tmp_path / "new", force=True).release is not None
    assert published_number(tmp_path / "new") == 3


def test_what_is_left_out_is_not_there(original: Path, tmp_path: Path) -> None:
    made = backed_up(original, tmp_path / "copy", "tokens", "audit", "sources")
    assert {name.split("/")[1] for name in made.manifest["files"]} == {"releases"}


def test_the_files_that_releases_share_are_kept_once(original: Path, tmp_path: Path) -> None:
    workspace = shutil.copytree(original, tmp_path / "workspace", symlinks=True)
    shared = [workspace / "var" / "releases" / number / "shared" for number in ("000001", "000002")]
    shared[0].write_bytes(b"the same")
    os.link(*shared)
    for name in ("copy", "copy.tar"):
        backed_up(workspace, tmp_path / name, every_release=True)
        restore(tmp_path / name, tmp_path / f"from {name}", Silent())
        restored = [tmp_path / f"from {name}" / path.relative_to(workspace) for path in shared]
        assert restored[0].samefile(restored[1])


def test_tokens_stay_their_owners_alone(original: Path, tmp_path: Path) -> None:
    backed_up(original, tmp_path / "copy.tar.gz")
    assert (tmp_path / "copy.tar.gz").stat().st_mode & 0o777 == 0o600
    backed_up(original, tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o700
    restore(tmp_path / "copy.tar.gz", tmp_path / "new", Silent())
    assert (tmp_path / "new" / "var" / "tokens.json").stat().st_mode & 0o777 == 0o600


def changed(folder: Path) -> None:
    path = next((folder / "home" / "releases").rglob("*.sst"))
    path.write_bytes(path.read_bytes()[:-1] + b"?")


def removed(folder: Path) -> None:
    (folder / "home" / "tokens.json").unlink()


def added(folder: Path) -> None:
    (folder / "home" / "more").write_bytes(b"")


def linked(folder: Path) -> None:
    (folder / "home" / "more").symlink_to("/etc/passwd")


def unfinished(folder: Path) -> None:
    (folder / "backup.json").unlink()


def of_the_future(folder: Path) -> None:
    (folder / "backup.json").write_text('{"format": 99}', encoding="utf-8")


def no_json(folder: Path) -> None:
    (folder / "backup.json").write_text("{", encoding="utf-8")


def without_current(folder: Path) -> None:
    text = (folder / "backup.json").read_text(encoding="utf-8")
    (folder / "backup.json").write_text(text.replace('"current": 2', '"current": 7'), encoding="utf-8")


def another_release(folder: Path) -> None:
    text = (folder / "backup.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    manifest["releases"].append(9)
    (folder / "backup.json").write_text(json.dumps(manifest), encoding="utf-8")


DAMAGE: list[tuple[Callable[[Path], None], str]] = [
    (changed, "was changed or damaged"),
    (removed, "is missing"),
    (added, "was put there later"),
    (linked, "neither a file nor a folder"),
    (unfinished, "is no backup"),
    (of_the_future, "is not of the format 1"),
    (no_json, "is not JSON"),
    (without_current, "does not have the release that it calls current"),
    (another_release, "names other releases"),
]


@pytest.mark.parametrize(("damage", "words"), DAMAGE, ids=lambda value: getattr(value, "__name__", None))
def test_a_damaged_backup_is_refused_and_nothing_is_moved(
    damage: Callable[[Path], None], words: str, original: Path, tmp_path: Path
) -> None:
    backed_up(original, tmp_path / "copy")
    target = shutil.copytree(original, tmp_path / "target", symlinks=True)
    before = content(target)
    damage(tmp_path / "copy")
    with pytest.raises((SourceError, UsageError), match=words):
        check(tmp_path / "copy", Silent())
    with pytest.raises((SourceError, UsageError), match=words):
        restore(tmp_path / "copy", target, Silent(), force=True)
    assert content(target) == before


def test_a_release_with_other_triples_than_its_digests_is_refused(original: Path, tmp_path: Path) -> None:
    workspace = shutil.copytree(original, tmp_path / "workspace", symlinks=True)
    store = Store(str(workspace / "var" / "current" / "store"))
    name = NamedNode("https://example.org/false")
    store.add(Quad(name, name, name, next(each for each in store.named_graphs() if isinstance(each, NamedNode))))
    store.flush()
    del store
    with pytest.raises(SourceError, match="holds another graph"):
        backed_up(workspace, tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir()] == ["workspace"]


def test_what_was_written_over_http_is_proven_by_its_counts(tmp_path: Path) -> None:
    workspace = bare(tmp_path / "workspace", 'default_graph = "plain"')
    writes = Writes(load_settings(workspace), Releases(workspace / "var"))
    name = NamedNode("https://example.org/a")
    quads = {Quad(name, name, name), Quad(name, name, name, name)}

    def edit(store: Store, parent: Release | None) -> Change:
        store.extend(quads)
        return Change(added=quads)

    writes.perform(edit, who="anna", why="A test")
    writes.close()
    backed_up(workspace, tmp_path / "copy")
    store = Store(str(workspace / "var" / "current" / "store"))
    store.add(Quad(name, name, Literal("false")))
    store.flush()
    del store
    with pytest.raises(SourceError, match="another default graph"):
        backed_up(workspace, tmp_path / "other")


def test_what_is_there_is_not_overwritten(original: Path, tmp_path: Path) -> None:
    backed_up(original, tmp_path / "copy")
    with pytest.raises(UsageError, match="there already"):
        backed_up(original, tmp_path / "copy")
    target = bare(tmp_path / "target")
    before = content(target)
    with pytest.raises(UsageError, match="--force moves them aside"):
        restore(tmp_path / "copy", target, Silent())
    assert content(target) == before


def test_force_moves_what_is_there_aside_and_keeps_what_the_backup_lacks(original: Path, tmp_path: Path) -> None:
    backed_up(original, tmp_path / "copy", "tokens", "audit")
    target = bare(tmp_path / "target")
    run(target)
    secret = Tokens(target / "var").create("bo", "read")
    before = content(target)
    restored = restore(tmp_path / "copy", target, Silent(), force=True)
    assert published_number(target) == 2
    assert Tokens(target / "var").find(secret) is not None
    moved = {name.split("/")[0].partition(".before-")[0] for name in content(target)}
    assert moved == {"samspil.toml", "data", "var"}
    back = {str(path.name).partition(".before-")[0]: path for path in restored.aside}
    for name, path in back.items():
        place = target / name
        place.rename(tmp_path / name)
        path.rename(place)
    assert content(target) == before


def test_nothing_is_restored_under_the_hands_of_a_writer(original: Path, tmp_path: Path) -> None:
    backed_up(original, tmp_path / "copy")
    target = bare(tmp_path / "target")
    run(target)
    before = content(target)
    with Releases(target / "var").writing(), pytest.raises(BusyError):
        restore(tmp_path / "copy", target, Silent(), force=True)
    assert content(target) == before


def test_nothing_is_restored_under_a_server_that_runs(original: Path, tmp_path: Path) -> None:
    backed_up(original, tmp_path / "copy")
    target = bare(tmp_path / "target")
    run(target)
    arguments = ["restore", str(tmp_path / "copy"), str(target), "--force"]
    with serve(target) as server:
        before = content(target)
        refused = CliRunner().invoke(main, arguments)
        assert (refused.exit_code, "A server runs on" in refused.stderr) == (2, True)
        assert content(target) == before
        assert server.get("/-/health/ready").status == 200
    assert CliRunner().invoke(main, arguments).exit_code == 0
    with serve(target) as server:
        assert server.get("/releases/2", "application/json").status == 200


def test_no_server_starts_on_what_is_being_restored(original: Path) -> None:
    with out_of_service(original), pytest.raises(BusyError, match="is being restored"), in_service(original):
        pass
    with in_service(original), in_service(original):
        pass


def test_a_backup_without_sources_needs_a_workspace(original: Path, tmp_path: Path) -> None:
    backed_up(original, tmp_path / "copy", "sources")
    with pytest.raises(UsageError, match="samspil init"):
        restore(tmp_path / "copy", tmp_path / "new", Silent())
    target = bare(tmp_path / "target")
    restore(tmp_path / "copy", target, Silent())
    assert published_number(target) == 2


def test_a_release_that_is_retired_while_it_is_copied_is_left_out(
    original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = shutil.copytree(original, tmp_path / "workspace", symlinks=True)
    copy = Copier.copy

    def retiring(self: Copier, source: Path, name: str) -> None:
        if source.name == "release.json" and "000001" in name:
            Releases(workspace / "var").retire(1)
        copy(self, source, name)

    monkeypatch.setattr(Copier, "copy", retiring)
    made = backed_up(workspace, tmp_path / "copy", every_release=True)
    assert made.releases == (2,)
    assert prove(tmp_path / "copy", Silent()) == made


def test_a_current_release_that_goes_is_followed_by_the_next(
    original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = shutil.copytree(original, tmp_path / "workspace", symlinks=True)
    releases = Releases(workspace / "var")
    releases.rollback(1)
    copy = Copier.copy

    def publishing(self: Copier, source: Path, name: str) -> None:
        if source.name == "release.json" and "000001" in name:
            releases.rollback(2)
            releases.retire(1)
        copy(self, source, name)

    monkeypatch.setattr(Copier, "copy", publishing)
    assert backed_up(workspace, tmp_path / "copy").current == 2


def test_without_a_release_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    workspace = bare(tmp_path / "workspace")
    with pytest.raises(NotFoundError, match="nothing to back up"):
        backed_up(workspace, tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir()] == ["workspace"]


def test_a_link_to_a_folder_is_not_followed(original: Path, tmp_path: Path) -> None:
    workspace = shutil.copytree(original, tmp_path / "workspace", symlinks=True)
    (workspace / "data" / "more").symlink_to(tmp_path)
    with pytest.raises(UsageError, match="link to a folder"):
        backed_up(workspace, tmp_path / "copy")


def test_an_archive_that_leads_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "copy.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo("../out"))
    with pytest.raises(SourceError, match="cannot be unpacked"):
        restore(tmp_path / "copy.tar", tmp_path / "new", Silent())
    assert not (tmp_path / "out").exists()


def test_the_command_line_prints_the_digest_that_proves_a_backup(original: Path, tmp_path: Path) -> None:
    target, new = str(tmp_path / "copy.tar.gz"), str(tmp_path / "new")
    made = CliRunner().invoke(main, ["backup", target, "--workspace", str(original)])
    assert made.exit_code == 0, made.stderr
    checked = CliRunner().invoke(main, ["restore", target, "--check"])
    restored = CliRunner().invoke(main, ["restore", target, new])
    assert made.stdout == checked.stdout == restored.stdout
    assert len(made.stdout) == 65
    assert CliRunner().invoke(main, ["restore", target, new]).exit_code == 2
    assert CliRunner().invoke(main, ["restore", target]).exit_code == 2
    assert release_in(tmp_path / "new").manifest == release_in(original).manifest


def release_in(workspace: Path) -> Release:
    release = Releases(home_of(workspace, load_settings(workspace))).current()
    assert release is not None
    return release
