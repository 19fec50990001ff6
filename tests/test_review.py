"""A steward's decisions: each does what it says, and one that fits nothing is an error at its line."""

from dataclasses import replace
from pathlib import Path

import pytest

from loaders.documents import Document
from loaders.errors import SourceError
from loaders.review import Reviewed, apply_review
from loaders.review_file import read_review
from loaders.statements import Entity, Statement, Value

TEXT = "Partner: Ribe Stift\nLead Partner: Køge\u00a0Kommue\nBudget: 5 EUR. Budget igen.\n"
PAGE = Document("page", Path("page.txt"), TEXT, "da", "Et projekt", ())
PROJECT = Entity("Project", "Et projekt")
LEADER = Entity("Company", "Køge Kommue")
LEAD = Statement("page.txt", PROJECT, "leadPartner", LEADER, "Lead Partner: Køge\u00a0Kommue", 20, 45, "label", 0.8)
BUDGET = Statement("page.txt", PROJECT, "budget", Value("5", "decimal", "EUR"), "Budget: 5 EUR", 46, 59, "label", 0.7)
END = '\nreason = "Read by hand"\ndate = 2026-11-22\n'


def review(tmp_path: Path, text: str) -> Reviewed:
    path = tmp_path / "review.toml"
    path.write_text(text, encoding="utf-8")
    return apply_review(PAGE, (LEAD, BUDGET), read_review(path))


def test_without_a_review_file_everything_stands(tmp_path: Path) -> None:
    assert apply_review(PAGE, (LEAD, BUDGET), read_review(tmp_path / "none.toml")).statements == (LEAD, BUDGET)


def test_accepting_makes_a_statement_certain(tmp_path: Path) -> None:
    text = '[[accept]]\nsubject = "Project: Et projekt"\nrelation = "budget"\nobject = "5"' + END
    assert review(tmp_path, text).statements == (LEAD, replace(BUDGET, confidence=1.0))


def test_rejecting_removes_a_statement(tmp_path: Path) -> None:
    text = '[[reject]]\nsubject = "Project: Et projekt"\nrelation = "budget"\nobject = "5"' + END
    assert review(tmp_path, text).statements == (LEAD,)


def test_correcting_replaces_what_it_names_and_keeps_the_quote(tmp_path: Path) -> None:
    text = (
        '[[correct]]\nsubject = "Project: Et projekt"\nrelation = "leadPartner"\nobject = "Company: Køge Kommue"\n'
        'to = { object = "Municipality: Køge Kommune" }' + END
    )
    corrected = review(tmp_path, text).statements[0]
    assert corrected.object == Entity("Municipality", "Køge Kommune")
    assert (corrected.quote, corrected.rule, corrected.confidence) == (LEAD.quote, "review", 1.0)


def test_adding_finds_the_offsets_of_its_quote(tmp_path: Path) -> None:
    text = (
        '[[add]]\nsubject = "Project: Et projekt"\nrelation = "hasPartner"\nobject = "Association: Ribe Stift"\n'
        'quote = "Partner: Ribe Stift"' + END
    )
    added = review(tmp_path, text).statements[0]
    assert (added.start, added.end, added.rule) == (0, 19, "review")


def test_an_alias_renames_and_keeps_the_spelling(tmp_path: Path) -> None:
    text = '[[alias]]\nwritten = "Køge Kommue"\nname = "Køge Kommune"\ntype = "Municipality"' + END
    result = review(tmp_path, text)
    assert result.statements[0].object == Entity("Municipality", "Køge Kommune")
    assert result.written == {"Køge Kommune": ("Køge Kommue",)}


