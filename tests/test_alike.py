"""Review candidates: what people drop or mistype is asked about, what tells two things apart is not; nothing merges."""

import random
from pathlib import Path

import pytest

from loaders.aliases import Aliases, Named, read_aliases
from loaders.alike import candidates
from loaders.statements import Entity


def alike(*names: str, kind: str = "Company") -> set[frozenset[str]]:
    found = candidates([Named(Entity(kind, name)) for name in names], Aliases())
    return {frozenset((one.name.entity.name, one.other.entity.name)) for one in found}


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("Company", "Aarhus Vand", "Aarhus Vand A/S"),
        ("Company", "Norrvik Vatten", "Norvik Vatten"),
        ("Company", "Ternehav Protien A/S", "Ternehav Protein"),
        ("Partnership", "Klima Partnere i Aarhus", "Klimapartnere i Aarhus"),
        ("Partnership", "Havnepartnerskab Nord", "Havnepartnerskabet Nord"),
        ("Project", "Øresund på cykel", "Öresund på cykel"),
    ],
)
def test_two_spellings_are_a_candidate(kind: str, one: str, other: str) -> None:
    assert alike(one, other, kind=kind) == {frozenset((one, other))}


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("Company", "Aarhus Vand A/S", "Aarhus Vandmiljø A/S"),
        ("Company", "Ternehav AS", "Ternehav AB"),
        ("Company", "Linköping Energi", "Lidköping Energi"),
        ("Utility", "Hillerød Forsyning", "Hillerød Fjernvarme"),
        ("Project", "Energibyen Fase 1", "Energibyen Fase 2"),
        ("Place", "Nordhavn", "Nordhavnen"),
        ("Goal", "skabe grøn vækst", "skab grøn vækst"),
    ],
)
def test_two_things_are_no_candidate(kind: str, one: str, other: str) -> None:
    assert alike(one, other, kind=kind) == set()


@pytest.mark.parametrize(
    ("kind", "name", "listed"),
    [
        ("Municipality", "Kristianstds kommun", "Kristianstads kommun"),
        ("Region", "Region Skåna", "Region Skåne"),
        ("University", "Lunds Universitett", "Lunds universitet"),
        ("Programme", "Interreg Öresund-Kattegat-Skagerak", "Interreg Öresund-Kattegat-Skagerrak"),
    ],
)
def test_a_name_near_one_of_the_reference_tables_is_a_candidate(kind: str, name: str, listed: str) -> None:
    assert frozenset((name, listed)) in alike(name, kind=kind)


def test_the_county_and_its_administrative_board_are_not_the_region() -> None:
    assert alike("Skåne län", kind="Region") == set()
    assert alike("Länsstyrelsen i Skåne län", kind="PublicBody") == set()


def test_one_name_of_two_kinds_is_a_candidate_but_a_near_one_is_not() -> None:
    project, partnership = (Named(Entity(kind, "Symbiose Nord")) for kind in ("Project", "Partnership"))
    (found,) = candidates([project, partnership], Aliases())
    assert {found.name, found.other} == {project, partnership}
    assert candidates([project, Named(Entity("Partnership", "Symbiosen Nord"))], Aliases()) == ()


def test_a_person_is_asked_about_where_two_documents_name_her_alike_and_only_then() -> None:
    people = [Named(Entity("Person", name), page) for page, name in (("a", "Bo Ek"), ("b", "Bo Ek"), ("c", "Bo Ek"))]
    assert [(one.name.document, one.other.document) for one in candidates(people, Aliases())] == [
        ("a", "b"),
        ("b", "c"),
    ]
    assert candidates([*people[:1], Named(Entity("Person", "Bo Ekk"), "b")], Aliases()) == ()


def test_what_a_steward_decided_is_not_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "aliases.csv"
    path.write_text(
        "decision,name,document,other,other_document,reason,date\n"
        "different,Company: Aarhus Vand A/S,,Company: Aarhus Vand,,Two companies,2026-11-22\n",
        encoding="utf-8",
    )
    names = [Named(Entity("Company", name)) for name in ("Aarhus Vand", "Aarhus Vand A/S")]
    assert candidates(names, read_aliases(path)) == ()


def test_the_order_of_the_names_does_not_matter() -> None:
    names = [
        Named(Entity("Company", name))
        for name in ("Aarhus Vand", "Aarhus Vand A/S", "Århus Vand", "Norvik Vatten", "Norrvik Vatten AB", "Vand")
    ]
    expected = candidates(names, Aliases())
    assert expected
    for seed in range(5):
        random.Random(seed).shuffle(names)
        assert candidates(names, Aliases()) == expected
