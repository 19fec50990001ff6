"""Lists of actors in prose: what may stand between two names of one list, in five languages."""

from pathlib import Path

import pytest

from loaders.documents import document_from_text
from loaders.extraction import said_by_patterns
from loaders.extraction.lists import actor_lists
from loaders.extraction.opening import open_page
from loaders.statements import Entity, Statement

LISTS = [
    ("da", "Vi arbejder med Lejre Kommune, softwarehuset Indeklar og grossisten Havmad A/S.", 3),
    ("nb", "Vi jobber med Strand kommune og den lokale bedriften Lydvakt AS.", 2),
    ("nn", "Vi samarbeider med Volda kommune, forskingsinstituttet NIBIO og nettselskapet Fjordlys AS.", 3),
    ("sv", "Vi arbetar med Lunds kommun, bostadsbolaget Hemvist AB och byalaget Los Framåt.", 3),
    ("en", "We work with Lund Municipality in Sweden, Vasa University in Finland and the local producer Kron AB.", 3),
    ("nb", "Vi møtte Strand kommune · Suldal kommune · Sauda kommune.", 3),
]  # fmt: skip


def _lists(text: str, language: str) -> list[list[str]]:
    document = document_from_text(text, path=Path("side.txt"), language=language)
    page = open_page(document, weigh=False, subject=Entity("Project", "Grøn Bro"))
    return [
        [mention.entity.name for mention in group]
        for sentence in page.sentences
        for group in actor_lists(page, sentence.start, sentence.end)
    ]


@pytest.mark.parametrize(("language", "text", "count"), LISTS)
def test_what_a_name_is_and_where_it_is_do_not_end_a_list(language: str, text: str, count: int) -> None:
    assert count in [len(group) for group in _lists(text, language)]


def test_what_follows_the_name_of_no_actor_is_a_list_of_its_own() -> None:
    lists = _lists("With Lund Municipality, Horizon Europe, Kronvirke AB and Lydvakt AS we test boats.", "en")
    assert ["Kronvirke AB", "Lydvakt AS"] in lists


def test_a_name_of_two_municipalities_is_one_where_municipalities_are_listed() -> None:
    lists = _lists("Eierne våre er kommunene Herøy, Dønna og Træna.", "nb")
    assert ["Herøy", "Dønna kommune", "Træna kommune"] in lists


def test_a_sentence_may_open_with_a_name_that_is_listed_with_another() -> None:
    assert ["Movia", "FlexDanmark"] in _lists("Movia og FlexDanmark deltager med data.", "da")


def test_a_person_is_no_actor() -> None:
    assert _lists("Prosjektleder er Marta Hauge.", "nb") == []


def test_nationalities_and_months_are_no_names() -> None:
    lists = _lists("With the Polish city of Gdynia and Lund Municipality we met in August.", "en")
    assert [len(group) for group in lists] == [2]


NAMES = [
    ("nb", "Husbanken har gitt tilskudd.", ["Husbanken"]),
    ("nb", "Så er Fiskevik brann og redning IKS med.", ["Fiskevik brann og redning IKS"]),
    ("nb", "Norsk institutt for vannprøving tar prøvene.", ["Norsk institutt for vannprøving"]),
    ("sv", "Även Umeå universitet deltar.", ["Umeå universitet"]),
    ("sv", "Det leds av Strandby vatten- och avloppsverk.", ["Strandby vatten- och avloppsverk"]),
    ("sv", "Topeliusgymnasiet i Nykarleby är med.", ["Topeliusgymnasiet i Nykarleby"]),
    ("da", "Også Landsbyggefonden er med, og det er fonden, der betaler.", ["Landsbyggefonden"]),
    ("da", "Norvia stiller data til rådighed.", ["Norvia"]),
    ("da", "Bådene stiller sig i kø.", []),
    ("da", "Aftalen tæller i dag Odder og Skanderborg Kommuner.", ["Odder Kommune", "Skanderborg Kommune"]),
    ("en", "Any municipality may ask, and no Swedish municipality has.", []),
    ("en", "It is led by Strandby University of Applied Sciences.", ["Strandby University of Applied Sciences"]),
    ("da", "Med er foreningen Sang på Vestsjælland.", ["Sang på Vestsjælland"]),
    ("sv", "Med är Folkhälsan i Jakobstad.", ["Folkhälsan i Jakobstad"]),
    ("da", "Det ejes af Styrelsen for Vand og Rekruttering.", ["Styrelsen for Vand og Rekruttering"]),
    ("nb", "Med er Strand kirkelige fellesråd.", ["Strand kirkelige fellesråd"]),
    ("da", "Det er Fonden for økologisk landbrug.", ["Fonden for økologisk landbrug"]),
    ("sv", "Stödet ges ur Havs-, fiskeri- och annat.", []),
    ("da", "Vi er ved Karup Å. Projektet kører.", []),
    ("sv", "Värmdö kommun\tLydvakt AB\tKTH", ["Värmdö kommun", "Lydvakt AB", "KTH"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "names"), NAMES)
def test_a_name_begins_and_ends_where_its_words_do(language: str, text: str, names: list[str]) -> None:
    assert [name for group in _lists(text, language) for name in group] == names


LABELS = [
    ("nb", "Deltakere: Stange og Løten kommuner; Lydvakt AS", {"Stange kommune", "Løten kommune", "Lydvakt AS"}),
    ("nb", "Partnere: Alstahaug og Nesna i fellesskap", {"Alstahaug kommune", "Nesna kommune"}),
    ("sv", "Partner: Närpes stad, Kyrkvägen 2", {"Närpes"}),
    ("da", "Faglig rådgiver (ikke partner): Lydvakt A/S", set()),
    ("en", "Partners\n\nLP    City of Karlskrona     Sweden     702 300", {"Karlskrona kommun"}),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "names"), LABELS)
def test_a_value_is_cut_where_its_names_end(language: str, text: str, names: set[str]) -> None:
    document = document_from_text(f"Grøn Bro\n\n{text}\n", path=Path("side.txt"), language=language)
    page = open_page(document, weigh=False, subject=Entity("Project", "Grøn Bro"))
    assert {one.object.name for one in said_by_patterns(page) if isinstance(one.object, Entity)} == names


def _takes_part(text: str, language: str) -> list[Statement]:
    document = document_from_text(text, path=Path("side.txt"), language=language)
    page = open_page(document, weigh=False, subject=Entity("Project", "Grøn Bro"))
    return [one for one in said_by_patterns(page) if one.relation == "hasPartner"]


def test_we_who_run_something_with_others_are_not_what_is_run() -> None:
    assert not _takes_part("Med Lunds kommun driver vi en trädgård.", "sv")


def test_partners_by_that_name_alone_are_no_partner() -> None:
    assert not _takes_part("The partners run the project.", "en")
    assert not _takes_part("Partnerna står bakom projektet.", "sv")
