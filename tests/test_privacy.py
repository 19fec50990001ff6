"""Numbers and addresses of persons are not published; what is no such number stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.privacy import MASK, masked, personal_spans


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Telefon:\u00a089 40 23 52", "89 40 23 52"),
        ("Mobil: 25702352.", "25702352"),
        ("tlf. +47 67 50 40 50 i dag", "+47 67 50 40 50"),
        ("Ring 0046 44-13 50 00", "0046 44-13 50 00"),
        ("Skriv til erik.j@aarhus.dk nu", "erik.j@aarhus.dk"),
        ("vagt\n\n48 23 10 00\n", "48 23 10 00"),
        ("Phone number: 040-123 4567", "040-123 4567"),
    ],
)
def test_a_number_or_address_is_masked_at_its_length(text: str, hidden: str) -> None:
    assert masked(text) == text.replace(hidden, MASK * len(hidden))


@pytest.mark.parametrize(
    "text",
    [
        "Budget: 75 000 000 EUR",
        "1. januar - 31. december 2014",
        "2014-2020, 12.500.000 kr.",
        "Opdateret: 23.3.2017",
        "https://www.baerum.kommune.no/Aktuelt-na/?id=652851",
        "projekt 2020 2021 2022",
    ],
)
def test_sums_dates_and_addresses_of_pages_stay(text: str) -> None:
    assert masked(text) == text


def test_what_a_statement_publishes_stays() -> None:
    text = "Kommunen, telefon: 89 40 22 13. Erik, mobil: 25 70 23 52."
    assert masked(text, [(0, 30)]) == text.replace("25 70 23 52", MASK * 11)


@given(st.text(alphabet="0123456789 -+.@ab\u00a0telfon:\n", max_size=200))
def test_masking_keeps_the_length_and_hides_all_that_it_finds(text: str) -> None:
    hidden = masked(text)
    assert len(hidden) == len(text)
    assert all(set(hidden[start:end]) == {MASK} for start, end in personal_spans(text))
