"""The proof of a backup: every file by its SHA-256, every release by the digests of its graphs (RDFC-1.0, W3C 2024).

    <backup>/backup.json       format, time, who; the current release; SHA-256 and size of every file
    <backup>/home/…            releases/000007/… tokens.json audit.jsonl held.json
    <backup>/workspace/…       samspil.toml data/…

Reads only. The digest of ``backup.json`` stands for all of it: keep it elsewhere where that matters.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Store

from loaders.changesets import GraphTable, digests, graph_key
from loaders.changesets import digest_of as digest_of_graphs
from loaders.copying import digest_of, names_in
from loaders.errors import SourceError
from loaders.manifest import count
from loaders.progress import Progress
from loaders.releases import Release, Releases

MANIFEST = "backup.json"
FORMAT = 1
HOME, WORKSPACE = "home", "workspace"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is proven; ``digest`` is the SHA-256 of its manifest."""

    digest: str
    manifest: dict[str, Any]

    @property
    def size_bytes(self) -> int:
        """What its files come to."""
        return sum(int(facts["size"]) for facts in self.manifest["files"].values())

    @property
    def current(self) -> int:
        """The number of the release that was current."""
        return int(self.manifest["current"])

    @property
    def releases(self) -> tuple[int, ...]:
        """The numbers of its releases, the current one among them."""
        return tuple(self.manifest["releases"])


def prove(folder: Path, told: Progress) -> Backup:
    """Prove a backup that lies in a folder.

    Raises SourceError at the first file that is missing, or was put there or changed later, and at the first release
    whose graphs are not those of its ``release.json``.
    """
    manifest = _read(folder / MANIFEST)
    backup = Backup(digest_of(folder / MANIFEST), manifest)
    wanted, found = manifest["files"], set(names_in(folder)) - {MANIFEST}
    told.stage("files", len(wanted))
    for name in sorted(wanted.keys() | found):
        if name not in found:
            raise SourceError(folder / name, 0, f"is missing; {MANIFEST} has it.")
        if name not in wanted:
            raise SourceError(folder / name, 0, f"was put there later; {MANIFEST} does not have it.")
        if digest_of(folder / name) != wanted[name]["sha256"]:
            raise SourceError(folder / name, 0, f"was changed or damaged: {MANIFEST} has another SHA-256.")
        told.step()
    releases = Releases(folder / HOME).list()
    if [release.number for release in releases] != sorted(backup.releases) or not releases:
        raise SourceError(folder / MANIFEST, 0, "names other releases than the backup holds.")
    told.stage("digests", len(releases))
    for release in releases:
        _prove_release(release)
        told.step()
    return backup


def _read(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SourceError(path, 0, "is not there: this is no backup, or one that was not finished.") from error
    except ValueError as error:
        raise SourceError(path, 0, f"is not JSON: {error}.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise SourceError(path, 0, f"is not of the format {FORMAT}; a newer Samspil may read it.")
    if missing := [key for key in ("files", "releases", "current") if key not in manifest]:
        raise SourceError(path, 0, f"has no {missing[0]!r}.")
    if manifest["current"] not in manifest["releases"]:
        raise SourceError(path, 0, "does not have the release that it calls current.")
    return manifest


def _prove_release(release: Release) -> None:
    """Raise SourceError where a release holds other graphs than its ``release.json`` says.

    A graph that was written to over HTTP has no digest of its own: its triples are counted, and its files are proven.
    """
    manifest, store = release.manifest, Store.read_only(str(release.store_path))
    wanted: GraphTable = manifest["graphs"]
    written = {name: entry for name, entry in wanted.items() if "digest" not in entry}
    found, _ = digests(store, written)
    for graph in store.named_graphs():
        if graph_key(graph) in written:
            found[graph_key(graph)] = {**written[graph_key(graph)], "triples": count(store, graph)}
    for name in sorted(found.keys() | wanted.keys()):
        if found.get(name) != wanted.get(name):
            raise SourceError(release.path, 0, f"holds another graph {name} than its release.json says.")
    default = {"": manifest["default"]} if "default" in manifest else {}
    if digest_of_graphs({**wanted, **default}) != manifest["digest"] or (
        count(store, DefaultGraph()) != manifest["triples"]
    ):
        raise SourceError(release.path, 0, "holds another default graph than its release.json says.")
