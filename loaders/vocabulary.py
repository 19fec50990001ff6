"""The words of the ontology, as the loaders use them: the two tables, and the labels of the code lists.

``ontology/relations.csv`` maps each relation of a source to terms, ``ontology/entity-types.csv`` each type of entity to
an IRI kind and classes, ``ontology/*.ttl`` holds the code lists whose labels are matched with the words of a source.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from loaders.errors import SourceError
from loaders.iris import TERMS
from loaders.paths import ONTOLOGY
from loaders.prefixes import expand

# Names are written with the letters of the neighbours: Øresund is Öresund, Århus is Aarhus.
SAME_LETTERS = str.maketrans({"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa", "é": "e", "ü": "u"})
_LABELS = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?scheme ?code ?label WHERE {
  ?code skos:inScheme ?scheme ; skos:prefLabel|skos:altLabel|skos:hiddenLabel|skos:notation ?label .
} ORDER BY ?scheme ?code ?label
"""


@dataclass(frozen=True, slots=True)
class Relation:
    """A row of ``ontology/relations.csv``: how a relation of a source is written as triples.

    ``core`` relations are those that ``samspil extract`` promises; the others are read where a page says them plainly.
    """

    name: str
    core: bool
    pattern: str
    predicate: NamedNode | None
    code: NamedNode | None
    datatype: str


@dataclass(frozen=True, slots=True)
class EntityType:
    """A row of ``ontology/entity-types.csv``; ``scope`` is global or document, ``label`` is name or language."""

    name: str
    kind: str
    classes: tuple[NamedNode, ...]
    classification: NamedNode | None
    scope: str
    label: str


@cache
def relations() -> dict[str, Relation]:
    """Every relation by its name."""
    return {
        row["relation"]: Relation(
            row["relation"],
            row["core"] == "yes",
            row["pattern"],
            _term(row["predicate"]),
            _term(row["code"]),
            row["datatype"],
        )
        for row in _rows("relations.csv")
    }


@cache
def entity_types() -> dict[str, EntityType]:
    """Every type of entity by its name."""
    return {
        row["type"]: EntityType(
            row["type"],
            row["kind"],
            tuple(expand(name) for name in row["classes"].split()),
            _term(row["classification"]),
            row["scope"],
            row["label"],
        )
        for row in _rows("entity-types.csv")
    }


@cache
def ontology_store() -> Store:
    """All of ``ontology/*.ttl`` in memory, in the default graph. Not to be written to."""
    store = Store()
    for path in sorted(ONTOLOGY.glob("*.ttl")):
        if path.name != "prefixes.ttl":
            load_turtle(store, path)
    return store


@cache
def local_names() -> frozenset[str]:
    """The names of our own terms, without the namespace."""
    named = (quad.subject.value for quad in ontology_store() if isinstance(quad.subject, NamedNode))
    return frozenset(iri.removeprefix(TERMS) for iri in named if iri.startswith(TERMS))


def load_turtle(store: Store, path: Path) -> None:
    """Load a file of the repository into the default graph. Raises SourceError with the line where it is broken."""
    try:
        store.load(path=str(path))
    except SyntaxError as error:
        raise SourceError(path, error.lineno or 0, f"is not Turtle: {error.msg}.") from error


def ontology_quads(graph: NamedNode) -> Iterator[Quad]:
    """The ontology and its code lists as quads of ``graph``."""
    for quad in ontology_store().quads_for_pattern(None, None, None, None):
        yield Quad(quad.subject, quad.predicate, quad.object, graph)


def code_for(scheme: NamedNode, words: str) -> NamedNode | None:
    """The code of a scheme that has ``words`` among its labels in any language; None when there is none.

    Several codes with one label: the first by IRI.
    """
    return _codes().get((scheme.value, label_key(words)))


def codes_within(scheme: NamedNode, words: str) -> tuple[NamedNode, ...]:
    """The codes of a scheme with a label that stands as words, or begins a compound, in ``words``; longest label first.

    A label inside a longer one that was found does not count ("waste" in "wastewater treatment"); one of fewer than
    four letters must stand as a word of its own.
    """
    rest, found = f" {label_key(words)} ", []
    labels = [(label, code) for (in_scheme, label), code in _codes().items() if in_scheme == scheme.value]
    for label, code in sorted(labels, key=lambda pair: (-len(pair[0]), pair[0])):
        pattern = f" {label}" if len(label) > 3 else f" {label} "
        if pattern in rest:
            rest = rest.replace(pattern, " | ")
            found.append(code)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=65_536)
def label_key(words: str) -> str:
    """What two spellings of a label have in common: case, punctuation, kinds of space aside."""
    folded = unicodedata.normalize("NFC", words).casefold()
    return " ".join(re.sub(r"[^\w]+", " ", folded).split())


@cache
def _codes() -> dict[tuple[str, str], NamedNode]:
    codes: dict[tuple[str, str], NamedNode] = {}
    for row in ontology_store().query(_LABELS):  # type: ignore[union-attr]
        scheme, code, label = row["scheme"], row["code"], row["label"]
        assert isinstance(scheme, NamedNode)
        assert isinstance(code, NamedNode)
        assert isinstance(label, Literal)
        codes.setdefault((scheme.value, label_key(label.value)), code)
    return codes


def _rows(name: str) -> list[dict[str, str]]:
    with (ONTOLOGY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _term(name: str) -> NamedNode | None:
    return expand(name) if name else None
