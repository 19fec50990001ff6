"""The reference tables: what they hold, and what is said of a row that cannot stand."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, RdfFormat, parse

from loaders.errors import SourceError
from loaders.paths import REFERENCE
from loaders.prefixes import expand
from loaders.reference import municipalities, regions
from loaders.reference.tables import read_countries, read_municipalities, read_regions

HEADER = "country,slug,name,place_name,other_names,code,valid_from,valid_to,region,geonames,website,successor"
AARHUS = "DK,dk-aarhus,Aarhus Kommune,Aarhus,Århus@da,751,,,Midtjylland,2624647,,"
TABLES = ("countries.csv", "municipalities.csv", "organisations.csv", "places.csv", "regions.csv")


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "table.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def test_every_country_has_as_many_municipalities_as_today() -> None:
    counted = Counter(one.country for one in municipalities() if one.is_current)
    assert counted == {"DK": 98, "NO": 357, "SE": 290, "FI": 292, "IS": 61, "FO": 29, "AX": 16}


def test_the_regional_authorities_are_those_of_four_countries() -> None:
    today = Counter(one.country for one in regions() if not one.successors)
    assert today == {"DK": 5, "NO": 14, "SE": 21, "FI": 18}


def test_every_danish_norwegian_and_swedish_municipality_lies_in_a_listed_region_but_oslo() -> None:
    listed = {(one.country, one.area_name) for one in regions()}
    current = [one for one in municipalities() if one.is_current and one.country in ("DK", "NO", "SE")]
    assert [one.slug for one in current if (one.country, one.region) not in listed] == ["no-oslo"]


def test_every_slug_is_ascii_and_used_once() -> None:
    used = [one.slug for one in municipalities()] + [one.slug for one in regions()]
    assert len(set(used)) == len(used)
    assert all(slug.isascii() and slug == slug.lower() for slug in used)


def test_no_slug_holds_a_code() -> None:
    assert not [one.slug for one in municipalities() if any(letter.isdigit() for letter in one.slug)]


def test_every_code_is_held_once_in_its_country() -> None:
    held = Counter((one.country, period.code) for one in municipalities() for period in one.codes)
    assert [code for code, times in held.items() if times > 1] == []


def test_the_code_periods_of_a_municipality_follow_each_other() -> None:
    for one in municipalities():
        for earlier, later in pairwise(one.codes):
            assert earlier.valid_to, one.slug
            assert later.valid_from, one.slug
            assert earlier.valid_to <= later.valid_from, one.slug


def test_a_code_of_today_has_no_end() -> None:
    assert [one.slug for one in municipalities() if one.is_current and one.codes[-1].valid_to] == []


def test_every_chain_of_mergers_ends_in_a_municipality_of_today() -> None:
    by_slug = {one.slug: one for one in municipalities()}
    for one in municipalities():
        waiting, seen = list(one.successors), {one.slug}
        while waiting:
            following = by_slug[waiting.pop()]
            assert following.slug not in seen, one.slug
            seen.add(following.slug)
            waiting += following.successors


@pytest.mark.parametrize(
    ("country", "length"), [("DK", 3), ("NO", 4), ("SE", 4), ("FI", 3), ("IS", 4), ("AX", 3)], ids=str
)
def test_the_codes_of_a_country_have_one_length(country: str, length: int) -> None:
    assert {len(period.code) for one in municipalities() if one.country == country for period in one.codes} == {length}


@pytest.mark.parametrize(
    ("slug", "name", "place_name"),
    [
        ("dk-koebenhavn", "Københavns Kommune", "København"),
        ("dk-nordfyn", "Nordfyns Kommune", "Nordfyn"),
        ("dk-vesthimmerland", "Vesthimmerlands Kommune", "Vesthimmerland"),
        ("dk-bornholm", "Bornholms Regionskommune", "Bornholm"),
        ("dk-assens", "Assens Kommune", "Assens"),
        ("dk-horsens", "Horsens Kommune", "Horsens"),
        ("dk-laesoe", "Læsø Kommune", "Læsø"),
        ("se-kristianstad", "Kristianstads kommun", "Kristianstad"),
        ("se-boraas", "Borås kommun", "Borås"),
        ("se-degerfors", "Degerfors kommun", "Degerfors"),
        ("se-falun", "Falu kommun", "Falun"),
        ("se-kalmar", "Kalmar kommun", "Kalmar"),
        ("se-malmoe", "Malmö kommun", "Malmö"),
        ("no-baerum", "Bærum kommune", "Bærum"),
        ("fo-hvalba", "Hvalbiar kommuna", "Hvalba"),
        ("is-thingeyjarsveit", "Þingeyjarsveit", "Þingeyjarsveit"),
    ],
)
def test_official_names_and_place_names_are_told_apart(slug: str, name: str, place_name: str) -> None:
    assert [(one.name, one.place_name) for one in municipalities() if one.slug == slug] == [(name, place_name)]


def test_merged_municipalities_name_their_successors() -> None:
    merged = {one.slug: (one.successors, one.codes[-1].valid_to) for one in municipalities() if not one.is_current}
    assert merged["fi-honkajoki"] == (("fi-kankaanpaeae",), "2020-12-31")
    assert merged["fi-pertunmaa"] == (("fi-maentyharju",), "2024-12-31")
    assert merged["no-tysfjord"] == (("no-narvik", "no-hamaroey"), "2019-12-31")
    assert merged["is-skorradalshreppur"] == (("is-borgarbyggd",), "")


@pytest.mark.parametrize("name", TABLES)
def test_each_table_is_described_beside_it(name: str) -> None:
    described = list(parse(path=str(REFERENCE / name.replace(".csv", ".meta.ttl")), format=RdfFormat.TURTLE))
    said = {(triple.predicate, triple.object) for triple in described}
    assert (expand("dcterms:identifier"), Literal(name)) in said
    for wanted in ("dcterms:license", "dcterms:rights", "dcterms:description"):
        assert expand(wanted) in {triple.predicate for triple in described}
    assert not [triple for triple in described if isinstance(triple.subject, BlankNode)]


# Broken tables


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("DK,dk-koege,Køge Kommune", "3 values for 12 columns"),
        ("XX,xx-koege,Køge Kommune,Køge,,259,,,Sjælland,,,", "the country 'XX' is not in countries.csv"),
        ("DK,dk-køge,Køge Kommune,Køge,,259,,,Sjælland,,,", "the slug 'dk-køge' is not dk-<ASCII words>"),
        ("DK,se-koege,Køge Kommune,Køge,,259,,,Sjælland,,,", "the slug 'se-koege' is not dk-<ASCII words>"),
        ("DK,dk-koege,Køge Kommune, ,,259,,,Sjælland,,,", "the place_name is missing"),
        ("DK,dk-koege,Køge Kommune,Køge,,,,,Sjælland,,,", "the code is missing"),
        ("DK,dk-koege,Køge Kommune,Køge,Koege,259,,,,,,", "the other name 'Koege' is not of the form name@language"),
        ("DK,dk-koege,Køge Kommune,Køge,,259,1/1 2007,,,,,", "the valid_from '1/1 2007' is not YYYY, YYYY-MM or"),
        ("DK,dk-koege,Køge Kommune,Køge,,259,,2007-02-30,,,,", "the valid_to '2007-02-30' is not YYYY, YYYY-MM or"),
        ("DK,dk-koege,Køge Kommune,Køge,,259,,2007-W01-1,,,,", "the valid_to '2007-W01-1' is not YYYY, YYYY-MM or"),
        ("DK,dk-koege,Køge Kommune,Køge,,259,2007,2006-12-31,,,,", "the code 259 ends before it begins"),
        ("DK,dk-koege,Køge Kommune,Køge,,259,,,,G1,,", "the GeoNames identifier 'G1' is not a number"),
        ("DK,dk-koege,Køge Kommune,Køge,,259,,,,,koege.dk,", "the website 'koege.dk' is not an http address"),
        ("DK,dk-koege,Køge Kommune,Køge,,259,,,,,,dk-solroed", "the successor dk-solroed is not in the table"),
        ("DK,dk-koege,Køge Kommune,Køge,,751,,,,,,", "the code 751 stands in line 2 already; keep the rows"),
        ("DK,dk-aarhus,Aarhus Kommune,Aarhus,,752,,,,,,", "the codes 751 and 752 of dk-aarhus overlap"),
    ],
)
def test_a_broken_row_is_named_with_its_line_and_its_problem(tmp_path: Path, row: str, problem: str) -> None:
    path = table(tmp_path, AARHUS, row)
    with pytest.raises(SourceError) as raised:
        read_municipalities(path, {"DK"})
    assert (raised.value.path, raised.value.line) == (path, 3)
    assert str(raised.value).startswith(f"{path}:3: {problem}")


def test_a_slug_that_comes_back_later_is_refused(tmp_path: Path) -> None:
    koege = "DK,dk-koege,Køge Kommune,Køge,,259,,,Sjælland,,,"
    path = table(tmp_path, AARHUS, koege, AARHUS.replace(",751,", ",752,"))
    with pytest.raises(SourceError, match=r"csv:4: the slug dk-aarhus stands in line 2 already"):
        read_municipalities(path, {"DK"})


@pytest.mark.parametrize(
    ("end", "start", "overlap"),
    [
        ("2019-12-31", "2020-01-01", False),
        ("2019-12-31", "2019-12-31", True),
        ("2020-01-01", "2019-12-31", True),
        ("2022-05", "2022-05", False),
        ("2022-05", "2022-05-29", False),
        ("2022-06", "2022-05", True),
        ("2022", "2021-05", True),
        ("", "2020-01-01", True),
    ],
)
def test_code_periods_may_touch_but_not_overlap(tmp_path: Path, end: str, start: str, overlap: bool) -> None:
    rows = [
        f"NO,no-baerum,Bærum kommune,Bærum,,0219,,{end},,,,",
        f"NO,no-baerum,Bærum kommune,Bærum,,3024,{start},,,,,",
    ]
    path = table(tmp_path, *rows)
    if overlap:
        with pytest.raises(SourceError, match=r"csv:3: the codes 0219 and 3024 of no-baerum overlap"):
            read_municipalities(path, {"NO"})
    else:
        assert [period.code for period in read_municipalities(path, {"NO"})[0].codes] == ["0219", "3024"]


def test_a_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path, AARHUS, header=HEADER.replace("slug", "id"))
    with pytest.raises(SourceError, match="csv:1: the columns must be country,slug,name"):
        read_municipalities(path, {"DK"})


def test_a_table_that_is_not_there_or_not_utf_8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.csv: the table cannot be read"):
        read_municipalities(tmp_path / "none.csv", {"DK"})
    path = tmp_path / "latin.csv"
    path.write_bytes(f"{HEADER}\n{AARHUS}\n".encode("latin-1"))
    with pytest.raises(SourceError, match="the table cannot be read"):
        read_municipalities(path, {"DK"})


def test_the_tables_of_regions_and_countries_are_checked_too(tmp_path: Path) -> None:
    header = "country,slug,name,area_name,other_names,code,successor"
    twice = "DK,dk-region-sjaelland,Region Sjælland,Sjælland,,1085,"
    with pytest.raises(SourceError, match=r"csv:3: the slug dk-region-sjaelland stands in line 2"):
        read_regions(table(tmp_path, twice, twice, header=header), {"DK"})
    header = "code,languages,part_of,en,da,nb,sv,fi,is,other_names"
    with pytest.raises(SourceError, match=r"csv:2: a country needs a code"):
        read_countries(table(tmp_path, "dk,da,,Denmark,,,,,,", header=header))
