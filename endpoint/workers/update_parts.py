"""An update cut into its operations, and each of them into the pieces that can be put together otherwise.

In: a text that the parser takes, and its tokens (``endpoint/workers/guard.py``). Out: operations in order, each with
the prologue that holds for it. Source: SPARQL 1.1, grammar rules 29 to 57. It cuts and does not parse: where an
operation is not of a form that it knows, it says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from endpoint.http.problems import QueryFaultError
from endpoint.workers.guard import Token, place_of

_VERBS = {"INSERT", "DELETE", "WITH", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "LOAD"}
# The words that come before operations, and how many tokens each takes with its own.
_PROLOGUE = {"PREFIX": 3, "BASE": 2, "VERSION": 2}
_FORMS = {("INSERT", "DATA"), ("DELETE", "DATA"), ("DELETE", "WHERE")}
_DATASET = {"USING", "WITH"}


@dataclass(frozen=True, slots=True)
class Block:
    """A pair of braces on the top level, the word before them, and their place: from brace to behind brace."""

    word: str
    start: int
    end: int
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of an update: from ``start`` (its verb) to ``end`` in ``text``, and all prologues before it.

    ``form`` is "insert data", "delete data", "delete where", "modify", or "other" (whole graphs, and what is not known
    here); ``words`` are those of its ``tokens`` that stand outside of braces.
    """

    text: str
    prologue: str
    start: int
    end: int
    form: str
    tokens: tuple[Token, ...]
    words: tuple[Token, ...]
    blocks: tuple[Block, ...]

    @property
    def names_dataset(self) -> bool:
        """Whether USING or WITH stands in it."""
        return any(word.text.upper() in _DATASET for word in self.words)

    @property
    def body(self) -> str:
        """The operation itself."""
        return self.text[self.start : self.end]

    def where(self) -> int:
        """The place of the word WHERE. Only "modify" and "delete where" have one."""
        return next(word.start for word in self.words if word.text.upper() == "WHERE")


def operations(text: str, tokens: Sequence[Token]) -> list[Operation]:
    """The operations of an update, in order; the empty one after a last ";" is left out."""
    found, prologue, begin, depth = [], "", 0, 0
    part: list[Token] = []
    for token in [*tokens, Token("mark", ";", len(text))]:
        depth += (token.kind == "mark") * ((token.text == "{") - (token.text == "}"))
        if not (depth == 0 and token.kind == "mark" and token.text == ";"):
            part.append(token)
            continue
        verb = _verb_of(text, part, token.start)
        prologue += text[begin:verb] + "\n"
        if verb < token.start:
            found.append(_operation(text, prologue, verb, token.start, [one for one in part if one.start >= verb]))
        part, begin = [], token.start + 1
    return found


def _verb_of(text: str, part: list[Token], end: int) -> int:
    """Where the verb stands behind the prologue; ``end`` where there is a prologue only. Raises QueryFaultError."""
    place = 0
    while place < len(part) and (length := _PROLOGUE.get(part[place].text.upper())):
        place += length
    if place >= len(part):
        return end
    first = part[place]
    if first.text.upper() not in _VERBS:
        # The parser takes "INSERTDATA{…}" and "LOADe:x"; nobody here is to guess what it makes of them.
        where = place_of(text, first.start, first.text)
        message = (
            f"Line {where.line}, column {where.column}: an operation begins with one of {', '.join(sorted(_VERBS))}."
        )
        raise QueryFaultError(message, where, "Put a space between the verb and what follows it.")
    return first.start


def _operation(text: str, prologue: str, start: int, end: int, part: list[Token]) -> Operation:
    words, blocks, depth, opened = [], [], 0, 0
    for place, token in enumerate(part):
        if depth == 0 and token.kind == "word":
            words.append(token)
        if token.kind == "mark" and token.text == "{":
            opened = place if depth == 0 else opened
            depth += 1
        elif token.kind == "mark" and token.text == "}":
            depth -= 1
            if depth == 0:
                word = words[-1].text.upper() if words else ""
                blocks.append(Block(word, part[opened].start, token.start + 1, tuple(part[opened + 1 : place])))
    return Operation(text, prologue, start, end, _form(words, blocks), tuple(part), tuple(words), tuple(blocks))


def _form(words: list[Token], blocks: list[Block]) -> str:
    names = [word.text.upper() for word in words]
    if tuple(names) in _FORMS and len(blocks) == 1:
        return " ".join(names).lower()
    kinds = [block.word for block in blocks]
    if kinds in (["DELETE", "WHERE"], ["INSERT", "WHERE"], ["DELETE", "INSERT", "WHERE"]):
        return "modify"
    return "other"
