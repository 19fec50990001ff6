"""The whole way in: the sources of a workspace become a checked, published release, or nothing changes.

    read → extract → review → map → fork → derive → check → compare → publish

Each stage reports itself to a ``Progress``. A failure at any stage leaves the last release as it was and serving.
"""

import datetime
import errno
import getpass
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Store

from loaders.changesets import Changeset, digests, fork
from loaders.checking import check
from loaders.checking.findings import Finding, violations
from loaders.checking.findings import to_json as finding_to_json
from loaders.compare import answers, compare, differing
from loaders.errors import FindingsError, StorageError
from loaders.fingerprint import inputs
from loaders.identities import Identities
from loaders.iris import Iris
from loaders.paths import QUERIES
from loaders.prepare import Prepared, prepare
from loaders.progress import Progress
from loaders.query_files import read_queries
from loaders.releases import Release, Releases, write_json
from loaders.rules import derive
from loaders.settings import Settings, home_of
from loaders.shared_graphs import shared_graphs
from loaders.statements import Statement, to_json


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to; ``release`` is None after a dry run, ``fresh`` False when nothing had to be done.

    ``proposals`` wait for a steward; ``unmapped`` statements could not be written as triples, each with the reason.
    """

    release: Release | None
    fresh: bool
    findings: tuple[Finding, ...]
    diff: dict[str, Any]
    proposals: tuple[Statement, ...]
    unmapped: tuple[tuple[Statement, str], ...]


def build(
    workspace: Path,
    settings: Settings,
    progress: Progress,
    *,
    why: str = "",
    force: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Build a workspace and publish the result, unless ``dry_run``.

    When nothing that a build depends on has changed since the current release, that release is the outcome
    (``force`` builds all the same). Raises SourceError or BadSourcesError for sources, FindingsError when the check
    finds violations, BusyError, StorageError when the disk is full.
    """
    releases = Releases(home_of(workspace, settings))
    current = releases.current()
    if current is not None and not force and not dry_run and current.manifest["inputs"] == inputs(workspace, settings):
        return Outcome(current, False, (), {}, (), ())
    with _storage(releases.home), releases.writing():
        identities = Identities(workspace / "data" / "identities.csv")
        prepared = prepare(workspace, settings, identities, progress)
        return _Run(workspace, settings, releases, releases.current(), progress).finish(
            prepared, identities, why=why, dry_run=dry_run
        )


@dataclass(frozen=True, slots=True)
class _Run:
    workspace: Path
    settings: Settings
    releases: Releases
    parent: Release | None
    progress: Progress

    def finish(self, prepared: list[Prepared], identities: Identities, *, why: str, dry_run: bool) -> Outcome:
        """Fork, check, compare, publish."""
        changeset = self._edit(prepared)
        self.progress.stage("check", 1)
        # A bare store holds whatever its owner puts there: the shapes speak of our model only.
        checked = self.settings.shared_graphs
        findings = check(changeset.store, timeout_s=self.settings.check_timeout_s) if checked else ()
        self.progress.step()
        manifest, diff = self._compare(changeset, prepared, findings, why)
        proposals = tuple(one for each in prepared for one in each.proposals)
        unmapped = tuple(pair for each in prepared for pair in each.graph.unmapped)
        outcome = Outcome(None, True, findings, diff, proposals, unmapped)
        if dry_run:
            return outcome
        if violations(findings):
            raise RejectedError(outcome)
        self.progress.stage("publish", 1)
        release = self._publish(changeset, prepared, identities, manifest, outcome)
        self.progress.step()
        return replace(outcome, release=release)

    def _edit(self, prepared: list[Prepared]) -> Changeset:
        iris = Iris(self.settings.base)
        shared = shared_graphs(iris) if self.settings.shared_graphs else {}
        graphs = shared | {one.graph.graph: one.graph.quads for one in prepared}
        self.progress.stage("fork", len(graphs) + 1)
        changeset = fork(self.releases, self.parent, merged=self.settings.default_graph == "merged")
        for graph in list(changeset.store.named_graphs()):
            if isinstance(graph, NamedNode) and graph not in graphs:
                changeset.replace_graph(graph, ())
        for graph, quads in graphs.items():
            changeset.replace_graph(graph, quads)
            self.progress.step()
        if self.settings.shared_graphs:
            derive(changeset, iris)
        self.progress.step()
        return changeset

    def _compare(
        self, changeset: Changeset, prepared: list[Prepared], findings: tuple[Finding, ...], why: str
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        self.progress.stage("compare", 1)
        old = self.parent.manifest if self.parent else {}
        graphs, whole = digests(changeset.store)
        after = answers(changeset.store, read_queries(QUERIES))
        store = Store.read_only(str(self.parent.store_path)) if self.parent else None
        diff = compare(store, changeset.store, differing(old.get("graphs", {}), graphs), old.get("answers", {}), after)
        manifest = {
            "parent": self.parent.number if self.parent else None,
            "time": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "who": _user(),
            "why": why or ("First build" if self.parent is None else "Build from the sources"),
            "samspil": version("samspil"),
            "base": self.settings.base,
            "default_graph": self.settings.default_graph,
            "digest": whole,
            "triples": sum(1 for _ in changeset.store.quads_for_pattern(None, None, None, DefaultGraph())),
            "quads": len(changeset.store),
            "statements": {one.source.slug: one.graph.mapped for one in prepared},
            "findings": dict(Counter(finding.severity.value for finding in findings)),
            "graphs": graphs,
            "answers": after,
        }
        self.progress.step()
        return manifest, diff

    def _publish(
        self,
        changeset: Changeset,
        prepared: list[Prepared],
        identities: Identities,
        manifest: dict[str, Any],
        outcome: Outcome,
    ) -> Release:
        changeset.finish()
        folder = changeset.path / "documents"
        folder.mkdir()
        for one in prepared:
            (folder / f"{one.source.slug}.txt").write_text(one.document.text, encoding="utf-8", newline="")
        write_json(changeset.path / "diff.json", outcome.diff)
        _write_lines(changeset.path / "report.jsonl", map(finding_to_json, outcome.findings))
        _write_lines(changeset.path / "proposals.jsonl", map(to_json, outcome.proposals))
        identities.save()
        manifest["inputs"] = inputs(self.workspace, self.settings)
        release = self.releases.publish(changeset.path, manifest)
        self.releases.retire(self.settings.retain)
        return release


class RejectedError(FindingsError):
    """The check found violations; ``outcome`` has the findings and the difference."""

    def __init__(self, outcome: Outcome) -> None:
        """Count the violations."""
        count = len(violations(outcome.findings))
        super().__init__(
            f"The check found {count} violation(s); nothing was published, the last release goes on serving."
        )
        self.outcome = outcome


@contextmanager
def _storage(home: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EFBIG) or "space" in str(error):
            raise StorageError(
                f"{home} cannot be written: {error}. Free some space there, or set SAMSPIL_HOME to another disk, and "
                "build again; the last release is untouched."
            ) from error
        raise


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
