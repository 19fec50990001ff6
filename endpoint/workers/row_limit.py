"""An answer with no more rows or triples than a client may have, and a word in it where there were more.

In: what the engine computes, which is read no further than one row beyond the limit. Out: the answer as bytes, whole,
because its head tells what its last row decides. Sources: https://www.w3.org/TR/sparql11-results-json/, 3.1.2 and
https://www.w3.org/TR/rdf-sparql-XMLres/, 2.2 (``link`` in the head); other formats have no place for it.
"""

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, QueryTriples, Triple

from endpoint.http.formats import rdf_format, results_format
from endpoint.http.problems import CutAnswerError
from loaders.prefixes import prefixes

LINK = "/problems#cut"
_MARKS = {
    "json": (b'{"head":{', f'{{"head":{{"link":["{LINK}"],'.encode()),
    "xml": (b"</head>", f'<link href="{LINK}"/></head>'.encode()),
}


def limited(
    outcome: QuerySolutions | QueryTriples, name: str, *, max_rows: int, strict: bool = False
) -> tuple[bytes, bool]:
    """The answer in the format ``name``, and whether it was cut. Raises CutAnswerError instead where ``strict``."""
    rows: list[Any] = list(islice(outcome, max_rows + 1))
    is_cut = len(rows) > max_rows
    if is_cut and strict:
        what = "triples" if isinstance(outcome, QueryTriples) else "rows"
        raise CutAnswerError(f"The answer has more than {max_rows} {what}, and strict=1 asks for all of them.")
    del rows[max_rows:]
    if isinstance(outcome, QueryTriples):
        body = pyoxigraph.serialize(rows, format=rdf_format(name), prefixes=prefixes())
        return body or b"", is_cut
    body = _table([variable.value for variable in outcome.variables], rows, results_format(name))
    return body.replace(*_MARKS[name], 1) if is_cut and name in _MARKS else body, is_cut


def _table(names: list[str], rows: Iterable[Any], form: QueryResultsFormat) -> bytes:
    """Rows written by the engine, which takes them as a result in JSON only."""
    bindings = [
        {name: _to_json(term) for name, term in zip(names, row, strict=True) if term is not None} for row in rows
    ]
    text = json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}})
    solutions = pyoxigraph.parse_query_results(text, QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)
    return solutions.serialize(format=form) or b""


def _to_json(term: NamedNode | BlankNode | Literal | Triple) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {part: _to_json(getattr(term, part)) for part in ("subject", "predicate", "object")}
        return {"type": "triple", "value": parts}
    told: dict[str, Any] = {"type": "literal", "value": term.value}
    if term.language is None:
        return {**told, "datatype": term.datatype.value}
    direction = {"its:dir": term.direction.value} if term.direction else {}
    return {**told, "xml:lang": term.language, **direction}
