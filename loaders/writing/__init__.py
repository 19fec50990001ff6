"""Writing without a build: an edit of the current release becomes the next one, or nothing changes.

    wait for the lock → fork → edit → (settle → derive → check → compare) → publish

In brackets what only a merged register does; on a plain workspace any graph may be written, and nothing is checked.
The cost of a small write does not grow with the store: what it does not touch is neither read nor counted again.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Store

from loaders.checking.findings import Finding, violations
from loaders.errors import BusyError, FindingsError, UsageError
from loaders.releases import Release, Releases
from loaders.settings import Settings
from loaders.writing import plain, register
from loaders.writing.changes import Change
from loaders.writing.publishing import publish_draft
from loaders.writing.working import Working

Edit = Callable[[Store, Release | None], Change]
LOCK_WAIT_S = 10.0
# A release that somebody was just sent to is not taken away under them, however quickly others follow.
YOUNG_S = 60.0


@dataclass(frozen=True, slots=True)
class Written:
    """What a write came to: ``published``, ``unchanged``, or ``proposed`` where nothing was to be published."""

    status: str
    release: Release | None
    findings: tuple[Finding, ...] = ()
    diff: dict[str, Any] = field(default_factory=dict)


class RejectedWriteError(FindingsError):
    """The check found violations in what a write would make of the register; nothing was published."""

    def __init__(self, findings: tuple[Finding, ...], diff: dict[str, Any]) -> None:
        """Count the violations."""
        count = len(violations(findings))
        super().__init__(f"The check found {count} violation(s) after this write; nothing was published.")
        self.findings, self.diff = findings, diff


class Writes:
    """The writer of one runtime directory; one write at a time."""

    def __init__(self, settings: Settings, releases: Releases) -> None:
        """Take a folder for the working store; nothing is forked yet."""
        self._settings, self._releases = settings, releases
        self._working = Working(releases)

    def perform(self, edit: Edit, *, who: str, why: str, publish: bool = True) -> Written:
        """Do ``edit`` to a fork of the current release, and publish what comes of it unless told otherwise.

        Raises BusyError where somebody else writes for long, RejectedWriteError for violations, NotWritableError for
        a graph that only builds change, and what ``edit`` raises; the last release goes on serving in any case.
        """
        with _waiting(self._releases):
            parent = self._releases.current()
            self._check_kind(parent)
            try:
                written = self._perform(edit, parent, who=who, why=why, publish=publish)
            except BaseException:
                self._working.drop()
                raise
            if written.status == "proposed":
                self._working.drop()
            return written

    def close(self) -> None:
        """Leave nothing behind."""
        self._working.close()

    def _perform(self, edit: Edit, parent: Release | None, *, who: str, why: str, publish: bool) -> Written:
        store = self._working.on(parent)
        change = edit(store, parent)
        path = self._releases.changesets / uuid.uuid4().hex
        path.mkdir(parents=True)
        if self._settings.default_graph == "merged":
            assert parent is not None
            draft = register.draft(self._settings, store, parent, change, path, who)
        else:
            draft = plain.draft(store, parent, change, path)
        if draft is None:
            return Written("unchanged", parent)
        if violations(draft.findings):
            raise RejectedWriteError(draft.findings, draft.diff)
        if not publish:
            return Written("proposed", parent, draft.findings, draft.diff)
        release = publish_draft(self._settings, self._releases, store, parent, draft, who=who, why=why)
        self._working.keep(release)
        self._releases.retire(self._settings.retain, older_than_s=YOUNG_S)
        return Written("published", release, draft.findings, draft.diff)

    def _check_kind(self, parent: Release | None) -> None:
        kind = self._settings.default_graph
        if parent is None and kind == "merged":
            raise UsageError("There is no release to write to; run `samspil build` first.")
        if parent is not None and parent.manifest.get("default_graph", kind) != kind:
            raise UsageError(f"Release {parent.number} was built with another default graph; run `samspil build`.")


@contextmanager
def _waiting(releases: Releases) -> Iterator[None]:
    """Hold the write lock; wait for a build or another server that holds it, but not for long."""
    end = time.monotonic() + LOCK_WAIT_S
    while True:
        writing = releases.writing()
        try:
            writing.__enter__()
            break
        except BusyError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
    try:
        yield
    finally:
        writing.__exit__(None, None, None)
