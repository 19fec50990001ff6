"""What a page may be about, where a sentence says so: invented sentences in, the names found in them out."""

from pathlib import Path

import pytest

from loaders.documents import document_from_text
from loaders.extraction.weighing.named import Named
from loaders.extraction.weighing.naming import names_of
from loaders.layout import matching_copy


def names(text: str, language: str) -> dict[str, Named]:
    document = document_from_text(text, path=Path("page.txt"), language=language)
    return {one.name: one for one in names_of(document, matching_copy(document.text))}


@pytest.mark.parametrize(
    ("text", "name", "language"),
    [
        ("Vi er i gang. Havlyset, som projektet blev døbt i fjor, varer i tre år.", "Havlyset", "da"),
        ("Navnet på prosjektet er Fra fjære til flo, og det varer i tre år.", "Fra fjære til flo", "nb"),
        ('"Stranda vår" er namnet på den nye satsinga til kommunane.', "Stranda vår", "nn"),
        ("Benämningen på försöket är Gång å gång.", "Gång å gång", "sv"),
        ("Det begyndte på kajen. Lys i skoven hedder projektet.", "Lys i skoven", "da"),
        ("Quiet harbours, as the scheme is called, began in May.", "Quiet harbours", "en"),
    ],
)
def test_what_a_sentence_says_that_something_is_called_is_a_name(text: str, name: str, language: str) -> None:
    assert "called" in names(text, language)[name].sources


def test_a_word_that_is_no_everyday_one_is_a_name_where_it_opens_a_sentence() -> None:
    found = names("Skårlanet samler naboer i ni byer. Projektet varer i tre år.", "da")
    assert "lone-opening" in found["Skårlanet"].sources
    assert "Projektet" not in found


@pytest.mark.parametrize(
    ("text", "name", "language"),
    [
        ("Byen har fire venskabsbyer i Norden.", "venskabsbyer", "da"),
        ("Bømlo og Stord får felles strøsandsilo på Moster.", "felles strøsandsilo", "nb"),
        ("Samarbejdet mellem de fem havne er fra i fjor.", "Samarbejdet mellem de fem havne", "da"),
        ("Reservevannsamarbeidet i Nedre Lyna har ansatte.", "Reservevannsamarbeidet i Nedre Lyna", "nb"),
        ("Vi er mange. Røde tråder er et lille netværk for havne.", "Røde tråder", "da"),
        ("I Skårringen ingår fem kommuner.", "Skårringen", "sv"),
        ("Kommunerna planerar gemensam flisterminal i höst.", "gemensam flisterminal", "sv"),
    ],
)
def test_what_has_no_name_is_called_by_what_it_is(text: str, name: str, language: str) -> None:
    assert name in names(text, language)


def test_a_headline_in_lower_case_is_a_name_where_the_text_says_it_again() -> None:
    text = "kajsnak: med ild i ovnen\n\nI dag er kajsnak et samarbejde om lys. Vejle indgår i kajsnak fra i år af.\n"
    assert "small-line" in names(text, "da")["kajsnak"].sources


@pytest.mark.parametrize(
    ("text", "phrase", "language"),
    [
        ("Arbetet sker i år. Längs Skårkusten ligger tre hamnar.", "Längs Skårkusten", "sv"),
        ("The Nordic idea is old. The board met on Tuesday. On Tuesday it rained.", "Tuesday", "en"),
    ],
)
def test_what_only_begins_a_phrase_or_has_a_capital_by_rule_is_no_name(text: str, phrase: str, language: str) -> None:
    assert phrase not in names(text, language)


def test_where_a_name_stands_under_a_label_is_told() -> None:
    found = names("Havlyset er et projekt om lys.\n\nPartnere: Lyse Havne, Køge Kommune\n\nStart: 2024\n", "da")
    assert found["Lyse Havne"].features["under-partner"]


@pytest.mark.parametrize("line", ["Forside > Om byen > Vores planer", "Menu [Hjem] [Kort]", "Sø og å (udkast"])
def test_a_line_of_a_menu_is_no_name(line: str) -> None:
    found = names(f"{line}\n\nHavlyset er et samarbejde mellem Køge Kommune og Greve Kommune.\n", "da")
    assert line not in found


def test_who_stands_at_both_edges_of_a_page_is_told_apart() -> None:
    text = "Lyse Havne\n\nHavlyset er et projekt om lys på havnen.\n\nDet varer i tre år.\n\nLyse Havne, Kajen 3\n"
    found = names(text, "da")
    assert found["Lyse Havne"].features["at-both-edges"]
    assert "at-head" not in found["Havlyset"].features


@pytest.mark.parametrize("line", ["Fælles kommuneplan", "Kernen i vores samarbejde", "Felles strategi"])
def test_a_shared_plan_and_words_about_us_are_no_names(line: str) -> None:
    text = f"Egnsrådet\n\nVi laver fælles kommuneplan og felles strategi i rådet.\n\n{line}\nDet går godt.\n"
    assert line.casefold() not in {name.casefold() for name in names(text, "da")}
