"""The whole way in: the sources of a workspace become a checked, published release, or nothing changes.

    read → extract → review → map → fork → derive → check → compare → publish

Each stage reports itself to a ``Progress``. A failure at any stage leaves the last release as it was and serving.
"""

import errno
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, Store

from loaders import manifest
from loaders.aliases import FILE as ALIASES
from loaders.aliases import Aliases, read_aliases
from loaders.changesets import Changeset, fork
from loaders.checking import check
from loaders.checking.findings import Finding, violations
from loaders.checking.findings import to_json as finding_to_json
from loaders.checking.identity_findings import identity_findings
from loaders.checking.validation_report import report_turtle
from loaders.compare import compare, differing
from loaders.durable import write_json, write_lines, write_text
from loaders.errors import StorageError
from loaders.extractors import reading_with
from loaders.extractors.report import Report
from loaders.fingerprint import IDENTITIES, inputs
from loaders.identities import Identities
from loaders.iris import Iris
from loaders.outcome import Basis, Outcome, RejectedError, StaleError
from loaders.paths import ONTOLOGY, QUERIES
from loaders.prepare import Prepared, prepare, reading
from loaders.progress import Progress
from loaders.query_files import read_queries
from loaders.reference import reference_slugs
from loaders.releases import Release, Releases
from loaders.rules import derive, derived_graph, rule_texts
from loaders.settings import Settings, home_of
from loaders.shared_graphs import shared_graphs
from loaders.statements import to_json
from loaders.writing.carrying import carry_over, written_graphs


def build(
    workspace: Path,
    settings: Settings,
    progress: Progress,
    *,
    why: str = "",
    force: bool = False,
    dry_run: bool = False,
    confirmed: Basis | None = None,
) -> Outcome:
    """Build a workspace and publish the result, unless ``dry_run``.

    When nothing that a build depends on has changed since the current release, that release is the outcome
    (``force`` builds all the same). So it is while a rollback stands: only ``force``, or somebody who has seen the
    differences and ``confirmed`` the basis of that dry run, goes forward from there.
    Raises SourceError or BadSourcesError for sources, FindingsError when the check finds violations, BusyError while
    another build runs, StaleError when the confirmed basis is no longer so, StorageError when the disk is full.
    """
    releases = Releases(home_of(workspace, settings))
    on_purpose = force or dry_run or confirmed is not None
    # Asked before the lock as well: where there is nothing to do, nothing needs to be writable.
    if not on_purpose and (standing := _standing(releases, _basis(workspace, settings, releases))):
        return standing
    with _writing(releases):
        basis = _basis(workspace, settings, releases)
        if confirmed not in (None, basis):
            raise StaleError(workspace)
        standing = None if force or dry_run else _standing(releases, basis, over_hold=confirmed is not None)
        if standing is not None:
            if confirmed is not None:
                releases.release_hold()
            return standing
        with reading(workspace / "data"):
            identities = Identities(workspace / "data" / IDENTITIES, reference_slugs())
            aliases = read_aliases(workspace / "data" / ALIASES)
        with reading_with(settings.extractors, settings, releases.home) as extractors:
            prepared = prepare(workspace, settings, identities, progress, extractors=extractors, aliases=aliases)
            extractors.forget_unused()
        run = _Run(workspace, settings, releases, releases.current(), basis, aliases, progress, extractors.report)
        with _storage(releases.home):
            return run.finish(prepared, identities, why=why, dry_run=dry_run)


def _basis(workspace: Path, settings: Settings, releases: Releases) -> Basis:
    current = releases.current()
    with reading(workspace / "data"):
        return Basis(inputs(workspace, settings), current.number if current else None)


def _standing(releases: Releases, basis: Basis, *, over_hold: bool = False) -> Outcome | None:
    """The current release where it is to stay: a rollback holds it, or nothing has changed since."""
    current, held = releases.current(), releases.held()
    if held is not None and not over_hold:
        return Outcome(current, False, basis, held=held)
    return Outcome(current, False, basis) if _is_unchanged(current, basis) else None


def _is_unchanged(current: Release | None, basis: Basis) -> bool:
    return current is not None and current.manifest.get("inputs") == basis.inputs


