"""What is asked: a made register in, named workloads out, each with its kind and the texts of its questions.

``fresh`` questions are never the same twice: the texts differ, or a number in a comment does, so that no server can
give an answer that it gave before. The others are asked again and again. A canned one is a file of ``queries/``: this
endpoint answers it at its own address, the others get its text with the values in front of the pattern.
"""

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.load import NUMBER_MARK
from bench.made_register import BASE, Register, thing
from loaders.prefixes import prefixes
from loaders.query_files import find_query

ROWS, TRIPLES = "application/sparql-results+json", "application/n-triples"
_DIFFERENT = 4_000
_SEED = 4


@dataclass(frozen=True, slots=True)
class Workload:
    """Questions of one kind; ``addresses`` is where this endpoint has the canned ones."""

    kind: str
    name: str
    texts: tuple[str, ...]
    fresh: bool = True
    accept: str = ROWS
    addresses: tuple[str, ...] = ()

    def text_of(self, place: int) -> str:
        """A question as it is sent, with its placeholder when it is to be fresh."""
        return f"{self.texts[place]}\n#{NUMBER_MARK}" if self.fresh else self.texts[place]


def workloads(register: Register) -> tuple[Workload, ...]:
    """All of them, the kinds in the order of the table. The same register, the same questions."""
    chance = random.Random(_SEED)
    sources = chance.choices(range(register.sources), k=_DIFFERENT)
    return (*_lookups(sources), *_joins(sources), *_aggregates(), *_paths(sources), *_large(), *_canned(sources),
            *_repeated())  # fmt: skip


def _lookups(sources: list[int]) -> tuple[Workload, ...]:
    texts = (f"SELECT ?p ?o WHERE {{ {thing('project', f'{each}-0')} ?p ?o }}" for each in sources)
    return (Workload("point lookup", "all of one project", tuple(texts)),)


def _joins(sources: list[int]) -> tuple[Workload, ...]:
    partners = (
        f"SELECT ?actor ?name ?place WHERE {{ {thing('partnership', each)} samspil:hasPartner ?actor . "
        "?actor rdfs:label ?name ; dcterms:spatial ?place }"
        for each in sources
    )
    fellows = (
        f"SELECT ?other ?name WHERE {{ {thing('project', f'{each}-0')} samspil:leadPartner ?actor . "
        "?other samspil:hasPartner ?actor ; rdfs:label ?name }"
        for each in sources
    )
    budgets = (
        "SELECT ?project ?name ?value WHERE { ?project adms:status samspil:status-finished ; samspil:budget ?amount ; "
        'rdfs:label ?name . ?amount schema:currency "SEK" ; schema:value ?value . FILTER(?value > 15000000) }'
    )
    goals = (
        "SELECT ?project ?goal ?actor WHERE { ?project a samspil:Project ; samspil:hasGoal ?goal ; "
        "samspil:leadPartner ?actor . ?goal a samspil:Goal ; samspil:targetYear ?year . "
        '?actor a org:FormalOrganization ; org:classification samspil:actor-university . FILTER(STR(?year) = "2030") }'
    )
    return (
        Workload("join", "partners of one partnership", _with_prefixes(partners)),
        Workload("join", "where the leader of one project takes part", _with_prefixes(fellows)),
        Workload("join", "finished projects with large budgets", _with_prefixes((budgets,))),
        Workload("join", "goals of 2030 that universities lead to", _with_prefixes((goals,))),
    )


def _aggregates() -> tuple[Workload, ...]:
    texts = {
        "things of each class": "SELECT ?class (COUNT(*) AS ?n) WHERE { ?thing a ?class } GROUP BY ?class",
        "budgets by theme and currency": (
            "SELECT ?theme ?currency (COUNT(*) AS ?n) (SUM(?value) AS ?sum) WHERE { ?project a samspil:Project ; "
            "dcterms:subject ?theme ; samspil:budget ?amount . ?amount schema:value ?value ; "
            "schema:currency ?currency } GROUP BY ?theme ?currency"
        ),
        "actors with the most memberships": (
            "SELECT ?actor (COUNT(DISTINCT ?joined) AS ?n) WHERE { ?m a org:Membership ; org:member ?actor ; "
            "org:organization ?joined } GROUP BY ?actor ORDER BY DESC(?n) ?actor LIMIT 20"
        ),
    }
    return tuple(Workload("aggregate", name, _with_prefixes((text,))) for name, text in texts.items())


def _paths(sources: list[int]) -> tuple[Workload, ...]:
    older = (f"SELECT ?older WHERE {{ {thing('partnership', each)} dcterms:replaces+ ?older }}" for each in sources)
    below = "SELECT ?thing WHERE { ?theme skos:broader+ samspil:theme-energy . ?thing dcterms:subject ?theme }"
    return (
        Workload("path", "what came before one partnership", _with_prefixes(older)),
        Workload("path", "things under a theme", _with_prefixes((below,))),
    )


def _large() -> tuple[Workload, ...]:
    rows = "SELECT ?m ?actor ?joined WHERE { ?m org:member ?actor ; org:organization ?joined }"
    graph = "CONSTRUCT { ?thing rdfs:label ?label } WHERE { ?thing a org:Membership ; rdfs:label ?label }"
    return (
        Workload("large result", "all memberships, JSON", _with_prefixes((rows,))),
        Workload("large result", "their labels, N-Triples", _with_prefixes((graph,)), accept=TRIPLES),
    )


def _canned(sources: list[int]) -> tuple[Workload, ...]:
    partnerships = [{"partnership_iri": f"{BASE}id/partnership/partnership-{each}"} for each in sources[:50]]
    asked: tuple[tuple[str, list[dict[str, str]]], ...] = (
        ("partnership-members", partnerships),
        ("municipalities-in-partnerships", [{"country": "DK"}]),
        ("funding-by-fund", [{}]),
        ("bridging-actors", [{"minimum": "2"}]),
    )
    return tuple(
        Workload(
            "canned query",
            name,
            tuple(canned_text(name, values) for values in every),
            fresh=False,
            addresses=tuple(f"/queries/{name}.json?{urlencode(values)}".rstrip("?") for values in every),
        )
        for name, every in asked
    )


def _repeated() -> tuple[Workload, ...]:
    light = f"SELECT ?p ?o WHERE {{ {thing('partnership', 7)} ?p ?o }}"
    heavy = "SELECT ?class ?p (COUNT(*) AS ?n) WHERE { ?s a ?class ; ?p ?o } GROUP BY ?class ?p"
    return (
        Workload("repeated query", "all of one partnership", (light,), fresh=False),
        Workload("repeated query", "predicates of each class", (heavy,), fresh=False),
    )


def canned_text(name: str, values: Mapping[str, str]) -> str:
    """A canned query as text for a server that has no bindings: the values stand before its outermost pattern."""
    query = find_query(name)
    rows = "".join(f"VALUES ?{key} {{ {term} }} " for key, term in query.bind(values).items())
    text = re.sub(r"^#\+.*\n", "", query.text, flags=re.MULTILINE)
    return re.sub(r"\bWHERE\s*\{", lambda found: f"{found[0]} {rows}", text, count=1)


def _with_prefixes(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts with a declaration for each known prefix that they use."""
    return tuple(_declared(text) for text in texts)


def _declared(text: str) -> str:
    bare = re.sub(r'<[^>]*>|"[^"]*"', "", text)
    used = sorted({name for name in re.findall(r"\b([a-z]+):", bare) if name in prefixes()})
    return "".join(f"PREFIX {name}: <{prefixes()[name]}> " for name in used) + text
