"""Acceptance: a statement from outside in, the same one fit for the register out, or the reason why it is refused.

Nothing here asks how clever the extractor is. The quote must stand in the document, the relation in the contract, the
types must fit it, a value must be what our own grammar reads in the quote, and names must stand where they are said to
be. Whether the words *mean* what the statement says is the steward's to decide.
"""

import math
from dataclasses import replace

from loaders.documents import Document
from loaders.extractors.ends import ends
from loaders.extractors.names import is_named, is_written
from loaders.extractors.protocol import UNKNOWN
from loaders.extractors.rereading import reread
from loaders.iris import slugify
from loaders.layout import matching_copy
from loaders.statements import Entity, Statement
from loaders.vocabulary import entity_types, relations

MAX_QUOTE_CHARS = 600


class RefusedError(ValueError):
    """A statement is not accepted; the message is the reason, the same words for the same reason."""


def accept(statement: Statement, document: Document, extractor: str) -> Statement:
    """The statement with its place, its value as we read it, and a rule id that names the extractor.

    Raises RefusedError with the reason.
    """
    _check_contract(statement)
    start, end = _place(document.text, statement.quote, statement.start)
    quote = document.text[start:end]
    _check_names(statement, document, quote)
    thing = statement.object
    if not isinstance(thing, Entity):
        read = reread(thing, statement.relation, document, (start, end))
        if read is None:
            raise RefusedError("the quote does not give this value")
        thing = read
    return replace(
        statement,
        document=document.path.name,
        object=thing,
        quote=quote,
        start=start,
        end=end,
        rule=_rule_id(statement.rule, extractor),
    )


def _check_contract(statement: Statement) -> None:
    if statement.relation not in relations():
        raise RefusedError("there is no such relation")
    thing, takes = statement.object, ends()[statement.relation]
    for one in (statement.subject, thing):
        if isinstance(one, Entity) and one.type not in entity_types():
            raise RefusedError("there is no such type of entity")
    if statement.subject.type not in takes.subjects:
        raise RefusedError("the relation does not take this type of subject")
    if (thing.type if isinstance(thing, Entity) else thing.datatype) not in takes.objects:
        raise RefusedError("the relation does not take this type of object")
    if statement.subject == thing:
        raise RefusedError("subject and object are the same")
    # Not a number is neither below nor above anything: ask what must hold.
    if not (math.isfinite(statement.confidence) and 0 <= statement.confidence <= 1):
        raise RefusedError("the confidence is not between 0 and 1")


def _place(text: str, quote: str, hint: int) -> tuple[int, int]:
    """Where a quote stands: in its only place, or in the one nearest to the hint."""
    if not quote.strip():
        raise RefusedError("there is no quote")
    if len(quote) > MAX_QUOTE_CHARS:
        raise RefusedError(f"the quote is longer than {MAX_QUOTE_CHARS} characters")
    places = places_of(matching_copy(text), quote)
    if not places:
        raise RefusedError("the quote is not in the document")
    if len(places) > 1 and hint <= UNKNOWN:
        raise RefusedError("the quote stands in several places")
    start = min(places, key=lambda place: (abs(place - hint), place))
    return start, start + len(quote)


def places_of(plain: str, quote: str) -> list[int]:
    """Every place of a quote in the matching copy of a text (no-break spaces, dashes and quotation marks are plain)."""
    wanted = matching_copy(quote)
    places, at = [], plain.find(wanted)
    while at >= 0:
        places.append(at)
        at = plain.find(wanted, at + 1)
    return places


def _check_names(statement: Statement, document: Document, quote: str) -> None:
    if not is_named(statement.subject, document.text):
        raise RefusedError("the subject is not named in the document")
    if isinstance(statement.object, Entity) and not is_named(statement.object, quote):
        raise RefusedError("the object is not named in the quote")
    if statement.role is not None and not is_written(statement.role, document.text):
        raise RefusedError("the role is not in the document")
    if statement.fund is not None and not is_named(Entity("Fund", statement.fund), document.text):
        raise RefusedError("the fund is not in the document")


def _rule_id(rule: str, extractor: str) -> str:
    """``model:gpt-x``; an extractor cannot speak with the voice of our rules or of a steward."""
    return f"{slugify(extractor)}:{slugify(rule or 'statement')}"
