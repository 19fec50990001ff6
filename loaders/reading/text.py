"""What every reader gives back, and how it refuses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a file; ``notes`` say what of it was not read: a picture, an attachment, a page without text."""

    text: str
    notes: tuple[str, ...] = ()


class UnreadableError(Exception):
    """Why a file cannot be read, and what to do; ``line`` counts from 1, 0 means the file as a whole."""

    def __init__(self, problem: str, line: int = 0) -> None:
        """Keep both for the message that names the file."""
        super().__init__(problem)
        self.problem, self.line = problem, line
