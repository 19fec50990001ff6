"""Workspaces for tests: the repository's own sources elsewhere on disk, and small ones made on the spot."""

import shutil
from pathlib import Path

from loaders.build import build
from loaders.outcome import Outcome
from loaders.progress import Silent
from loaders.releases import Releases
from loaders.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent

PAGE = """\
Grønne Veje

Grønne Veje er et partnerskab mellem Odense Kommune og Vejle Kommune.

Lead Partner: Odense Kommune

Projektperiode: 1. marts 2021 - 30. juni 2023

Projektets samlede budget: 120 000 EUR
"""


def copy_of_repository(folder: Path) -> Path:
    """The repository's sources, decisions and identities as a workspace in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("reference"))
    shutil.copy(ROOT / "samspil.toml", folder)
    return folder


def small(folder: Path, **pages: str) -> Path:
    """A workspace with a bare file for each keyword; one page of our own when none is given."""
    documents = folder / "data" / "documents"
    documents.mkdir(parents=True)
    (folder / "samspil.toml").write_text('base = "https://example.org/"\n', encoding="utf-8")
    for name, text in (pages or {"groenne-veje": PAGE}).items():
        (documents / f"{name.replace('_', '-')}.txt").write_text(text, encoding="utf-8")
    return folder


def bare(folder: Path, *lines: str, **pages: str) -> Path:
    """A small workspace without the shared graphs, which builds in a tenth of a second; ``lines`` are settings."""
    workspace = small(folder, **pages)
    text = "\n".join(('base = "https://example.org/"', "shared_graphs = false", *lines))
    (workspace / "samspil.toml").write_text(text, encoding="utf-8")
    return workspace


def page_of(workspace: Path) -> Path:
    """The one page of a small workspace."""
    return workspace / "data" / "documents" / "groenne-veje.txt"


def run(workspace: Path, *, force: bool = False) -> Outcome:
    """Build a workspace with its own settings."""
    return build(workspace, load_settings(workspace), Silent(), force=force)


def published_number(workspace: Path) -> int | None:
    """The number of the current release."""
    release = Releases(workspace / "var").current()
    return release.number if release else None
