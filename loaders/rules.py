"""Derived graphs: what a named rule concludes from the published triples, one graph a rule.

A rule is a SPARQL CONSTRUCT in ``ontology/rules/<name>.rq`` with a header; ``theme-words`` needs words and stands here.
Rules run once over the default graph as it is stated; only what is not stated already is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, Store, Triple

from loaders.changesets import Changeset
from loaders.errors import SourceError
from loaders.evidence import CC_BY
from loaders.iris import Iris, term
from loaders.paths import ONTOLOGY
from loaders.prefixes import expand
from loaders.query_header import read_header, value_of
from loaders.resolve import THEMES
from loaders.vocabulary import codes_within

TYPE, LABEL = expand("rdf:type"), expand("rdfs:label")
THEME_WORDS = "theme-words"
_KEYS = ("summary", "description", "tags")


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule in words: its name and one sentence of what it does."""

    name: str
    summary: str


def derive(changeset: Changeset, iris: Iris) -> None:
    """Replace every derived graph of a changeset by what its rule concludes now."""
    paths = sorted((ONTOLOGY / "rules").glob("*.rq"))
    for name in [THEME_WORDS, *(path.stem for path in paths)]:
        changeset.replace_graph(derived_graph(iris, name), ())
    concluded = {THEME_WORDS: _theme_words(changeset.store)}
    concluded |= {path.stem: _conclude(changeset.store, path) for path in paths}
    # Every rule sees what is stated and nothing that another concludes: their order does not matter.
    fresh = {
        name: [one for one in triples if not _is_known(changeset.store, one)] for name, triples in concluded.items()
    }
    for name, triples in fresh.items():
        if triples:
            _keep(changeset, iris, name, triples)


def derived_graph(iris: Iris, name: str) -> NamedNode:
    """The named graph of what a rule concludes."""
    return iris.graph(f"derived-{name}")


def rule_texts() -> tuple[RuleText, ...]:
    """The rules of derivation in words."""
    written = tuple(RuleText(path.stem, _summary(path)) for path in sorted((ONTOLOGY / "rules").glob("*.rq")))
    return (
        RuleText(THEME_WORDS, "A theme of a source is narrower than the official themes whose labels it holds."),
        *written,
    )


def _keep(changeset: Changeset, iris: Iris, name: str, triples: list[Triple]) -> None:
    graph = derived_graph(iris, name)
    described = [
        Triple(graph, TYPE, expand("void:Dataset")),
        Triple(graph, LABEL, Literal(f"Derived by the rule {name}", language="en")),
        Triple(graph, expand("dcterms:license"), CC_BY),
        Triple(graph, expand("prov:wasGeneratedBy"), iris.thing("rule", name)),
    ]
    changeset.replace_graph(
        graph, (Quad(one.subject, one.predicate, one.object, graph) for one in [*triples, *described])
    )


def _is_known(store: Store, triple: Triple) -> bool:
    return any(True for _ in store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None))


def _conclude(store: Store, path: Path) -> Iterator[Triple]:
    try:
        triples = store.query(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise SourceError(path, 0, f"is not SPARQL: {error}.") from error
    if not isinstance(triples, QueryTriples):
        raise SourceError(path, 0, "is no CONSTRUCT: a rule adds triples.")
    yield from triples


def _theme_words(store: Store) -> Iterator[Triple]:
    in_scheme = store.quads_for_pattern(None, expand("skos:inScheme"), term("source-themes"), None)
    for theme in sorted({quad.subject for quad in in_scheme}, key=str):
        for quad in store.quads_for_pattern(theme, expand("skos:prefLabel"), None, None):
            assert isinstance(quad.object, Literal)
            for code in codes_within(THEMES, quad.object.value):
                yield Triple(theme, expand("skos:broader"), code)


def _summary(path: Path) -> str:
    header = read_header(path, path.read_text(encoding="utf-8"), _KEYS)
    return value_of(header, "summary") or path.stem
