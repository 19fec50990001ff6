"""How a test ends: it passes, or one of these is raised."""

from enum import Enum


class MismatchError(Exception):
    """The answer is not the expected one."""


class NotAskedError(Exception):
    """The test cannot be put to this target at all."""


class Fault(Enum):
    """Why something was not run: it is no SPARQL, it is but cannot be run here, or it may not be run at all."""

    MALFORMED = "malformed"
    UNRUNNABLE = "unrunnable"
    FORBIDDEN = "forbidden"


class RefusedError(Exception):
    """A query or update was not run."""

    def __init__(self, message: str, fault: Fault) -> None:
        super().__init__(message)
        self.fault = fault
