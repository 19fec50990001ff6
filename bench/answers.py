"""Whether two answers say the same: bodies in, bags of rows or triples out, in a form that all servers share.

Servers may write one number in several ways ("120000", "120000.0") and give a plain literal its type or not: numbers
are compared by value, other literals by text and language.
"""

import json
from collections import Counter
from decimal import Decimal, InvalidOperation

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

Cell = tuple[str, str, str]
Bag = Counter[tuple[Cell, ...]]


def bag_of(body: bytes, accept: str) -> Bag:
    """Rows of a JSON answer (SPARQL 1.1 Query Results JSON), triples of N-Triples or Turtle; how often each comes."""
    if "json" in accept:
        answer = json.loads(body)
        names = answer["head"]["vars"]
        return Counter(
            tuple(_cell_of_json(row[name]) if name in row else ("", "", "") for name in names)
            for row in answer["results"]["bindings"]
        )
    triples = parse(body, format=RdfFormat.TURTLE)
    # A graph is a set: a server that says a triple twice says no more.
    return Counter({tuple(_cell(term) for term in (each.subject, each.predicate, each.object)) for each in triples})


def _cell_of_json(cell: dict[str, str]) -> Cell:
    kind = cell["type"].replace("typed-literal", "literal")
    return _literal(cell["value"], cell.get("xml:lang", "")) if kind == "literal" else (kind, cell["value"], "")


def _cell(term: object) -> Cell:
    if isinstance(term, Literal):
        return _literal(term.value, term.language or "")
    return ("uri", term.value, "") if isinstance(term, NamedNode | BlankNode) else ("triple", str(term), "")


def _literal(text: str, language: str) -> Cell:
    if not language and len(text) < 40:
        try:
            return "literal", f"{Decimal(text).normalize():f}", ""
        except InvalidOperation:
            pass
    return "literal", text, language
