"""Extraction from whole pages: what a page is about, lists, records, tables, offices, money, in five languages."""

from pathlib import Path

import pytest

from loaders.documents import document_from_text
from loaders.extraction import extract
from loaders.statements import Entity

Said = tuple[str, str, str]


def _said(text: str, language: str) -> set[Said]:
    statements = extract(document_from_text(text, path=Path("side.txt"), language=language))
    return {
        (one.subject.name, one.relation, one.object.name if isinstance(one.object, Entity) else one.object.value)
        for one in statements
    }


SUBJECTS = [
    (
        "da",
        "Forside > Klima > Grønne Gårde\n\nFra asfalt til have\n\nI Grønne Gårde plantes der træer.\n",
        "Grønne Gårde",
    ),
    ("nb", "Ren Fjord - felles vannprøver\n\nRen Fjord ble etablert i 2019.\n", "Ren Fjord"),
    ("nn", "Spørsmål om Bygdelaget\n\nBygdelaget vart starta i 2019, og Bygdelaget veks.\n", "Bygdelaget"),
    ("sv", "SOLKRAFT SYD\nEtt samarbete om energi\n\nSolkraft Syd startade 2019.\n", "Solkraft Syd"),
    ("en", "Quiet Streets: four years on\n\nQuiet Streets began in 2019 with two schools.\n", "Quiet Streets"),
]


@pytest.mark.parametrize(("language", "text", "name"), SUBJECTS)
def test_the_name_in_the_headlines_that_the_text_repeats_is_what_the_page_is_about(
    language: str, text: str, name: str
) -> None:
    assert (name, "startDate", "2019") in _said(f"{text}\nSamarbejdsperiode\n2019-2021\n", language)


def test_a_label_without_a_colon_takes_the_line_below_as_its_value() -> None:
    said = _said("Ren Havn\n\nRen Havn er et projekt.\n\nSamarbejdsperiode\n1. maj 2019 - 3. juni 2021\n", "da")
    assert {("Ren Havn", "startDate", "2019-05-01"), ("Ren Havn", "endDate", "2021-06-03")} <= said


def test_a_label_of_own_shares_or_of_what_is_applied_for_is_no_grant() -> None:
    said = _said("Ren Havn\n\nRen Havn er et projekt.\n\nSøgt tilskud: 4 mio. kr.\nEget bidrag: 2 mio. kr.\n", "da")
    assert not {one for one in said if one[1] == "grant"}


def test_records_that_repeat_describe_one_project_each() -> None:
    text = (
        "Smart By\n\nSmart By är ett partnerskap.\n\nProjekt: Gatuljus\n"
        "Finansiär: Vinnova\nTid: 2021-2023\nLäge: Avslutat\n\n"
        "Projekt: Vattenkoll\nFinansiär: Ansökan till Formas\nTid: planeras från 2026\nLäge: Ansökan\n"
    )
    said = _said(text, "sv")
    assert {
        ("Gatuljus", "startDate", "2021"),
        ("Gatuljus", "status", "finished"),
        ("Gatuljus", "funder", "Vinnova"),
    } <= said
    assert ("Vattenkoll", "status", "applied") in said
    assert not {one for one in said if one[0] == "Vattenkoll" and one[1] in ("funder", "startDate")}


PROJECT_LISTS = {
    "da": "Delprojekter\nGrøn Tagflade – i gang\nKold Kælder – afsluttet i 2021\n",
    "nb": "Delprosjekter\nGrøn Tagflade ....... i gang\nKold Kælder ....... avsluttet 2021\n",
    "nn": "Delprosjekt\n* Grøn Tagflade (i gang)\n* Kold Kælder (avslutta i 2021)\n",
    "sv": "Delprojekt\nGrøn Tagflade – igång\nKold Kælder – avslutat 2021\n",
    "en": "Sub-projects\nGrøn Tagflade: new roofs. Under way since 2020.\nKold Kælder: pumps. Completed in 2021.\n",
}


@pytest.mark.parametrize("language", PROJECT_LISTS)
def test_a_list_of_projects_tells_how_far_each_of_them_is(language: str) -> None:
    text = f"Varmere Hus\n\nVarmere Hus kom til i 2019. Varmere Hus is here.\n\n{PROJECT_LISTS[language]}"
    said = _said(text, language)
    assert {("Varmere Hus", "hasProject", "Grøn Tagflade"), ("Varmere Hus", "hasProject", "Kold Kælder")} <= said
    assert {("Grøn Tagflade", "status", "started"), ("Kold Kælder", "status", "finished")} <= said


def test_titles_above_the_same_label_are_records_and_a_fund_pays_for_its_own() -> None:
    text = (
        "Kystfonden\n\nKystfonden støtter projekter ved havet.\n\n"
        "Tang til Alle\nAnsøger: Struer Kommune\nTilskud: 400.000 kr.\n\n"
        "Redningskajen\nAnsøger: Lemvig Kommune\nTilskud: 90.000 kr.\nEn kaj med plads til alle.\n\n"
        "Afslag\nEt projekt fik nej.\n"
    )
    said = _said(text, "da")
    assert {
        ("Tang til Alle", "leadPartner", "Struer Kommune"),
        ("Tang til Alle", "funder", "Kystfonden"),
        ("Redningskajen", "leadPartner", "Lemvig Kommune"),
        ("Redningskajen", "grant", "90000"),
        ("Redningskajen", "funder", "Kystfonden"),
    } <= said
    assert not {one for one in said if "Afslag" in one}


