"""Acceptance: the table of ends, and gold statements that a person wrote, which must nearly all pass."""

import json
from pathlib import Path

import pytest

from loaders.documents import read_document
from loaders.extractors.acceptance import RefusedError, accept
from loaders.extractors.ends import DATATYPES, ends
from loaders.extractors.names import is_named, is_written
from loaders.extractors.rereading import reread
from loaders.statements import Entity, Statement, Value
from loaders.vocabulary import relations
from tests.workspaces import ROOT

GOLD = sorted((ROOT / "tests" / "gold" / "development").glob("*.json"))


def test_every_relation_has_its_ends_and_every_core_one_a_definition() -> None:
    assert list(ends()) == list(relations())
    assert [name for name, one in ends().items() if not (one.subjects and one.objects)] == []
    assert [name for name, one in relations().items() if one.core and not ends()[name].definition] == []


def test_the_datatype_of_a_relation_is_among_its_ends() -> None:
    wrong = [name for name, one in relations().items() if one.datatype and one.datatype not in ends()[name].objects]
    assert wrong == []


def test_only_a_relation_that_is_written_with_a_value_takes_one() -> None:
    entities_only = [name for name, one in relations().items() if one.pattern in ("role", "office", "link", "inverse")]
    assert [name for name in entities_only if ends()[name].objects & set(DATATYPES)] == []


def outcomes() -> list[tuple[str, str]]:
    """(relation, reason or "accepted") of every gold statement that is required: others are read between the lines."""
    found = []
    for path in GOLD:
        document = read_document(path.with_suffix(".txt"))
        rows = json.loads(path.read_text(encoding="utf-8"))["statements"]
        for row in (row for row in rows if row["tier"] == 1):
            try:
                accept(statement_of(row), document, "gold")
                found.append((row["relation"], "accepted"))
            except RefusedError as refusal:
                found.append((row["relation"], str(refusal)))
    return found


def statement_of(row: dict[str, object]) -> Statement:
    subject, thing = row["subject"], row["object"]
    assert isinstance(subject, dict)
    assert isinstance(thing, dict)
    entity = Entity(subject["type"], subject["name"])
    qualifiers = row.get("qualifiers", {})
    assert isinstance(qualifiers, dict)
    currency = qualifiers.get("currency")
    said = (
        Entity(thing["type"], thing["name"])
        if "name" in thing
        else Value(str(thing["value"]), thing["datatype"], currency)
    )
    quote, start = str(row["quote"]), row["start"]
    assert isinstance(start, int)
    return Statement("", entity, str(row["relation"]), said, quote, start, start + len(quote), "gold", 1.0)


def test_what_a_person_read_in_a_page_is_accepted() -> None:
    found = outcomes()
    assert {reason for _, reason in found} <= {
        "accepted",
        "the quote does not give this value",
        "the object is not named in the quote",
        "the relation does not take this type of object",
        "the relation does not take this type of subject",
        "the subject is not named in the document",
    }
    assert len(found) > 1_000
    assert sum(reason == "accepted" for _, reason in found) > 0.93 * len(found)


@pytest.mark.parametrize(
    ("thing", "text", "named"),
    [
        (Entity("Municipality", "Albertslund Kommune"), "Albertslund, Allerød og Ballerup kommuner", True),
        (Entity("Municipality", "Køge Kommune"), "KØGE\u00a0KOMMUNES borgmester", True),
        (Entity("Municipality", "Køge Kommune"), "Vejle Kommune", False),
        (Entity("Company", "Odense Vand"), "Odense\n  Vand", True),
        (Entity("Company", "Vand"), "Spildevand", False),
        (Entity("Company", "Ode"), "Odense", False),
        (Entity("Company", "Energi Fyn"), "Energi Fyns formand", True),
        (Entity("Company", "–"), "–", False),
    ],
)
def test_a_thing_is_named_where_its_name_begins_a_word(thing: Entity, text: str, named: bool) -> None:
    assert is_named(thing, text) is named


def test_words_are_written_whatever_their_case_and_lines() -> None:
    assert is_written("Daglig leder", "DAGLIG\r\nLEDER: Ida Holm")


@pytest.mark.parametrize(
    ("value", "relation", "quote", "read"),
    [
        (Value("1200000", "decimal", "DKK"), "budget", "1 200 000 kr.", Value("1200000", "decimal", "DKK")),
        (Value("1200000.0", "decimal", "DKK"), "budget", "1,2 mio. kr", Value("1200000", "decimal", "DKK")),
        (Value("200000", "decimal", "DKK"), "budget", "200 000 kr.", None),
        (Value("1E9", "decimal", "DKK"), "budget", "1 200 000 kr.", None),
        (Value("2014-01-01", "date"), "startDate", "1. januar - 31. december 2014", Value("2014-01-01", "date")),
        (Value("2014-12-31", "date"), "startDate", "1. januar - 31. december 2014", None),
        (Value("2014-12", "gYearMonth"), "endDate", "december 2014", None),
        (Value("applied", "string"), "status", "har søgt om støtte", Value("applied", "string")),
        (Value("finished", "string"), "status", "har søgt om støtte", None),
        (Value("40", "integer"), "memberCount", "40 klimapartnere", Value("40", "integer")),
        (Value("4", "integer"), "memberCount", "40 klimapartnere", None),
        (Value("https://x.dk", "anyURI"), "seeAlso", "se https://x.dk", Value("https://x.dk", "anyURI")),
    ],
)
def test_a_value_is_what_our_own_grammar_reads(
    tmp_path: Path, value: Value, relation: str, quote: str, read: Value | None
) -> None:
    path = tmp_path / "page.txt"
    path.write_text(
        "Projektet koster 1 200 000 kr. eller 1,2 mio. kr. Det varer 1. januar - 31. december 2014.\n"
        "Vi har søgt om støtte. Der er 40 klimapartnere; se https://x.dk\n",
        encoding="utf-8",
    )
    document = read_document(path, language="da")
    start = document.text.index(quote)
    assert reread(value, relation, document, (start, start + len(quote))) == read
