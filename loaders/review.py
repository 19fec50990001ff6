"""The review stage: a steward's decisions on what the rules extracted.

Extracted statements and decisions in; the statements that hold out. A decision that fits nothing is an error at its
line: a review that silently does nothing would look like work done. Only a rejection with its quote may outlive what
it rejects, since rules change, and what they no longer say need not be rejected.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from loaders.documents import Document
from loaders.review_file import Decision
from loaders.statements import Entity, Statement, Value
from loaders.vocabulary import entity_types, label_key, relations

RULE = "review"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Statements after review; ``written`` maps a canonical name to the spellings that mean it."""

    statements: tuple[Statement, ...]
    written: dict[str, tuple[str, ...]]


def apply_review(document: Document, extracted: Iterable[Statement], decisions: Iterable[Decision]) -> Reviewed:
    """The statements of a document that hold after its decisions, in the order of the file; aliases come last.

    Raises SourceError at the decision's line when a quote is not in the document, when no statement is meant, or when a
    relation or a type is not one of the ontology's.
    """
    statements, aliases = list(extracted), []
    for decision in decisions:
        if decision.action == "alias":
            aliases.append(decision)
        elif decision.action == "add":
            statements.append(_added(document, decision))
        else:
            statements = _decide(document, statements, decision)
    written: dict[str, tuple[str, ...]] = {}
    for decision in aliases:
        statements = _rename(statements, decision)
        name = decision.fields["name"]
        written[name] = (*written.get(name, ()), decision.fields["written"])
    return Reviewed(tuple(sorted(_once(statements), key=_order)), written)


def decision_behind(statement: Statement, decisions: Iterable[Decision]) -> Decision | None:
    """The decision that a steward's statement came from: the one with its relation whose quote or object it has."""
    for decision in decisions:
        fields = {**decision.fields, **decision.fields.get("to", {})}
        same = fields.get("relation") == statement.relation and str(fields.get("object")) == _text_of(statement.object)
        if same and fields.get("quote", statement.quote) == statement.quote:
            return decision
    return None


def find_quote(document: Document, quote: str, start: int | None) -> tuple[int, int]:
    """Offsets of a quote in the stored text. Raises ValueError that says why they cannot be given."""
    text = document.text
    if start is not None:
        if text[start : start + len(quote)] != quote:
            raise ValueError(f"start = {start}, but the text there is {text[start : start + len(quote)]!r}.")
        return start, start + len(quote)
    first = text.find(quote)
    if first < 0:
        raise ValueError(f"the quote is not in {document.path.name}: {quote!r}. {_nearest(text, quote)}")
    second = text.find(quote, first + 1)
    if second >= 0:
        raise ValueError(f"the quote stands at {first} and at {second}; say start = {first} or start = {second}.")
    return first, first + len(quote)


def _added(document: Document, decision: Decision) -> Statement:
    fields = decision.fields
    try:
        start, end = find_quote(document, fields["quote"], fields.get("start"))
    except ValueError as error:
        raise decision.fail(str(error)) from error
    return Statement(
        document=document.path.name,
        subject=_entity(decision, fields["subject"]),
        relation=_relation(decision, fields["relation"]),
        object=_thing(decision, fields),
        quote=fields["quote"],
        start=start,
        end=end,
        rule=RULE,
        confidence=1.0,
        role=fields.get("role"),
        fund=fields.get("fund"),
    )


def _decide(document: Document, statements: list[Statement], decision: Decision) -> list[Statement]:
    _relation(decision, decision.fields["relation"])
    meant = [statement for statement in statements if _is_meant(statement, decision.fields)]
    if not meant and _is_settled(document, decision):
        return statements
    if not meant:
        raise decision.fail(_no_match(statements, decision.fields))
    if decision.action == "reject":
        return [statement for statement in statements if statement not in meant]
    if decision.action == "accept":
        return [replace(one, confidence=1.0) if one in meant else one for one in statements]
    return [_corrected(one, decision) if one in meant else one for one in statements]


def _is_settled(document: Document, decision: Decision) -> bool:
    """A rejection with its quote, which the page has: the rules have learned meanwhile not to say it."""
    return decision.action == "reject" and decision.fields.get("quote", "\0") in document.text


def _corrected(statement: Statement, decision: Decision) -> Statement:
    to = decision.fields["to"]
    unknown = set(to) - {"subject", "relation", "object", "currency", "datatype", "role", "fund"}
    if unknown or not to:
        raise decision.fail(f"to: there is no key {', '.join(sorted(unknown))}." if unknown else "to: says nothing.")
    relation = _relation(decision, to.get("relation", statement.relation))
    subject = _entity(decision, to["subject"]) if "subject" in to else statement.subject
    thing = _corrected_object(statement, decision, relation)
    role, fund = to.get("role", statement.role), to.get("fund", statement.fund)
    return replace(
        statement, subject=subject, relation=relation, object=thing, role=role, fund=fund, rule=RULE, confidence=1.0
    )


