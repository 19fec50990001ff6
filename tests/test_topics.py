"""Topics: names of projects beside a page's subject, what stands below them, and how long they are spoken of."""

from pathlib import Path

import pytest

from loaders.documents import document_from_text
from loaders.extraction.opening import open_page
from loaders.extraction.page import Page, Topic
from loaders.extraction.weighing.running import running_topics
from loaders.extraction.weighing.topic_features import describe
from loaders.extraction.weighing.topic_names import TopicName, topic_names
from loaders.extraction.weighing.topic_tails import tailed_names
from loaders.statements import Entity

AWARDS = """Small Places Fund

The Small Places Fund gives money to villages that build together.

1) Lantern Barn
Hill Parish and the youth club turn a barn into a stage. EUR 40,000 from March 2024.

2) The kitchen afloat
A ferry becomes a kitchen, run by the school with Bay Catering. EUR 25,000.

3) Slow Lane
The parish and the cyclists mark a lane. EUR 9,000, finished in May 2023.

Who may apply?
Everyone who shares a key.
"""


def _page(text: str, subject: str, language: str = "en") -> Page:
    document = document_from_text(text, path=Path("side.txt"), language=language)
    return open_page(document, subject=Entity("Programme", subject))


def _names(page: Page) -> dict[str, TopicName]:
    found = topic_names(page)
    describe(page, found)
    return {one.name: one for one in found.names}


def test_numbered_lines_with_sums_below_are_a_list_that_tells() -> None:
    names = _names(_page(AWARDS, "Small Places Fund"))
    for name in ("Lantern Barn", "The kitchen afloat", "Slow Lane"):
        assert {"marked-told", "tells:sum", "siblings:2"} <= set(names[name].features)


def test_questions_the_subject_and_its_other_name_are_no_candidates() -> None:
    page = _page(
        "Safe Ways Through Town (SWTT)\n\nSWTT began in 2020.\n\nWho is it for?\nAll.\n", "Safe Ways Through Town"
    )
    assert not {"SWTT", "Safe Ways Through Town", "Who is it for"} & set(_names(page))


def test_a_name_loses_the_noun_in_front_and_may_go_on_in_lower_case() -> None:
    names = _names(_page("Fjordpakken\n\nProsjektet Stolper på rad fikk penger i 2022.\n", "Fjordpakken", "nb"))
    assert "Stolper på rad" in names
    assert "Prosjektet Stolper" not in names


def test_a_name_that_goes_on_in_lower_case_ends_at_a_verb_or_a_mark() -> None:
    text = "Kystlaget\n\nStrandflata til fots er ein sti. Det andre heiter Naust i vind, og Kvilande hav utan strand\n"
    page = _page(text, "Kystlaget", "nn")
    assert [page.plain[start:end] for start, end in tailed_names(page)] == [
        "Strandflata til fots", "Naust i vind", "Kvilande hav utan strand"
    ]  # fmt: skip


def test_a_clause_that_goes_on_about_a_name_speaks_for_it() -> None:
    text = "Havlaget\n\nLysvognen, som Vejle driver, er ny. Natsporet kører til 2027.\n\nSmå Stier (2020-2022)\n"
    names = _names(_page(text, "Havlaget", "da"))
    assert "then-relative>line" in names["Lysvognen"].features
    assert {"then-verb>in", "ends~poret"} <= set(names["Natsporet"].features)
    assert "then-year" in names["Små Stier"].features


def test_a_noun_with_a_number_opens_a_record() -> None:
    names = _names(_page("Twin Bays\n\nPROJECT 2: LAST LIGHT\nLead partner: Bay Power Ltd\n", "Twin Bays"))
    assert [place.marker for place in names["LAST LIGHT"].places] == ["numbered-noun"]


@pytest.mark.parametrize(
    ("line", "name", "marker"),
    [
        ("A. Last Light. A lamp on every pier.", "Last Light", "letter"),
        ("Sub-project 2, Last Light. Bay Council leads.", "Last Light", "numbered-noun"),
        ("WP 3 Last Light (Bay Council)", "Last Light", "numbered-noun"),
        ("Bay Council: Last light on the pier", "Last light on the pier", "after-actor"),
        ("Vejle Kommune: «Last light» – 100 000 kroner", "Last light", "after-actor"),
        ("Oldport: Last light", "Last light", "after-word"),
    ],
)
def test_what_a_line_opens_with_before_the_name_is_no_part_of_it(line: str, name: str, marker: str) -> None:
    names = _names(_page(f"Twin Bays\n\nThis is what we do now.\n\n{line}\nIt is new.\n", "Twin Bays"))
    assert marker in [place.marker for place in names[name].places]


def test_a_word_that_opens_lines_again_and_again_is_like_a_label() -> None:
    names = _names(_page("Twin Bays\n\nKai\nUtfall: bra\n\nMole\nUtfall: dålig\n", "Twin Bays", "sv"))
    assert "like-a-label" in names["Utfall"].features


def test_a_topic_runs_from_its_heading_to_the_next_and_a_name_in_passing_ends_with_its_paragraph() -> None:
    page = _page(AWARDS, "Small Places Fund")
    names = _names(page)
    listed = [names["Lantern Barn"], names["Slow Lane"]]
    meant = [(running.topic.name, running.segment.start) for running, _ in running_topics(page, listed)]
    assert {name for name, start in meant if start < page.plain.index("3) Slow")} == {"Lantern Barn"}
    assert {name for name, start in meant if start >= page.plain.index("3) Slow")} == {"Slow Lane"}

    passing = _page("Twin Bays\n\nWe met those of Low Tide in 2021.\n\nIt cost EUR 5,000.\n", "Twin Bays")
    low = [_names(passing)["Low Tide"]]
    assert [running.segment.start for running, _ in running_topics(passing, low)] == [passing.plain.index("We met")]


def test_the_shortest_stretch_says_what_is_spoken_of() -> None:
    page = _page(AWARDS, "Small Places Fund")
    wide, narrow = (Entity("Project", name) for name in ("Wide", "Narrow"))
    page.__dict__.pop("topics", None)
    page.spoken_of = (Topic(wide, (0, 4), ((0, 90),), 0.0, 0.0), Topic(narrow, (10, 14), ((10, 20),), 0.0, 0.0))
    assert page.topic_at(12) == narrow
    assert page.topic_at(30) == wide
    assert page.topic_at(len(page.plain)) == page.subject


@pytest.mark.parametrize(
    ("line", "language", "name", "marker"),
    [
        ("Delprosjekt Hydrogen", "nb", "Hydrogen", "noun"),
        ("Arbeidspakke to: MÅLE", "nn", "MÅLE", "numbered-noun"),
        ("WORK PACKAGE 1: SIFT", "en", "SIFT", "numbered-noun"),
    ],
)
def test_an_everyday_word_after_a_noun_of_projects_is_a_name(line: str, language: str, name: str, marker: str) -> None:
    names = _names(_page(f"Twin Bays\n\n{line}\nBay Power AS\n", "Twin Bays", language))
    assert [place.marker for place in names[name].places] == [marker]


def test_what_stands_for_the_subject_and_a_name_after_an_actors_noun_are_told() -> None:
    text = "Twin Bays\n\nPartnarskapet held fram. Med er museet Blå Havet.\n"
    names = _names(_page(text, "Twin Bays", "nn"))
    assert "Partnarskapet" not in names
    assert "apposed" in names["Blå Havet"].features
