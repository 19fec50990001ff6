"""What the words of a name say that it names."""

import pytest

from loaders.extraction.head_nouns import kind_by_words


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Solkraft AS", "Company"),
        ("AB Solkraft", "Company"),
        ("Foreningen Byens Træer", "Association"),
        ("Boligforeningen Egebo", "Association"),
        ("Sparebankstiftelsen Nordmark", "Fund"),
        ("Folkebiblioteket i Storvik", "Company"),
        ("Musikskolen på Lolland", "PublicBody"),
        ("Visit Storfjord", "Association"),
        ("Skive Vand", "Utility"),
        ("Umeå Energi", "Utility"),
        ("Lunds universitet", "University"),
        ("Regionalt forskningsfond Rogaland", "Fund"),
    ],
)
def test_a_form_a_front_a_compound_or_a_head_tells_the_kind(name: str, kind: str) -> None:
    assert kind_by_words(name) == kind


@pytest.mark.parametrize("name", ["Grøn Energi", "Samarbejdet", "Visit our", "Levende Havn", "Lang Sti"])
def test_words_that_tell_no_kind_tell_none(name: str) -> None:
    assert kind_by_words(name) is None
