"""Documents: what is read, what is refused and with which words, and how text is cut into blocks."""

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.documents import document_from_text, read_document
from loaders.errors import SourceError
from loaders.languages import detect_language, foreign_parts
from loaders.layout import matching_copy
from loaders.reading import MAX_BYTES
from loaders.stretches import stretches

TEXT = "Klimanetværket\n\nKommunen samarbejder med virksomheder om klima på havnen.\n"


def _write(folder: Path, content: bytes, name: str = "side.txt") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-1"])
def test_the_text_is_the_same_in_every_encoding_that_is_read(tmp_path: Path, encoding: str) -> None:
    document = read_document(_write(tmp_path, TEXT.encode(encoding)))
    assert document.text == TEXT
    assert (document.slug, document.language, document.title) == ("side", "da", "Klimanetværket")


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    text = TEXT.replace("\n", "\r\n")
    document = read_document(_write(tmp_path, text.encode()))
    assert document.text == text
    assert [block.kind for block in document.blocks] == ["heading", "paragraph"]


def test_a_slug_is_made_from_the_file_name_unless_it_is_given(tmp_path: Path) -> None:
    path = _write(tmp_path, TEXT.encode(), "Køge & Omegn.txt")
    assert read_document(path).slug == "koege-omegn"
    assert read_document(path, slug="koege").slug == "koege"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 0, "empty"),
        (b" \n\t\n", 0, "empty"),
        (b"en\nto\x00tre\n", 2, "binary"),
        (b"a line\n\x01\x02", 2, "binary"),
        (b"\x01\x02", 1, "binary"),
        (b"%PDF-1.4\n", 0, "is a PDF, not text"),
        (b"\n<!DOCTYPE html>\n<p>Side</p>", 0, "name it .html"),
        (b"\xff\xfe\xfa\x80", 0, "not one Latin letter"),
        ("første\nanden æ ".encode() + b"\xff\xfe\xfa\n", 2, "save as UTF-8"),
        (b"\xff\xfea\x00\n\x00b", 2, "save as UTF-8"),
    ],
    ids=[
        "empty",
        "blank",
        "nul",
        "control",
        "only control",
        "pdf",
        "html",
        "no letters",
        "undecodable",
        "broken UTF-16",
    ],
)
def test_a_bad_file_is_refused_with_its_line_and_a_remedy(
    tmp_path: Path, content: bytes, line: int, words: str
) -> None:
    with pytest.raises(SourceError) as caught:
        read_document(_write(tmp_path, content))
    assert caught.value.line == line
    assert words in str(caught.value)


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "stor.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(SourceError, match="over the limit"):
        read_document(path)


@pytest.mark.parametrize("name", ["side.odt", "side.doc", "side"])
def test_another_format_is_refused_by_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match=r"read are \.txt, \.md, \.html, \.htm, \.pdf, \.docx and \.eml"):
        read_document(_write(tmp_path, TEXT.encode(), name))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read_document(tmp_path / "ingen.txt")
    with pytest.raises(SourceError, match="is a folder"):
        read_document(tmp_path)


def test_a_language_that_is_not_read_is_refused_with_those_that_are(tmp_path: Path) -> None:
    text = "Kunta tekee yhteistyötä yritysten kanssa ilmaston hyväksi ja kehittää uusia ratkaisuja."
    names = r"Danish \(da\), Bokmål \(nb\), Nynorsk \(nn\), Swedish \(sv\) and English \(en\)"
    with pytest.raises(SourceError, match=f"read are {names}"):
        read_document(_write(tmp_path, text.encode()))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("da", "Kommunen samarbejder med virksomheder om klima"),
        ("nb", "Kommunen samarbeider med bedrifter om klima"),
        ("nn", "Kommunen samarbeider med bedrifter, og ho er ikkje åleine om det"),
        ("sv", "Kommunen samarbetar med företag om klimatet"),
        ("en", "The city works with companies on the climate"),
        ("de", "Der Landkreis arbeitet mit den Gemeinden zusammen und fördert Projekte"),
    ],
)
def test_short_texts_of_near_languages_are_told_apart(language: str, text: str) -> None:
    assert detect_language(text) == language


