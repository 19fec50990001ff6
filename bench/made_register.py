"""A made register to measure with: a number of triples in, an N-Triples file out, the same every time.

Shaped as the published graph is: partnerships with partners, projects with periods and budgets, goals with target
years, themes in a hierarchy, a membership beside every role, and evidence with its passage for the statements of every
fifth source; the others stand for tables, whose rows are their own evidence. A few actors take part in much, most in
little. The ontology and its code lists come first, so that canned queries find their labels. No blank nodes.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TextIO

from pyoxigraph import BlankNode, NamedNode

from loaders.evidence import CC_BY
from loaders.iris import TERMS
from loaders.prefixes import expand
from loaders.vocabulary import ontology_quads

BASE = "https://w3id.org/samspil/"
ACTOR_KINDS = ("municipality", "public-body", "company", "utility", "university", "association")
THEMES = ("energy", "water", "waste", "climate", "transport", "housing", "health", "education", "industry", "food")
STATUSES = ("applied", "started", "ongoing", "finished", "stopped")
CURRENCIES = ("DKK", "NOK", "SEK", "EUR", "ISK")
COUNTRIES = ("dk", "no", "se", "fi", "is")
_KINDS = ("network", "public-private", "symbiosis", "innovation", "cross-border", "inter-municipal")
_TRIPLES_PER_ACTOR = 250
_OWN_THEMES, _PLACES, _FUNDS, _EVIDENCED = 300, 200, 40, 5


@dataclass(slots=True)
class _Lines:
    """N-Triples of one source, in the order of telling."""

    told: list[str] = field(default_factory=list)

    def tell(self, subject: str, *pairs: tuple[str, str]) -> str:
        """Predicates (prefixed) and objects (N-Triples) of one subject, which is the answer."""
        self.told += (f"{subject} {_iri(name)} {value} ." for name, value in pairs)
        return subject

    def write(self, file: TextIO) -> int:
        """Append all lines to a file; how many they were."""
        file.writelines(f"{line}\n" for line in self.told)
        return len(self.told)


@dataclass(frozen=True, slots=True)
class Register:
    """What was made: the N-Triples file, and the numbers up to which there are triples, sources and actors.

    Source n has the partnership n, the project n-0, and perhaps n-1 and n-2.
    """

    path: Path
    triples: int
    sources: int
    actors: int


def write_register(path: Path, triples: int) -> Register:
    """Make a file of ``triples`` or a few hundred more: no source is cut in two."""
    actors = max(20, triples // _TRIPLES_PER_ACTOR)
    count = sources = 0
    with path.open("w", encoding="utf-8") as file:
        for lines in _shared(actors):
            count += lines.write(file)
        while count < triples:
            count += _source(sources, actors).write(file)
            sources += 1
    return Register(path, count, sources, actors)


def thing(kind: str, number: int | str) -> str:
    """The IRI of a made thing, in angle brackets: ``thing("project", "7-1")``."""
    return f"<{BASE}id/{kind}/{kind}-{number}>"


def code(name: str) -> str:
    """A term or a code of the ontology, in angle brackets."""
    return f"<{TERMS}{name}>"


def _shared(actors: int) -> Iterator[_Lines]:
    lines = _Lines()
    for quad in ontology_quads(NamedNode(f"{BASE}graph/ontology")):
        if not isinstance(quad.subject, BlankNode) and not isinstance(quad.object, BlankNode):
            lines.told.append(f"{quad.triple} .")
    for country in COUNTRIES:
        lines.tell(thing("country", country), ("rdf:type", _iri("dcterms:Location")),
                   ("rdfs:label", f'"{country.upper()}"'), ("dcterms:type", code("place-country")),
                   ("skos:notation", f'"{country.upper()}"'))  # fmt: skip
    for number in range(_PLACES):
        lines.tell(thing("place", number), ("rdf:type", _iri("dcterms:Location")),
                   ("rdfs:label", f'"Place {number}"'), ("dcterms:type", code("place-town")),
                   ("dcterms:isPartOf", thing("country", COUNTRIES[number % 5])))  # fmt: skip
    for number in range(_FUNDS):
        lines.tell(thing("fund", number), ("rdf:type", code("Fund")), ("rdfs:label", f'"Nordic Climate Fund {number}"'))
    yield lines
    yield from (_own_theme(number) for number in range(_OWN_THEMES))
    yield from (_actor(number) for number in range(actors))


def _own_theme(number: int) -> _Lines:
    """A theme in a source's own words; it is narrower than another, and in the end than one of the official list."""
    broader = code(f"theme-{THEMES[number]}") if number < len(THEMES) else thing("theme", (number - len(THEMES)) // 3)
    lines, label = _Lines(), f'"tema {number}"@da'
    lines.tell(thing("theme", number), ("rdf:type", _iri("skos:Concept")), ("rdfs:label", label),
               ("skos:prefLabel", label), ("skos:inScheme", code("source-themes")),
               ("skos:broader", broader))  # fmt: skip
    return lines


def _actor(number: int) -> _Lines:
    lines, kind = _Lines(), ACTOR_KINDS[number % len(ACTOR_KINDS)]
    lines.tell(thing("organization", number), ("rdf:type", _iri("org:FormalOrganization")),
               ("rdfs:label", f'"{kind.capitalize()} of Nordstrand {number}"'),
               ("org:classification", code(f"actor-{kind}")),
               ("dcterms:spatial", thing("place", number % _PLACES)))  # fmt: skip
    if kind in ("municipality", "public-body"):
        lines.tell(thing("organization", number), ("rdf:type", _iri("cv:PublicOrganisation")),
                   ("skos:altLabel", f'"Nordstrand {number}"@da'), ("org:identifier", f'"{number:04}"'))  # fmt: skip
    return lines


def _source(number: int, actors: int) -> _Lines:
    """One partnership with its projects and goals, and where they were read."""
    chance, lines = random.Random(number), _Lines()
    partnership = thing("partnership", number)
    lines.tell(partnership, ("rdf:type", code("Partnership")), ("rdfs:label", f'"Samarbejde om omstilling {number}"'),
               ("org:classification", code(f"partnership-{_KINDS[number % len(_KINDS)]}")),
               ("schema:startDate", _year(2000 + chance.randrange(20))),
               ("dcterms:subject", thing("theme", chance.randrange(_OWN_THEMES))),
               ("dcterms:spatial", thing("place", chance.randrange(_PLACES))))  # fmt: skip
    if number % 10:
        lines.tell(partnership, ("dcterms:replaces", thing("partnership", number - 1)))
    stated = _roles(lines, partnership, f"{number}", _members(chance, actors, 2 + chance.randrange(5)))
    goals = [_goal(lines, f"{number}-{each}", chance) for each in range(2)]
    stated += _link(lines, partnership, "samspil:hasGoal", goals)
    for each in range(1 + chance.randrange(3)):
        project = _project(lines, f"{number}-{each}", chance)
        stated += _link(lines, partnership, "samspil:hasProject", (project,))
        stated += _link(lines, project, "samspil:hasGoal", goals[:1])
        stated += _roles(lines, project, f"{number}-{each}", _members(chance, actors, 2 + chance.randrange(4)))
    if number % _EVIDENCED == 0:
        _evidence(lines, number, stated)
    return lines


def _members(chance: random.Random, actors: int, count: int) -> list[int]:
    """Two actors or more by number, the low ones far more often: a few take part in much."""
    leader = chance.randrange(actors)
    return [leader, *sorted({int(actors * chance.random() ** 3) for _ in range(count)} - {leader})]


def _roles(lines: _Lines, thing_: str, name: str, members: list[int]) -> list[tuple[str, str, str]]:
    stated = []
    for place, actor in enumerate(members):
        role, predicate = ("partner", "hasPartner") if place else ("lead-partner", "leadPartner")
        member = thing("organization", actor)
        lines.tell(thing_, (f"samspil:{predicate}", member), *([] if place else [("samspil:hasPartner", member)]))
        lines.tell(thing("membership", f"{name}-{actor}"), ("rdf:type", _iri("org:Membership")),
                   ("rdfs:label", f'"{actor} in {name}"'), ("org:member", member), ("org:organization", thing_),
                   ("org:role", code(f"role-{role}")))  # fmt: skip
        stated.append((thing_, f"samspil:{predicate}", member))
    return stated


def _goal(lines: _Lines, name: str, chance: random.Random) -> str:
    return lines.tell(thing("goal", name), ("rdf:type", code("Goal")), ("rdfs:label", f'"Mindre udslip {name}"@da'),
                      ("dcterms:subject", thing("theme", chance.randrange(_OWN_THEMES))),
                      ("samspil:targetYear", _year(2025 + 5 * chance.randrange(6))))  # fmt: skip


def _project(lines: _Lines, name: str, chance: random.Random) -> str:
    start, value, currency = 2005 + chance.randrange(18), 10_000 * chance.randrange(1, 2_000), chance.choice(CURRENCIES)
    budget, grant = thing("amount", f"{name}-budget"), thing("amount", f"{name}-grant")
    project = lines.tell(
        thing("project", name),
        ("rdf:type", code("Project")),
        ("rdfs:label", f'"Projekt {name}: Grøn havn"@da'),
        ("adms:status", code(f"status-{chance.choice(STATUSES)}")),
        ("schema:startDate", f'"{start}-0{chance.randrange(1, 10)}-01"^^{_iri("xsd:date")}'),
        ("schema:endDate", f'"{start + chance.randrange(1, 6)}-12-31"^^{_iri("xsd:date")}'),
        ("dcterms:subject", thing("theme", chance.randrange(_OWN_THEMES))),
        ("samspil:budget", budget),
        ("samspil:grant", grant),
    )
    for amount, sum_ in ((budget, value), (grant, value // 2)):
        lines.tell(amount, ("rdf:type", _iri("schema:MonetaryAmount")), ("rdfs:label", f'"{sum_} {currency}"'),
                   ("schema:value", f'"{sum_}"^^{_iri("xsd:decimal")}'),
                   ("schema:currency", f'"{currency}"'))  # fmt: skip
    lines.tell(grant, ("samspil:grantedBy", thing("fund", chance.randrange(_FUNDS))))
    return project


def _link(lines: _Lines, subject: str, predicate: str, objects: Sequence[str]) -> list[tuple[str, str, str]]:
    lines.tell(subject, *((predicate, each) for each in objects))
    return [(subject, predicate, each) for each in objects]


def _evidence(lines: _Lines, number: int, stated: list[tuple[str, str, str]]) -> None:
    document, run = thing("document", number), thing("run", number)
    lines.tell(document, ("rdf:type", _iri("foaf:Document")), ("rdfs:label", f'"Referat {number}"@da'),
               ("dcterms:title", f'"Referat {number}"@da'), ("dcterms:language", '"da"'),
               ("dcterms:identifier", f'"referat-{number}.txt"'), ("dcterms:license", f"<{CC_BY.value}>"),
               ("samspil:sha256", f'"{number:064x}"'))  # fmt: skip
    lines.tell(run, ("rdf:type", _iri("prov:Activity")), ("rdfs:label", f'"Import of {number}"@en'),
               ("prov:used", document))  # fmt: skip
    for place, (subject, predicate, object_) in enumerate(stated):
        passage = thing("passage", f"{number}-{place}")
        lines.tell(thing("evidence", f"{number}-{place}"), ("rdf:type", code("Evidence")),
                   ("rdfs:label", f'"Evidence for {predicate.partition(":")[2]}"@en'), ("rdf:subject", subject),
                   ("rdf:predicate", _iri(predicate)), ("rdf:object", object_), ("oa:hasSource", document),
                   ("oa:hasSelector", passage), ("prov:wasGeneratedBy", run),
                   ("samspil:extractionRule", thing("rule", place % 9)),
                   ("samspil:confidence", f'"0.{50 + number * 7 % 50}"^^{_iri("xsd:decimal")}'))  # fmt: skip
        words = f'"De to parter arbejder sammen om punkt {place} i referat {number}"'
        lines.tell(passage, ("rdf:type", _iri("oa:TextQuoteSelector")), ("rdf:type", _iri("oa:TextPositionSelector")),
                   ("rdfs:label", f"{words}@da"), ("oa:exact", words), ("dcterms:isPartOf", document),
                   ("oa:start", f'"{80 * place}"^^{_iri("xsd:nonNegativeInteger")}'),
                   ("oa:end", f'"{80 * place + len(words) - 2}"^^{_iri("xsd:nonNegativeInteger")}'))  # fmt: skip


def _year(year: int) -> str:
    return f'"{year}"^^{_iri("xsd:gYear")}'


@cache
def _iri(name: str) -> str:
    return str(expand(name))
