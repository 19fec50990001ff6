"""The process in which one plug-in runs: documents on stdin, one line of JSON each on stdout.

Its arguments are the plug-in's name and its limit in seconds; a line is ``{"statements": […]}`` or
``{"problem": "…"}``.
Whatever the plug-in prints goes to stderr. The process ends itself when it is left alone with a document for too long.
"""

import json
import os
import pickle
import signal
import sys
from collections.abc import Iterable
from itertools import islice
from typing import BinaryIO, TextIO

from loaders.extractors.plugins import installed
from loaders.extractors.protocol import MAX_STATEMENTS, Extractor
from loaders.statements import Statement, to_json

# Over the limit of the parent, which kills first; this ends a child whose parent is gone.
_GRACE_S = 5


def main() -> None:
    """Read documents until stdin ends."""
    name, timeout_s = sys.argv[1], float(sys.argv[2])
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    _serve(name, timeout_s, sys.stdin.buffer, answers)


def _serve(name: str, timeout_s: float, documents: BinaryIO, answers: TextIO) -> None:
    extractor: Extractor | None = None
    while True:
        try:
            # Written by our own parent process, and by nobody else.
            document = pickle.load(documents)
        except EOFError:
            return
        signal.alarm(int(timeout_s) + _GRACE_S)
        try:
            # Loaded only now: a module that hangs while it is imported must not keep us from reading.
            extractor = extractor or _load(name)
            answer: dict[str, object] = {"statements": _rows(extractor(document))}
        except (Exception, SystemExit) as error:
            answer = {"problem": " ".join(f"{type(error).__name__}: {error}".split())}
        signal.alarm(0)
        print(json.dumps(answer), file=answers, flush=True)


def _load(name: str) -> Extractor:
    extractor: Extractor = installed()[name].load()
    return extractor


def _rows(statements: Iterable[object]) -> list[object]:
    found = list(islice(statements, MAX_STATEMENTS + 1))
    if len(found) > MAX_STATEMENTS:
        raise ValueError(f"more than {MAX_STATEMENTS} statements of one document")
    return [_row(one) for one in found]


def _row(one: object) -> object:
    """A statement as JSON; None for what is none."""
    try:
        row: object = json.loads(to_json(one)) if isinstance(one, Statement) else None
        return row
    except (AttributeError, TypeError, ValueError):
        return None


if __name__ == "__main__":
    main()
