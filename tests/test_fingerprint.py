"""What forces a new release, and what does not."""

import ast
import sys
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest

from loaders.fingerprint import PACKAGES, inputs
from loaders.settings import Settings
from tests.workspaces import ROOT, small

SETTINGS = Settings()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workspace; each test leaves it as it was."""
    return small(tmp_path_factory.mktemp("fingerprint") / "workspace")


@pytest.mark.parametrize(
    "other",
    [
        replace(SETTINGS, base="https://example.org/"),
        replace(SETTINGS, default_graph="plain"),
        replace(SETTINGS, shared_graphs=False),
        replace(SETTINGS, min_confidence=0.7),
    ],
    ids=["base", "default_graph", "shared_graphs", "min_confidence"],
)
def test_a_setting_that_changes_what_is_built_counts(workspace: Path, other: Settings) -> None:
    assert inputs(workspace, other) != inputs(workspace, SETTINGS)


def test_where_the_server_listens_does_not_count(workspace: Path) -> None:
    before = inputs(workspace, SETTINGS)
    (workspace / "samspil.toml").write_text('base = "https://example.org/"\nport = 9000\n', encoding="utf-8")
    assert inputs(workspace, replace(SETTINGS, port=9000, retain=3)) == before


@pytest.mark.parametrize("name", ["documents/.groenne-veje.txt.swp", ".cache/page.txt", "identities.csv"])
def test_what_an_editor_or_the_build_itself_leaves_does_not_count(workspace: Path, name: str) -> None:
    before = inputs(workspace, SETTINGS)
    path = workspace / "data" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("kind,slug,scope,name\n", encoding="utf-8")
    assert inputs(workspace, SETTINGS) == before
    path.unlink()


def test_a_renamed_folder_counts_although_its_files_keep_their_names(workspace: Path) -> None:
    folder = workspace / "data" / "documents" / "one"
    folder.mkdir()
    (folder / "page.txt").write_text("Et partnerskab", encoding="utf-8")
    before = inputs(workspace, SETTINGS)
    folder = folder.rename(folder.with_name("two"))
    assert inputs(workspace, SETTINGS) != before
    (folder / "page.txt").unlink()
    folder.rmdir()


@pytest.mark.parametrize("package", PACKAGES)
def test_another_version_of_a_library_that_decides_what_is_said_counts(
    workspace: Path, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = inputs(workspace, SETTINGS)
    monkeypatch.setattr("loaders.fingerprint.version", lambda name: version(name) + "+new" * (name == package))
    assert inputs(workspace, SETTINGS) != before


def test_every_library_that_the_loaders_import_is_among_them() -> None:
    names: set[str] = set()
    for path in (ROOT / "loaders").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    distributions = {"python-docx" if name == "docx" else name for name in names}
    # httpx, of an extra, carries the answers of a model and decides nothing.
    assert distributions - set(sys.stdlib_module_names) - {"loaders", "httpx"} == set(PACKAGES) - {"samspil"}
