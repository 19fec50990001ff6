"""What a query may not be, seen before it is parsed: too long, too deep, or one that calls other servers.

In:  the text of a query and its limits. Raises QueryFaultError. What may not be is refused after a look at the syntax
(``endpoint/workers/refusals.py``), here are only the words that it goes by.
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
# The parser wants no space around its words ("1SERVICE<…>{" is a clause), takes escapes and asks for the brace: so does
# this. A word that no target and no brace follow is none: ?service, ex:service.
_GAP = r"(?:[ \t\r\n]|\#[^\n\r]*[\n\r])*"
_PREFIX, _LOCAL = (rf"(?:\\\S|[^\s<>{{}}()\[\]\"'#\\;,|^`?${more}])*" for more in (":", ""))
_SERVICE = re.compile("SERVICE", re.IGNORECASE)
_SERVICE_CLAUSE = re.compile(
    rf"SERVICE{_GAP}(?:(?P<silent>SILENT){_GAP})?"
    rf"(?:<[^<>\"{{}}|^`\x00-\x20]*>|[?$]\w+|{_PREFIX}:{_LOCAL}(?<!\.)){_GAP}\{{",
    re.IGNORECASE,
)
SERVICE_IS_OFF = (
    "SERVICE is off: this endpoint calls no other servers. Ask them yourself and join the answers, or ask who runs it "
    "to name them in the setting federation_allow."
)
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
_FORMS = {"SELECT", "CONSTRUCT", "ASK", "DESCRIBE"}
_EXCERPT = 100
_OPEN, _CLOSE = "{([", "})]"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: its kind, its text, and where it starts."""

    kind: str
    text: str
    start: int


def check_text(text: str, *, max_bytes: int, max_depth: int) -> None:
    """Refuse what the parser could not stand.

    Raises QueryTooLongError over ``max_bytes`` of UTF-8, QueryFaultError for a NUL and for nesting over ``max_depth``.
    Most queries do not hold enough brackets, and need no tokeniser.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise QueryTooLongError(f"The query is {size} bytes long; at most {max_bytes} are read. Make it shorter.")
    if "\x00" in text:
        raise QueryFaultError("The query holds a NUL character; take it out.", place_of(text, text.index("\x00")))
    if sum(map(text.count, _OPEN)) > max_depth:
        _refuse_depth(text, max_depth)


def refuse_service(text: str, message: str) -> None:
    """Raise ForbiddenQueryError with ``message`` for a SERVICE clause in any reading of the text."""
    for clause in _service_clauses(text):
        word = text[clause.start() : clause.start() + len("SERVICE")]
        raise ForbiddenQueryError(message, place_of(text, clause.start(), word))


def without_service(text: str) -> str:
    """The text with GRAPH for SERVICE in every reading: the same grammar, the same offsets, and nobody is called."""
    for clause in list(_service_clauses(text)):
        start, end = clause.span("silent") if clause["silent"] else (clause.end(), clause.end())
        word_end = clause.start() + len("SERVICE")
        text = f"{text[: clause.start()]}GRAPH  {text[word_end:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _service_clauses(text: str) -> Iterator[re.Match[str]]:
    """SERVICE clauses in any reading of the text.

    "<" begins an IRI or is the operator "less than", and only a parser knows which: both ways are followed. Each
    position is visited once in a reading, so the work stays linear in practice.
    """
    if not _SERVICE.search(text):
        return
    visited: set[tuple[int, bool]] = set()
    waiting = [(0, False)]
    while waiting:
        place = waiting.pop()
        while place[0] < len(text) and place not in visited:
            visited.add(place)
            position, names_graph = place
            match = _TOKEN.match(text, position)
            assert match is not None  # the last alternative takes any character
            if match.lastgroup == "iri":
                waiting.append((position + 1, False))
            if match.lastgroup in ("word", "name") and not names_graph:
                yield from _clauses_in(text, match)
            place = match.end(), _names_graph(match, names_graph)


def tokenise(text: str) -> Iterator[Token]:
    """Pieces that matter, in order: no white space, no comments."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind not in ("space", "comment"):
            yield Token(kind, match.group(), match.start())


def place_of(text: str, offset: int, near: str = "") -> FaultPlace:
    """Line and column of an offset, both from 1."""
    line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
    return FaultPlace(line, column, near, excerpt(text.split("\n", line)[line - 1], column))


def excerpt(row: str, column: int) -> str:
    """The part of a line around a column, and a caret under it."""
    start = max(0, column - 1 - _EXCERPT // 2)
    shown = "".join(letter if letter.isprintable() else " " for letter in row[start : start + _EXCERPT])
    return f"{shown}\n{' ' * (column - 1 - start)}^"


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


def _clauses_in(text: str, token: re.Match[str]) -> Iterator[re.Match[str]]:
    for word in _SERVICE.finditer(text, token.start(), token.end()):
        clause = _SERVICE_CLAUSE.match(text, word.start())
        if clause is not None:
            yield clause


def _names_graph(token: re.Match[str], before: bool) -> bool:
    """Whether what follows a token is the name of a graph: "GRAPH service:x {" is no clause."""
    if token.lastgroup in ("space", "comment"):
        return before
    return token.lastgroup == "word" and token.group().upper() == "GRAPH"


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
