"""Plug-ins: found by entry point, run in a process of their own; what they give passes through acceptance."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, Store

from endpoint.commands.cli import main
from loaders.build import build
from loaders.checking.findings import violations
from loaders.documents import Document, read_document
from loaders.errors import UsageError
from loaders.extractors import reading_with
from loaders.extractors.protocol import MAX_STATEMENTS
from loaders.fingerprint import inputs
from loaders.iris import term
from loaders.outcome import Outcome
from loaders.progress import Silent
from loaders.releases import Releases
from loaders.settings import Settings, load_settings
from loaders.statements import Entity, Statement
from tests.model_server import completion, model_server, saying
from tests.workspaces import PAGE, ROOT, small

NAMES = ("fjord", "fjord-wild", "fjord-hangs", "fjord-dies", "fjord-missing", "fjord-endless", "fjord-prints")
CODE = """
import os, re
from loaders.extractors.protocol import UNKNOWN
from loaders.statements import Entity, Statement, Value

def _partner(document, name, quote, start=UNKNOWN, **more):
    subject, member = Entity("Partnership", "Grønne Veje"), Entity("Municipality", name)
    rule, confidence = more.get("rule", "mellem"), more.get("confidence", 0.9)
    return Statement("", subject, "hasPartner", member, quote, start, 0, rule, confidence)

def extract(document):
    quote = "mellem Odense Kommune og Vejle Kommune"
    yield _partner(document, "Odense Kommune", quote)
    yield _partner(document, "Odense Kommune", "Odense Kommune", document.text.index("Lead") + 9)
    yield _partner(document, "Vejle Kommune", quote, rule="review")
    yield _partner(document, "Svendborg Kommune", quote)
    yield _partner(document, "Vejle Kommune", quote, confidence=float("nan"))
    yield {"relation": "hasPartner"}
    yield Statement("", None, "hasPartner", 7, None, "x", [], {}, "high")

def wild(document):
    raise RuntimeError("no fjord\\nin this page")

def hangs(document):
    re.match("(a+)+$", "a" * 64 + "b")

def dies(document):
    os._exit(3)

def endless(document):
    while True:
        yield None

def prints(document):
    print("hello")
    os.write(1, b"hello")
    return extract(document)
