"""Findings: what a check has to say to a data steward, each with its place in the source.

In: rows of the checks. Out: one JSON object or one line of text per finding. Nothing is checked here; the same
findings as RDF are written by ``loaders/checking/validation_report.py``.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from loaders.prefixes import shorten

Term = NamedNode | BlankNode | Literal | Triple
QUERY_COMPONENT = "http://www.w3.org/ns/shacl#SPARQLConstraintComponent"


class Severity(StrEnum):
    """How much a finding weighs; only a violation stops a publication. The order is the order of reports."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold.

    ``check`` is the IRI of the shape or of the violation query, ``file`` where it stands (``shapes/project.ttl``),
    ``component`` the IRI of the SHACL constraint component. ``path`` is a predicate IRI, or a SPARQL property path.
    ``messages`` has one text per language (en, da). The rest says where the source has it: the named graph, the
    document and its name, the exact words, and their place in Unicode code points; None where no evidence speaks of
    the focus.
    """

    severity: Severity
    check: str
    file: str
    component: str
    focus: Term
    focus_label: str
    path: str | None
    value: Term | None
    messages: Mapping[str, str]
    graph: str | None = None
    document: str | None = None
    document_label: str | None = None
    quote: str | None = None
    start: int | None = None
    end: int | None = None

    @property
    def order(self) -> tuple[int, str, str, str, str, str]:
        """The key that reports are sorted by: worst first, then by check, focus, path, value and graph."""
        rank = list(Severity).index(self.severity)
        return rank, self.check, str(self.focus), self.path or "", str(self.value), self.graph or ""


def violations(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those findings that stop a publication, in the order given."""
    return tuple(finding for finding in findings if finding.severity is Severity.VIOLATION)


def to_json(finding: Finding) -> str:
    """One line of JSON; focus is an IRI where it is one, value is in N-Triples form, absent parts are left out."""
    row: dict[str, object] = {
        "severity": finding.severity.value,
        "check": finding.check,
        "file": finding.file,
        "focus": term_text(finding.focus),
        "focus_label": finding.focus_label,
        "path": finding.path,
        "value": None if finding.value is None else str(finding.value),
        "messages": dict(sorted(finding.messages.items())),
        "graph": finding.graph,
        "document": finding.document,
        "document_label": finding.document_label,
        "quote": finding.quote,
        "start": finding.start,
        "end": finding.end,
    }
    return json.dumps({key: value for key, value in row.items() if value is not None}, ensure_ascii=False)


def to_text(finding: Finding, language: str = "en") -> str:
    """One line for a terminal, the message in ``language`` or else in English."""
    message = finding.messages.get(language) or finding.messages.get("en", finding.check)
    line = f"{finding.severity.value:<9}  {finding.file}  {finding.focus_label}{_detail(finding)}: {message}"
    if finding.quote is None:
        return line
    words = " ".join(finding.quote.split())
    document = finding.document_label or finding.document
    return f"{line} — source: '{words}' ({document}, characters {finding.start} to {finding.end})"


def term_text(term: Term) -> str:
    """What a term says without its RDF syntax: the IRI, the lexical form, or the blank node as it is written."""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def short_path(path: str) -> str:
    """A path with prefixed names: ``schema:startDate``, ``^org:organization/org:member``."""
    if "<" not in path:
        return shorten(path)
    bare = path[1:-1] if path.startswith("(") and path.endswith(")") and path.count("(") == 1 else path
    return re.sub("<([^<>]*)>", lambda match: shorten(match[1]), bare)


def _detail(finding: Finding) -> str:
    """The path and value in brackets, shortened for reading."""
    parts = [] if finding.path is None else [short_path(finding.path)]
    if finding.value is not None:
        text = term_text(finding.value)
        parts.append(shorten(text) if isinstance(finding.value, NamedNode) else f"“{text}”")
    return f" [{' '.join(parts)}]" if parts else ""
