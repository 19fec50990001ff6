"""Extraction of who holds which office, of themes, of places, and of the clauses that goals are weighed in."""

from pathlib import Path

import pytest

from loaders.documents import document_from_text
from loaders.extraction import extract
from loaders.extraction.opening import open_page
from loaders.extraction.weighing.clauses import clauses_of
from loaders.extraction.weighing.units import units_of
from loaders.statements import Entity

Said = tuple[str, str, str]


def _said(text: str, language: str) -> set[Said]:
    statements = extract(document_from_text(text, path=Path("side.txt"), language=language))
    return {
        (one.subject.name, one.relation, one.object.name if isinstance(one.object, Entity) else one.object.value)
        for one in statements
    }


HOLDERS = [
    ("da", "Mobilitetskoordinator Ida Holm-Juhl, Vejle Kommune, tager imod.", "Vejle Kommune", "Ida Holm-Juhl"),
    ("da", "Det siger Vejle Forsynings driftschef Bo Toft Krag.", "Vejle Forsyning", "Bo Toft Krag"),
    ("da", "Ida Holm (Vejle Kommune, formand) åbnede mødet.", "Vejle Kommune", "Ida Holm"),
    ("da", "Pia Dam (A), Vejle, kommunal formand\nBo Krag (V)\nIda Holm (C)", "Vejle Kommune", "Pia Dam"),
    ("sv", "Kommunalråd Ida Ek (M), ordförande i Kommunförbundet Skåne", "Kommunförbundet Skåne", "Ida Ek"),
    ("nb", "Det sier fylkesordfører Ola Berg (Sp) i Agder fylkeskommune.", "Agder fylkeskommune", "Ola Berg"),
    (
        "nb",
        "Agder fylkeskommune betaler.\n\n– Vi er glade, sier fylkesordfører Ola Berg.",
        "Agder fylkeskommune",
        "Ola Berg",
    ),
    ("nb", "For Hamar kommune: Ola Berg, ordfører", "Hamar kommune", "Ola Berg"),
    ("nb", "Ola Berg\nordfører i Hamar", "Hamar kommune", "Ola Berg"),
    ("nn", "Anne Vik er tilsett som prosjektleiar.", "Ren Havn", "Anne Vik"),
    ("nn", "Styret: Anne Vik (Volda), Per Hatlen (Ørsta)", "Ren Havn", "Per Hatlen"),
    ("sv", "Arbetet leds av hydrolog Eva Ek.", "Ren Havn", "Eva Ek"),
    ("sv", "Eva Ek (C), hamnchef i Lysekil, tackar.", "Lysekils kommun", "Eva Ek"),
    ("en", "Hrafnhildur Ýr Jónasdóttir, Mayor of Turku, agrees.", "Turku", "Hrafnhildur Ýr Jónasdóttir"),
    ("da", "Ida Holm, Vejle Kommune, er formand for styregruppen.", "Ren Havn", "Ida Holm"),
    ("da", "I spidsen for arbejdet står biolog Ida Holm.", "Ren Havn", "Ida Holm"),
    ("da", "Det siger borgmester i Varde Mads Holm.", "Varde Kommune", "Mads Holm"),
    ("da", "Ida Holm har boet her i ti år. Hun er daglig leder for Ren Havn.", "Ren Havn", "Ida Holm"),
    ("nb", "Som styreleder har partene pekt ut Ola Berg, ordfører i Hamar.", "Ren Havn", "Ola Berg"),
    ("nb", "Arbeidet ledes i år av ordfører i Hamar, Ola Berg.", "Ren Havn", "Ola Berg"),
    ("nb", "Hos Nord universitet er det førstelektor Ola Berg.", "Nord universitet", "Ola Berg"),
    ("nn", "Anne Vik på Voss er vald til leiar av styringsgruppa.", "Ren Havn", "Anne Vik"),
    ("sv", "Stämman valde Karin Ek till ordförande.", "Ren Havn", "Karin Ek"),
    ("sv", "Här är Karin Ek projektledare för Ren Havn.", "Ren Havn", "Karin Ek"),
    ("sv", "Verksamhetsledare sedan starten är Karin Ek.", "Ren Havn", "Karin Ek"),
    ("en", "Mary Hall is at home. She chairs the steering group.", "Ren Havn", "Mary Hall"),
    ("en", "Prof. Mary Hall, Aalto University", "Aalto University", "Mary Hall"),
    ("en", "Chief Digital Officer Mikko Aho (City of Turku) agrees.", "Turku", "Mikko Aho"),
]


@pytest.mark.parametrize(("language", "sentence", "where", "person"), HOLDERS)
def test_a_title_is_paired_with_the_name_that_stands_closest(
    language: str, sentence: str, where: str, person: str
) -> None:
    assert (where, "roleHeldBy", person) in _said(f"Ren Havn\n\nRen Havn kom 2019.\n\n{sentence}\n", language)


def test_one_person_may_hold_an_office_at_home_and_one_in_the_partnership() -> None:
    said = _said("Ren Havn\n\nRen Havn kom 2019.\n\nFormand: borgmester Ida Holm, Vejle Kommune\n", "da")
    assert {("Ren Havn", "roleHeldBy", "Ida Holm"), ("Vejle Kommune", "roleHeldBy", "Ida Holm")} <= said