"""


def install(site: Path, code: str, *entry_points: str) -> None:
    """A package as an installer leaves it: a module, and a dist-info beside it."""
    info = site / "samspil_fjord-1.2.dist-info"
    info.mkdir(parents=True)
    (site / "samspil_fjord.py").write_text(code, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: samspil-fjord\nVersion: 1.2\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("\n".join(["[samspil.extractors]", *entry_points]), encoding="utf-8")


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Document:
    """A page, and a package with plug-ins, good ones and bad ones."""
    lines = [f"{name} = samspil_fjord:{name.partition('-')[2] or 'extract'}" for name in NAMES]
    install(tmp_path / "site", CODE, *lines)
    monkeypatch.syspath_prepend(tmp_path / "site")
    (tmp_path / "groenne-veje.txt").write_text(PAGE, encoding="utf-8")
    return read_document(tmp_path / "groenne-veje.txt")


def read(page: Document, *names: str, timeout_s: float = 60) -> tuple[tuple[Statement, ...], list[str]]:
    with reading_with(names, Settings(extractor_timeout_s=timeout_s), None) as reading:
        return reading.read(page), list(reading.report.lines())


def test_a_plug_in_gives_what_acceptance_lets_through(page: Document) -> None:
    found, lines = read(page, "fjord")
    assert [(one.object, one.start, one.rule, one.confidence) for one in found] == [
        (Entity("Municipality", "Odense Kommune"), PAGE.index("mellem"), "fjord:mellem", 0.9),
        (Entity("Municipality", "Vejle Kommune"), PAGE.index("mellem"), "fjord:review", 0.9),
        (Entity("Municipality", "Odense Kommune"), PAGE.index("Lead Partner") + 14, "fjord:mellem", 0.9),
    ]
    assert {one.document for one in found} == {"groenne-veje.txt"}
    assert lines == [
        "extractor fjord: 3 statements accepted, 4 refused: 2 not in the form of a statement; "
        "1 the confidence is not between 0 and 1; 1 the object is not named in the quote."
    ]


def test_what_a_plug_in_prints_does_not_disturb_it(page: Document) -> None:
    assert [one.object for one in read(page, "fjord-prints")[0]] == [one.object for one in read(page, "fjord")[0]]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("fjord-wild", "RuntimeError: no fjord in this page"),
        ("fjord-hangs", "no answer after 3 s (extractor_timeout_s)"),
        ("fjord-dies", "its process ended without an answer (exit code 3)"),
        ("fjord-missing", "AttributeError: module 'samspil_fjord' has no attribute 'missing'"),
        ("fjord-endless", f"ValueError: more than {MAX_STATEMENTS} statements of one document"),
    ],
)
def test_a_plug_in_that_fails_is_one_line_and_the_others_go_on(page: Document, name: str, problem: str) -> None:
    # Only what hangs meets the short limit.
    found, lines = read(page, name, "rules", timeout_s=3 if name == "fjord-hangs" else 60)
    assert found == read(page, "rules")[0]
    assert lines == [f"extractor {name} did not read groenne-veje.txt: {problem}."]


def test_a_plug_in_is_started_again_after_it_died_and_left_alone_after_three_times(page: Document) -> None:
    with reading_with(["fjord-dies"], Settings(), None) as reading:
        for number in range(5):
            reading.read(replace(page, path=Path(f"{number}.txt")))
    assert list(reading.report.lines()) == [
        "extractor fjord-dies did not read 0.txt and 2 more: its process ended without an answer (exit code 3).",
        "extractor fjord-dies failed too often in a row: it was not asked about 2 more documents.",
    ]


def test_an_extractor_that_nobody_has_is_named_with_those_that_are_there(page: Document) -> None:
    with (
        pytest.raises(UsageError, match=r"no extractor 'fjrod'; there are rules, model, fjord"),
        reading_with(["fjrod"], Settings(), None),
    ):
        pass


def test_the_version_of_a_plug_in_decides_on_a_build(page: Document, tmp_path: Path) -> None:
    workspace = small(tmp_path / "register")
    settings = replace(load_settings(workspace), extractors=("rules", "fjord"))
    before = inputs(workspace, settings)
    metadata = tmp_path / "site" / "samspil_fjord-1.2.dist-info" / "METADATA"
    metadata.write_text(metadata.read_text(encoding="utf-8").replace("1.2", "1.3"), encoding="utf-8")
    assert inputs(workspace, settings) != before


def test_extract_prints_what_the_named_extractor_says(page: Document) -> None:
    done = CliRunner().invoke(main, ["extract", str(page.path), "--extractor", "fjord"])
    assert done.exit_code == 0
    assert {json.loads(line)["rule"] for line in done.stdout.splitlines()} == {"fjord:mellem", "fjord:review"}
    assert "extractor fjord: 3 statements accepted" in done.stderr


def test_extract_says_when_an_extractor_failed(page: Document) -> None:
    done = CliRunner().invoke(main, ["extract", str(page.path), "--extractor", "fjord-wild"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "samspil: extractor fjord-wild did not read groenne-veje.txt: RuntimeError: no fjord" in done.stderr


def test_several_processes_are_for_the_rules(page: Document) -> None:
    done = CliRunner().invoke(main, ["extract", str(page.path), "--extractor", "fjord", "--jobs", "2"])
    assert done.exit_code == 2
    assert "leave out --jobs or --extractor" in done.stderr


def test_the_extractor_of_the_documentation_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = (ROOT / "docs" / "extractors.md").read_text(encoding="utf-8")
    code, entry_point = re.search(r"```python\n(.*?)```", guide, re.DOTALL), re.search(r"fjord = .*", guide)
    assert code
    assert entry_point
    install(tmp_path / "site", code[1], entry_point[0].replace('"', ""))
    monkeypatch.syspath_prepend(tmp_path / "site")
    (tmp_path / "page.txt").write_text(f"{PAGE}\nSponsor: Fjordbanken A/S\n", encoding="utf-8")
    found, _ = read(read_document(tmp_path / "page.txt"), "fjord")
    assert [(one.relation, one.quote, one.rule) for one in found] == [
        ("funder", "Sponsor: Fjordbanken A/S", "fjord:sponsor-line")
    ]


@pytest.fixture
def built(page: Document, tmp_path: Path) -> Callable[..., Outcome]:
    """Build one workspace with these settings."""
    workspace = small(tmp_path / "register")

    def run(**chosen: object) -> Outcome:
        settings = replace(load_settings(workspace), **chosen)  # type: ignore[arg-type]
        return build(workspace, settings, Silent())

    return run


def test_a_build_publishes_what_a_plug_in_is_sure_of_and_describes_its_rule(built: Callable[..., Outcome]) -> None:
    outcome = built(extractors=("fjord",))
    assert outcome.release is not None
    store = Store.read_only(str(outcome.release.store_path))
    rule = NamedNode("https://example.org/id/rule/fjord:mellem")
    assert list(store.quads_for_pattern(None, term("extractionRule"), rule, None))
    assert list(store.quads_for_pattern(rule, None, term("Rule"), None))
    assert not violations(outcome.findings)
    assert outcome.notes[0].startswith("extractor fjord: 3 statements accepted, 4 refused")


def test_a_model_proposes_and_an_answer_that_failed_is_asked_for_by_the_next_build(
    built: Callable[..., Outcome], tmp_path: Path
) -> None:
    row = {
        **{"subject": {"type": "Partnership", "name": "Grønne Veje"}, "relation": "initiatedBy", "before": ""},
        **{"object": {"type": "Municipality", "name": "Vejle Kommune"}, "quote": "Odense Kommune og Vejle Kommune"},
    }
    with model_server(completion("{"), saying(row)) as server:
        chosen = {"extractors": ("rules", "model"), "model_url": server.url, "model_name": "m"}
        first, second, third = built(**chosen), built(**chosen), built(**chosen)
        built(**{**chosen, "model_name": "n"})
    assert first.notes == ("extractor model did not read groenne-veje.txt: the model's answer is not JSON.",)
    assert [one.rule for one in second.proposals] == ["model:m"]
    assert (second.fresh, third.fresh) == (True, False)
    assert len(server.requests) == 3
    assert Releases(tmp_path / "register" / "var").current() is not None
    # The answer of the model that was named before is forgotten.
    assert len(list((tmp_path / "register" / "var" / "model-answers").iterdir())) == 1
