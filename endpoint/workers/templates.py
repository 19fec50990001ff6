"""The quads that an operation with a WHERE would take out and put in, found without doing it.

``DELETE { … } INSERT { … } WHERE { … }`` becomes one insertion into log graphs, one for each run of triples and each
GRAPH block of the two templates, and one more that says which graph each block is for. So the engine computes the
quads, and they are known exactly, at the cost of the pattern and not of the store.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from endpoint.workers.guard import Token
from endpoint.workers.update_parts import Block, Operation

_SPACE = "urn:uuid:6b0f3a0e-5f0c-4c53-9d3c-0e1b7f2a4d11#"
_NAMES, _FOR = NamedNode(_SPACE + "names"), NamedNode(_SPACE + "for")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Triples of a template: their text, the text of their graph's name ("" for the default graph), and the sign."""

    triples: str
    graph: str
    inserts: bool


@dataclass(frozen=True, slots=True)
class Quads:
    """What an operation takes out and puts in, whether or not it is there."""

    removed: list[Quad]
    added: list[Quad]


def quads_of(store: Store, operation: Operation, *, base: str) -> Quads | None:
    """Compute an operation's quads; the store is left as it was. None where its form is not known here."""
    pieces = _pieces(operation)
    if pieces is None:
        return None
    store.update(operation.prologue + _logging(operation, pieces), base_iri=base)
    quads = Quads([], [])
    for place, piece in enumerate(pieces):
        log = _log(place)
        graph = _graph_of(store, log) if piece.graph else DefaultGraph()
        found = [quad.triple for quad in store.quads_for_pattern(None, None, None, log)]
        sink = quads.added if piece.inserts else quads.removed
        sink.extend(Quad(one.subject, one.predicate, one.object, graph) for one in found)
        store.remove_graph(log)
    store.remove_graph(_NAMES)
    return quads


def _logging(operation: Operation, pieces: list[_Piece]) -> str:
    logs = []
    for place, piece in enumerate(pieces):
        log = _log(place)
        logs.append(f"GRAPH {log} {{ {piece.triples}\n}}")
        if piece.graph:
            logs.append(f"GRAPH {_NAMES} {{ {log} {_FOR} {piece.graph} }}")
    with_clause = operation.text[operation.start : operation.words[0].start]
    if operation.words[0].text.upper() == "WITH":
        with_clause = operation.text[operation.start : operation.words[1].start]
    rest = operation.text[operation.blocks[-2].end : operation.end] if operation.form == "modify" else _where(operation)
    return f"{with_clause} INSERT {{ {' '.join(logs)} }} {rest}"


def _where(operation: Operation) -> str:
    block = operation.blocks[0]
    return "WHERE " + operation.text[block.start : block.end]


def _pieces(operation: Operation) -> list[_Piece] | None:
    """The runs of triples of the templates; None where a graph is named by a variable, or in a way not known here."""
    default = ""
    if operation.words[0].text.upper() == "WITH":
        default = operation.text[operation.words[0].start + len("WITH") : operation.words[1].start]
    templates = operation.blocks[:-1] if operation.form == "modify" else operation.blocks
    pieces: list[_Piece] = []
    for block in templates:
        found = list(_cut(operation.text, block))
        if any(graph is None for _, graph in found):
            return None
        pieces += [_Piece(text, graph or default, block.word == "INSERT") for text, graph in found]
    return pieces


def _cut(text: str, block: Block) -> Iterator[tuple[str, str | None]]:
    """Triples and the name of their graph: "" outside of GRAPH blocks, None where the name is not a constant."""
    tokens, place = block.tokens, 0
    run: list[Token] = []
    while place < len(tokens):
        token = tokens[place]
        if token.kind != "word" or token.text.upper() != "GRAPH":
            # The "." that may follow a GRAPH block begins no triple.
            if run or token.text != ".":
                run.append(token)
            place += 1
            continue
        if run:
            yield text[run[0].start : token.start], ""
            run = []
        name, brace = tokens[place + 1], tokens[place + 2]
        if name.kind not in ("iri", "name") or brace.text != "{":
            yield "", None
            return
        closed = _closing(tokens, place + 2)
        yield text[brace.start + 1 : tokens[closed].start], name.text
        place = closed + 1
    if run:
        yield text[run[0].start : block.end - 1], ""


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """The place of the brace that closes another; the parser has seen that there is one."""
    depth = 0
    for place in range(opening, len(tokens)):
        depth += (tokens[place].text == "{") - (tokens[place].text == "}")
        if depth == 0:
            return place
    return len(tokens) - 1


def _graph_of(store: Store, log: NamedNode) -> NamedNode:
    """The graph that a log is for; where nothing was logged, there is no triple of it either."""
    for quad in store.quads_for_pattern(log, _FOR, None, _NAMES):
        assert isinstance(quad.object, NamedNode)
        return quad.object
    return log


def _log(place: int) -> NamedNode:
    return NamedNode(f"{_SPACE}{place}")
