"""What a query may not be, seen before it is parsed: too long, too deep, or one that calls other servers.

In:  the text of a query and its limits. Raises QueryFaultError.
A linear tokeniser after the terminals of SPARQL 1.1 (section 19.8), because the parser itself can be killed by a deep
query and offers no way to turn SERVICE off. It does not parse: what it lets through may still be wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from endpoint.http.problems import FaultPlace, ForbiddenQueryError, QueryFaultError, QueryTooLongError

_IRI = r"<[^<>\"{}|^`\\\x00-\x20]*>"
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<comment>\#[^\n\r]*)"
    rf"|(?P<iri>{_IRI})"
    r"|(?P<string>'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'(?:[^'\\\n\r]|\\.)*'"
    r'|"(?:[^"\\\n\r]|\\.)*")'
    r"|(?P<variable>[?$]\w+)"
    r"|(?P<name>[^\W\d_][\w.-]*:[\w.:%-]*|:[\w.:%-]*|_:[\w.-]+)"
    r"|(?P<word>@?\w+)"
    r"|(?P<mark>.)",
    re.DOTALL,
)
# SERVICE is only a clause when a target and a brace follow: a name such as ex:service is none.
_SERVICE = re.compile(r"SERVICE\b", re.IGNORECASE)
_GAP = r"(?:[ \t\r\n]|\#[^\n\r]*[\n\r])*"
_SERVICE_CLAUSE = re.compile(
    rf"SERVICE{_GAP}(?:SILENT{_GAP})?(?:{_IRI}|[?$]\w+|[\w.-]*:[\w.:%\\-]*){_GAP}\{{", re.IGNORECASE
)
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
_FORMS = {"SELECT", "CONSTRUCT", "ASK", "DESCRIBE"}
_OPEN, _CLOSE = "{([", "})]"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: its kind, its text, and where it starts."""

    kind: str
    text: str
    start: int


def check_query(text: str, *, max_bytes: int, max_depth: int) -> None:
    """Let a query through to the parser, or not.

    Raises QueryTooLongError over ``max_bytes`` of UTF-8, ForbiddenQueryError for SERVICE, QueryFaultError for a NUL and
    for nesting over ``max_depth``. Most queries neither hold the word nor enough brackets, and need no tokeniser.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise QueryTooLongError(f"The query is {size} bytes long; at most {max_bytes} are read. Make it shorter.")
    if "\x00" in text:
        raise QueryFaultError("The query holds a NUL character; take it out.", place_of(text, text.index("\x00")))
    if _SERVICE.search(text):
        _refuse_service(text)
    if sum(map(text.count, _OPEN)) > max_depth:
        _refuse_depth(text, max_depth)


def tokenise(text: str) -> Iterator[Token]:
    """Pieces that matter, in order: no white space, no comments."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind not in ("space", "comment"):
            yield Token(kind, match.group(), match.start())


def place_of(text: str, offset: int, near: str = "") -> FaultPlace:
    """Line and column of an offset, both from 1."""
    line = text.count("\n", 0, offset) + 1
    return FaultPlace(line, offset - text.rfind("\n", 0, offset), near)


def form_of(tokens: list[Token]) -> str | None:
    """SELECT, CONSTRUCT, ASK or DESCRIBE: the first such word."""
    words = (token.text.upper() for token in tokens if token.kind == "word")
    return next((word for word in words if word in _FORMS), None)


def refuse_updates(text: str, tokens: list[Token]) -> None:
    """Raise ForbiddenQueryError for the text of an update, which no parser of queries understands."""
    for token in tokens:
        word = token.text.upper() if token.kind == "word" else ""
        if word in _FORMS:
            return
        if word in _UPDATES:
            message = f"{word} is an update, and this endpoint is read-only. Data comes in through a checked release."
            raise ForbiddenQueryError(message, place_of(text, token.start, token.text))


def _refuse_service(text: str) -> None:
    """Refuse a SERVICE clause in any reading of the text.

    "<" begins an IRI or is the operator "less than", and only a parser knows which: both ways are followed. Each
    position is visited once, so the work stays linear in practice.
    """
    visited: set[int] = set()
    waiting = [0]
    while waiting:
        position = waiting.pop()
        while position < len(text) and position not in visited:
            visited.add(position)
            match = _TOKEN.match(text, position)
            assert match is not None  # the last alternative takes any character
            if match.lastgroup == "iri":
                waiting.append(position + 1)
            if match.lastgroup in ("word", "name") and _SERVICE.match(text, position):
                _refuse_clause(text, position)
            position = match.end()


def _refuse_clause(text: str, position: int) -> None:
    if _SERVICE_CLAUSE.match(text, position):
        message = "SERVICE is off: this endpoint does not call other servers. Ask them yourself and join the answers."
        raise ForbiddenQueryError(message, place_of(text, position, text[position : position + 7]))


def _refuse_depth(text: str, max_depth: int) -> None:
    depth = 0
    for token in tokenise(text):
        # What looks like an IRI may be an operator and brackets: count those that it opens too.
        marks = token.text if token.kind in ("mark", "iri") else ""
        for mark in marks:
            depth = max(0, depth + (mark in _OPEN) - (mark in _CLOSE))
            if depth > max_depth:
                message = f"The query is nested deeper than {max_depth} levels. Flatten it or use subqueries."
                raise QueryFaultError(message, place_of(text, token.start, mark))