ADD = '[[add]]\nsubject = "{subject}"\nrelation = "{relation}"\nobject = "{object}"\nquote = "{quote}"' + END
GOOD = {"subject": "Project: A", "relation": "hasPartner", "object": "Company: B", "quote": "Partner: Ribe Stift"}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"quote": "Partner: Viborg"}, r"the quote is not in page\.txt: 'Partner: Viborg'"),
        ({"quote": "Lead Partner: Køge Kommue"}, r"It begins like the text at 20: .*no-break spaces"),
        ({"quote": "Budget"}, r"stands at 46 and at 61; say start = 46 or start = 61"),
        ({"relation": "knows"}, r"there is no relation 'knows'; the relations are"),
        ({"subject": "Et projekt"}, r"'Et projekt' is not 'Type: name'"),
        ({"object": "B"}, r"hasPartner takes an entity"),
        ({"quote": ""}, r"quote must be a text in quotation marks"),
    ],
)
def test_a_decision_that_cannot_be_followed_names_file_line_and_remedy(
    tmp_path: Path, change: dict[str, str], problem: str
) -> None:
    with pytest.raises(SourceError, match=problem) as caught:
        review(tmp_path, "# A comment\n\n" + ADD.format(**{**GOOD, **change}))
    assert caught.value.line == 3
    assert "review.toml:3: [[add]]" in str(caught.value)


def test_a_decision_on_a_statement_that_is_not_there_lists_those_that_are(tmp_path: Path) -> None:
    text = '[[reject]]\nsubject = "Project: X"\nrelation = "budget"\nobject = "5"' + END
    with pytest.raises(SourceError, match=r"Those with budget: Project: Et projekt → 5"):
        review(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("[[reject]\n", 1, "is not TOML"),
        ('[[deny]]\nreason = "x"\n', 1, r"'deny' is not one of"),
        ('[[alias]]\nwritten = "x"\nname = "y"\n', 1, "lacks date, reason"),
        ('[[alias]]\nwritten = "x"\nname = "y"\nwhy = "z"' + END, 1, "there is no key why"),
        ('[[alias]]\nwritten = "x"\nname = "y"\nreason = "z"\ndate = "today"\n', 1, "date must be a date"),
    ],
)
def test_a_broken_review_file_names_line_and_remedy(tmp_path: Path, text: str, line: int, problem: str) -> None:
    with pytest.raises(SourceError, match=problem) as caught:
        review(tmp_path, text)
    assert caught.value.line == line


def test_a_new_currency_keeps_the_sum_and_a_new_sum_the_currency(tmp_path: Path) -> None:
    text = '[[correct]]\nsubject = "Project: Et projekt"\nrelation = "budget"\nobject = "5"\nto = {{ {} }}' + END
    assert review(tmp_path, text.format('currency = "DKK"')).statements[1].object == Value("5", "decimal", "DKK")
    assert review(tmp_path, text.format('object = "6"')).statements[1].object == Value("6", "decimal", "EUR")


def test_adding_what_a_rule_found_in_the_same_words_leaves_the_stewards_statement_alone(tmp_path: Path) -> None:
    text = (
        '[[add]]\nsubject = "Project: Et projekt"\nrelation = "budget"\nobject = "5"\ncurrency = "EUR"\n'
        'quote = "Budget: 5 EUR"' + END
    )
    statements = review(tmp_path, text).statements
    assert [(one.relation, one.rule) for one in statements] == [("leadPartner", "label"), ("budget", "review")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[alias]]\nwritten = "Kolding"\nname = "Kolding Kommune"' + END, "'Kolding' is no name in any statement"),
        (
            '[[correct]]\nsubject = "Project: Et projekt"\nrelation = "budget"\nobject = "5"\nto = {}' + END,
            "to: says nothing",
        ),
        ('[[reject]]\nsubject = "Project: X"\nrelation = "budgt"\nobject = "5"' + END, "there is no relation 'budgt'"),
        (ADD.format(**{**GOOD, "object": "Firma: Odense Vand"}), "there is no type 'Firma'"),
        ('[reject]\nsubject = "Project: X"\n', r"write \[\[reject\]\], in double brackets"),
    ],
)
def test_a_decision_that_would_do_nothing_is_an_error(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(SourceError, match=problem) as caught:
        review(tmp_path, text)
    assert caught.value.line == 1
