"""What a build depends on, as one digest: the same digest, the same release.

Left out is what a build does not read (where the server listens, dotfiles that an editor leaves) and the identity
table, which a build writes itself.
"""

import hashlib
import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from loaders.extractors import extractor_inputs
from loaders.paths import CODE, ONTOLOGY, QUERIES, REFERENCE, SHAPES
from loaders.settings import Settings

# The distributions whose code decides what a release says.
PACKAGES = (
    "samspil",
    "pyoxigraph",
    "shacl",
    "babel",
    "py3langid",
    "rapidfuzz",
    "trafilatura",
    "lxml",
    "pypdf",
    "python-docx",
    "tomli",
)
IDENTITIES = "identities.csv"


def inputs(workspace: Path, settings: Settings) -> str:
    """A digest of everything that a build depends on: sources, decisions, tables, ontology, shapes, queries, code.

    Raises OSError for a file that cannot be read.
    """
    chosen = (settings.base, settings.default_graph, settings.shared_graphs, settings.min_confidence)
    key = hashlib.sha256(json.dumps([*chosen, *map(version, PACKAGES), *extractor_inputs(settings)]).encode())
    for root in (ONTOLOGY, SHAPES, QUERIES, REFERENCE, CODE, workspace / "data"):
        for path in _files(root):
            content = path.read_bytes()
            key.update(f"{root.name}/{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return key.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        aside = any(part.startswith(".") or part == "__pycache__" for part in parts) or parts == (IDENTITIES,)
        if path.is_file() and not aside:
            yield path
