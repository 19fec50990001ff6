"""From a draft to a release: the working store is hard-linked, the parent's files with it, and ``current`` moves."""

import shutil
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from loaders import manifest
from loaders.checking.findings import Finding
from loaders.checking.findings import to_json as finding_to_json
from loaders.checking.validation_report import report_turtle
from loaders.durable import link_tree, write_json, write_lines, write_text
from loaders.errors import StorageError
from loaders.paths import ONTOLOGY, QUERIES
from loaders.releases import Release, Releases
from loaders.settings import Settings
from loaders.writing.changes import Change

_PROOFS = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be published: the changeset's folder, what ``release.json`` says of its content, and the rest.

    ``change`` is what the disk has to give back.
    """

    path: Path
    content: dict[str, Any]
    diff: dict[str, Any]
    change: Change
    findings: tuple[Finding, ...] = ()


def publish_draft(
    settings: Settings, releases: Releases, store: Store, parent: Release | None, draft: Draft, *, who: str, why: str
) -> Release:
    """Make a draft the current release. A rollback that stands, stands on: builds go on publishing nothing."""
    path = draft.path
    store.backup(str(path / "store"))
    _prove(path / "store", draft.change)
    for name, source in (("queries", QUERIES), ("ontology", ONTOLOGY)):
        if parent is not None:
            link_tree(parent.path / name, path / name)
        else:
            shutil.copytree(source, path / name)
    if parent is not None and parent.documents_path.is_dir():
        link_tree(parent.documents_path, path / "documents")
    write_json(path / "diff.json", draft.diff)
    if draft.findings:
        write_lines(path / "report.jsonl", map(finding_to_json, draft.findings))
        write_text(path / "report.ttl", report_turtle(draft.findings).decode())
    old = parent.manifest if parent else {}
    described = {
        **manifest.occasion(parent, why, who),
        **manifest.origin(settings, old.get("inputs", ""), old.get("statements", {})),
        **draft.content,
    }
    return releases.publish(path, described, keep_hold=True)


def _prove(store_path: Path, change: Change) -> None:
    """Read back from the disk what was written before anybody is sent there."""
    store = Store.read_only(str(store_path))
    lost = any(quad not in store for quad in islice(change.added, _PROOFS))
    if lost or any(quad in store for quad in islice(change.removed, _PROOFS)):
        raise StorageError(f"{store_path} does not give back what was written; nothing was published. Check the disk.")