def _corrected_object(statement: Statement, decision: Decision, relation: str) -> Entity | Value:
    to, old = decision.fields["to"], statement.object
    if not {"object", "currency", "datatype"} & set(to):
        return old
    # What is not corrected stays as it was: a new sum keeps its currency, a new currency its sum.
    kept = {"object": _text_of(old)}
    if isinstance(old, Value):
        kept |= {"datatype": old.datatype, **({"currency": old.currency} if old.currency else {})}
    return _thing(decision, {**kept, **to, "relation": relation})


def _rename(statements: list[Statement], decision: Decision) -> list[Statement]:
    fields = decision.fields
    written = label_key(fields["written"])

    def renamed(thing: Entity | Value) -> Entity | Value:
        if isinstance(thing, Value) or label_key(thing.name) != written:
            return thing
        return Entity(fields.get("type", thing.type), fields["name"])

    def applied(one: Statement) -> Statement:
        fund = fields["name"] if one.fund is not None and label_key(one.fund) == written else one.fund
        return replace(one, subject=renamed(one.subject), object=renamed(one.object), fund=fund)  # type: ignore[arg-type]

    changed = [applied(one) for one in statements]
    if changed == statements:
        names = {thing.name for one in statements for thing in (one.subject, one.object) if isinstance(thing, Entity)}
        known = "; ".join(sorted(names)) or "none"
        raise decision.fail(f"{fields['written']!r} is no name in any statement. The names are: {known}.")
    return changed


def _once(statements: list[Statement]) -> list[Statement]:
    """One statement for one fact in one place: the surest, which is a steward's where there is one."""
    best: dict[tuple[Entity, str, Entity | Value, int, int], Statement] = {}
    for one in statements:
        key = (one.subject, one.relation, one.object, one.start, one.end)
        if key not in best or one.rule == RULE or one.confidence > best[key].confidence:
            best[key] = one
    return list(best.values())


def _is_meant(statement: Statement, fields: dict[str, Any]) -> bool:
    return (
        statement.relation == fields["relation"]
        and _text_of(statement.subject) == fields["subject"]
        and _text_of(statement.object) == str(fields["object"])
        and fields.get("quote", statement.quote) == statement.quote
    )


def _no_match(statements: list[Statement], fields: dict[str, Any]) -> str:
    same = [one for one in statements if one.relation == fields["relation"]]
    listed = "; ".join(f"{_text_of(one.subject)} → {_text_of(one.object)}" for one in same[:5]) or "none"
    return f"means no extracted statement. Those with {fields['relation']}: {listed}. Correct or remove it."


def _text_of(thing: Entity | Value) -> str:
    return f"{thing.type}: {thing.name}" if isinstance(thing, Entity) else thing.value


def _entity(decision: Decision, text: str) -> Entity:
    kind, colon, name = text.partition(": ")
    if not colon or not name.strip():
        raise decision.fail(f"{text!r} is not 'Type: name' with a type of {', '.join(entity_types())}.")
    if kind not in entity_types():
        raise decision.fail(f"there is no type {kind!r}; the types are {', '.join(entity_types())}.")
    return Entity(kind, name)


def _thing(decision: Decision, fields: dict[str, Any]) -> Entity | Value:
    text = str(fields["object"])
    datatype = fields.get("datatype") or relations()[fields["relation"]].datatype
    if text.partition(": ")[0] in entity_types() or (not datatype and ": " in text):
        return _entity(decision, text)
    if not datatype:
        raise decision.fail(f"{fields['relation']} takes an entity: write object = 'Type: name', not {text!r}.")
    return Value(text, datatype, fields.get("currency"))


def _relation(decision: Decision, name: str) -> str:
    if name not in relations():
        raise decision.fail(f"there is no relation {name!r}; the relations are {', '.join(relations())}.")
    return name


def _nearest(text: str, quote: str) -> str:
    words = quote.split()
    for size in range(len(words), 1, -1):
        found = text.find(" ".join(words[:size]))
        if found >= 0:
            near = text[found : found + len(quote) + 10]
            return f"It begins like the text at {found}: {near!r} (no-break spaces are written \\u00a0)."
    return "Copy it from the stored text."


def _order(statement: Statement) -> tuple[int, int, str, str, str]:
    return (statement.start, statement.end, statement.relation, _text_of(statement.subject), _text_of(statement.object))
