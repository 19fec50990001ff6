"""Lists of partners that stand one a line: what announces them, where they end, and which lines name nobody."""

from pathlib import Path

import pytest

from loaders.documents import document_from_text
from loaders.extraction import said_by_patterns
from loaders.extraction.opening import open_page
from loaders.statements import Entity

LISTS = [
    ("da", "Konsortiet bag Grøn Bro er:\n\nVEJLE KOMMUNE\nNORDKRAN\nElytra", {"Nordkran", "Elytra"}),
    ("sv", "Medlemmar 2025\n\nLunds kommun\nHavnytt\nBlå Glöd\n\nYstad sa nej.", {"Havnytt", "Blå Glöd"}),
    ("nb", "Prosjektet er i gang. Med på laget er\n\n- Strand kommune\n- entreprenøren Grus & Sten", {"Grus & Sten"}),
    ("nn", "Kven er med?\nVolda, Ørsta og Hareid kommunar\nFjordlys", {"Volda kommune", "Ørsta kommune", "Fjordlys"}),
    ("sv", "Parter och roller\n\nLunds kommun – projektägare\nVassa Kluster – bjuder in odlare", {"Vassa Kluster"}),
    ("nb", "Samarbeidspartnere i Grøn Bro:\nStrand kommune, Lydvakt, Fjordlys", {"Lydvakt", "Fjordlys"}),
    ("en", "Associated beneficiaries\nLund Municipality\nSteinholt ehf.\nVeitur", {"Steinholt ehf.", "Veitur"}),
]  # fmt: skip

NOT_IN_LIST = [
    ("en", "Members\nLund Municipality\nVasa University\n\nWhat we aim for\nCleaner air.", "What we aim for"),
    ("nb", "Støttespillere (ikke partnere)\nLydvakt\nStrand kommune", "Lydvakt"),
    ("da", "Deltagere\nVejle Kommune\nHanne Nørgaard, formand", "Hanne Nørgaard, formand"),
    ("da", "Tidligere medlemmer\nVejle Kommune\nNordkran", "Nordkran"),
    ("da", "For medlemmer\nOm os\nKontakt\nNyheder", "Nyheder"),
]  # fmt: skip


def _partners(text: str, language: str) -> set[str]:
    document = document_from_text(f"Grøn Bro\n\n{text}\n", path=Path("side.txt"), language=language)
    page = open_page(document, weigh=False, subject=Entity("Project", "Grøn Bro"))
    named = (one.object for one in said_by_patterns(page) if one.relation == "hasPartner")
    return {one.name.casefold() for one in named if isinstance(one, Entity)}


@pytest.mark.parametrize(("language", "text", "names"), LISTS)
def test_the_lines_under_what_announces_partners_name_them(language: str, text: str, names: set[str]) -> None:
    assert {name.casefold() for name in names} <= _partners(text, language)


@pytest.mark.parametrize(("language", "text", "name"), NOT_IN_LIST)
def test_other_lines_name_no_partner(language: str, text: str, name: str) -> None:
    assert name.casefold() not in _partners(text, language)


def test_a_group_that_one_word_names_is_no_partner() -> None:
    text = "Grøn Bro is a partnership between Lund Municipality, companies and local growers."
    assert "companies" not in _partners(text, "en")
