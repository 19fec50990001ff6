"""Reading: what text is made of each format, in which order and with which lines."""

import json
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store, Variable

from loaders.documents import Document, read_document
from loaders.extraction import extract
from loaders.statements import to_json
from tests.made_files import docx_of, locked, pdf_of, saved, with_part
from tests.workspaces import PAGE, bare, run

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

HTML = """<!DOCTYPE html>
<html lang="da"><head><meta charset="{charset}"><title>Grønne Veje | Odense Kommune</title></head>
<body class="has-menu">
<header><nav><ul><li><a href="/">Forside</a></li><li><a href="/b">Borger</a></li></ul></nav></header>
<div class="cookie-banner"><p>Vi bruger cookies, så siden virker bedre.</p></div>
<main><h1>Grønne Veje</h1>
<p>Grønne Veje er et partner&shy;skab mellem Odense&nbsp;Kommune
 og <a href="/vejle">Vejle Kommune</a>.</p>
<h2>Fakta</h2>
<dl><dt>Lead Partner</dt><dd>Odense Kommune</dd><dt>Projektperiode:</dt><dd>1. marts 2021 - 30. juni 2023</dd></dl>
<table><tr><th>Samlet budget</th><td>120 000 EUR</td></tr></table>
<table><tr><th>Kommune</th><th>Kontaktperson</th></tr><tr><td>Odense Kommune</td><td>Anne Holm</td></tr>
<tr><td>Vejle Kommune</td><td>Bo Lind</td></tr></table>
<h3>Deltagere</h3><ul><li><a href="/o">Odense Vand A/S</a></li><li><p>Vejle Spildevand A/S</p></li></ul>
<div class="field"><div>Status</div><div>I gang</div></div></main>
<aside><h3>Kontakt</h3><address>Anne Holm<br>Projektleder<br>Odense Kommune</address></aside>
<div class="share">Del på <a href="#">Facebook</a></div>
<div id="page-footer">CVR: 35209115</div><footer><p>Odense Kommune, CVR 35209115</p></footer></body></html>"""
HTML_TEXT = """Grønne Veje

Grønne Veje er et partnerskab mellem Odense Kommune og Vejle Kommune.

Fakta

Lead Partner: Odense Kommune
Projektperiode: 1. marts 2021 - 30. juni 2023
Samlet budget: 120 000 EUR

Kommune | Kontaktperson
Odense Kommune | Anne Holm
Vejle Kommune | Bo Lind

Deltagere

• Odense Vand A/S
• Vejle Spildevand A/S

Status
I gang

Kontakt

Anne Holm
Projektleder
Odense Kommune
"""
PASSAGES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?exact ?start ?end ?document WHERE {
  ?passage oa:exact ?exact ; oa:start ?start ; oa:end ?end ; dcterms:isPartOf ?document .
}
"""
HEAD = "Grønne Veje - årsrapport"


def read(folder: Path, name: str, content: bytes) -> Document:
    path = folder / name
    path.write_bytes(content)
    return read_document(path, language="da")


def message(*, html: str | None = None, attached: bool = False) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"] = "Anne Holm <anne@odense.example>", "SV: Grønne Veje"
    made["Date"] = "Mon, 01 Mar 2021 10:00:00 +0100"
    made.set_content(PAGE, charset="iso-8859-1", cte="quoted-printable")
    if html is not None:
        made.clear_content()
        made.set_content(html, subtype="html", charset="iso-8859-15")
    if attached:
        made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="økonomi.pdf")
    return made


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "utf-16", "utf-16-le"])
def test_a_page_is_its_main_text_with_its_facts_tables_lists_and_contacts(tmp_path: Path, charset: str) -> None:
    document = read(tmp_path, "side.html", HTML.format(charset=charset).encode(charset))
    assert document.text == HTML_TEXT
    assert document.title == "Grønne Veje"


def test_a_page_without_a_main_heading_has_its_title(tmp_path: Path) -> None:
    page = "<title>Grønne Veje | Odense</title><p>Kommunen samarbejder med Vejle.</p>"
    assert read(tmp_path, "side.html", page.encode()).text == "Grønne Veje\n\nKommunen samarbejder med Vejle.\n"


def test_damaged_signs_of_a_page_are_counted(tmp_path: Path) -> None:
    document = read(tmp_path, "side.html", "<p>Køge ".encode() + b"\xff\x81" + "å Kommune</p>".encode())
    assert document.text == "Køge \ufffd\ufffdå Kommune\n"
    assert document.notes == ("signs that are damaged in its encoding, and read as \ufffd: 2",)


def test_what_follows_a_picture_of_ten_megabytes_inside_a_page_is_read(tmp_path: Path) -> None:
    page = f"<h1>Grønne Veje</h1><img src='data:{'A' * 11_000_000}'><p>Kommunen samarbejder med Vejle.</p>"
    assert read(tmp_path, "side.html", page.encode()).text == "Grønne Veje\n\nKommunen samarbejder med Vejle.\n"


def test_a_list_of_terms_in_another_is_read_once(tmp_path: Path) -> None:
    page = "<h1>Grønne Veje</h1><dl><div><dt>Partnere<dd><dl><dt>Leder<dd>Odense Kommune</dl></div></dl>"
    text = read(tmp_path, "side.html", page.encode()).text
    assert text == "Grønne Veje\n\nPartnere: Leder: Odense Kommune\n"


def test_a_charset_that_is_none_of_text_is_passed_over(tmp_path: Path) -> None:
    page = b"<meta charset=rot13><p>Kommunen samarbejder \xff\x81</p>"
    assert read(tmp_path, "side.html", page).text == "Kommunen samarbejder \ufffd\ufffd\n"


def test_a_text_box_in_another_is_read_once(tmp_path: Path) -> None:
    box, end = "<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"
    words = "<w:p><w:r><w:t>Kommunen samarbejder</w:t></w:r></w:p>"
    main = f'<w:document xmlns:w="{WORD}"><w:body>{box * 40}{words}{end * 40}</w:body></w:document>'
    file = with_part(docx_of(PAGE), "word/document.xml", main.encode())
    assert read(tmp_path, "side.docx", file).text == "Kommunen samarbejder\n"


def test_a_header_longer_than_any_is_left_in_its_code(tmp_path: Path) -> None:
    coded = b"=?utf-8?q?a?= " * 2_000
    text = read(tmp_path, "post.eml", b"From: a@example.org\nSubject: " + coded + b"\n\nKommunen samarbejder").text
    assert text.startswith("=?utf-8?q?a?= =?utf-8?q?a?= ")


def test_a_pdf_has_its_lines_joined_and_its_running_lines_left_out(tmp_path: Path) -> None:
    first = """Grønne Veje er et partnerskab mellem Odense Kommune og Vejle Kom-
