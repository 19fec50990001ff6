"""The prefixes of ``ontology/prefixes.ttl``: one list for serialising, for queries and for names on pages."""

from functools import cache

from pyoxigraph import Literal, NamedNode, Store

from loaders.paths import ONTOLOGY

_QUESTION = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?prefix ?namespace WHERE { [] sh:declare [ sh:prefix ?prefix ; sh:namespace ?namespace ] } ORDER BY ?prefix
"""


@cache
def prefixes() -> dict[str, str]:
    """Prefix to namespace IRI, sorted by prefix."""
    store = Store()
    store.load(path=str(ONTOLOGY / "prefixes.ttl"))
    solutions = store.query(_QUESTION)
    return {_text(row["prefix"]): _text(row["namespace"]) for row in solutions}  # type: ignore[union-attr]


def expand(name: str) -> NamedNode:
    """The IRI of a prefixed name such as ``org:Membership``. Raises KeyError for a prefix that is not in the list."""
    prefix, local = name.split(":", 1)
    return NamedNode(prefixes()[prefix] + local)


def shorten(iri: str) -> str:
    """The prefixed name of an IRI, or the IRI itself where no prefix fits."""
    fitting = [(prefix, space) for prefix, space in prefixes().items() if iri.startswith(space)]
    if not fitting:
        return iri
    prefix, space = max(fitting, key=lambda pair: len(pair[1]))
    return f"{prefix}:{iri[len(space) :]}"


def _text(term: object) -> str:
    assert isinstance(term, Literal)
    return term.value
