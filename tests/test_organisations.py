"""The table of known organisations: what it holds, and what is said of a row that cannot stand."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from loaders.errors import SourceError
from loaders.lexicon import table
from loaders.reference.organisations import COLUMNS, Directory, directory, organisations, read_organisations

ROW = "DK,Fund,vandfonden,Vandfonden,da,Water Fund@en,,https://vandfonden.example"


def written(folder: Path, *rows: str) -> Path:
    path = folder / "organisations.csv"
    path.write_text("\n".join((",".join(COLUMNS), *rows)) + "\n", encoding="utf-8")
    return path


def test_every_name_leads_to_its_own_organisation_on_a_page_of_its_country() -> None:
    lost = [
        (one.slug, text)
        for one in organisations()
        for text in (one.name.text, *(name.text for name in one.other_names), *one.home_names)
        if directory().find(text, one.country) != one
    ]
    assert lost == []


def test_names_of_two_organisations_are_apart_but_in_two_countries() -> None:
    holders = defaultdict(set)
    for one in organisations():
        for text in (one.name.text, *(name.text for name in one.other_names)):
            holders[text.casefold()].add((one.country, one.slug))
    assert [text for text, found in holders.items() if len({country for country, _ in found}) < len(found)] == []


def test_every_spelling_that_extraction_knows_is_found() -> None:
    rows = table("funds")["funds"]
    assert rows
    for row in rows:
        found = {directory().find(spelling, "NO") for spelling in (row["name"], *row["spellings"])}
        assert len(found) == 1, row["name"]
        assert None not in found, row["name"]


def test_the_table_covers_the_five_countries_the_union_and_the_nordic_cooperation() -> None:
    counted = Counter(one.country for one in organisations())
    assert all(counted[country] >= 10 for country in ("DK", "NO", "SE", "FI", "EU", ""))
    assert {one.type for one in organisations()} == {"Fund", "Programme", "PublicBody", "University", "Association"}


def test_short_forms_of_two_letters_count_at_home_only_but_for_the_best_known() -> None:
    short = {name.text for one in organisations() for name in one.other_names if re.fullmatch(r"\w{2}", name.text)} | {
        one.name.text for one in organisations() if re.fullmatch(r"\w{2}", one.name.text)
    }
    assert short == {"EU", "UN", "FN", "KL", "KS", "ÅA"}


def test_a_short_form_in_brackets_must_mean_the_same(tmp_path: Path) -> None:
    known = Directory(read_organisations(written(tmp_path, ROW, "DK,Fund,vindfonden,Vindfonden,da,VF@da,,")))
    assert known.find("Vandfonden (VA)") == known.find("Water Fund") is not None
    assert known.find("Vandfonden (VF)") is None
    assert known.find("Vandfonden Fyn") is None


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Denmark,Fund,a,A,da,,,", "the country 'Denmark' is not a code"),
        ("DK,Person,a,A,da,,,", "the type 'Person' is not one of Association, Company"),
        ("DK,Fund,Å,A,da,,,", "the slug 'Å' is not ASCII words joined by hyphens"),
        ("DK,Fund,a, ,da,,,", "the name or its language is missing"),
        ("DK,Fund,a,A,Danish,,,", "the name or its language is missing"),
        ("DK,Fund,a,A,da,B,,", "the other name 'B' is not of the form name@language"),
        (",Fund,a,A,da,,B,", "home_names need a country"),
        ("DK,Fund,a,A,da,,,a.dk", "the website 'a.dk' is not an http address"),
        (ROW, "fund/vandfonden stands in line 2 already"),
    ],
)
def test_a_row_that_cannot_stand_is_named_by_its_line(tmp_path: Path, row: str, problem: str) -> None:
    with pytest.raises(SourceError, match=problem) as caught:
        read_organisations(written(tmp_path, ROW, row))
    assert caught.value.line == 3


def test_no_name_is_told_twice_by_the_table_and_by_the_lexicon() -> None:
    listed = {text for one in organisations() for text in (one.name.text, *(name.text for name in one.other_names))}
    assert [
        spelling for spellings in table("bodies")["bodies"].values() for spelling in spellings if spelling in listed
    ] == []
