"""Labelled values as pages have them: which words are labels, where labels end, and who pays what in their values."""

from pathlib import Path

import pytest

from loaders.documents import document_from_text
from loaders.extraction import extract
from loaders.layout import field_of, split_label
from loaders.statements import Entity
from loaders.stretches import stretches

Said = tuple[str, str]


def _said(facts: str, language: str) -> set[Said]:
    kinds = {
        "da": "er et projekt",
        "nb": "er et prosjekt",
        "nn": "er eit prosjekt",
        "sv": "är ett projekt",
        "en": "is a project",
    }
    text = f"Klar Kyst\n\nKlar Kyst {kinds[language]}.\n\n{facts}\n"
    statements = extract(document_from_text(text, path=Path("side.txt"), language=language))
    return {
        (one.relation, one.object.name if isinstance(one.object, Entity) else one.object.value) for one in statements
    }


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Projektets øvrige deltagere", "partner"),
        ("Samverkansparter", "partner"),
        ("Prosjektpartar", "partner"),
        ("Samlet budget, EUR", "budget"),
        ("Norske Interreg-midler (IR)", "grant"),
        ("Godkänt EU-stöd", "grant"),
        ("Status per 31.12.2023", "status"),
        ("Søgt tilskud", None),
        ("Egne midler per år", None),
        ("Våre verdier", None),
    ],
)
def test_a_label_is_known_by_its_words_whatever_describes_them(label: str, field: str | None) -> None:
    assert field_of(label) == field


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Programme               Horizon Europe", "Horizon Europe"),
        ("Partnere\tOslo kommune", "Oslo kommune"),
        ("Total cost | € 3.2 million", "€ 3.2 million"),
        ("Periode – 2021-2023", "2021-2023"),
        ("Når? 2021–2027", "2021–2027"),
        ("Projektperiod 2021-2023", "2021-2023"),
        ("Støtte kr 200 000", "kr 200 000"),
    ],
)
def test_a_known_label_may_end_without_a_colon(line: str, value: str) -> None:
    parts = split_label(line)
    assert parts is not None
    assert line[parts[1] :] == value


@pytest.mark.parametrize(
    "line",
    [
        "Hjem   Projekter   Kontakt",
        "Start – en ny begyndelse for byen",
        "Partner   Budget",
        "Oslo   1994",
        "Vision - et liv",
    ],
)
def test_menus_headers_and_headlines_have_no_label(line: str) -> None:
    assert split_label(line) is None


def test_the_lines_under_a_label_for_a_list_are_its_value() -> None:
    text = "Projektparter\nLunds kommun\nAB Solkraft\nVattenlaget\n\nOm oss\n"
    assert next(iter(stretches(text))) == ("label", 0, text.index("\n\n"))


@pytest.mark.parametrize(
    ("language", "facts", "expected"),
    [
        (
            "nb",
            "Støtte: 17,6 mill. kr fra Klimasats og 5 mill. kr fra Enova",
            {("grant", "17600000"), ("grant", "5000000"), ("funder", "Klimasats"), ("funder", "Enova")},
        ),
        (
            "nb",
            "Kostnad: 7,4 mill. kr, hvorav 3 mill. kr i tilskudd fra Strandens Miljøfond",
            {("budget", "7400000"), ("grant", "3000000"), ("funder", "Strandens Miljøfond")},
        ),
        ("sv", "Beviljat stöd: 61 250 € av totalt 87 500 €", {("grant", "61250"), ("budget", "87500")}),
        ("da", "Støtte: MUDP, 4.950.000 kr.", {("funder", "MUDP"), ("grant", "4950000")}),
        ("da", "Samlet budget, EUR:\n2 845 112", {("budget", "2845112")}),
        ("da", "Pulje\nDen Blå Havnepulje", {("funder", "Den Blå Havnepulje")}),
        (
            "nb",
            "Finansiører   Interreg Aurora, Troms og Finnmark fylkeskommune",
            {("funder", "Interreg Aurora"), ("funder", "Troms og Finnmark fylkeskommune")},
        ),
        ("sv", "Koordinator\nLunds universitet - Institutionen för fysik", {("leadPartner", "Lunds universitet")}),
        (
            "en",
            "Start                   01/03/2023\nEnd                     30/06/2026",
            {("startDate", "2023-03-01"), ("endDate", "2026-06-30")},
        ),
    ],
)
def test_a_labelled_value_says_who_pays_what_and_when(language: str, facts: str, expected: set[Said]) -> None:
    assert expected <= _said(facts, language)


@pytest.mark.parametrize(
    ("language", "sentence", "name"),
    [
        ("da", "Prosjektet: Vi fik 2 mio. kr. fra Hav- og Fiskerifonden.", "Hav- og Fiskerifonden"),
        ("da", "Fonden for landbrug har bevilget 2 mio. kr.", "Fonden for landbrug"),
        ("da", "A.P. Hansen Fonden har bevilget 2 mio. kr.", "A.P. Hansen Fonden"),
        ("nb", "Regionalt forskningsfond Rogaland har bevilget 2 mill. kroner.", "Regionalt forskningsfond Rogaland"),
    ],
)
def test_a_name_has_all_its_words(language: str, sentence: str, name: str) -> None:
    assert ("funder", name) in _said(sentence, language)


