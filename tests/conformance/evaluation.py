"""Query and update tests: load the data, ask, compare with the expected answer or data."""

import re
from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad

from tests.conformance.answers import Answer, read_answer, read_expected, same, same_quads
from tests.conformance.outcomes import MismatchError, RefusedError
from tests.conformance.suites import MF, QT, RDFS, UT, Case, Node
from tests.conformance.targets import JSON, Target, contents

_MEDIA_TYPES = {".srx": "application/sparql-results+xml", ".csv": "text/csv", ".tsv": "text/tab-separated-values"}
_ORDER = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)
_FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]*)>", re.IGNORECASE)


def run_query(case: Case, target: Target) -> None:
    """Run a query evaluation test. Raises MismatchError."""
    action = case.entry.need(f"{MF}action")
    query, result = action.need(f"{QT}query").value, case.entry.need(f"{MF}result").value
    text = with_base(case.text(query), query)
    target.replace([*_data(case, action, QT)] or [*_data_of_clauses(case, text, query)])
    path = case.file(result)
    try:
        actual = read_answer(*target.query(text, _MEDIA_TYPES.get(path.suffix, JSON)))
    except RefusedError as error:
        raise MismatchError(f"not run: {error}") from error
    expected = read_expected(path, result)
    ordered = _ORDER.search(text.rpartition("}")[2]) is not None
    if not same(expected, actual, ordered=ordered, lax=bool(case.entry.all(f"{MF}resultCardinality"))):
        raise MismatchError(_difference(text, expected, actual))


def run_update(case: Case, target: Target) -> None:
    """Run an update evaluation test. Raises MismatchError."""
    action, result = case.entry.need(f"{MF}action"), case.entry.need(f"{MF}result")
    request = action.need(f"{UT}request").value
    target.replace([*_data(case, action, UT)])
    text = with_base(case.text(request), request)
    try:
        target.update(text)
    except RefusedError as error:
        raise MismatchError(f"not run: {error}") from error
    expected, actual = [*_data(case, result, UT)], contents(target)
    if not same_quads(expected, actual):
        raise MismatchError(_difference(text, expected, actual))


def with_base(text: str, address: str) -> str:
    """A query as the suites mean it: relative IRIs start from the file that it stands in."""
    return f"BASE <{address}>\n{text}"


def _data(case: Case, node: Node, space: str) -> Iterator[Quad]:
    """The default graph of a test, and its named graphs: a file by its address, or under a name of its own."""
    for each in node.all(f"{space}data"):
        yield from case.quads(each.value)
    for each in node.all(f"{space}graphData"):
        named = each.one(f"{space}graph") or each
        label = each.one(f"{RDFS}label") or named
        yield from case.quads(named.value, NamedNode(label.value))


def _data_of_clauses(case: Case, text: str, address: str) -> Iterator[Quad]:
    """The graphs that a query names itself (FROM): an endpoint has them or it has not, so they are loaded."""
    folder = address.rpartition("/")[0]
    for name in dict.fromkeys(_FROM.findall(text)):
        if case.file(f"{folder}/{name}").is_file():
            yield from case.quads(f"{folder}/{name}", NamedNode(f"{folder}/{name}"))


def _difference(text: str, expected: Answer | list[Quad], actual: Answer | list[Quad]) -> str:
    return f"\n{text}\nexpected: {expected}\nanswered: {actual}"
