"""What a build starts from and what it comes to, and the two ways in which it is refused."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loaders.checking.findings import Finding, violations
from loaders.errors import BusyError, FindingsError
from loaders.releases import Hold, Release
from loaders.statements import Statement


@dataclass(frozen=True, slots=True)
class Basis:
    """What a build starts from: the digest of all that it reads, and the number of the release that it follows."""

    inputs: str
    parent: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to; ``release`` is None after a dry run, ``fresh`` False when nothing had to be done.

    ``proposals`` wait for a steward; ``unmapped`` statements could not be written as triples, each with the reason.
    ``notes`` say what of the sources was not read, or is in another language, and what the extractors came to. ``held``
    is the rollback that a build left as it stands.
    """

    release: Release | None
    fresh: bool
    basis: Basis
    findings: tuple[Finding, ...] = ()
    diff: dict[str, Any] = field(default_factory=dict)
    proposals: tuple[Statement, ...] = ()
    unmapped: tuple[tuple[Statement, str], ...] = ()
    held: Hold | None = None
    notes: tuple[str, ...] = ()


class RejectedError(FindingsError):
    """The check found violations; ``outcome`` has the findings and the difference."""

    def __init__(self, outcome: Outcome) -> None:
        """Count the violations."""
        count = len(violations(outcome.findings))
        super().__init__(
            f"The check found {count} violation(s); nothing was published, the last release goes on serving."
        )
        self.outcome = outcome


class StaleError(BusyError):
    """What was confirmed is not what would be published: the sources or the current release have changed since."""

    title = "Changed meanwhile"

    def __init__(self, workspace: Path) -> None:
        """Say what to do."""
        super().__init__(
            f"The sources of {workspace} or its current release have changed since the differences were shown; nothing "
            "was published. Run the command again, and look at them as they are now."
        )
