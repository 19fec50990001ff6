"""Who is told how far a build is: the stages call it, the command line draws it, tests count it."""

from typing import Protocol


class Progress(Protocol):
    """Told of stages in their order, and of the steps of each."""

    def stage(self, name: str, total: int) -> None:
        """A stage of ``total`` steps begins."""

    def step(self) -> None:
        """One step of the stage is done."""


class Silent:
    """Tells nobody."""

    def stage(self, name: str, total: int) -> None:
        """Nothing."""

    def step(self) -> None:
        """Nothing."""
