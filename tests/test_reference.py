"""The gazetteer: municipalities and countries found by the ways in which people write their names."""

import pytest

from loaders.reference import Gazetteer, Municipality, country_of, municipalities


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer()


def slugs(found: tuple[Municipality, ...]) -> list[str]:
    return [one.slug for one in found]


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("Aarhus Kommune", "dk-aarhus"),
        ("Aarhus kommune", "dk-aarhus"),
        ("AARHUS KOMMUNE", "dk-aarhus"),
        ("Aarhus", "dk-aarhus"),
        ("Århus", "dk-aarhus"),
        ("A\u030arhus Kommunes", "dk-aarhus"),
        ("Kristianstad kommun", "se-kristianstad"),
        ("Kristianstad kommune", "se-kristianstad"),
        ("Kristianstads kommun", "se-kristianstad"),
        ("Kristianstads kommuns", "se-kristianstad"),
        ("Bærum\u00a0kommune", "no-baerum"),
        ("Baerum", "no-baerum"),
        ("Københavns Kommune", "dk-koebenhavn"),
        ("Copenhagen Municipality", "dk-koebenhavn"),
        ("Köpenhamns kommun", "dk-koebenhavn"),
        ("Bornholms Kommune", "dk-bornholm"),
        ("Municipality of Oslo", "no-oslo"),
        ("Malmö stad", "se-malmoe"),
        ("Malmø kommune", "se-malmoe"),
        ("Falun", "se-falun"),
        ("Falu kommun", "se-falun"),
        ("Åbo stad", "fi-turku"),
        ("Helsingfors", "fi-helsinki"),
        ("Guovdageaidnu", "no-kautokeino"),
        ("Stad kommune", "no-stad"),
        ("Reykjavíkurborg", "is-reykjavik"),
        ("Tórshavnar kommuna", "fo-torshavn"),
        ("Stykkishólmsbær", "is-stykkisholmur"),
        ("Ski kommune", "no-ski"),
        ("Lunds kommun", "se-lund"),
        ("Våler kommune i Østfold", "no-vaaler-oestfold"),
        ("Våler i Hedmark", "no-vaaler-innlandet"),
        ("Herøy (Nordland)", "no-heroey-nordland"),
        ("Nes kommune, Akershus", "no-nes"),
    ],
)
def test_common_ways_of_writing_a_name_are_found(gazetteer: Gazetteer, written: str, slug: str) -> None:
    assert slugs(gazetteer.find(written)) == [slug]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Herøy", ["no-heroey-moere-og-romsdal", "no-heroey-nordland"]),
        ("Våler kommune", ["no-vaaler-innlandet", "no-vaaler-oestfold"]),
        ("Nes", ["no-nes", "no-nesbyen", "fo-nes"]),
        ("Sande kommune", ["no-sande", "no-sande-vestfold"]),
        ("Lund kommune", ["no-lund", "se-lund"]),
    ],
)
def test_an_ambiguous_name_gives_every_candidate(gazetteer: Gazetteer, written: str, found: list[str]) -> None:
    assert slugs(gazetteer.find(written)) == found


def test_a_country_narrows_the_candidates(gazetteer: Gazetteer) -> None:
    assert slugs(gazetteer.find("Lund kommune", country="SE")) == ["se-lund"]
    assert slugs(gazetteer.find("Nes", country="fo")) == ["fo-nes"]
    assert slugs(gazetteer.find("Aarhus", country="SE")) == []


@pytest.mark.parametrize("written", ["", "Kommune", "Åbo Skov", "Øresundsregionen", "Køge Kommue", "Herøy i Agder"])
def test_what_the_tables_do_not_say_is_not_found(gazetteer: Gazetteer, written: str) -> None:
    assert gazetteer.find(written) == ()


def test_every_municipality_is_found_by_each_of_its_names(gazetteer: Gazetteer) -> None:
    for one in municipalities():
        for written in (one.name, one.place_name, *one.former_names, *(name.text for name in one.other_names)):
            assert one in gazetteer.find(written), written
            assert one in gazetteer.find(written.upper(), country=one.country), written


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Danmark", "DK"),
        ("Danmarks", "DK"),
        ("Ruotsi", "SE"),
        ("noreg", "NO"),
        ("Åland Islands", "AX"),
        ("Lettlands", "LV"),
        ("Letland", "LV"),
        ("Öresund", None),
    ],
)
def test_a_country_is_known_by_its_names(written: str, code: str | None) -> None:
    assert country_of(written) == code
