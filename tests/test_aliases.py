"""The alias table of a workspace: what a steward decides holds, and a row that cannot stand is named by its line."""

from pathlib import Path

import pytest

from loaders.aliases import Aliases, Named, read_aliases, require_documents, row_text
from loaders.errors import SourceError
from loaders.statements import Entity

HEADER = "decision,name,document,other,other_document,reason,date"
END = "Read both pages,2026-11-22"
VAND, FULL = Entity("Company", "Aarhus Vand"), Entity("Utility", "Aarhus Vand A/S")


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "aliases.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def test_without_a_file_nothing_is_decided(tmp_path: Path) -> None:
    assert read_aliases(tmp_path / "aliases.csv").same(VAND, "a") is None


def test_same_leads_a_name_to_the_other_in_every_document_and_over_several_rows(tmp_path: Path) -> None:
    rows = (
        f"same,Company: Århus Vand,,Company: Aarhus Vand,,{END}",
        f"same,Company: aarhus vand,,Utility: Aarhus Vand A/S,,{END}",
    )
    aliases = read_aliases(table(tmp_path, *rows))
    assert aliases.same(Entity("Company", "Århus Vand"), "a") == Named(FULL)
    assert aliases.same(Entity("Utility", "Aarhus Vand"), "b") == Named(FULL)
    assert aliases.same(FULL, "a") is None
    assert aliases.same(Entity("Project", "Aarhus Vand"), "a") is None


def test_a_row_with_a_document_holds_there_only(tmp_path: Path) -> None:
    aliases = read_aliases(table(tmp_path, f"same,Company: Aarhus Vand,a,Utility: Aarhus Vand A/S,,{END}"))
    assert aliases.same(VAND, "a") == Named(FULL)
    assert aliases.same(VAND, "b") is None


def test_different_is_remembered_in_both_directions_and_for_all_documents(tmp_path: Path) -> None:
    aliases = read_aliases(table(tmp_path, f"different,Company: Aarhus Vand,,Utility: Aarhus Vand A/S,,{END}"))
    assert aliases.are_different(Named(FULL, "a"), Named(VAND))
    assert not aliases.are_different(Named(FULL), Named(Entity("Company", "Aarhus Vind")))


def test_the_row_that_is_proposed_can_be_read_once_it_has_a_reason_and_a_date(tmp_path: Path) -> None:
    name, other = Named(Entity("Project", 'Vand, vind og "vejr"')), Named(Entity("Person", "Bo Ek"), "side-b")
    row = row_text("same", name, other)
    (read,) = read_aliases(table(tmp_path, row.removesuffix(",") + END)).rows
    assert (read.decision, read.name, read.other) == ("same", name, other)
    with pytest.raises(SourceError, match="the reason is missing"):
        read_aliases(table(tmp_path, row))


def test_rows_that_no_name_needed_are_known(tmp_path: Path) -> None:
    rows = (f"same,Company: A,,Company: B,,{END}", f"different,Company: C,,Company: D,,{END}")
    aliases = read_aliases(table(tmp_path, *rows))
    aliases.same(Entity("Company", "A"), "a")
    assert [row.line for row in aliases.unused()] == [3]


def test_a_document_that_is_no_source_is_named(tmp_path: Path) -> None:
    path = table(tmp_path, f"same,Person: Bo Ek,side-a,Person: Bo Ek,side-c,{END}")
    with pytest.raises(SourceError, match=r"aliases\.csv:2: there is no document 'side-c'"):
        require_documents(path, read_aliases(path), ("side-a", "side-b"))
    require_documents(path, Aliases(), ())


@pytest.mark.parametrize(
    ("rows", "line", "problem"),
    [
        ([f"equal,Company: A,,Company: B,,{END}"], 2, "the decision is 'equal'; write same or different"),
        ([f"same,A,,Company: B,,{END}"], 2, "'A' is not 'Type: name'"),
        ([f"same,Firm: A,,Company: B,,{END}"], 2, "there is no type 'Firm'; the types are Municipality"),
        (["same,Company: A,,Company: B,,,2026-11-22"], 2, "the reason is missing"),
        (["same,Company: A,,Company: B,,seen,22/11/2026"], 2, "the date '22/11/2026' is not a day such as"),
        ([f"same,Company: A, Company: B,,{END}"], 2, "6 values for 7 columns"),
        ([f"same,Company: A,,Utility: a,,{END}"], 2, "both sides are one name"),
        ([f"same,Person: Bo Ek,,Person: Bo Ek,b,{END}"], 2, "'Person: Bo Ek' means something in its own document only"),
        ([f"different,Place: Nordhavn,a,Place: Nordhavn,,{END}"], 2, "other_document must say where the second"),
        ([f"same,Company: A,,Company: B,,{END}"] * 2, 3, "line 2 decides on the same two names"),
        (
            [f"same,Company: A,,Company: B,,{END}", f"same,Company: A,,Company: C,,{END}"],
            3,
            "line 2 says what 'Company: A' means",
        ),
        (
            [f"same,Company: A,,Company: B,,{END}", f"different,Company: B,,Company: A,,{END}"],
            3,
            "line 2 decides on the same two names",
        ),
        (
            [
                f"same,Company: A,,Company: B,,{END}",
                f"same,Company: B,,Company: C,,{END}",
                f"same,Company: C,,Company: A,,{END}",
            ],
            2,
            "the lines 2, 3, 4 lead in a circle",
        ),
    ],
)
def test_a_row_that_cannot_stand_is_named_by_its_line(tmp_path: Path, rows: list[str], line: int, problem: str) -> None:
    with pytest.raises(SourceError, match=problem) as caught:
        read_aliases(table(tmp_path, *rows))
    assert caught.value.line == line


def test_a_table_that_a_spreadsheet_saved_is_read(tmp_path: Path) -> None:
    path = tmp_path / "aliases.csv"
    path.write_bytes(f"\ufeff{HEADER}\r\nsame,Company: Aarhus Vand,,Utility: Aarhus Vand A/S,,{END}\r\n".encode())
    assert read_aliases(path).same(VAND, "") == Named(FULL)


def test_a_table_with_other_columns_or_in_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="the columns must be decision,name"):
        read_aliases(table(tmp_path, header="name,other"))
    path = tmp_path / "aliases.csv"
    path.write_bytes(f"{HEADER}\nsame,Company: Ål,,Company: Al,,{END}\n".encode("latin-1"))
    with pytest.raises(SourceError, match="is not UTF-8"):
        read_aliases(path)