@pytest.mark.parametrize(
    "line",
    [
        "Projektleder: Vejle Forsyning",
        "Direktør, Hillerød Forsyning",
        "I Vejle Syd er chefen væk.",
        "Ida Holm er ikke formand.",
        "Juryformand Ida Holm takkede.",
        "Ansvarlig redaktør: Ida Holm",
        "Direktør Ida Holm stoppede i maj.",
        "Sagen handler om tømrermester Viggo Ravn & Søn.",
        "Juryen, som blev ledet af Ida Holm, takkede.",
    ],
)
def test_an_organisation_or_place_holds_no_office(line: str) -> None:
    said = _said(f"Ren Havn\n\nRen Havn kom 2019.\n\n{line}\n", "da")
    assert not {one for one in said if one[1] == "roleHeldBy"}


THEMES = [
    ("da", "Fokusområder\n\nAffald\n\nGrønne tage\n\nMere om os", "Grønne tage"),
    ("da", "Ren Havn er et samarbejde om støj og luft.", "støj"),
    ("nb", "Handler om: støy, luft", "luft"),
    ("sv", "Ren Havn arbetar inom två områden: buller och luft.", "buller"),
    ("en", "Tags: noise, air quality", "air quality"),
    ("en", "Topics: noise · air quality · parks", "air quality"),
    ("da", "Tema: Støj; Ren luft; Parker", "Ren luft"),
    ("sv", "Vi arbetar med tre teman:\n\n   buller\n   ren luft\n   parker", "ren luft"),
    ("nb", "Vi tar oss av:\n* støy\n* ren luft", "ren luft"),
    ("da", "Der er tre ting, som binder os sammen: støj, luft og parker.", "luft"),
    ("sv", "Fokus ligger på buller, luft och parker.", "buller"),
    ("en", "Themes for the coming season are noise, air and parks.", "air"),
    ("nb", "Det var en lang vinter. Den var kald. Den var mørk. Samarbeidet dreier seg om støy og luft.", "støy"),
]


@pytest.mark.parametrize(("language", "lines", "theme"), THEMES)
def test_themes_stand_under_headings_behind_labels_and_after_what_a_partnership_is_about(
    language: str, lines: str, theme: str
) -> None:
    assert ("Ren Havn", "theme", theme) in _said(f"Ren Havn\n\nRen Havn kom 2019.\n\n{lines}\n", language)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("sv", "Projektet omfattar en brygga, en bastu och en kiosk."),
        ("da", "Region Nord er et netværk for private virksomheder og borgere."),
        ("da", "De tre spor:\n\n- Rent vand på tur\n- Støjfri nat"),
    ],
)
def test_things_and_projects_are_no_themes(language: str, line: str) -> None:
    said = _said(f"Ren Havn\n\nRen Havn kom 2019.\n\n{line}\n", language)
    assert not {one for one in said if one[1] == "theme"}


PLACES = [
    ("nb", "Havnevakta", "Havnevakta holder til i den gamle skolen på Spillum.", "Spillum"),
    ("en", "Quiet Loop", "Quiet Loop has its seat in Vanse.", "Vanse"),
    ("nn", "Kaipakta Indre Sogn", "Kaipakta Indre Sogn vart starta i 2019.", "Indre Sogn"),
    ("sv", "Grannhuset i Ytteresse", "Grannhuset i Ytteresse startade 2019.", "Ytteresse"),
]


@pytest.mark.parametrize(("language", "name", "sentence", "place"), PLACES)
def test_a_place_is_told_by_a_name_or_by_where_something_lies(
    language: str, name: str, sentence: str, place: str
) -> None:
    assert (name, "locatedIn", place) in _said(f"{name}\n\n{sentence}\n", language)


def test_a_label_of_geography_names_places_that_no_table_knows() -> None:
    text = "Ren Havn\n\nRen Havn kom 2019.\n\nGeografi: Vejle Fjord, Kolding Fjord\nBudget: 3 mio. kr.\n"
    assert {("Ren Havn", "locatedIn", "Vejle Fjord"), ("Ren Havn", "locatedIn", "Kolding Fjord")} <= _said(text, "da")


def test_a_word_that_the_page_writes_in_lower_case_is_no_place_in_a_name() -> None:
    assert not [one for one in _said("Regn i Gryden\n\nRegn i Gryden fylder gryden.\n", "da") if one[1] == "locatedIn"]


def test_a_meeting_place_is_not_where_a_partnership_is() -> None:
    text = "Ren Havn\n\nRen Havn kom 2019.\n\nSted: Kulturhuset, Lillehammer\n"
    said = extract(document_from_text(text, path=Path("side.txt"), language="nb"))
    assert not [one for one in said if one.rule == "label-location"]


CLAUSES = [
    ("da", "Målet er at halvere spildet og at bygge tre broer.", ["at bygge tre broer"]),
    ("sv", "Vi ska halvera svinnet; alla skolor ska vara med.", ["Vi ska halvera svinnet", "alla skolor ska vara med"]),
    ("en", "It began in May.", ["It began in May"]),
]


@pytest.mark.parametrize(("language", "sentence", "clauses"), CLAUSES)
def test_a_sentence_falls_into_the_clauses_that_may_say_a_goal_each(
    language: str, sentence: str, clauses: list[str]
) -> None:
    page = open_page(document_from_text(sentence, path=Path("side.txt"), language=language))
    found = [
        page.plain[unit.words[first].start : unit.words[last].end]
        for unit in units_of(page)
        for first, last in clauses_of(page, unit)
    ]
    assert found == clauses


def test_party_after_a_name_is_no_organisation() -> None:
    text = "Ida Holm (V), borgmester, og Ola Berg (Sp) skrev under. Siden er for alle i samarbejdet Grøn Havn."
    assert not {one for one in _said(text, "da") if one[0] in ("V", "Sp") or one[2] in ("V", "Sp")}
