"""Settings come from the file, then the environment, then flags; each is documented and checked."""

from pathlib import Path

import pytest

from loaders.errors import SourceError, UsageError
from loaders.settings import explain, load_settings

README = Path(__file__).resolve().parent.parent / "docs" / "settings.md"


def test_flags_win_over_the_environment_and_that_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "samspil.toml").write_text("port = 1\nretain = 2\nworkers = 3\n", encoding="utf-8")
    monkeypatch.setenv("SAMSPIL_RETAIN", "20")
    monkeypatch.setenv("SAMSPIL_WORKERS", "30")
    settings = load_settings(tmp_path, {"workers": 300, "host": None})
    assert (settings.port, settings.retain, settings.workers, settings.host) == (1, 20, 300, "127.0.0.1")


def test_names_are_a_list_in_the_file_and_parted_by_commas_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "samspil.toml").write_text('extractors = ["rules", "model"]\n', encoding="utf-8")
    assert load_settings(tmp_path).extractors == ("rules", "model")
    monkeypatch.setenv("SAMSPIL_EXTRACTORS", "model, fjord")
    assert load_settings(tmp_path).extractors == ("model", "fjord")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("prot = 1", r"there is no setting 'prot'; the settings are .*port"),
        ('port = "many"', r"port = 'many' is not a whole number"),
        ('default_graph = "union"', r"must be one of merged, plain"),
        ('base = "w3id.org/x/"', r"must begin with http"),
        ("shared_graphs = 7", r"is not true or false"),
        ("extractors = 7", r"extractors = 7 is not a list of names"),
        ("extractors = [7]", r"is not a list of names"),
        ("port = 0", r"port = 0 is out of range: 1 to 65535"),
        ("port = 65536", r"out of range"),
        ("port = 80.5", r"port = 80\.5 is not a whole number"),
        ("workers = 0", r"workers = 0 is out of range: At least 1"),
        ("retain = 0", r"out of range"),
        ("min_confidence = 1.01", r"min_confidence = 1\.01 is out of range: 0 to 1"),
        ("min_confidence = nan", r"out of range"),
        ("query_timeout_s = 0", r"out of range"),
        ("check_timeout_s = inf", r"out of range"),
        ("query_memory_mb = 255", r"out of range: At least 256"),
        ('home = " "', r"home: is empty"),
        ('default_graph = "plain"', r"would pass on nothing; set shared_graphs = false"),
    ],
)
def test_a_setting_that_cannot_be_used_names_the_remedy(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "samspil.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=problem):
        load_settings(tmp_path)


def test_a_plain_default_graph_goes_with_a_bare_store(tmp_path: Path) -> None:
    (tmp_path / "samspil.toml").write_text("shared_graphs = false\n", encoding="utf-8")
    assert load_settings(tmp_path, {"default_graph": "plain"}).default_graph == "plain"


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "samspil.toml").write_text("port = \n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"samspil\.toml: is not TOML: .*line 1"):
        load_settings(tmp_path)


def test_every_setting_is_documented_with_its_default() -> None:
    text = README.read_text(encoding="utf-8")
    missing = [
        name for name, (default, words) in explain().items() if f"| `{name}` | `{default}` | {words} |" not in text
    ]
    assert missing == []
