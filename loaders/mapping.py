"""The map stage: resolved statements become the quads of one source's named graph, with evidence for each.

``ontology/relations.csv`` names the pattern and the terms of every relation; this module holds one function a pattern.
Proposals (confidence below the setting) are not mapped. No blank nodes are made.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, Triple

from loaders.evidence import describe_source, evidence_of, tell
from loaders.iris import digest, term
from loaders.prefixes import expand
from loaders.resolve import Resolver, Resource
from loaders.statements import Entity, Statement, Value
from loaders.vocabulary import Relation, code_for, relations

TYPE, LABEL = expand("rdf:type"), expand("rdfs:label")
XSD_TYPES = {
    name: expand(f"xsd:{name}") for name in ("date", "gYearMonth", "gYear", "gMonthDay", "decimal", "integer", "anyURI")
}

_FORMS = {
    "date": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
    "gYearMonth": re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
    "gYear": re.compile(r"\d{4}"),
    "decimal": re.compile(r"-?\d+(\.\d+)?"),
    "integer": re.compile(r"-?\d+"),
}


class UnmappableError(ValueError):
    """A statement's object does not fit its relation; the message says what would."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """The direct triple of a statement, the node that it made (membership, amount, claim), and all its triples."""

    direct: Triple
    makes: NamedNode | None
    triples: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class SourceGraph:
    """All quads of one source, and the statements that could not be mapped, each with the reason."""

    graph: NamedNode
    quads: tuple[Quad, ...]
    mapped: int
    unmapped: tuple[tuple[Statement, str], ...]


def map_source(
    statements: Iterable[Statement], resolver: Resolver, run: NamedNode, facts: Iterable[Triple] = ()
) -> SourceGraph:
    """The named graph of a document from its reviewed statements; ``facts`` is what its metadata file adds.

    Same statements in, same quads out, in one order.
    """
    graph = resolver.iris.graph(resolver.document.slug)
    triples: dict[Triple, None] = {}
    unmapped: list[tuple[Statement, str]] = []
    mapped = 0
    for statement in statements:
        try:
            result = map_statement(statement, resolver)
        except UnmappableError as error:
            unmapped.append((statement, str(error)))
            continue
        mapped += 1
        triples |= dict.fromkeys(result.triples)
        triples |= dict.fromkeys(evidence_of(statement, result.direct, result.makes, resolver, run))
    triples |= dict.fromkeys(describe_source(resolver, run, graph))
    triples |= dict.fromkeys(facts)
    quads = tuple(Quad(one.subject, one.predicate, one.object, graph) for one in triples)
    return SourceGraph(graph, quads, mapped, tuple(unmapped))


def map_statement(statement: Statement, resolver: Resolver) -> Mapped:
    """The triples of one statement by its relation's pattern. Raises UnmappableError where its object does not fit."""
    relation = relations()[statement.relation]
    return _PATTERNS[relation.pattern](statement, relation, resolver)


def _link(statement: Statement, relation: Relation, resolver: Resolver) -> Mapped:
    subject, thing = resolver.resolve(statement.subject), _resource(statement, resolver)
    direct = Triple(subject.iri, _predicate(relation), thing.iri)
    return Mapped(direct, None, (direct,))


def _inverse(statement: Statement, relation: Relation, resolver: Resolver) -> Mapped:
    subject, thing = resolver.resolve(statement.subject), _resource(statement, resolver)
    direct = Triple(thing.iri, _predicate(relation), subject.iri)
    return Mapped(direct, None, (direct,))


def _role(statement: Statement, relation: Relation, resolver: Resolver) -> Mapped:
    assert relation.code is not None
    # Who "partners in a forest" takes part in what is built there: the project has the name of its place.
    is_place = statement.subject.type in ("Place", "Country")
    undertaking = Entity("Project", statement.subject.name) if is_place else statement.subject
    subject, member = resolver.resolve(undertaking), _resource(statement, resolver)
    direct = Triple(subject.iri, _predicate(relation), member.iri)
    node, made = _membership(subject, member, relation.code, None, resolver)
    return Mapped(direct, node, (direct, *made))


def _office(statement: Statement, relation: Relation, resolver: Resolver) -> Mapped:
    subject, holder = resolver.resolve(statement.subject), _resource(statement, resolver)
    role, title = _role_code(statement.role, relation), statement.role
    direct = Triple(subject.iri, _predicate(relation), holder.iri)
    node, made = _membership(subject, holder, role, title, resolver)
    return Mapped(direct, node, (direct, *made))


def _holder(statement: Statement, relation: Relation, resolver: Resolver) -> Mapped:
    title = _value(statement).value
    subject = resolver.resolve(statement.subject)
    role = _role_code(title, relation)
    direct = Triple(subject.iri, _predicate(relation), role)
    return Mapped(direct, None, (direct,))


def _literal(statement: Statement, relation: Relation, resolver: Resolver) -> Mapped:
    subject, value = resolver.resolve(statement.subject), _value(statement)
    if statement.relation == "phone" and statement.subject.type == "Person":
        raise UnmappableError("the telephone number of a person is not published; give that of the organisation.")
    term_made: NamedNode | Literal
    if value.datatype == "anyURI":
        if not value.value.startswith(("http://", "https://")):
            raise UnmappableError(f"{value.value!r} is not an http or https address.")
        term_made = NamedNode(value.value)
    else:
        term_made = _typed(value)
    direct = Triple(subject.iri, _predicate(relation), term_made)
    return Mapped(direct, None, (direct,))


