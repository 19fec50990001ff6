"""What kills parsers, refused before they see it: a DOCTYPE, and nesting without end.

In: a file and its format. Linear, and without a look at most files: one that holds few brackets is not deep.
"""

import mmap
import re
from pathlib import Path

from endpoint.http.problems import RequestError

MAX_DEPTH = 100
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_STRINGS = rb'"(?:[^"\\]|\\.)*"'
_LONG = rb'"""(?:[^"\\]|\\.|"(?!""))*"""' + rb"|'''(?:[^'\\]|\\.|'(?!''))*'''|'(?:[^'\\\n]|\\.)*'"
_JSON = re.compile(_STRINGS + rb"|(?P<open>[\[{])|(?P<close>[\]}])", re.DOTALL)
_TURTLE = re.compile(
    _LONG + rb"|" + _STRINGS + rb'|#[^\n]*|<[^<>\s"{}|^`]*>|(?P<open>[\[({]|<<)|(?P<close>[\])}]|>>)', re.DOTALL
)
_OPENING = (b"[", b"{", b"(", b"<<")


def refuse_hostile(path: Path, name: str) -> None:
    """Raise RequestError 400 for a file that could end the process that parses it."""
    if path.stat().st_size == 0:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if name == "rdf":
            if any(content.find(doctype) >= 0 for doctype in _DOCTYPES):
                raise RequestError(400, "A DOCTYPE is not read: write the entities out, and leave it away.")
        elif _has_many(content):
            _refuse_depth(content, _JSON if name == "jsonld" else _TURTLE)


def _has_many(content: mmap.mmap) -> bool:
    for mark in _OPENING:
        found, place = 0, content.find(mark)
        while place >= 0:
            found += 1
            if found > MAX_DEPTH:
                return True
            place = content.find(mark, place + 1)
    return False


def _refuse_depth(content: mmap.mmap, pattern: re.Pattern[bytes]) -> None:
    depth = 0
    for match in pattern.finditer(content):
        if match.lastgroup is not None:
            depth = max(0, depth + (1 if match.lastgroup == "open" else -1))
            if depth > MAX_DEPTH:
                line = content[: match.start()].count(b"\n") + 1
                raise RequestError(400, f"Line {line}: nested deeper than {MAX_DEPTH} levels; flatten it.")
