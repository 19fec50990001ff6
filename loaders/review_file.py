"""Review files: ``review.toml`` in, decisions with their line numbers out.

A file holds tables ``[[accept]]``, ``[[reject]]``, ``[[correct]]``, ``[[add]]`` and ``[[alias]]``; each has a reason
and a date. What a decision means for a document is the business of ``loaders.review``.
"""

import datetime
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.errors import SourceError

_KEYS = {
    "accept": {"subject", "relation", "object", "quote"},
    "reject": {"subject", "relation", "object", "quote"},
    "correct": {"subject", "relation", "object", "quote", "to"},
    "add": {"subject", "relation", "object", "quote", "start", "currency", "datatype", "role", "fund"},
    "alias": {"written", "name", "type"},
}
_REQUIRED = {
    "accept": {"subject", "relation", "object"},
    "reject": {"subject", "relation", "object"},
    "correct": {"subject", "relation", "object", "to"},
    "add": {"subject", "relation", "object", "quote"},
    "alias": {"written", "name"},
}
_TEXTS = {"subject", "relation", "object", "quote", "written", "name", "type", "reason", "role", "fund", "currency"}
_ALWAYS = {"reason", "date", "by"}
_HEADER = re.compile(r"^\[\[\s*(\w+)\s*\]\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Decision:
    """One table of a review file; ``line`` is where it begins, ``fields`` what it says."""

    path: Path
    line: int
    action: str
    fields: dict[str, Any]

    def fail(self, problem: str) -> SourceError:
        """The error that names this decision's place."""
        return SourceError(self.path, self.line, f"[[{self.action}]] {problem}")


def read_review(path: Path) -> tuple[Decision, ...]:
    """The decisions of a review file in their order; none when there is no file.

    Raises SourceError that names file and line: not TOML, an unknown table or key, a missing key, reason or date.
    """
    if not path.exists():
        return ()
    try:
        text = path.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise SourceError(path, 0, "is not UTF-8; save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SourceError(path, _line_of(str(error)), f"is not TOML: {error}.") from error
    decisions = [
        Decision(path, line, action, fields)
        for action, rows in tables.items()
        for line, fields in _tables_with_lines(path, text, action, rows)
    ]
    for decision in decisions:
        _check_keys(decision)
    return tuple(sorted(decisions, key=lambda decision: decision.line))


def _check_keys(decision: Decision) -> None:
    given = set(decision.fields)
    unknown = given - _KEYS[decision.action] - _ALWAYS
    missing = (_REQUIRED[decision.action] | {"reason", "date"}) - given
    if unknown:
        raise decision.fail(f"there is no key {', '.join(sorted(unknown))}.")
    if missing:
        raise decision.fail(f"lacks {', '.join(sorted(missing))}.")
    for key in sorted(given & _TEXTS):
        if not isinstance(decision.fields[key], str) or not decision.fields[key].strip():
            raise decision.fail(f"{key} must be a text in quotation marks, not {decision.fields[key]!r}.")
    if not isinstance(decision.fields["date"], datetime.date):
        raise decision.fail("date must be a date such as 2026-11-22, without quotation marks.")


def _tables_with_lines(path: Path, text: str, action: str, rows: object) -> list[tuple[int, dict[str, Any]]]:
    lines = [text.count("\n", 0, hit.start()) + 1 for hit in _HEADER.finditer(text) if hit.group(1) == action]
    if action in _KEYS and isinstance(rows, list) and len(rows) == len(lines):
        return list(zip(lines, rows, strict=True))
    found = re.search(rf"^\s*\[*\s*{re.escape(action)}\b", text, re.MULTILINE)
    line = text.count("\n", 0, found.start()) + 1 if found else 0
    if action in _KEYS:
        raise SourceError(path, line, f"write [[{action}]], in double brackets on a line of its own.")
    raise SourceError(path, line, f"{action!r} is not one of [[{']], [['.join(_KEYS)}]].")


def _line_of(message: str) -> int:
    found = re.search(r"line (\d+)", message)
    return int(found.group(1)) if found else 0
