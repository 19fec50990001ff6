"""Values in Nordic text: what the grammar reads, and that no text makes it fail."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.money import find_money
from loaders.values import find_counts, find_dates, find_percentages, find_target_years, parse_period

PERIODS = [
    ("da", "1. januar - 31. december 2014", "2014-01-01", "2014-12-31"),
    ("da", "2014-2016", "2014", "2016"),
    ("da", "2014-16", "2014", "2016"),
    ("da", "fra maj 2019 til juni 2021", "2019-05", "2021-06"),
    ("da", "1/9 2014 - 30/6 2016", "2014-09-01", "2016-06-30"),
    ("da", "indtil 2030", None, "2030"),
    ("da", "foråret 2011", "2011", None),
    ("da", "slutningen af 2014", "2014", None),
    ("nb", "1. mars 2018 – 28. februar 2021", "2018-03-01", "2021-02-28"),
    ("nb", "våren 2011", "2011", None),
    ("nn", "januar–desember 2020", "2020-01", "2020-12"),
    ("sv", "2014-01-01 - 2016-12-31", "2014-01-01", "2016-12-31"),
    ("sv", "15 augusti 2017 till 1 maj 2018", "2017-08-15", "2018-05-01"),
    ("sv", "01.01.2014-31.12.2016", "2014-01-01", "2016-12-31"),
    ("en", "May 2018 to June 2021", "2018-05", "2021-06"),
    ("en", "1st March 2019", "2019-03-01", None),
    ("en", "until 2025", None, "2025"),
    ("en", "09/2023 to 08/2026", "2023-09", "2026-08"),
    ("en", "15/03/2022 - 14/03/2025", "2022-03-15", "2025-03-14"),
    ("nn", "01.04.24–30.11.26", "2024-04-01", "2026-11-30"),
    ("sv", "1.8.2025–31.12.2026", "2025-08-01", "2026-12-31"),
]
SUMS = [
    ("da", "75 000 EUR", "75000", "EUR"),
    ("da", "37\u00a0500 EUR", "37500", "EUR"),
    ("da", "208 mio. kr.", "208000000", "DKK"),
    ("da", "1,2 mia. kr", "1200000000", "DKK"),
    ("da", "1.500.000 kroner", "1500000", "DKK"),
    ("nb", "3,5 mill. kr", "3500000", "NOK"),
    ("nn", "12 millionar kroner", "12000000", "NOK"),
    ("sv", "5 mkr", "5000000", "SEK"),
    ("sv", "2,5 miljoner kronor", "2500000", "SEK"),
    ("sv", "SEK 3 500 000", "3500000", "SEK"),
    ("en", "€ 1.2 million", "1200000", "EUR"),
    ("en", "EUR 2,400,000", "2400000", "EUR"),
    ("en", "DKK 12.50", "12.5", "DKK"),
    ("en", "EUR 1.312 million", "1312000", "EUR"),
    ("en", "NOK 2.5m", "2500000", "NOK"),
    ("sv", "3,2 M€", "3200000", "EUR"),
    ("sv", "450 tSEK", "450000", "SEK"),
    ("sv", "800 000 danska kronor", "800000", "DKK"),
    ("nb", "seks millioner kroner", "6000000", "NOK"),
    ("da", "halvanden million kroner", "1500000", "DKK"),
]


@pytest.mark.parametrize(("language", "text", "first", "last"), PERIODS, ids=lambda value: str(value))
def test_a_period_is_read_at_the_precision_given(language: str, text: str, first: str | None, last: str | None) -> None:
    period = parse_period(text, language)
    assert period is not None
    assert (period.first.value if period.first else None) == first
    assert (period.last.value if period.last else None) == last


def test_a_period_without_a_first_year_takes_the_year_of_its_end() -> None:
    period = parse_period("3. marts til 4. maj 2020", "da")
    assert period is not None
    assert period.first is not None
    assert period.first.value == "2020-03-03"


@pytest.mark.parametrize(
    "text", ["", "en gang til næste år", "89 40 23 52", "31. februar 2014", "12.13.14", "projekt 12014"]
)
def test_what_is_no_date_is_not_read_as_a_day(text: str) -> None:
    assert all(date.datatype != "date" for date in find_dates(text, "da"))


@pytest.mark.parametrize(("language", "text", "value", "currency"), SUMS, ids=lambda value: str(value))
def test_a_sum_has_its_value_in_whole_units_and_its_currency(
    language: str, text: str, value: str, currency: str
) -> None:
    [found] = find_money(text, language)
    assert (Decimal(found.value), found.currency, text[found.start : found.end]) == (Decimal(value), currency, text)


def test_a_crown_is_that_of_the_country_when_it_is_known() -> None:
    assert [found.currency for found in find_money("10 kr", "da", "SE")] == ["SEK"]


def test_a_crown_in_english_without_a_country_is_not_read() -> None:
    assert find_money("10 kr", "en") == ()


def test_a_number_without_a_currency_is_no_sum() -> None:
    assert find_money("12 000 borgere og 75 procent", "da") == ()


def test_counts_leave_years_and_sums_out() -> None:
    counts = find_counts("cirka 40 partnere og syv kommuner fik 75 000 EUR i 2014", "da")
    assert [count.value for count in counts] == ["40", "7"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("da", "CO2-neutral i 2030"),
        ("nb", "halvere utslippene innen 2030"),
        ("sv", "fossilfri senast 2030"),
        ("en", "by 2030"),
    ],
)
def test_a_target_year_stands_after_a_word_for_when(language: str, text: str) -> None:
    assert [year.value for year in find_target_years(text, language)] == ["2030"]


def test_percentages_are_read_with_a_decimal_point() -> None:
    assert [found.value for found in find_percentages("30 % og 12,5 procent")] == ["30", "12.5"]


@given(st.text(max_size=200), st.sampled_from(["da", "nb", "nn", "sv", "en", "fi", ""]))
def test_no_text_makes_the_value_grammar_fail(text: str, language: str) -> None:
    for found in (*find_dates(text, language), *find_money(text, language), *find_counts(text, language)):
        assert 0 <= found.start < found.end <= len(text)
    parse_period(text, language)
    find_percentages(text)
    find_target_years(text, language)


@given(st.text(alphabet="0123456789 .,-/krEUR%janmaj", max_size=60))
def test_no_heap_of_digits_and_marks_makes_the_value_grammar_fail(text: str) -> None:
    find_dates(text, "da")
    find_money(text, "da")
    parse_period(text, "da")


def test_millions_without_a_currency_are_money_of_the_language() -> None:
    assert [sum_.value for sum_ in find_money("Heraf kommer 20 millioner fra puljen", "da")] == ["20000000"]
    assert [sum_.currency for sum_ in find_money("Fonden bidrar med 2,4 miljoner.", "sv")] == ["SEK"]


@pytest.mark.parametrize(
    ("language", "text"), [("da", "20 millioner tonn sand"), ("nb", "to millioner passasjerer"), ("en", "3 million")]
)
def test_millions_of_something_else_are_no_money(language: str, text: str) -> None:
    assert find_money(text, language) == ()


def test_the_unit_of_a_label_or_column_makes_its_numbers_money() -> None:
    assert [(sum_.value, sum_.currency) for sum_ in find_money("9 600", "sv", unit="Budget, tkr")] == [
        ("9600000", "SEK")
    ]
    assert find_money("9 600", "sv", unit="Budget") == ()
