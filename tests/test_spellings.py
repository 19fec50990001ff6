"""Spellings inside one document: what the page itself settles is joined, and what it leaves open is not."""

import pytest

from loaders.spellings import full_names, split_legal_form
from loaders.statements import Entity


def joined(*names: str, kind: str = "Company", text: str = "") -> dict[str, str]:
    """Spelling to fuller name; a name that is given twice was written twice."""
    return {one.name: full.name for one, full in full_names([Entity(kind, name) for name in names], text).items()}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Ternehav Protein", "Ternehav Protein A/S"), {"Ternehav Protein": "Ternehav Protein A/S"}),
        (("Solkraft", "AB Solkraft", "Solkraft AB (publ)"), {"Solkraft": "Solkraft AB (publ)"}),
        (("Ternehav Proteins", "Ternehav Protein"), {"Ternehav Proteins": "Ternehav Protein"}),
        (("Ternehav Proteins", "Ternehav Protein A/S"), {"Ternehav Proteins": "Ternehav Protein A/S"}),
        (
            ("Svebølle-Viskinge Fjernvarme", "Svebølle-Viskinge Fjernvarmeselskab a.m.b.a."),
            {"Svebølle-Viskinge Fjernvarme": "Svebølle-Viskinge Fjernvarmeselskab a.m.b.a."},
        ),
        (("Ternehav Protein", "Ternehav Protein", "Ternehav Protien"), {"Ternehav Protien": "Ternehav Protein"}),
        (
            ("Norköping Vatten", "Norrköping Vatten", "Norrköping Vatten"),
            {"Norköping Vatten": "Norrköping Vatten"},
        ),
    ],
)
def test_a_short_or_wrong_spelling_is_led_to_the_full_name(names: tuple[str, ...], expected: dict[str, str]) -> None:
    assert joined(*names) == expected
    assert joined(*reversed(names)) == expected


@pytest.mark.parametrize(
    "names",
    [
        ("Ternehav Protein", "Ternehav Protein A/S", "Ternehav Protein AB"),  # which of the two?
        ("Aarhus Vandmiljø", "Aarhus Vand A/S"),
        ("Aarhus Vand", "Aarhus Vind", "Aarhus Vind"),
        ("Linköping Energi", "Lidköping Energi", "Lidköping Energi"),
        ("Ternehav Protien", "Ternehav Protein"),  # as often the one as the other
        ("Ternehav", "Ternehav Group"),
        ("Energibyen Fase 1", "Energibyen Fase 2", "Energibyen Fase 2"),
    ],
)
def test_what_the_page_leaves_open_is_not_joined(names: tuple[str, ...]) -> None:
    assert joined(*names) == {}


def test_names_of_two_kinds_are_never_joined() -> None:
    names = [Entity("Project", "Ternehav Protein"), Entity("Company", "Ternehav Protein A/S")]
    assert full_names(names, "") == {}
    assert joined("Erik Jespersen", "Erik Jespersens", kind="Person") == {}


def test_a_short_form_counts_where_the_page_puts_it_in_brackets() -> None:
    names = ("Danmarks Cykelvenner", "DC", "Kolding Lift", "Kolding Kommune")
    text = "Danmarks Cykelvenner (DC) og Kolding Lift (Kolding Kommune) er med."
    assert joined(*names, kind="Association", text=text) == {"DC": "Danmarks Cykelvenner"}
    assert joined(*names, kind="Association", text="Danmarks Cykelvenner og DC") == {}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Visit Sydhavsøerne F.m.b.A.", ("visit sydhavsøerne", "f m b a")),
        ("AB Solkraft", ("solkraft", "ab")),
        ("Kvarken Link Oy Ab", ("kvarken link", "ab oy")),
        ("Ruter As", ("ruter", "as")),
        ("AB", ("ab", "")),
    ],
)
def test_legal_forms_fall_away_before_and_after_a_name(name: str, expected: tuple[str, str]) -> None:
    assert split_legal_form(name) == expected
