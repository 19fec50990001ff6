"""Signs that nobody sees, and Markdown's marks: read straightened, while quotes stay slices of the stored text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.documents import document_from_text
from loaders.extraction import extract
from loaders.reading.markdown import markup
from loaders.reading.view import straight, straightened
from loaders.statements import Entity
from tests.workspaces import PAGE

SHY, RING, ZERO = "\u00ad", "\u030a", "\u200b"
ODD = f"{SHY}{RING}{ZERO}\u0308\u200d\ufeff\ufb01\ufb00\u00a0\u212b"
LINES = st.sampled_from(
    [
        "Projektpartnere: Odense Kommune, Vejle Kommune",
        "| Lead Partner | Odense Kommune |",
        "| --- | --- |",
        "# Grønne Veje",
        "Grønne Veje er et [partnerskab](http://a.dk/b) mellem **Odense Kommune** og Vejle Kommune.",
        "---",
        "Budget: 5 mio. kr.",
    ]
)


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (f"kom{SHY}munen", "kommunen"),
        (f"kom{SHY}\n  munen", "kommunen"),
        (f"2014{SHY}2020", "2014-2020"),
        (f"Øresund{SHY}Kattegat", "Øresund-Kattegat"),
        (f"vand {SHY} og", "vand  og"),
        ("e\ufb03cient \ufb01n", "efficient fin"),
        (f"A{RING}rhus o\u0308st", "Århus öst"),
        (f"Odense{ZERO} Kom{ZERO}mune\ufeff", "Odense Kommune"),
        ("Å\u00a0by", "Å\u00a0by"),
    ],
)
def test_what_nobody_sees_is_read_over(stored: str, read: str) -> None:
    assert straight(stored) == read


def test_a_text_without_odd_signs_has_no_view() -> None:
    assert straightened("Køge\u00a0Kommune – “citat”") is None


def test_names_come_out_straight_and_quotes_as_they_are_stored() -> None:
    text = PAGE.replace("Vejle Kommune", f"Vej{SHY}le Kom{SHY}mu{ZERO}ne").replace("Odense", "Odense\u200d")
    document = document_from_text(text, path=Path("side.txt"), language="da")
    partners = {one.object.name: one for one in extract(document) if isinstance(one.object, Entity)}
    assert {"Vejle Kommune", "Odense Kommune"} <= set(partners)
    assert f"Vej{SHY}le Kom{SHY}mu{ZERO}ne" in partners["Vejle Kommune"].quote
    assert all(block.text == text[block.start : block.end] for block in document.blocks)


@given(st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=6), st.data())
@settings(max_examples=150, deadline=None)
def test_no_sign_moves_an_offset(lines: list[str], data: st.DataObject) -> None:
    text = "\n".join(lines)
    for _ in range(data.draw(st.integers(0, 8))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.sampled_from(ODD)) + text[at:]
    for name in ("side.txt", "side.md"):
        document = document_from_text(text, path=Path(name), language="da")
        assert document.text == text
        assert all(text[block.start : block.end] == block.text for block in document.blocks)
        assert all(one.end <= two.start for one, two in zip(document.blocks, document.blocks[1:], strict=False))
        for one in extract(document):
            assert 0 <= one.start < one.end <= len(text)
            assert one.quote == text[one.start : one.end]


@given(st.text(alphabet=f"aA1 \n-|*[](){ODD}", max_size=80))
def test_every_span_of_a_view_leads_to_the_signs_that_it_stands_for(text: str) -> None:
    for marks in ((), tuple(markup(text))):
        view = straightened(text, marks)
        if view is None:
            continue
        places = [view.span(at, at + 1) for at in range(len(view.text))]
        assert all(0 <= start < end <= len(text) for start, end in places)
        assert [start for start, _ in places] == sorted(start for start, _ in places)
        whole = view.span(0, len(view.text))
        assert whole == ((places[0][0], places[-1][1]) if places else whole)


MARKDOWN = """---
title: Grønne Veje
tags: [cykel]
---
# Grønne Veje

**Grønne Veje** er et partnerskab mellem [Odense Kommune](https://odense.example/a_(b)) og _Vejle Kommune_.

| Felt | Værdi |
|------|:-----:|
| **Lead Partner** | Odense Kommune |
| Budget | 120 000 EUR |

* Odense Vand A/S
"""


def test_markdown_is_read_without_its_marks_and_quoted_with_them() -> None:
    document = document_from_text(MARKDOWN, path=Path("side.md"), language="da")
    assert document.as_read().text == (
        "# Grønne Veje\n\nGrønne Veje er et partnerskab mellem Odense Kommune og Vejle Kommune.\n\n"
        "Felt: Værdi\nLead Partner: Odense Kommune\nBudget: 120 000 EUR\n\n* Odense Vand A/S\n"
    )
    assert document.title == "Grønne Veje"
    assert (document.blocks[0].kind, document.blocks[0].text) == ("noise", MARKDOWN[: MARKDOWN.index("# ")])
    said = [(one.relation, one.quote) for one in extract(document)]
    assert ("leadPartner", "Lead Partner** | Odense Kommune") in said
    assert ("budget", "Budget | 120 000 EUR") in said
    link = "[Odense Kommune](https://odense.example/a_(b))"
    assert any(relation == "hasPartner" and link in quote for relation, quote in said)


def test_a_table_of_partners_keeps_its_columns() -> None:
    text = (
        "Veje\n\n| Partner | Kontaktperson |\n|---|---|\n| Odense Kommune | Anne Holm |\n| Vejle Kommune | Bo Lind |\n"
    )
    document = document_from_text(text, path=Path("side.md"), language="da")
    assert document.as_read().text == (
        "Veje\n\nPartner | Kontaktperson\nOdense Kommune | Anne Holm\nVejle Kommune | Bo Lind\n"
    )