@dataclass(frozen=True, slots=True)
class _Run:
    workspace: Path
    settings: Settings
    releases: Releases
    parent: Release | None
    basis: Basis
    aliases: Aliases
    progress: Progress
    report: Report

    def finish(self, prepared: list[Prepared], identities: Identities, *, why: str, dry_run: bool) -> Outcome:
        """Fork, check, compare, publish."""
        changeset = self._edit(prepared)
        self.progress.stage("check", 1)
        # A bare store holds whatever its owner puts there: the shapes speak of our model only.
        findings = self._check(changeset, prepared) if self.settings.shared_graphs else ()
        self.progress.step()
        described, diff = self._compare(changeset, prepared, findings, why)
        proposals = tuple(one for each in prepared for one in each.proposals)
        unmapped = tuple(pair for each in prepared for pair in each.graph.unmapped)
        fresh = not _is_unchanged(self.parent, self.basis)
        notes = (*(note for each in prepared for note in each.notes), *self.report.lines())
        outcome = Outcome(None, fresh, self.basis, findings, diff, proposals, unmapped, notes=notes)
        if dry_run:
            return outcome
        if violations(findings):
            raise RejectedError(outcome)
        self.progress.stage("publish", 1)
        release = self._publish(changeset, prepared, identities, described, outcome)
        self.progress.step()
        return replace(outcome, release=release, fresh=True)

    def _check(self, changeset: Changeset, prepared: list[Prepared]) -> tuple[Finding, ...]:
        checked = check(changeset.store, timeout_s=self.settings.check_timeout_s)
        minted = {one.named: one.iri for each in prepared for one in each.resources if one.named is not None}
        found = (*checked, *identity_findings(minted, self.aliases, changeset.store))
        return tuple(sorted(found, key=lambda finding: finding.order))

    def _edit(self, prepared: list[Prepared]) -> Changeset:
        iris = Iris(self.settings.base)
        known = {organisation for one in prepared for organisation in one.known}
        shared: dict[NamedNode, tuple[Quad, ...]] = shared_graphs(iris, known) if self.settings.shared_graphs else {}
        sources = {one.graph.graph: one.graph.quads for one in prepared}
        assert not shared.keys() & sources.keys(), "list_sources refuses the names of our own graphs"
        graphs = shared | sources
        self.progress.stage("fork", len(graphs) + 1)
        filled = {graph.value for graph in graphs}
        written = written_graphs(self.parent, filled)
        parent = self._parent_to_fork(filled | written.keys(), iris)
        changeset = fork(self.releases, parent, merged=self.settings.default_graph == "merged")
        if parent is None and self.parent is not None:
            carry_over(self.parent, changeset, written)
        for graph, quads in graphs.items():
            changeset.replace_graph(graph, quads)
            self.progress.step()
        if self.settings.shared_graphs:
            derive(changeset, iris)
        self.progress.step()
        return changeset

    def _parent_to_fork(self, wanted: set[str], iris: Iris) -> Release | None:
        """The parent; None where a graph of it is to be forgotten, or its default graph is of the other kind.

        What is deleted stays in a store's files, and a default graph follows its named graphs triple by triple: in both
        cases all graphs are written anew.
        """
        if self.parent is None or self.parent.manifest.get("default_graph") != self.settings.default_graph:
            return None
        if self.settings.shared_graphs:
            wanted = wanted | {derived_graph(iris, rule.name).value for rule in rule_texts()}
        return self.parent if wanted.issuperset(self.parent.manifest["graphs"]) else None

    def _compare(
        self, changeset: Changeset, prepared: list[Prepared], findings: tuple[Finding, ...], why: str
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        self.progress.stage("compare", 1)
        filled = {one.graph.graph.value for one in prepared}
        known = written_graphs(self.parent, filled)
        content = manifest.content(changeset.store, read_queries(QUERIES), findings, known)
        statements = {one.source.slug: one.graph.mapped for one in prepared}
        # A document that an extractor did not read is to be tried again, though nothing else has changed.
        inputs = self.basis.inputs if self.report.is_complete else f"{self.basis.inputs} incomplete"
        described = {
            **manifest.occasion(self.parent, why),
            **manifest.origin(self.settings, inputs, statements),
            **content,
        }
        old = self.parent.manifest if self.parent else {}
        store = Store.read_only(str(self.parent.store_path)) if self.parent else None
        graphs = differing(old.get("graphs", {}), content["graphs"])
        diff = compare(store, changeset.store, graphs, old.get("answers", {}), content["answers"])
        self.progress.step()
        return described, diff

    def _publish(
        self,
        changeset: Changeset,
        prepared: list[Prepared],
        identities: Identities,
        described: dict[str, Any],
        outcome: Outcome,
    ) -> Release:
        changeset.close()
        _prove(changeset.path / "store", described["quads"])
        folder = changeset.path / "documents"
        folder.mkdir()
        for one in prepared:
            write_text(folder / f"{one.source.slug}.txt", one.shown)
        shutil.copytree(QUERIES, changeset.path / "queries")
        shutil.copytree(ONTOLOGY, changeset.path / "ontology")
        write_json(changeset.path / "diff.json", outcome.diff)
        write_lines(changeset.path / "report.jsonl", map(finding_to_json, outcome.findings))
        write_text(changeset.path / "report.ttl", report_turtle(outcome.findings).decode())
        write_lines(changeset.path / "proposals.jsonl", map(to_json, outcome.proposals))
        with _storage(self.workspace / "data"):
            identities.save()
        release = self.releases.publish(changeset.path, described)
        self.releases.retire(self.settings.retain)
        return release


def _prove(store_path: Path, quads: int) -> None:
    """Read back what the disk has before anybody is sent there."""
    found = len(Store.read_only(str(store_path)))
    if found != quads:
        raise StorageError(
            f"{store_path} gives back {found} quads of {quads} that were written; nothing was published. Check the "
            "disk, and build again."
        )


@contextmanager
def _writing(releases: Releases) -> Iterator[None]:
    with ExitStack() as stack:
        with _storage(releases.home):
            stack.enter_context(releases.writing())
        yield


@contextmanager
def _storage(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EFBIG) or "space" in str(error):
            raise StorageError(
                f"{folder} cannot be written: {error}. Free some space there, or set SAMSPIL_HOME to another disk, and "
                "build again; the last release is untouched."
            ) from error
        raise
