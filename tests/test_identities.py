"""The identity table only grows, and what it says once it says for good."""

from pathlib import Path

import pytest

from loaders.errors import SourceError
from loaders.identities import Identities


def test_a_name_keeps_its_slug_over_rebuilds_and_spellings_of_case_and_space(tmp_path: Path) -> None:
    table = Identities(tmp_path / "identities.csv")
    assert table.slug_of("project", "", "Grøn Skejby") == "groen-skejby"
    table.save()
    again = Identities(tmp_path / "identities.csv")
    assert again.slug_of("project", "", "GRØN\u00a0skejby") == "groen-skejby"
    assert again.save() == 0


def test_a_taken_slug_gets_a_number(tmp_path: Path) -> None:
    table = Identities(tmp_path / "identities.csv")
    slugs = [table.slug_of("goal", document, "Grøn vækst") for document in ("a", "b", "c")]
    assert slugs == ["groen-vaekst", "groen-vaekst-2", "groen-vaekst-3"]


def test_saving_appends_and_never_rewrites_a_row(tmp_path: Path) -> None:
    path = tmp_path / "identities.csv"
    first = Identities(path)
    first.slug_of("fund", "", "ERDF")
    first.save()
    before = path.read_text(encoding="utf-8")
    second = Identities(path)
    second.slug_of("fund", "", 'Fonden "Vand", Aarhus')
    assert second.save() == 1
    assert path.read_text(encoding="utf-8").startswith(before)
    assert Identities(path).slug_of("fund", "", 'Fonden "Vand", Aarhus') == "fonden-vand-aarhus"


@pytest.mark.parametrize(
    ("rows", "line", "problem"),
    [
        ("kind,slug,name\n", 1, "the columns must be"),
        ("kind,slug,scope,name\nfund,erdf\n", 2, "has 4 columns"),
        ("kind,slug,scope,name\nfund,erdf,,ERDF\nfund,erdf,,Erdf fund\n", 3, "stands twice"),
    ],
)
def test_a_broken_row_is_named_by_line(tmp_path: Path, rows: str, line: int, problem: str) -> None:
    path = tmp_path / "identities.csv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(SourceError, match=problem) as caught:
        Identities(path)
    assert caught.value.line == line