mune om cykelstier og om fælles nord-
og vestgående ruter (del 1).

Deltagere:
• Odense Vand A/S
•
Vejle Spildevand A/S

Arbejdet er delt i to og begynder med de ruter som flest kører på og"""
    pages = [
        [HEAD, "", *first.split("\n")],
        [HEAD, "", "som er farligst.", "", "Side 2 af 3"],
        [HEAD, "", "Projektperiode: 2021-2023", "Budget: 120 000 EUR", "", "Side 3 af 3"],
    ]
    document = read(tmp_path, "rapport.pdf", pdf_of(*pages))
    assert document.text == (
        "Grønne Veje er et partnerskab mellem Odense Kommune og Vejle Kommune om cykelstier og om fælles nord- "
        "og vestgående ruter (del 1).\n\nDeltagere:\n• Odense Vand A/S\n• Vejle Spildevand A/S\n\n"
        "Arbejdet er delt i to og begynder med de ruter som flest kører på og som er farligst.\n\n"
        "Projektperiode: 2021-2023\nBudget: 120 000 EUR\n"
    )


def test_a_pdf_that_opens_without_its_password_is_read_and_its_pictures_are_named(tmp_path: Path) -> None:
    document = read(tmp_path, "rapport.pdf", locked(pdf_of(PAGE.split("\n"), []), user=""))
    assert "Lead Partner: Odense Kommune" in document.text
    assert document.notes == ("no text on page 2 of the PDF (a picture, or blank): what stands there is not read",)


def test_a_word_file_is_read_in_its_order_with_tables_as_facts(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("Grønne Veje", 0)
    made.add_paragraph("Et partner\u00adskab.")
    facts = made.add_table(rows=2, cols=2)
    for row, cells in zip(facts.rows, (("Lead Partner", "Odense Kommune"), ("Budget:", "120 000 EUR")), strict=True):
        row.cells[0].text, row.cells[1].text = cells
    made.add_heading("Deltagere", 1)
    made.add_paragraph("Odense Vand A/S", style="List Bullet")
    made.add_paragraph("Vejle Spildevand A/S", style="List Number")
    table = made.add_table(rows=2, cols=3)
    for row, texts in zip(table.rows, (("Kommune", "By", "År"), ("Vejle Kommune", "Vejle", "2021")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    assert read(tmp_path, "side.docx", saved(made)).text == (
        "Grønne Veje\n\nEt partnerskab.\n\nLead Partner: Odense Kommune\nBudget: 120 000 EUR\n\nDeltagere\n\n"
        "• Odense Vand A/S\n• Vejle Spildevand A/S\n\nKommune | By | År\nVejle Kommune | Vejle | 2021\n"
    )


def test_a_message_is_its_subject_its_sender_its_date_and_its_text(tmp_path: Path) -> None:
    document = read(tmp_path, "post.eml", message(attached=True).as_bytes())
    assert document.text.startswith(
        "Grønne Veje\n\nFrom: Anne Holm <anne@odense.example>\nDate: Mon, 01 Mar 2021 10:00:00 +0100\n\nGrønne Veje\n"
    )
    assert "Projektets samlede budget: 120 000 EUR" in document.text
    assert document.notes == ("attachment økonomi.pdf is not read: save it beside as a document of its own",)


def test_a_message_in_html_is_read_as_a_page(tmp_path: Path) -> None:
    made = message(html="<p>Grønne Veje er et partnerskab.</p><ul><li>Odense Vand A/S</li></ul>")
    document = read(tmp_path, "post.eml", made.as_bytes())
    assert document.text.endswith("\n\nGrønne Veje er et partnerskab.\n\n• Odense Vand A/S\n")


def test_lines_that_a_sender_broke_for_the_screen_are_joined(tmp_path: Path) -> None:
    head = b"From: a@example.org\nSubject: Post\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n"
    text = "Grønne Veje er \net partnerskab.\nBudget: 1 EUR\n-- \nAnne\n"
    assert read(tmp_path, "post.eml", head + text.encode()).text.endswith(
        "Grønne Veje er et partnerskab.\nBudget: 1 EUR\n-- \nAnne\n"
    )


MADE: dict[str, Callable[[], bytes]] = {
    "side.html": lambda: "".join(f"<p>{block}</p>" for block in PAGE.split("\n\n")).encode(),
    "side.pdf": lambda: pdf_of(PAGE.split("\n")),
    "side.docx": lambda: docx_of(PAGE),
    "side.eml": lambda: message().as_bytes(),
    "side.md": lambda: b"# " + PAGE.encode(),
}


@pytest.mark.parametrize("name", MADE)
def test_the_same_words_say_the_same_in_every_format(tmp_path: Path, name: str) -> None:
    plain = read(tmp_path, "side.txt", PAGE.encode())
    document = read(tmp_path, name, MADE[name]())
    said = [json.loads(to_json(one)) for one in extract(document)]
    expected = [json.loads(to_json(one)) for one in extract(plain)]
    keys = ("subject", "relation", "object", "rule")
    assert [[one[key] for key in keys] for one in said] == [[one[key] for key in keys] for one in expected]
    assert all(document.text[one["start"] : one["end"]] == one["quote"] for one in said)


def test_a_part_in_another_language_is_named_with_its_lines(tmp_path: Path) -> None:
    danish = (
        "Grønne Veje er et partnerskab, som har været i gang i flere år, og det er kommunerne, der står for det. "
        "De vil have flere til at cykle, og derfor er der nu bygget stier, hvor der før ikke var nogen."
    )
    english = (
        "This part of the page is for those who have come to the city from abroad and want to know what it is "
        "that we do here, and who may take part in it."
    )
    finnish = (
        "Kunta tekee yhteistyötä yritysten kanssa ilmaston hyväksi ja kehittää uusia ratkaisuja asukkaille, jotka "
        "haluavat vähentää päästöjään ja liikkua pyörällä töihin, kouluun sekä harrastuksiin ympäri vuoden joka päivä."
    )
    path = tmp_path / "side.txt"
    path.write_text("\n\n".join([*[danish] * 6, english, english, finnish]), encoding="utf-8")
    document = read_document(path)
    first = 13
    assert document.language == "da"
    assert document.notes == (
        f"lines {first} to {first + 2} seem to be in English; the document is read as Danish: "
        "put that part into a document of its own",
        f"line {first + 4} seems to be in fi; the document is read as Danish: put that part into a document of its own",
    )


def main_text_of(folder: Path, body: str) -> str:
    return read(folder, "side.html", f"<html><body>{body}</body></html>".encode()).text


LONG = "<p>" + "Kommunen og virksomhederne arbejder sammen om klimaet hele året. " * 6 + "</p>"


def test_a_class_of_a_menu_on_the_whole_page_loses_nothing_and_the_menu_itself_goes(tmp_path: Path) -> None:
    menu = '<div class="main-menu"><ul><li><a href="/">Borger</a></li><li><a href="/e">Erhverv</a></li></ul></div>'
    text = main_text_of(tmp_path, f'<div class="page with menu">{menu}<h2>Grønne Veje</h2>{LONG}</div>')
    assert text.startswith("Grønne Veje\n\nKommunen og")
    assert "Erhverv" not in text


def test_what_a_reader_folds_out_is_text_and_what_is_hidden_for_good_is_not(tmp_path: Path) -> None:
    folded = f'<h2>Deltagere</h2><div aria-hidden="true" style="display: none">{LONG}</div><span hidden>Luk</span>'
    text = main_text_of(tmp_path, f"<h1>Grønne Veje</h1>{LONG}{folded}")
    assert text.count("Kommunen og virksomhederne") == 12
    assert "Luk" not in text


def test_facts_beside_the_main_text_are_kept_and_links_to_other_pages_are_not(tmp_path: Path) -> None:
    aside = (
        "<aside><h3>Projektpartnere</h3><ul><li><a href='/o'>Odense Kommune</a></li><li>Vejle Kommune</li></ul>"
        "<h3>Læs også</h3><ul><li><a href='/1'>Ny cykelsti i Ringe</a></li></ul></aside>"
    )
    text = main_text_of(tmp_path, f"<main><h1>Grønne Veje</h1>{LONG * 3}</main>{aside}")
    assert text.endswith("Projektpartnere\n\n• Odense Kommune\n• Vejle Kommune\n")


def test_a_table_that_only_places_text_is_read_cell_by_cell(tmp_path: Path) -> None:
    table = f"<table><tr><td><h3>Fakta</h3><p>Budget: 1 EUR</p></td><td>{LONG}</td></tr></table>"
    text = main_text_of(tmp_path, f"<h1>Grønne Veje</h1>{table}")
    assert text.startswith("Grønne Veje\n\nFakta\n\nBudget: 1 EUR\n\nKommunen og")


def test_lines_of_the_site_in_a_pdf_are_marked_as_noise(tmp_path: Path) -> None:
    lines = ["Gå til indhold", "", "Grønne Veje", "", "Vi arbejder sammen.", "", "Del på Facebook", "© Odense Kommune"]
    document = read(tmp_path, "side.pdf", pdf_of(lines))
    assert [block.text for block in document.blocks if block.kind == "noise"] == [lines[0], *lines[-2:]]


def test_a_page_that_was_put_there_by_hand_is_read_at_every_build(tmp_path: Path) -> None:
    workspace = bare(tmp_path, vejle="Vejle Kommune og Odense Kommune arbejder sammen om klima.")
    page = workspace / "data" / "documents" / "groenne-veje.html"
    page.write_bytes(MADE["side.html"]())
    release = run(workspace).release
    assert release is not None
    text = (release.path / "documents" / "groenne-veje.txt").read_text(encoding="utf-8")
    assert text == read_document(page).text
    document = NamedNode("https://example.org/id/document/groenne-veje")
    store = Store.read_only(str(release.store_path))
    rows = store.query(PASSAGES, substitutions={Variable("document"): document})
    assert isinstance(rows, QuerySolutions)
    quotes = [tuple(str(getattr(term, "value", "")) for term in row) for row in rows]
    assert quotes
    assert all(text[int(start) : int(end)] == exact for exact, start, end, _ in quotes)
