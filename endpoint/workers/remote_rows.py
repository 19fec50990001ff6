"""Rows of other servers: as VALUES in a query of ours, and rows of ours as VALUES in a query to them.

VALUES takes no blank nodes. Those of an answer go in as literals of a type of our own, and a function makes nodes of
them again, new ones for each answer.
"""

from collections.abc import Callable, Iterable, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, Triple

Term = NamedNode | BlankNode | Literal | Triple
Rows = list[list[Term | None]]
_BLANK = NamedNode("urn:samspil:blank")
_STRING = NamedNode("http://www.w3.org/2001/XMLSchema#string")


def to_rows(solutions: Iterable[QuerySolution], names: Sequence[str], answer: str) -> Rows:
    """The terms of each solution in the order of ``names``; ``answer`` tells its blank nodes from those of others.

    Raises ValueError for a triple term with a blank node.
    """
    return [[_kept(solution[name], answer) for name in names] for solution in solutions]


def to_values(names: Sequence[str], rows: Rows) -> str:
    """The rows as a part of a group."""
    blank = {place for row in rows for place, term in enumerate(row) if _is_marked(term)}
    lines = map(_line, rows)
    if not blank:
        return _values(names, lines)
    # Longer than any of their names, so that it is none of them.
    hidden = "_" * (max(map(len, names)) + 1)
    inner = [f"{hidden}{place}" if place in blank else name for place, name in enumerate(names)]
    binds = " ".join(f"BIND({_BLANK}(?{inner[place]}) AS ?{names[place]})" for place in sorted(blank))
    return f"{{ SELECT {' '.join(f'?{name}' for name in names)} {{ {_values(inner, lines)} {binds} }} }}"


def to_parts(names: Sequence[str], rows: Rows, *, max_bytes: int, max_parts: int) -> list[str] | None:
    """Distinct rows of ours for another server, in pieces that it reads; None where nothing can be sent.

    Only columns of nothing but IRIs and plain strings go: other literals may be equal here and not there.
    """
    columns = [place for place, _ in enumerate(names) if all(_can_be_sent(row[place]) for row in rows)]
    if not columns:
        return None
    parts: list[list[str]] = []
    left = 0
    for line in dict.fromkeys(_line([row[place] for place in columns]) for row in rows):
        size = len(line.encode()) + 1
        if size > max_bytes:
            return None
        if size > left:
            parts.append([])
            left = max_bytes
        parts[-1].append(line)
        left -= size
    if len(parts) > max_parts:
        return None
    return [_values([names[place] for place in columns], part) for part in parts]


def _can_be_sent(term: Term | None) -> bool:
    return isinstance(term, NamedNode) or (isinstance(term, Literal) and term.datatype == _STRING)


def _values(names: Sequence[str], lines: Iterable[str]) -> str:
    return f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {' '.join(lines)} }}"


def _line(row: Sequence[Term | None]) -> str:
    return f"({' '.join(_text(term) for term in row)})"


def _text(term: Term | None) -> str:
    if isinstance(term, Triple):
        return f"<<( {_text(term.subject)} {term.predicate} {_text(term.object)} )>>"
    return "UNDEF" if term is None else str(term)


def _kept(term: Term | None, answer: str) -> Term | None:
    if isinstance(term, BlankNode):
        return Literal(f"{answer}-{term.value}", datatype=_BLANK)
    if isinstance(term, Triple) and _has_blank(term):
        raise ValueError("a triple term holds a blank node")
    if _is_marked(term):
        raise ValueError(f"a literal has the type {_BLANK.value}, which is ours")
    return term


def _has_blank(term: Term) -> bool:
    if isinstance(term, Triple):
        return _has_blank(term.subject) or _has_blank(term.object)
    return isinstance(term, BlankNode) or _is_marked(term)


def _is_marked(term: Term | None) -> bool:
    return isinstance(term, Literal) and term.datatype == _BLANK


def _make_blank(term: Term) -> Term:
    """The blank node that a literal of ours stands for; any other term stays."""
    return BlankNode(term.value) if isinstance(term, Literal) and term.datatype == _BLANK else term


FUNCTIONS: dict[NamedNode, Callable[..., Term | None]] = {_BLANK: _make_blank}
