"""The check stage: what keeps a changeset from being published, each finding with the words of its source.

In: a store, its default graph holding all triples once, the named graphs beside it, the ontology among them.
Out: findings, worst first. SHACL Core (``shapes/``) speaks to the default graph, ``queries/violations/`` to all of it.
Nothing is written, and nothing is refused here: the caller decides what a violation stops.
"""

from collections.abc import Iterator
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Store

from loaders.checking.findings import QUERY_COMPONENT, Finding, Severity, Term, term_text
from loaders.checking.quotes import find_quote
from loaders.checking.shacl_engine import Result, ShapeText, shape_texts, validate
from loaders.checking.violation_queries import Row, ViolationQuery, answers, violation_queries
from loaders.prefixes import expand, shorten

_SEVERITIES = {f"http://www.w3.org/ns/shacl#{severity.title()}": severity for severity in Severity}


def check(store: Store, *, timeout_s: float = 60.0) -> tuple[Finding, ...]:
    """All findings on a store: worst first, then by check, focus, path, value and graph; the same store, the same list.

    ``timeout_s`` is the wall clock of SHACL validation. Raises SamspilError when that takes longer or fails.
    """
    found: dict[tuple[str, ...], Finding] = {}
    for finding in (*_shape_findings(store, timeout_s), *_query_findings(store)):
        # One value may break two constraints of one shape: one thing to mend, one finding.
        found.setdefault(tuple(map(str, finding.order)), finding)
    ordered = sorted(found.values(), key=lambda finding: finding.order)
    return tuple(_with_quote(finding, store) for finding in ordered)


def _shape_findings(store: Store, timeout_s: float) -> Iterator[Finding]:
    texts = shape_texts()
    for result in sorted(validate(store, timeout_s=timeout_s), key=lambda result: result.component):
        yield _of_shape(result, texts[result.shape], store)


def _query_findings(store: Store) -> Iterator[Finding]:
    for query in violation_queries():
        for row in answers(query, store):
            yield _of_query(query, row, store)


def _of_shape(result: Result, text: ShapeText, store: Store) -> Finding:
    return Finding(
        severity=_SEVERITIES[result.severity],
        check=result.shape,
        file=text.file,
        component=result.component,
        focus=result.focus,
        focus_label=label_of(result.focus, store),
        path=result.path,
        value=result.value,
        messages=text.messages,
    )


def _of_query(query: ViolationQuery, row: Row, store: Store) -> Finding:
    return Finding(
        severity=query.severity,
        check=query.iri,
        file=query.file,
        component=QUERY_COMPONENT,
        focus=row.focus,
        focus_label=label_of(row.focus, store),
        path=row.path,
        value=row.value,
        messages=query.messages,
        graph=row.graph,
    )


def _with_quote(finding: Finding, store: Store) -> Finding:
    quote = find_quote(store, finding.focus, finding.path, finding.value, graph=finding.graph)
    if quote is None:
        return finding
    return replace(
        finding,
        graph=quote.graph,
        document=quote.document.value,
        document_label=label_of(quote.document, store),
        quote=quote.exact,
        start=quote.start,
        end=quote.end,
    )


def label_of(term: Term, store: Store) -> str:
    """The first label of a resource in the default graph, by text; else its short name."""
    if not isinstance(term, NamedNode):
        return term_text(term)
    labels = (quad.object for quad in store.quads_for_pattern(term, expand("rdfs:label"), None, None))
    texts = sorted(label.value for label in labels if isinstance(label, Literal))
    return texts[0] if texts else shorten(term.value)
