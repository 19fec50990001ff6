"""Derived graphs: what a named rule concludes from the published triples, one graph a rule.

A rule is a SPARQL CONSTRUCT in ``ontology/rules/<name>.rq`` with a header; ``theme-words`` needs words and stands here.
Rules run once, in the order of their names, over the default graph; only what is not stated already is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from loaders.changesets import Changeset
from loaders.evidence import CC_BY
from loaders.iris import Iris, term
from loaders.paths import ONTOLOGY
from loaders.prefixes import expand
from loaders.resolve import THEMES
from loaders.vocabulary import codes_within

TYPE, LABEL = expand("rdf:type"), expand("rdfs:label")
THEME_WORDS = "theme-words"


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
    _keep(changeset, iris, THEME_WORDS, _theme_words(changeset.store))
    for path in paths:
        _keep(changeset, iris, path.stem, _conclude(changeset.store, path))


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


def _keep(changeset: Changeset, iris: Iris, name: str, triples: Iterator[Triple]) -> None:
    store, graph = changeset.store, derived_graph(iris, name)
    fresh = [one for one in triples if not _is_known(store, one)]
    if not fresh:
        return
    described = [
        Triple(graph, TYPE, expand("void:Dataset")),
        Triple(graph, LABEL, Literal(f"Derived by the rule {name}", language="en")),
        Triple(graph, expand("dcterms:license"), CC_BY),
        Triple(graph, expand("prov:wasGeneratedBy"), iris.thing("rule", name)),
    ]
    changeset.replace_graph(
        graph, (Quad(one.subject, one.predicate, one.object, graph) for one in [*fresh, *described])
    )


def _is_known(store: Store, triple: Triple) -> bool:
    return any(True for _ in store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None))


def _conclude(store: Store, path: Path) -> Iterator[Triple]:
    yield from store.query(path.read_text(encoding="utf-8"))  # type: ignore[misc]


def _theme_words(store: Store) -> Iterator[Triple]:
    in_scheme = store.quads_for_pattern(None, expand("skos:inScheme"), term("source-themes"), None)
    for theme in sorted({quad.subject for quad in in_scheme}, key=str):
        for quad in store.quads_for_pattern(theme, expand("skos:prefLabel"), None, None):
            assert isinstance(quad.object, Literal)
            for code in codes_within(THEMES, quad.object.value):
                yield Triple(theme, expand("skos:broader"), code)


def _summary(path: Path) -> str:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#+ summary:"):
            return line.removeprefix("#+ summary:").strip()
    return path.stem
