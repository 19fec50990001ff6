"""The pure stages: a steward's decision is published or refused at its line; metadata is checked before it is used."""

from pathlib import Path

import pytest

from loaders.aliases import Aliases
from loaders.errors import SourceError
from loaders.extractors import reading_with
from loaders.identities import Identities
from loaders.prepare import Prepared, prepare
from loaders.progress import Silent
from loaders.settings import load_settings
from tests.workspaces import PAGE, small

END = 'reason = "Read by hand"\ndate = 2026-11-22\n'
ADD = (
    '\n[[add]]\nsubject = "Partnership: Grønne Veje"\nrelation = "{relation}"\nobject = "{object}"\nquote = "{quote}"\n'
    + END
)


def prepared(workspace: Path) -> list[Prepared]:
    settings, identities = load_settings(workspace), Identities(workspace / "identities.csv")
    with reading_with(settings.extractors, settings, None) as extractors:
        return prepare(workspace, settings, identities, Silent(), extractors=extractors, aliases=Aliases())


@pytest.mark.parametrize(
    ("relation", "thing", "problem"),
    [
        ("startDate", "1. marts 2021", "'1. marts 2021' is no date of XML Schema"),
        ("startDate", "2021-13-01", "'2021-13-01' is no date"),
        ("budget", "120000", "120000 has no currency"),
        ("status", "halvfærdig", "'halvfærdig' is no label of"),
        ("budget", "Fund: ERDF", "budget takes a value, not the entity 'ERDF'"),
    ],
)
def test_a_stewards_statement_that_cannot_be_written_stops_the_build_at_its_line(
    tmp_path: Path, relation: str, thing: str, problem: str
) -> None:
    workspace = small(tmp_path)
    review = workspace / "data" / "documents" / "groenne-veje.review.toml"
    review.write_text(ADD.format(relation=relation, object=thing, quote="120 000 EUR"), encoding="utf-8")
    with pytest.raises(SourceError, match=problem) as caught:
        prepared(workspace)
    assert (caught.value.path, caught.value.line) == (review, 2)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('language = "dansk"', "the language is given as 'dansk'"),
        ('licence = "CC BY 4.0"', "must be an address; put words into rights"),
        ('licence = "https://example.org/a b"', "must be an address"),
        ('address = "javascript:alert(1)"', "must be an address"),
        ('file = "../groenne-veje.txt"', "must be the name of a file in"),
        ('file = "page.txt"\ntext = "../groenne-veje.txt"', "must be the name of a file in"),
        ('file = ".."', "must be the name of a file in|which is not in"),
        ('received = "yesterday"', "must be a date"),
        ('titel = "X"', "has no key titel; the keys are"),
        ('file = "none.txt"', r"names the page none\.txt, which is not in"),
        ('sha256 = "00"', "is not the file that was received"),
    ],
)
def test_metadata_that_cannot_be_used_names_the_file_and_the_remedy(tmp_path: Path, text: str, problem: str) -> None:
    workspace = small(tmp_path)
    folder = workspace / "data" / "documents" / "veje"
    folder.mkdir()
    (folder / "page.txt").write_text(PAGE, encoding="utf-8")
    (folder / "document.toml").write_text(text + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match=problem):
        prepared(workspace)


def test_a_folder_with_several_pages_names_them_and_leavings_of_editors_do_not_count(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    folder = workspace / "data" / "documents" / "veje"
    folder.mkdir()
    for name in ("a.txt", "a.txt~", ".a.txt.swp", "README.md"):
        (folder / name).write_text(PAGE, encoding="utf-8")
    assert [one.source.slug for one in prepared(workspace)] == ["groenne-veje", "veje"]
    (folder / "b.txt").write_text(PAGE, encoding="utf-8")
    with pytest.raises(SourceError, match=r"holds several pages \(a\.txt, b\.txt\)"):
        prepared(workspace)


def test_the_text_to_show_hides_the_numbers_of_persons_at_their_length(tmp_path: Path) -> None:
    page = PAGE + "\nKontakt: Anna Holm, tlf. 12 34 56 78, anna@vejle.dk\n"
    (one,) = prepared(small(tmp_path, veje=page))
    assert len(one.shown) == len(page)
    assert "12 34 56 78" not in one.shown
    assert "anna@" not in one.shown
    assert "120 000 EUR" in one.shown
    texts = [str(quad.object) for quad in one.graph.quads]
    assert not any("12 34 56 78" in text or "anna@" in text for text in texts)