def test_a_person_with_a_title_and_a_currency_pay_nothing() -> None:
    said = _said("Mr Holm granted NOK 2 million to the project. Commissioner Lind gave EUR 3 million.", "en")
    assert not {name for relation, name in said if relation == "funder"}


def test_a_table_with_lined_up_columns_names_partners() -> None:
    said = _said(
        "Consortium\n\n"
        "No.  Organisation                 Country   Type\n"
        "1    Municipality of Hanko        FI        Public\n"
        "2    Northern Institute of Sea AS NO        Research\n"
        "3    Quay A/S                     DK        SME\n",
        "en",
    )
    assert {("hasPartner", "Northern Institute of Sea AS"), ("hasPartner", "Quay A/S")} <= said


def test_a_table_of_projects_says_who_leads_and_what_each_costs() -> None:
    text = (
        "Klimat Syd\n\nKlimat Syd är ett samarbete.\n\nProjekt inom samarbetet, tkr\n\n"
        "Projekt  |  Ansvarig  |  Total budget  |  Läge\n"
        "Sol på skolan  |  Uddevalla kommun  |  9 600  |  pågår\n"
        "Effektkollen  |  Åmåls kommun  |  400  |  avslutat\n"
    )
    found = extract(document_from_text(text, path=Path("side.txt"), language="sv"))
    said = {
        (one.subject.name, one.relation, one.object.name if isinstance(one.object, Entity) else one.object.value)
        for one in found
    }
    assert {
        ("Sol på skolan", "leadPartner", "Uddevalla kommun"),
        ("Sol på skolan", "budget", "9600000"),
        ("Effektkollen", "budget", "400000"),
    } <= said


@pytest.mark.parametrize(
    ("language", "facts", "expected"),
    [
        ("nb", "Tilstand: avsluttet 2023", ("endDate", "2023")),
        ("nb", "Status: pågår, ut 2025", ("endDate", "2025")),
        ("nb", "Planlagt slutt: juni 2027", ("endDate", "2027-06")),
    ],
)
def test_a_status_and_a_plan_may_have_a_date(language: str, facts: str, expected: Said) -> None:
    assert expected in _said(facts, language)


@pytest.mark.parametrize(
    ("language", "facts"),
    [("nb", "Tid: onsdag 12. mars 2025 kl. 08.00"), ("nb", "Pris: gratis for medlemmer, kr 950 for andre")],
)
def test_the_time_and_the_price_of_a_meeting_are_none_of_a_project(language: str, facts: str) -> None:
    assert not {relation for relation, _ in _said(facts, language)} & {"startDate", "endDate", "budget"}


VALUES = [
    ("sv", "| Projektägare | Lunds kommun |\n| Partner | Vasa stad, Lydvakt AB |", {("hasPartner", "Lydvakt AB")}),
    ("en", "Programme ........... Interreg Aurora\nStart ............... 01.09.2022", {("partOf", "Interreg Aurora")}),
    ("da", "Partner i Danmark:   Lydvakt (LV)", {("hasPartner", "Lydvakt")}),
    ("da", "Partnere: Thy Kommune · Aalborg Universitet · Lydvakt ApS", {("hasPartner", "Lydvakt ApS")}),
    ("nn", "Leiarpartnar   Øygarden kommune", {("leadPartner", "Øygarden kommune")}),
    ("da", "Heraf Interreg-støtte:   740 000 EUR", {("funder", "Interreg"), ("grant", "740000")}),
    ("en", "ERDF grant: EUR 1.47 million", {("funder", "ERDF"), ("grant", "1470000")}),
    ("da", "Emne: Smart og grøn transport", {("theme", "Smart og grøn transport")}),
    ("da", "Emne: Havn, klima og vand", {("theme", "Havn"), ("theme", "klima"), ("theme", "vand")}),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "statements"), VALUES)
def test_labels_and_values_are_parted_as_pages_part_them(language: str, text: str, statements: set[Said]) -> None:
    assert statements <= _said(text, language)


NO_VALUES = [
    ("da", "Projektejer: Thisted Kommune, Sundhed og Ældre", ("leadPartner", "Sundhed")),
    ("nn", "Støtte frå programmet   3 192 000 euro", ("funder", "frå programmet")),
    ("da", "Ansvarlig: Byens Udvikling", ("roleHeldBy", "Byens Udvikling")),
    ("sv", "Program (pdf, 210 kB)  Presentationer (zip)", ("partOf", "Presentationer (zip")),
    ("en", "| Partner | Country |\n| Lund Municipality | Sweden |", ("hasPartner", "Country")),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "statement"), NO_VALUES)
def test_everyday_words_and_units_in_values_are_no_actors(language: str, text: str, statement: Said) -> None:
    assert statement not in _said(text, language)
