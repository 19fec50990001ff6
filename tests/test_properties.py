"""Properties that hold for any text: quotes are slices, nothing raises, and the same text says the same twice."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.documents import document_from_text
from loaders.extraction import extract
from loaders.lexicon import LANGUAGES
from loaders.money import find_money
from loaders.values import find_counts, find_dates, find_percentages, find_target_years, parse_period
from tests.workspaces import ROOT

GOLD = sorted((ROOT / "tests" / "gold" / "development").glob("*.txt"))
SENTENCES = [
    line.strip() for path in GOLD for line in path.read_text(encoding="utf-8").splitlines() if len(line.strip()) > 3
]
SIGNS = "\u00a0\u00ad\u200b\ufb01\u2028\t\n\r–—“”'\"()[]{}<>|:;.,-•*#%&/\\0123456789 kr€"

languages = st.sampled_from(LANGUAGES)
# Lines of real pages in any order, signs that break parsers, and anything at all.
texts = st.lists(
    st.one_of(st.sampled_from(SENTENCES), st.text(alphabet=SIGNS, max_size=12), st.text(max_size=20)),
    min_size=1,
    max_size=12,
).flatmap(lambda parts: st.sampled_from(["\n", " ", "\n\n", ""]).map(lambda mark: mark.join(parts)))
numbers = st.text(alphabet="0123456789 .,-–/\u00a0kmEURNOKSDmioarlpsuj%", max_size=40)


@given(texts, languages)
@settings(max_examples=150)
def test_every_quote_is_the_slice_at_its_offsets(text: str, language: str) -> None:
    document = document_from_text(text, path=Path("page.txt"), language=language)
    for one in extract(document):
        assert one.quote
        assert one.quote == document.text[one.start : one.end]


@given(texts, languages)
@settings(max_examples=75)
def test_the_same_text_says_the_same_twice(text: str, language: str) -> None:
    first, second = (document_from_text(text, path=Path("page.txt"), language=language) for _ in range(2))
    assert extract(first) == extract(second)


@given(st.one_of(texts, numbers, st.text()), st.one_of(languages, st.just("fi"), st.just("")))
@settings(max_examples=300)
def test_no_text_makes_a_parser_of_values_raise_and_every_value_has_its_place(text: str, language: str) -> None:
    period = parse_period(text, language)
    found = [
        *find_dates(text, language),
        *find_money(text, language),
        *find_counts(text, language),
        *find_percentages(text),
        *find_target_years(text, language),
        *([one for one in (period.first, period.last) if one] if period else []),
    ]
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.value for one in found)


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_what_a_page_says_does_not_depend_on_the_page_before_it(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    alone = extract(document_from_text(text, path=path))
    for other in GOLD[:3]:
        extract(document_from_text(other.read_bytes().decode("utf-8"), path=other))
    assert extract(document_from_text(text, path=path)) == alone
