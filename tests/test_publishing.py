"""When a build publishes: what was read, what was confirmed, and not over a rollback; and what it forgets."""

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Store

from loaders.build import build
from loaders.outcome import StaleError
from loaders.progress import Silent
from loaders.releases import Releases
from loaders.settings import load_settings
from tests.workspaces import PAGE, bare, page_of, published_number, run


class EditWhile(Silent):
    """Changes the page of a workspace when a stage begins."""

    def __init__(self, workspace: Path, stage: str) -> None:
        """Wait for the stage of that name."""
        self.page, self.wanted = page_of(workspace), stage

    def stage(self, name: str, total: int) -> None:
        """Write."""
        if name == self.wanted:
            self.page.write_text(PAGE.replace("120 000", "130 000"), encoding="utf-8")


def test_a_source_that_is_edited_while_a_build_runs_is_built_by_the_next(tmp_path: Path) -> None:
    workspace = bare(tmp_path)
    build(workspace, load_settings(workspace), EditWhile(workspace, "map"))
    second = run(workspace)
    assert second.fresh
    assert any("130000" in line for entity in second.diff["entities"] for line in entity["added"])
    assert not run(workspace).fresh


@pytest.mark.parametrize("kinds", [("merged", "plain"), ("plain", "merged")], ids=lambda kinds: "-to-".join(kinds))
def test_another_kind_of_default_graph_is_made_anew(tmp_path: Path, kinds: tuple[str, str]) -> None:
    workspace = bare(tmp_path)
    for kind in kinds:
        settings = load_settings(workspace, {"default_graph": kind})
        release = build(workspace, settings, Silent()).release
        assert release is not None
        store = Store.read_only(str(release.store_path))
        quads = list(store.quads_for_pattern(None, None, None, None))
        named = {quad.triple for quad in quads if quad.graph_name != DefaultGraph()}
        default = [quad.triple for quad in quads if quad.graph_name == DefaultGraph()]
        assert named
        assert (len(default), set(default)) == ((len(named), named) if kind == "merged" else (0, set()))


def test_a_removed_source_leaves_no_word_in_the_files_of_the_next_release(tmp_path: Path) -> None:
    name = "Blå Bugter i Vesterhavet"
    workspace = bare(tmp_path, one=PAGE, two=PAGE.replace("Grønne Veje", name))
    first = run(workspace).release
    (workspace / "data" / "documents" / "two.txt").unlink()
    second = run(workspace).release
    assert first is not None
    assert second is not None
    holding = [
        [path.name for path in release.path.rglob("*") if path.is_file() and path.name != "diff.json"
         and name.encode() in path.read_bytes()]
        for release in (first, second)
    ]  # fmt: skip
    assert holding[0] != []
    assert holding[1] == []


def test_what_was_confirmed_is_published_and_nothing_else(tmp_path: Path) -> None:
    workspace = bare(tmp_path)
    settings = load_settings(workspace)
    seen = build(workspace, settings, Silent(), dry_run=True).basis
    page_of(workspace).write_text(PAGE.replace("120 000", "130 000"), encoding="utf-8")
    with pytest.raises(StaleError, match="have changed since the differences were shown"):
        build(workspace, settings, Silent(), confirmed=seen)
    assert published_number(workspace) is None
    seen = build(workspace, settings, Silent(), dry_run=True).basis
    run(workspace)
    with pytest.raises(StaleError):
        build(workspace, settings, Silent(), confirmed=seen)
    assert published_number(workspace) == 1


def test_a_build_leaves_a_rollback_as_it_stands_and_force_goes_forward(tmp_path: Path) -> None:
    workspace = bare(tmp_path)
    run(workspace)
    page_of(workspace).write_text(PAGE.replace("120 000", "130 000"), encoding="utf-8")
    run(workspace)
    releases = Releases(workspace / "var")
    releases.rollback(who="Ane", why="A wrong sum")
    held = run(workspace)
    assert held.held is not None
    assert (held.fresh, held.held.why, published_number(workspace)) == (False, "A wrong sum", 1)
    assert run(workspace, force=True).fresh
    assert (published_number(workspace), releases.held()) == (3, None)


def test_confirming_that_nothing_changed_ends_a_rollback(tmp_path: Path) -> None:
    workspace = bare(tmp_path)
    run(workspace)
    run(workspace, force=True)
    releases = Releases(workspace / "var")
    releases.rollback()
    settings = load_settings(workspace)
    seen = build(workspace, settings, Silent(), dry_run=True)
    assert not seen.fresh
    assert releases.held() is not None
    assert not build(workspace, settings, Silent(), confirmed=seen.basis).fresh
    assert (published_number(workspace), releases.held()) == (1, None)