def _concept(statement: Statement, relation: Relation, resolver: Resolver) -> Mapped:
    subject = resolver.resolve(statement.subject)
    words = statement.object.name if isinstance(statement.object, Entity) else statement.object.value
    assert relation.code is not None
    code = code_for(relation.code, words)
    if code is None and statement.relation != "theme":
        raise UnmappableError(
            f"{words!r} is no label of {relation.code.value}; add it there, or correct the statement."
        )
    concept = code or resolver.resolve(Entity("Theme", words)).iri
    direct = Triple(subject.iri, _predicate(relation), concept)
    return Mapped(direct, None, (direct,))


def _money(statement: Statement, relation: Relation, resolver: Resolver) -> Mapped:
    subject, value = resolver.resolve(statement.subject), _value(statement)
    if not value.currency:
        raise UnmappableError(f"{value.value} has no currency.")
    # Two grants of one size from two funds are two amounts.
    key = digest(subject.iri.value, statement.relation, value.value, value.currency, statement.fund or "")
    node = resolver.iris.thing("amount", f"{subject.iri.value.rsplit('/', 1)[-1][:60]}-{statement.relation}-{key}")
    direct = Triple(subject.iri, _predicate(relation), node)
    made = [
        Triple(node, TYPE, expand("schema:MonetaryAmount")),
        Triple(node, LABEL, Literal(f"{value.value} {value.currency}")),
        Triple(node, expand("schema:value"), _typed(value)),
        Triple(node, expand("schema:currency"), Literal(value.currency)),
    ]
    if statement.fund:
        made.append(Triple(node, term("grantedBy"), resolver.payer(statement.fund).iri))
    return Mapped(direct, node, (direct, *made))


def _claim(statement: Statement, relation: Relation, resolver: Resolver) -> Mapped:
    assert relation.code is not None
    subject, thing = resolver.resolve(statement.subject), statement.object
    words = thing.name if isinstance(thing, Entity) else thing.value
    key = digest(subject.iri.value, relation.code.value, words)
    node = resolver.iris.thing("claim", f"{resolver.document.slug}-{key}")
    direct = Triple(subject.iri, term("hasClaim"), node)
    content = Literal(words, language=resolver.document.language)
    made = [
        Triple(node, TYPE, term("Claim")),
        Triple(node, LABEL, tell(words, resolver.document.language)),
        Triple(node, term("claimKind"), relation.code),
        Triple(node, expand("rdf:value"), _typed(thing) if _is_number(thing) else content),
    ]
    if isinstance(thing, Entity):
        made.append(Triple(node, expand("dcterms:subject"), resolver.resolve(thing).iri))
    return Mapped(direct, node, (direct, *made))


def _cooperation(statement: Statement, relation: Relation, resolver: Resolver) -> Mapped:
    pattern = _link if isinstance(statement.object, Entity) else _claim
    return pattern(statement, relation, resolver)


def _membership(
    organization: Resource, member: Resource, role: NamedNode, title: str | None, resolver: Resolver
) -> tuple[NamedNode, Iterator[Triple]]:
    node = resolver.iris.membership(organization.iri, member.iri, role)

    def triples() -> Iterator[Triple]:
        yield Triple(node, TYPE, expand("org:Membership"))
        yield Triple(node, LABEL, Literal(f"{member.label.value} in {organization.label.value}"))
        yield Triple(node, expand("org:member"), member.iri)
        yield Triple(node, expand("org:organization"), organization.iri)
        yield Triple(node, expand("org:role"), role)
        if title:
            yield Triple(node, term("roleTitle"), Literal(title, language=resolver.document.language))

    return node, triples()


def _resource(statement: Statement, resolver: Resolver) -> Resource:
    if isinstance(statement.object, Value):
        raise UnmappableError(f"{statement.relation} takes an entity, not the value {statement.object.value!r}.")
    return resolver.resolve(statement.object)


def _value(statement: Statement) -> Value:
    if isinstance(statement.object, Entity):
        raise UnmappableError(f"{statement.relation} takes a value, not the entity {statement.object.name!r}.")
    return statement.object


def _predicate(relation: Relation) -> NamedNode:
    assert relation.predicate is not None
    return relation.predicate


def _role_code(title: str | None, relation: Relation) -> NamedNode:
    assert relation.code is not None
    return (code_for(term("roles"), title) if title else None) or relation.code


def _is_number(thing: Entity | Value) -> bool:
    return isinstance(thing, Value) and thing.datatype in XSD_TYPES


def _typed(thing: Entity | Value) -> Literal:
    assert isinstance(thing, Value)
    datatype = XSD_TYPES.get(thing.datatype)
    if datatype is None:
        return Literal(thing.value)
    form = _FORMS.get(thing.datatype)
    if form and not form.fullmatch(thing.value):
        raise UnmappableError(f"{thing.value!r} is no {thing.datatype} of XML Schema.")
    return Literal(thing.value, datatype=datatype)


_PATTERNS: dict[str, Callable[[Statement, Relation, Resolver], Mapped]] = {
    "link": _link,
    "inverse": _inverse,
    "role": _role,
    "office": _office,
    "holder": _holder,
    "literal": _literal,
    "concept": _concept,
    "money": _money,
    "claim": _claim,
    "cooperation": _cooperation,
}
