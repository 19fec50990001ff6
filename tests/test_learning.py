"""Learning weights: six made-up pages in, a table out that reads a seventh page; the same pages give the same table."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from bench import weights
from bench.weights.examples import examples_of
from bench.weights.learning import Learned, learn, ordinary_words
from bench.weights.thresholds import Said, average_precision, figures_at, said_of
from loaders.documents import document_from_text, read_document
from loaders.evaluation.pages import GoldPage, page_readers
from loaders.extraction import extract
from loaders.extraction.weighing.weights import RELATIONS, models, weighing_with
from loaders.statements import Entity
from tests.workspaces import ROOT

# Name, language, two lines about the page's subject {s} ({0} to {2} take part), and one about somebody else.
PAGES = (
    ("Blå Kile", "da", "Projektet {s} er i gang.", "Holdet om {s} rummer {0}, {1} og {2}.", "{3} fik besøg af naboen."),
    ("Grøn Bro", "da", "Projektet {s} er i gang.", "Holdet i {s} rummer {0}, {1} og {2}.", "Naboen besøgte {3}."),
    ("Ny Vei", "nb", "Prosjektet {s} er i gang.", "Laget rundt {s} rommer {0}, {1} og {2}.", "Naboen besøkte {3}."),
    ("Open tun", "nn", "Prosjektet {s} er i gang.", "Laget kring {s} rommar {0}, {1} og {2}.", "Naboen besøkte {3}."),
    ("Röd Tråd", "sv", "Projektet {s} pågår.", "Laget kring {s} rymmer {0}, {1} och {2}.", "Grannen besökte {3}."),
    ("Tall Mast", "en", "The project {s} is under way.", "On board {s} are {0}, {1} and {2}.", "Guests visited {3}."),
)  # fmt: skip
PROJECTS = (
    ("Lygtehuset", "Mosehatten"),
    ("Vindposen", "Sandkorn"),
    ("Steinrøysa", "Kvistgang"),
    ("Myrdungen", "Lyngløypa"),
    ("Mossbanken", "Stenögat"),
    ("Lanternbarn", "Slowlane"),
)
PLACES = {
    "da": ("Odense Kommune", "Vejle Kommune", "Aarhus Kommune", "Esbjerg Kommune"),
    "nb": ("Bergen kommune", "Hamar kommune", "Molde kommune", "Bodø kommune"),
    "nn": ("Stord kommune", "Volda kommune", "Voss kommune", "Kinn kommune"),
    "sv": ("Lunds kommun", "Umeå kommun", "Kalmar kommun", "Växjö kommun"),
    "en": ("Lund Municipality", "Odense Municipality", "Bergen Municipality", "Vejle Municipality"),
}


def text_of(name: str, language: str, lines: Iterable[str], projects: Iterable[str]) -> str:
    told = [line.format(*PLACES[language], s=name) for line in lines]
    listed = [f"{number}) {one}\nEUR 5,000 in 202{number}." for number, one in enumerate(projects, start=1)]
    return "\n\n".join((name, *told, *listed)) + "\n"


def row(text: str, subject: str, relation: str, thing: dict[str, str], quote: str) -> dict[str, object]:
    """A gold statement."""
    place = {"start": text.index(quote), "end": text.index(quote) + len(quote), "tier": 1}
    return {
        "subject": {"type": "Project", "name": subject},
        "relation": relation,
        "object": thing,
        "quote": quote,
        **place,
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six pages with gold: who takes part, which projects there are and since when; not whom line three names."""
    made = tmp_path_factory.mktemp("gold")
    for number, ((name, language, *lines), projects) in enumerate(zip(PAGES, PROJECTS, strict=True)):
        text = text_of(name, language, lines, projects)
        quote = lines[1].format(*PLACES[language], s=name)
        partners = [{"type": "Municipality", "name": one} for one in PLACES[language][:3]]
        said = [row(text, name, "hasPartner", one, quote) for one in partners]
        for year, one in zip(("2021", "2022"), projects, strict=True):
            said.append(row(text, name, "hasProject", {"type": "Project", "name": one}, one))
            said.append(row(text, one, "startDate", {"value": year}, f"EUR 5,000 in {year}."))
        (made / f"page-{number}.txt").write_text(text, encoding="utf-8")
        gold = {"language": language, "entities": [], "statements": said}
        (made / f"page-{number}.json").write_text(json.dumps(gold), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def pages(folder: Path) -> list[GoldPage]:
    return [reader() for reader in page_readers(folder)]


@pytest.fixture(scope="module")
def learned(pages: list[GoldPage]) -> Learned:
    return learn(pages, folds=3)


def weighed(text: str, language: str) -> dict[str, set[str]]:
    """What only weights say of a page: the names by their rule."""
    found: dict[str, set[str]] = {}
    for one in extract(document_from_text(text, path=Path("seventh.txt"), language=language)):
        if one.rule.startswith("weighed-") and isinstance(one.object, Entity):
            found.setdefault(one.rule, set()).add(one.object.name)
    return found


def labels(page: GoldPage, relation: str) -> dict[str, bool | None]:
    """What is said of each actor that a page names."""
    actors = [one.labels[relation] for one in examples_of(page).candidates if one.family == "actor"]
    return {one.says[1].name: one.is_true for one in actors if isinstance(one.says[1], Entity)}


def test_a_candidate_is_true_where_the_gold_says_so_of_the_same_stretch(pages: list[GoldPage]) -> None:
    truth = {"Odense Kommune": True, "Vejle Kommune": True, "Aarhus Kommune": True, "Esbjerg Kommune": False}
    assert labels(pages[0], "hasPartner") == truth
    assert labels(pages[0], "funder") == dict.fromkeys(truth, False)


def test_a_candidate_is_unclear_where_the_gold_says_so_of_another_stretch(pages: list[GoldPage]) -> None:
    (first, *_) = pages[0].expected
    elsewhere = replace(pages[0], expected=(replace(first, start=0, end=8),))
    assert labels(elsewhere, "hasPartner")["Odense Kommune"] is None


def test_on_a_page_that_patterns_were_fitted_to_what_they_say_is_no_feature(
    tmp_path: Path, pages: list[GoldPage]
) -> None:
    path = tmp_path / "made.txt"
    path.write_text("Grønne Veje\n\nProjektet Grønne Veje er et partnerskab mellem Odense Kommune og Vejle Kommune.\n")
    page = replace(pages[0], name="made", document=read_document(path))

    def features(fitted: set[str]) -> set[str]:
        return {name for one in examples_of(page, fitted).candidates for name in one.features if "rule:" in name}

    assert features(set())
    assert features({"made"}) == set()


def test_the_learned_table_reads_a_page_that_it_was_not_learned_from(learned: Learned) -> None:
    told = ("Projektet {s} er i gang.", "Holdet omkring {s} rummer {1}, {2} og {3}.", "{0} fik besøg.")
    text = text_of("Fri Havn", "da", told, ("Havkiggen", "Isvinget"))
    with weighing_with({**learned.table, "relations": {}}):
        assert weighed(text, "da") == {}
    with weighing_with(learned.table):
        assert weighed(text, "da") == {
            "weighed-partner": {"Vejle Kommune", "Aarhus Kommune", "Esbjerg Kommune"},
            "weighed-project": {"Havkiggen", "Isvinget"},
        }


def test_what_is_too_seldom_true_is_not_learned(pages: list[GoldPage], learned: Learned) -> None:
    relations = {family: set(names) for family, names in learned.table["relations"].items()}
    topics = {"spoken", "own", "before", "speaks"}
    assert relations == {"topic": topics, "actor": {"hasPartner"}, "date": {"startDate"}}
    assert learn(pages[:2], folds=2).table["relations"] == {}


def test_what_a_page_is_about_is_learned_too(pages: list[GoldPage], learned: Learned) -> None:
    true = [one for page in pages for one in examples_of(page).names if one.is_true]
    assert len(true) == len(pages)
    assert (
        learned.table["subject"]["person"] < 0 < learned.table["subject"]["quoted"]
    )  # no page has them: the prior holds


def test_ordinary_words_are_those_that_two_pages_write_in_lower_case(pages: list[GoldPage]) -> None:
    words = ordinary_words(pages)
    assert {"rummer", "besøkte"} <= set(words)
    assert not {"rommar", "odense"} & set(words)
    assert words == sorted(words)


def test_every_relation_is_measured_on_pages_that_it_was_not_learned_from(
    pages: list[GoldPage], learned: Learned
) -> None:
    (partner,) = (one for one in learned.models if one.model.family == "actor")
    assert (partner.model.family, partner.model.name, len(partner.said)) == ("actor", "hasPartner", 24)
    assert figures_at(partner.said, partner.model.least).recall >= 0.5
    assert {one.page.name for one in learned.verdicts} == {page.name for page in pages}


def test_what_a_page_is_about_is_measured_on_pages_that_it_was_not_learned_from(learned: Learned) -> None:
    assert {page: (one.name, one.is_right) for page, one in learned.chosen.items()} == {
        f"page-{number}": (name, True) for number, (name, *_) in enumerate(PAGES)
    }


def said(*probabilities: tuple[float, bool]) -> list[Said]:
    return [Said(*one) for one in probabilities]


def test_a_thing_said_twice_counts_once_and_what_is_unclear_does_not_count() -> None:
    rows = [("a", 0.4, False), ("a", 0.7, True), ("b", 0.3, None), ("b", 0.2, False), ("c", 0.1, False)]
    assert said_of(rows) == said((0.7, True), (0.1, False))


def test_average_precision_is_the_mean_of_the_precisions_at_each_true_thing() -> None:
    assert average_precision(said((0.9, True), (0.8, False), (0.7, True))) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(said((0.5, True), (0.5, False))) == 0.5
    assert average_precision([]) == 0.0


def run(folder: Path, *options: str | Path, seed: str = "0") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
    environment.pop("SAMSPIL_GOLD", None)
    command = [sys.executable, "-m", "bench", "weights", folder, *options]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_same_pages_give_the_same_file(folder: Path, tmp_path: Path, learned: Learned) -> None:
    told = run(folder, "--folds", "3", "--write", tmp_path / "weights.json", seed="7")
    assert told.returncode == 0, told.stderr
    assert "| actor | hasPartner | 18 |" in told.stdout
    assert (tmp_path / "weights.json").read_text(encoding="utf-8") == weights.to_json(learned.table)


@pytest.mark.parametrize(
    ("name", "options", "problem"),
    [
        ("held-back", (), "is held back"),
        ("empty", (), "has neither gold files"),
        ("empty", ("--folds", "1"), "--folds must be 2 or more"),
    ],
)
def test_what_cannot_be_learned_from_is_refused(
    tmp_path: Path, name: str, options: tuple[str, ...], problem: str
) -> None:
    (tmp_path / name).mkdir()
    told = run(tmp_path / name, *options)
    assert (told.returncode, told.stdout) == (2, "")
    assert problem in told.stderr


def test_the_seeds_are_learned_from_where_their_gold_is_at_hand(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "held-back").mkdir()
    monkeypatch.setenv("SAMSPIL_GOLD", str(tmp_path / "held-back"))
    with pytest.raises(SystemExit, match="2"):
        weights.main(["weights", str(folder)])


def test_the_stored_table_is_of_relations_that_candidates_have() -> None:
    of_candidates = {family: names for family, names in models().items() if family != "topic"}
    assert {family: set(names) - set(RELATIONS[family]) for family, names in of_candidates.items()} == {
        family: set() for family in of_candidates
    }


def test_the_pages_that_patterns_were_fitted_to_are_gold_pages() -> None:
    fitted = weights.FITTED.read_text(encoding="utf-8").split()
    gold = {path.stem for path in (ROOT / "tests" / "gold").glob("development*/*.json")}
    assert len(fitted) == 40
    assert set(fitted) <= gold
