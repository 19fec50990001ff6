"""What a build depends on, as one digest: the same digest, the same release."""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from loaders.paths import CODE, ONTOLOGY, QUERIES, REFERENCE, SHAPES
from loaders.settings import FILE_NAME, Settings


def inputs(workspace: Path, settings: Settings) -> str:
    """A digest of everything that a build depends on: sources, decisions, tables, ontology, shapes, queries, code."""
    key = hashlib.sha256(json.dumps([version("samspil"), settings.base, settings.default_graph]).encode())
    key.update(f"{settings.min_confidence}".encode())
    folders = (ONTOLOGY, SHAPES, QUERIES, REFERENCE, CODE, workspace / "data")
    files = {path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    for path in sorted({*files, workspace / FILE_NAME}):
        if path.exists():
            key.update(f"{path.name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return key.hexdigest()
