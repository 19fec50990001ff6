"""Places that are no municipalities: the table, and the names that are told by their parts."""

from pathlib import Path

import pytest

from loaders.documents import document_from_text
from loaders.errors import SourceError
from loaders.extraction.lists import actor_lists
from loaders.extraction.opening import open_page
from loaders.extraction.place_names import ends_place, headed_place, is_bare_place, listed_place
from loaders.reference import is_place_name
from loaders.reference.places import COLUMNS, find_place, places, read_places
from loaders.statements import Entity


def test_the_table_knows_places_of_every_kind_that_have_no_municipality() -> None:
    kinds = {
        name: one.kind for name in ("Jæren", "Österbotten", "Öresund", "Køge Bay", "Kiel") if (one := find_place(name))
    }
    assert kinds == {
        "Jæren": "district",
        "Österbotten": "historical-province",
        "Öresund": "cross-border-area",
        "Køge Bay": "bay",
        "Kiel": "city",
    }
    assert is_place_name("jæren")
    assert len(places()) > 3_000


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Jærens", "Jæren"),
        ("Nordvestsjælland", "Nordvestsjælland"),
        ("Nord-Gudbrandsdal", "Nord-Gudbrandsdal"),
        ("Ytre Helgeland", "Ytre Helgeland"),
        ("Sydsvenska Dagbladet", None),
        ("Kvarken Destinations", None),
        ("Øresundsmetro", None),
        ("Nordlys", None),
    ],
)
def test_a_part_of_a_listed_place_is_a_place_and_a_name_made_with_one_is_not(name: str, place: str | None) -> None:
    assert listed_place(name) == place
    assert is_bare_place(name, "da") is (place is not None)


@pytest.mark.parametrize(
    ("name", "place"),
    [("Enningdalselva", "Enningdalselva"), ("Tuse Fjord", "Tuse Fjord"), ("Ren Fjord", None), ("Fjorden", None)],
)
def test_the_head_of_a_name_tells_a_place_where_the_rest_is_no_word(name: str, place: str | None) -> None:
    assert headed_place(name, frozenset({"ren"})) == place


def test_a_kind_of_place_in_lower_case_belongs_to_the_name() -> None:
    assert ends_place("Kyro", "älv")
    assert ends_place("Vanda", "å")
    assert not ends_place("Kristiansand", "å")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("NO,swamp,Jæren,nb,,", "the kind 'swamp' is not one of"),
        (",district,Jæren,nb,,", "the country '' is not a code"),
        ("NO,district,,nb,,", "the name or its language is missing"),
        ("NO,district,Jæren,nb,,x1", "the GeoNames identifier 'x1' is not a number"),
    ],
)
def test_a_row_that_cannot_stand_is_told_with_its_line(tmp_path: Path, row: str, problem: str) -> None:
    path = tmp_path / "places.csv"
    path.write_text("\n".join((",".join(COLUMNS), row)) + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match=f"csv:2: {problem}"):
        read_places(path)


def test_a_place_stands_once_in_its_country(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("\n".join((",".join(COLUMNS), *["NO,district,Jæren,nb,,"] * 2)) + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match="csv:3: Jæren stands in line 2 already"):
        read_places(path)


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("Projektet prövas i östra Nyland.", "sv", "östra Nyland"),
        ("De bygger dammar vid Kyro älv.", "sv", "Kyro älv"),
        ("Nettverket rydder langs Jærens strender.", "nb", "Jæren"),
        ("Havnen bruges af skibe fra Kiel.", "da", "Kiel"),
    ],
)
def test_a_place_in_a_sentence_is_mentioned_by_its_whole_name_in_the_nominative(
    text: str, language: str, place: str
) -> None:
    page = open_page(document_from_text(text, path=Path("page.txt"), language=language), weigh=False)
    found = [one.entity for one in page.mentions(0, len(page.plain)) if one.entity.type == "Place"]
    assert found == [Entity("Place", place)]


def test_a_city_abroad_takes_part_as_a_municipality_does_and_a_district_does_not() -> None:
    text = "Køge Kommune samarbejder med Kiel og Jæren."
    page = open_page(document_from_text(text, path=Path("page.txt"), language="da"), weigh=False)
    actors = [one.entity for group in actor_lists(page, 0, len(page.plain)) for one in group]
    assert actors == [Entity("Municipality", "Køge Kommune"), Entity("Municipality", "Kiel")]
