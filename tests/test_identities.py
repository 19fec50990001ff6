"""The identity table only grows, and what it says once it says for good."""

import fcntl
import os
from pathlib import Path

import pytest

from loaders.errors import BusyError, SourceError
from loaders.identities import Identities
from loaders.reference import reference_slugs


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


def test_a_table_whose_last_line_has_no_end_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "identities.csv"
    path.write_bytes(b"kind,slug,scope,name\r\nfund,erdf,,ERDF")
    table = Identities(path)
    table.slug_of("fund", "", "Vækst")
    table.save()
    assert path.read_bytes().decode() == "kind,slug,scope,name\r\nfund,erdf,,ERDF\nfund,vaekst,,Vækst\n"


def test_two_builds_of_one_workspace_give_each_name_one_row(tmp_path: Path) -> None:
    path = tmp_path / "identities.csv"
    left, right = Identities(path), Identities(path)
    for table, own in ((left, "Vand"), (right, "Vind")):
        table.slug_of("fund", "", "ERDF")
        table.slug_of("fund", "", own)
    assert (left.save(), right.save()) == (2, 1)
    rows = path.read_text(encoding="utf-8").splitlines()
    assert rows == ["kind,slug,scope,name", "fund,erdf,,ERDF", "fund,vand,,Vand", "fund,vind,,Vind"]


def test_a_slug_that_another_build_gave_away_meanwhile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "identities.csv"
    left, right = Identities(path), Identities(path)
    left.slug_of("goal", "a", "Grøn vækst")
    right.slug_of("goal", "b", "Grøn vækst")
    left.save()
    before = path.read_text(encoding="utf-8")
    with pytest.raises(BusyError, match=r"goal/groen-vaekst .* build again"):
        right.save()
    assert path.read_text(encoding="utf-8") == before


def test_a_table_is_saved_under_a_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = Identities(tmp_path / "identities.csv")
    table.slug_of("fund", "", "ERDF")
    take = fcntl.flock
    # Not to wait is the only change: a test must not hang.
    monkeypatch.setattr("loaders.identities.fcntl.flock", lambda handle, how: take(handle, how | fcntl.LOCK_NB))
    other = os.open(tmp_path, os.O_RDONLY)
    take(other, fcntl.LOCK_EX)
    with pytest.raises(BlockingIOError):
        table.save()
    os.close(other)
    assert table.save() == 1


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


def test_a_slug_of_the_reference_tables_is_never_minted(tmp_path: Path) -> None:
    table = Identities(tmp_path / "identities.csv", reference_slugs())
    assert table.slug_of("municipality", "", "Dk Aarhus") == "dk-aarhus-2"
    assert table.slug_of("country", "", "DK") == "dk-2"
