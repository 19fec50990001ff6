"""The one direction: RDF folders ← loaders ← endpoint, and nothing at the top that nobody expects."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RDF_FOLDERS = ("ontology", "shapes", "queries", "data")


def imported(path: Path) -> Iterator[str]:
    """The top-level names of every absolute import in a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("path", modules("loaders"), ids=lambda path: path.stem)
def test_a_loader_never_imports_the_endpoint_or_the_tests(path: Path) -> None:
    assert not {"endpoint", "tests", "flask", "uvicorn"} & set(imported(path))


@pytest.mark.parametrize("path", modules("endpoint"), ids=lambda path: path.stem)
def test_the_endpoint_never_imports_the_tests(path: Path) -> None:
    assert "tests" not in set(imported(path))


@pytest.mark.parametrize("folder", RDF_FOLDERS)
def test_an_rdf_folder_holds_no_code(folder: str) -> None:
    assert (ROOT / folder).is_dir()
    assert modules(folder) == []


def test_only_one_module_asks_where_it_is_installed() -> None:
    users = [
        path for path in modules("loaders") + modules("endpoint") if "__file__" in path.read_text(encoding="utf-8")
    ]
    assert [path.name for path in users] == ["paths.py"]


def test_the_tests_are_no_package_so_that_a_broken_wheel_shows() -> None:
    assert not (ROOT / "tests" / "__init__.py").exists()


def test_a_worker_loads_no_web_library_because_it_is_started_anew_for_each_release() -> None:
    script = "import sys, endpoint.workers.main; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"werkzeug", "flask", "uvicorn", "jinja2", "rdflib", "click", "ssl"} & set(loaded.stdout.split())
