"""Does a published graph say what a hand-annotated gold file says? Support for ``test_gold.py``.

A gold statement is found when evidence in the document's graph speaks of the same relation, subject and object, and its
passage overlaps the gold quote. Names are compared with all labels of a resource; goals, themes and claims, which every
reader words differently, by half of their words; dates to the coarser precision; sums, counts and addresses exactly.
A claim may also give words of the quote itself.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Variable

from loaders.iris import term
from loaders.vocabulary import Relation, code_for, relations

WORDED = {"Goal", "Theme", "Strategy", "ActorGroup", "Actor", "OrganisationUnit", "Document", "Network", "Partnership"}
_PLACE_WORDS = re.compile(r"\b(kommunes?|kommuns?|kommunen|municipality|delprogram|the|of)\b")
_EVIDENCE = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?file ?subject ?predicate ?object ?start ?end WHERE {
  ?document dcterms:identifier ?file .
  ?evidence oa:hasSource ?document ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
    oa:hasSelector ?passage .
  ?passage oa:start ?start ; oa:end ?end .
}
"""
_LABELS = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?label WHERE { ?thing rdfs:label|skos:prefLabel|skos:altLabel|skos:hiddenLabel ?label }
"""
_VALUES = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
PREFIX samspil: <https://w3id.org/samspil/ontology#>
SELECT ?node ?value ?currency ?kind ?about WHERE {
  ?node rdf:value|schema:value ?value .
  OPTIONAL { ?node schema:currency ?currency }
  OPTIONAL { ?node samspil:claimKind ?kind }
  OPTIONAL { ?node dcterms:subject ?about }
}
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One evidence resource of a document."""

    subject: str
    predicate: str
    object: NamedNode | Literal
    start: int
    end: int


class PublishedGraph:
    """What a store says of a document, ready to be asked statement by statement."""

    def __init__(self, store: Store, file_name: str) -> None:
        """Read the evidence of the document, and all labels and values."""
        self.rows = list(_rows(store, file_name))
        self.labels: dict[str, set[str]] = defaultdict(set)
        for row in _select(store, _LABELS):
            self.labels[row["thing"].value].add(row["label"].value)
        self.values = {row["node"].value: row for row in _select(store, _VALUES)}

    def says(self, statement: dict[str, Any]) -> bool:
        """Whether some evidence matches a gold statement."""
        relation = relations()[statement["relation"]]
        return any(self._matches(row, statement, relation) for row in self.rows if _overlap(row, statement))

    def _matches(self, row: Row, statement: dict[str, Any], relation: Relation) -> bool:
        if relation.pattern == "inverse":
            flipped = Row(str(row.object.value), row.predicate, NamedNode(row.subject), row.start, row.end)
            return self._same(relation, flipped) and self._named(flipped.subject, statement["subject"]) and self._named(
                row.subject, statement["object"]
            )  # fmt: skip
        return (
            self._same(relation, row)
            and self._named(row.subject, statement["subject"])
            and self._object(row, statement, relation)
        )

    def _same(self, relation: Relation, row: Row) -> bool:
        if row.predicate == term("hasClaim").value:
            kind = self.values[row.object.value]["kind"]
            return relation.pattern in ("claim", "cooperation") and kind == relation.code
        return relation.predicate is not None and row.predicate == relation.predicate.value

    def _object(self, row: Row, statement: dict[str, Any], relation: Relation) -> bool:
        wanted = statement["object"]
        words = str(wanted.get("value", wanted.get("name")))
        if isinstance(row.object, Literal):
            return _same_value(row.object.value, words)
        if relation.name == "status" or relation.pattern == "holder":
            scheme = "statuses" if relation.name == "status" else "roles"
            return bool(row.object == code_for(term(scheme), words.split(" (")[0]))
        if relation.datatype == "anyURI":
            return bool(row.object.value == words)
        made = self.values.get(row.object.value)
        if made is not None:
            about = made["about"].value if made["about"] else None
            return (
                _same_value(made["value"].value, words)
                or _shares_words(made["value"].value, words)
                or plain(made["value"].value) in plain(statement["quote"])
                or (about is not None and self._named(about, wanted))
            )
        return self._named(row.object.value, wanted)

    def _named(self, iri: str, wanted: dict[str, Any]) -> bool:
        names = [wanted.get("name", wanted.get("value")), wanted.get("canonical"), *wanted.get("aliases", [])]
        known = self.labels[iri]
        if {plain(name) for name in names if name} & {plain(label) for label in known}:
            return True
        worded = wanted.get("type", "Theme") in WORDED
        return worded and any(_shares_words(label, name) for label in known for name in names if name)


def plain(name: str) -> str:
    """A name without case, punctuation, genitive s and the words for municipality."""
    folded = unicodedata.normalize("NFKC", str(name)).casefold()
    words = _PLACE_WORDS.sub(" ", re.sub(r"[^\w\s]", " ", folded)).split()
    return " ".join(word[:-1] if len(word) > 4 and word.endswith("s") else word for word in words)


def _shares_words(left: str, right: str) -> bool:
    one, other = set(plain(left).split()), set(plain(right).split())
    return bool(one and other) and len(one & other) >= 0.5 * min(len(one), len(other))


def _same_value(left: str, right: str) -> bool:
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", left) and re.match(r"\d{4}(\D|$)", right):
        return left.startswith(right) or right.startswith(left)
    try:
        return float(left) == float(right)
    except ValueError:
        return left.strip() == right.strip()


def _overlap(row: Row, statement: dict[str, Any]) -> bool:
    return bool(min(row.end, statement["end"]) > max(row.start, statement["start"]))


def _rows(store: Store, file_name: str) -> Iterator[Row]:
    for row in _select(store, _EVIDENCE, file_name):
        yield Row(
            row["subject"].value, row["predicate"].value, row["object"], int(row["start"].value), int(row["end"].value)
        )


def _select(store: Store, query: str, file_name: str | None = None) -> Iterator[Any]:
    bound = {Variable("file"): Literal(file_name)} if file_name else None
    solutions = store.query(query, substitutions=bound)  # type: ignore[arg-type]
    assert isinstance(solutions, QuerySolutions)
    return iter(solutions)