PARTS = {
    "de": """Der Landkreis arbeitet mit den Gemeinden und Unternehmen daran, die Mobilität in der Region zu verbessern
        und neue Projekte zu fördern, die für alle Bürger einen Nutzen haben.""",
    "sv": """Kommunen och företagen arbetar tillsammans för klimatet, och det är de som har tagit fram den plan som ska
        gälla för hela regionen.""",
    "da": """Kommunen og virksomhederne arbejder sammen om klimaet, og det er dem, der har lavet den plan, som gælder
        for hele området.""",
    "names": """Odense Kommune, Vejle Kommune, Kolding Kommune, Billund Kommune, Fredericia Kommune, Middelfart Kommune,
        Haderslev Kommune, Vejen Kommune, TREFOR A/S, Vestas Wind Systems A/S""",
}


@pytest.mark.parametrize(("part", "found"), [("de", ["de"]), ("sv", ["sv"]), ("da", []), ("names", [])])
def test_a_part_in_another_language_is_told_from_a_list_of_names(part: str, found: list[str]) -> None:
    text = PARTS[part]
    assert [language for _, _, language in foreign_parts([(0, len(text), text)], "da")] == found


def test_blocks_are_headings_items_labels_and_noise() -> None:
    text = (
        "Gå til indhold\n\nOm samarbejdet\n\nVi arbejder sammen om havnen hver dag, året rundt.\n\n"
        "• Første punkt\n\nProjektleder:\n\nKøge Kommune\n\nBudget: 5 mio. kr.\n"
    )
    document = document_from_text(text, path=Path("a.txt"), language="da")
    assert [(block.kind, block.text) for block in document.blocks] == [
        ("noise", "Gå til indhold"),
        ("heading", "Om samarbejdet"),
        ("paragraph", "Vi arbejder sammen om havnen hver dag, året rundt."),
        ("item", "• Første punkt"),
        ("label", "Projektleder:\n\nKøge Kommune"),
        ("label", "Budget: 5 mio. kr."),
    ]


def test_an_address_and_an_empty_label_do_not_swallow_the_next_line() -> None:
    text = "På https://example.org/side står der mere om det.\n\nE-mail:\n\nOpdateret: 1.2.2020\n"
    document = document_from_text(text, path=Path("a.txt"), language="da")
    assert [block.kind for block in document.blocks] == ["paragraph", "label", "label"]


def test_lines_that_are_wrapped_by_hand_are_one_paragraph() -> None:
    text = (
        "Samarbejdet mellem de tre kommuner ved fjorden begyndte for ti år\n"
        "siden og omfatter nu både vand, varme og affald i hele området.\n"
    )
    document = document_from_text(text, path=Path("a.txt"), language="da")
    assert len(document.blocks) == 1


def test_the_title_is_the_heading_that_the_text_repeats() -> None:
    text = (
        "Nyheder og planer\n\nFælles plan for fjorden\n\nVi har en fælles plan for fjorden, som "
        + "gælder " * 12
        + "nu.\n"
    )
    assert document_from_text(text, path=Path("a.txt"), language="da").title == "Fælles plan for fjorden"


@given(st.text(max_size=300))
def test_blocks_of_any_text_are_slices_in_order(text: str) -> None:
    end = 0
    for _, start, stop in stretches(text):
        assert end <= start < stop <= len(text)
        end = stop
    covered = "".join(text[start:stop] for _, start, stop in stretches(text))
    assert len("".join(covered.split())) == len("".join(text.split()))


@given(st.text(alphabet=string.printable + "\u00a0\u00ad\u2011–“”’İßﬁ", max_size=200))
def test_the_matching_copy_has_the_same_length(text: str) -> None:
    assert len(matching_copy(text)) == len(text)
