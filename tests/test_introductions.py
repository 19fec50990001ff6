"""Projects that the words beside their names bring in, and lists of projects that are others' own."""

from pathlib import Path

import pytest

from loaders.documents import document_from_text
from loaders.extraction import extract
from loaders.statements import Entity

INTRODUCED = [
    ("da", "Havnekredsen har to projekter. Det ene hedder Stille Kran. Det andet er Blå Bøje, der måler støj."),
    ("nb", "Havnekretsen har to prosjekter. Det ene heter Stille Kran. Det andre er Blå Bøye, som måler støy."),
    ("nn", "Havnekrinsen har to prosjekt. Det eine heiter Stille Kran. Det andre er Blå Bøye, som måler støy."),
    ("sv", "Hamnkretsen har två projekt. Det ena heter Stille Kran. Det andra är Blå Boj, som mäter buller."),
    ("en", "The Harbour Ring has two projects. The first is called Stille Kran. The second is Blue Buoy."),
]


def _projects(text: str, language: str, rule: str) -> set[str]:
    statements = extract(document_from_text(text, path=Path("side.txt"), language=language))
    return {one.object.name for one in statements if one.rule == rule and isinstance(one.object, Entity)}


@pytest.mark.parametrize(("language", "sentences"), INTRODUCED)
def test_an_ordinal_brings_in_one_of_several_projects(language: str, sentences: str) -> None:
    name = sentences.split(" ha")[0].removeprefix("The ")
    assert "Stille Kran" in _projects(f"{name}\n\n{sentences}\n", language, "introduced-project")


def test_what_is_ours_or_the_largest_is_one_of_our_projects() -> None:
    text = (
        "Havnekredsen\n\nHavnekredsen er et netværk mellem Vejle Kommune og Kolding Kommune.\n\n"
        "Mødet handlede om netværkets nye projekt Stille Kran, der måler støj.\n\n"
        "Blå Bøje er det største af projekterne. Blå Bøje startede i 2022.\n"
    )
    assert {"Stille Kran", "Blå Bøje"} <= _projects(text, "da", "introduced-project")


def test_a_row_of_a_menu_and_related_projects_announce_no_projects_of_the_page() -> None:
    text = (
        "Om os   Projekter   Kontakt\n\nHavnekredsen\n\nHavnekredsen er et netværk mellem Vejle Kommune og "
        "Kolding Kommune.\n\nRelaterede projekter\n\n• Stille Kran (afsluttet)\n\n• Blå Bøje (i gang)\n"
    )
    assert not _projects(text, "da", "project-list")
