"""Mentions: where a name ends in a sentence, and what it names."""

from pathlib import Path

import pytest

from loaders.documents import document_from_text
from loaders.extraction.opening import open_page


def mentions(sentence: str, language: str) -> dict[str, str]:
    """Every mention of a page of one sentence, as its words and its type."""
    page = open_page(document_from_text(f"Blå Bryggor\n\n{sentence}\n", path=Path("page.txt"), language=language))
    found = (
        one for start, end in ((one.start, one.end) for one in page.sentences) for one in page.mentions(start, end)
    )
    return {page.plain[one.start : one.end]: one.entity.type for one in found}


@pytest.mark.parametrize(
    ("sentence", "language", "name", "kind"),
    [
        ("Med är Eskilstuna Energi och Miljö.", "sv", "Eskilstuna Energi och Miljö", "Utility"),
        ("Med är Halmstads Energi och Miljö AB.", "sv", "Halmstads Energi och Miljö AB", "Company"),
        ("Med er NAV Sandefjord.", "nb", "NAV Sandefjord", "PublicBody"),
        ("Med är LRF Jönköping.", "sv", "LRF Jönköping", "Association"),
        ("Med är Tekniska verken.", "sv", "Tekniska verken", "Utility"),
        ("Med er Mo i Rana Havn KF.", "nb", "Mo i Rana Havn KF", "Company"),
    ],
)
def test_a_name_goes_on_to_its_end(sentence: str, language: str, name: str, kind: str) -> None:
    assert mentions(sentence, language)[name] == kind


def test_two_names_are_not_joined() -> None:
    found = mentions("Med är Lunds universitet och Svenska kyrkan och Växjö Energi och Södra Skogsägarna.", "sv")
    assert {"Lunds universitet", "Växjö Energi", "Södra Skogsägarna"} <= found.keys()


def test_a_group_ends_with_its_sentence() -> None:
    assert "ett projekt. Partner" not in mentions("Blå Bryggor är ett projekt. Partner är Lunds kommun.", "sv")
