"""Workspaces for tests: the repository's own sources elsewhere on disk, and small ones made on the spot."""

import shutil
from pathlib import Path

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