def test_dashes_cut_the_list_of_a_label() -> None:
    said = _said("Ren Fjord\n\nRen Fjord er et nettverk.\n\nDeltakere: Strand – Suldal – Sauda\n", "nb")
    assert {("Ren Fjord", "hasPartner", name) for name in ("Strand kommune", "Suldal kommune", "Sauda kommune")} <= said


def test_a_person_behind_a_label_for_organisations_holds_an_office() -> None:
    said = _said("Quiet Quay\n\nQuiet Quay is a project.\n\nCoordinator: Karin Lund, Lund University\n", "en")
    assert ("Lund University", "roleHeldBy", "Karin Lund") in said
    assert not {one for one in said if one[1] == "leadPartner"}


def test_what_was_rejected_is_no_project() -> None:
    tiltak = "Tiltak\nBlå Båt – startet i 2021\nRød Båt – ble vurdert, men forkastet\n"
    text = f"Ren Fjord\n\nRen Fjord er et samarbeid.\n\n{tiltak}"
    assert ("Ren Fjord", "hasProject", "Rød Båt") not in _said(text, "nb")


def test_a_table_names_partners_and_who_answers_for_them() -> None:
    rows = "Kommune\tAndel\tKontaktperson\nGjøvik (vert)\t50 %\tIda Holm\nHamar\t50 %\tOla Berg\n"
    said = _said(f"Felles Vakt\n\nFelles Vakt er et samarbeid.\n\n{rows}", "nb")
    assert {("Felles Vakt", "hasPartner", "Hamar kommune"), ("Gjøvik kommune", "roleHeldBy", "Ida Holm")} <= said


OFFICES = [
    ("da", "Projektleder i det daglige er Ida Holm.", "Ren Havn", "Ida Holm"),
    ("da", "Det siger borgmester i Esbjerg Kommune Ida Marie Holm (V).", "Esbjerg Kommune", "Ida Marie Holm"),
    ("nb", "Daglig leder i Lillevik Næringsforening, Ida Holm, er fornøyd.", "Lillevik Næringsforening", "Ida Holm"),
    ("nb", "Hamars varaordfører Ida Holm nikker.", "Hamar kommune", "Ida Holm"),
    ("nn", "Dagleg leiar: Ida Holm", "Ren Havn", "Ida Holm"),
    ("sv", "Ny programchef för Ren Havn är Ida Holm.", "Ren Havn", "Ida Holm"),
    ("en", "Contact: Ida Holm, Project Manager, City of Turku", "Turku", "Ida Holm"),
]


@pytest.mark.parametrize(("language", "sentence", "where", "person"), OFFICES)
def test_an_office_is_held_in_the_organisation_beside_it_or_in_what_the_page_is_about(
    language: str, sentence: str, where: str, person: str
) -> None:
    assert (where, "roleHeldBy", person) in _said(f"Ren Havn\n\nRen Havn kom 2019.\n\n{sentence}\n", language)


def test_who_held_an_office_before_does_not_hold_it() -> None:
    said = _said("Ren Havn\n\nRen Havn kom 2019.\n\nAvgående programchef Ida Holm lämnade uppdraget.\n", "sv")
    assert not {one for one in said if one[1] == "roleHeldBy"}


MONEY = [
    ("da", "Realdania støttede med 5 mio. kr.", "Realdania"),
    ("nb", "Enova har gitt tilsagn om 5 mill. kr.", "Enova"),
    ("nn", "Enova har gjeve tilsegn om 5 mill. kroner.", "Enova"),
    ("sv", "Vinnova bidrar med 5 mnkr.", "Vinnova"),
    ("en", "Money came from Realdania (DKK 5m).", "Realdania"),
]


@pytest.mark.parametrize(("language", "sentence", "fund"), MONEY)
def test_a_sentence_about_a_fund_and_a_sum_is_a_grant_and_its_funder(language: str, sentence: str, fund: str) -> None:
    said = _said(f"Ren Havn\n\nRen Havn kom 2019.\n\n{sentence}\n", language)
    assert {("Ren Havn", "grant", "5000000"), ("Ren Havn", "funder", fund)} <= said


GOALS = {
    "da": "Hvad vil vi?\n\n• Færre biler i byen inden 2030\n",
    "nb": "Dette skal vi oppnå:\n* Færre biler i byen innen 2030\n",
    "nn": "Vi har to mål:\n 1. Færre biler i byen innan 2030\n",
    "sv": "Målsättningar\n* Färre bilar i byn till 2030\n",
    "en": "What we aim for\n- fewer cars in town by 2030\n",
}


@pytest.mark.parametrize("language", GOALS)
def test_bullets_under_what_speaks_of_goals_are_goals_with_their_year(language: str) -> None:
    said = _said(f"Ren Havn\n\nRen Havn kom 2019.\n\n{GOALS[language]}", language)
    assert {relation for subject, relation, _ in said} >= {"hasGoal", "targetYear"}
    assert "2030" in {value for _, relation, value in said if relation == "targetYear"}


NO_PARTNERS = [
    ("da", "Boligforeningen Skibet trak sig i 2017 og er ikke med."),
    (
        "nb",
        "Naboprosjektet «Rask Båt», der Nordland fylkeskommune og Vestre Rederi AS er partnere, går fort.",
    ),
    ("en", "Blue Bank Ltd joined in 2016 but pulled out after a year."),
]


@pytest.mark.parametrize(("language", "sentence"), NO_PARTNERS)
def test_who_left_or_belongs_to_another_project_is_no_partner(language: str, sentence: str) -> None:
    said = _said(f"Ren Havn\n\nRen Havn kom 2019.\n\nTekst.\n\nMer tekst.\n\n{sentence}\n", language)
    assert not {one for one in said if one[:2] == ("Ren Havn", "hasPartner")}
