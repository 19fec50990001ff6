"""From the parser's message to one that helps: line, column, the words there, and what to write.

The parser (spargebra, inside pyoxigraph) reports the furthest place it got to and all that could have stood there,
such as ``error at 1:37: expected one of Prefix not found, …``. The tokens tell more.
"""

import re
from itertools import pairwise

from endpoint.http.problems import FaultPlace, QueryFaultError
from endpoint.workers.guard import Token, excerpt, form_of, place_of, refuse_updates, tokenise
from endpoint.workers.remarks import remarks
from loaders.prefixes import prefixes

_POSITION = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_ALTERNATIVES = re.compile(r"\[[^\]]*\]|\"(?:\\.|[^\"])*\"|[^,\[\"]+")
_PAIRS = {"{": "}", "(": ")", "[": "]"}
_TEXTS = (
    ("The SELECT contains a variable that is unbound", "A variable in SELECT is neither grouped nor aggregated."),
    ("Duplicated variable name in SELECT", "A name after AS is used twice in SELECT: give one of them another name."),
    ("IRI parsing failed", "An IRI is not valid."),
)
_PROLOGUE = {"PREFIX", "BASE"}
_MAX_NEAR = 40


def explain(message: str, text: str, *, update: bool = False) -> QueryFaultError:
    """The error to show for what the parser said about ``text``, a query or an ``update``.

    Raises ForbiddenQueryError where an update was sent as a query.
    """
    tokens = list(tokenise(text))
    if not update:
        refuse_updates(text, tokens)
    undeclared = _undeclared_prefix(tokens)
    if undeclared is not None:
        return _explain_prefix(undeclared, text)
    if form_of(tokens) is None and not update:
        return _explain_form(text, tokens)
    bracket = _open_bracket(tokens)
    match = _POSITION.search(message)
    if match is None:
        return QueryFaultError(message, None, "")
    place = _place(text, int(match[1]), int(match[2]))
    known = next((meaning for words, meaning in _TEXTS if words in message), None)
    if known is not None:
        return QueryFaultError(known, place)
    hint = ""
    if bracket is not None:
        where = place_of(text, bracket.start)
        hint = (
            f"{bracket.text} of line {where.line}, column {where.column} is never closed: add {_PAIRS[bracket.text]}."
        )
    hint = hint or next(iter(remarks(text)), "")
    return QueryFaultError(_sentence(place, match[3]), place, hint)


def _explain_form(text: str, tokens: list[Token]) -> QueryFaultError:
    words = (token for token in tokens if token.kind == "word" and token.text.upper() not in _PROLOGUE)
    start = next(words, None)
    place = place_of(text, start.start, start.text) if start else place_of(text, len(text))
    message = f"Line {place.line}, column {place.column}: a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE."
    return QueryFaultError(message, place)


def _sentence(place: FaultPlace, expected: str) -> str:
    named = [piece.strip() for piece in _ALTERNATIVES.findall(expected)]
    words = [piece for piece in named if piece and not piece.startswith("[") and len(piece) < 30]
    found = f"{place.near!r} is not understood" if place.near else "the query ends too early"
    wanted = f"; expected {' or '.join(words[:6])}" if 0 < len(words) <= 6 else ""
    return f"Line {place.line}, column {place.column}: {found}{wanted}."


def _place(text: str, line: int, column: int) -> FaultPlace:
    lines = text.split("\n")
    row = lines[line - 1] if line <= len(lines) else ""
    return FaultPlace(line, column, row[column - 1 :].strip()[:_MAX_NEAR], excerpt(row, column))


def _declared(tokens: list[Token]) -> set[str]:
    pairs = pairwise(tokens)
    return {after.text.split(":", 1)[0] for before, after in pairs if before.text.upper() == "PREFIX"}


def _undeclared_prefix(tokens: list[Token]) -> Token | None:
    declared = _declared(tokens)
    names = (token for token in tokens if token.kind == "name" and not token.text.startswith("_:"))
    return next((token for token in names if token.text.split(":", 1)[0] not in declared), None)


def _explain_prefix(token: Token, text: str) -> QueryFaultError:
    prefix = token.text.split(":", 1)[0]
    place = place_of(text, token.start, token.text[:_MAX_NEAR])
    namespace = prefixes().get(prefix)
    hint = f"Add the line: PREFIX {prefix}: <{namespace}>" if namespace else f"Declare it: PREFIX {prefix}: <…>"
    message = f"Line {place.line}, column {place.column}: the prefix {prefix}: is not declared."
    return QueryFaultError(message, place, hint)


def _open_bracket(tokens: list[Token]) -> Token | None:
    """The innermost bracket that is open at the end; None when all are closed."""
    stack: list[Token] = []
    for token in tokens:
        if token.kind != "mark":
            continue
        if token.text in _PAIRS:
            stack.append(token)
        elif stack and token.text == _PAIRS[stack[-1].text]:
            stack.pop()
    return stack[-1] if stack else None
