"""The SERVICE clauses of a query: where each stands, what it asks and whom.

Source: SPARQL 1.1 Federated Query, section 2. In: the text. Out: clauses by their offsets. Tokens only; nothing is
parsed here, and a clause that the tokens do not show for sure is refused rather than guessed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from endpoint.http.problems import ForbiddenQueryError, QueryFaultError
from endpoint.workers.guard import Token, form_of, place_of, refuse_service, tokenise

MAX_CLAUSES = 10
_UNCLEAR = (
    "This SERVICE cannot be read for sure, or stands inside another one. Write a space on each side of the word, "
    "round brackets around comparisons with <, and ask each server in a clause of its own."
)
# Asked twice they may answer otherwise; a filter may speak of what only the other server binds.
_UNSTEADY = ("RAND", "UUID", "STRUUID", "BNODE", "NOW", "LIMIT", "OFFSET", "SAMPLE", "GROUP_CONCAT", "FILTER")


@dataclass(frozen=True, slots=True)
class Clause:
    """``SERVICE [SILENT] target { … }``: its offsets, the target as it is written, the offset of its group.

    ``before`` is where the outermost group begins, if what precedes the clause in it may be sent along; else None.
    """

    start: int
    end: int
    group: int
    target: str
    is_silent: bool
    before: int | None


def find_clauses(text: str) -> list[Clause]:
    """The clauses that are not inside another one, in order.

    Raises ForbiddenQueryError for one that another reading of the text would show elsewhere, QueryFaultError where
    there are too many, and beside LATERAL, which takes no VALUES for what is bound already.
    """
    tokens = list(tokenise(text))
    clauses = list(_clauses(text, tokens))
    refuse_service(outline(text, clauses), _UNCLEAR)
    lateral = next((token for token in tokens if clauses and _begins(token, "LATERAL")), None)
    if lateral is not None:
        message = "SERVICE and LATERAL do not go together here: leave LATERAL out, and the rows are joined as well."
        raise QueryFaultError(message, place_of(text, lateral.start, lateral.text))
    if len(clauses) > MAX_CLAUSES:
        place = place_of(text, clauses[MAX_CLAUSES].start, "SERVICE")
        raise QueryFaultError(f"A query may ask other servers {MAX_CLAUSES} times; send several.", place)
    return clauses


def outline(text: str, clauses: Sequence[Clause]) -> str:
    """The query with its groups and without the words that call out; every offset stays."""
    parts, end = [], 0
    for clause in clauses:
        words = text[clause.start : clause.group]
        parts += [text[end : clause.start], "".join(sign if sign in "\r\n" else " " for sign in words)]
        end = clause.group
    return "".join([*parts, text[end:]])


def prologue_of(text: str) -> str:
    """The PREFIX and BASE lines of a query."""
    return text[: _form(text, list(tokenise(text)))]


def _form(text: str, tokens: list[Token]) -> int:
    """Where the query form stands."""
    form = form_of(tokens)
    starts = (token.start for token in tokens if token.kind == "word" and token.text.upper() == form)
    return next(starts, len(text))


def _clauses(text: str, tokens: list[Token]) -> Iterator[Clause]:
    opened: list[int] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if token.kind == "word" and token.text.upper() == "SERVICE":
            group = next((at for at in range(place, len(tokens)) if _is(tokens[at], "{")), None)
            last = _closing(tokens, group) if group is not None else None
            if group is not None and last is not None:
                yield _clause(text, tokens[place - 1 : group + 1], tokens[last], _outermost(text, tokens, opened))
                place = last + 1
        elif _is(token, "{") or _is(token, "("):
            opened.append(place - 1)
        elif opened and (_is(token, "}") or _is(token, ")")):
            opened.pop()


def _clause(text: str, head: list[Token], last: Token, before: int | None) -> Clause:
    is_silent = head[1].kind == "word" and head[1].text.upper() == "SILENT"
    named = head[2:] if is_silent else head[1:]
    if named[0].kind == "variable":
        place = place_of(text, named[0].start, named[0].text)
        message = (
            "SERVICE with a variable asks whatever server the data name: write the address of one that is allowed."
        )
        raise ForbiddenQueryError(message, place)
    start, group = head[0].start, head[-1].start
    if before is not None and not _is_steady(text[before:start]):
        before = None
    return Clause(start, last.start + 1, group, text[named[0].start : group], is_silent, before)


def _outermost(text: str, tokens: list[Token], opened: list[int]) -> int | None:
    """Where the outermost group begins, if it is the innermost one here and the query names no dataset of its own."""
    if len(opened) != 1 or not _is(tokens[opened[0]], "{"):
        return None
    head = tokens[: opened[0]]
    return None if any(_begins(token, "FROM") for token in head) else tokens[opened[0]].start + 1


def _is_steady(before: str) -> bool:
    return not any(_begins(token, *_UNSTEADY) for token in tokenise(before))


def _closing(tokens: list[Token], opening: int) -> int | None:
    depth = 0
    for at in range(opening, len(tokens)):
        depth += _is(tokens[at], "{") - _is(tokens[at], "}")
        if depth == 0:
            return at
    return None


def _is(token: Token, mark: str) -> bool:
    return token.kind == "mark" and token.text == mark


def _begins(token: Token, *words: str) -> bool:
    """Whether a token begins with one of the words: the parser reads "LIMIT5" as two."""
    return token.kind == "word" and token.text.upper().startswith(words)
