"""The wheel, installed in an environment of its own, works outside the repository on documents of one's own."""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Server, free_port, poll
from tests.workspaces import PAGE, ROOT

OTHER = PAGE.replace("Grønne Veje", "Blå Bugter").replace("Odense", "Aalborg").replace("2021", "2022")


@pytest.fixture(scope="module")
def samspil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a wheel that was built from this repository and installed with its dependencies."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    venv.create(folder / "venv", with_pip=True)
    install = [folder / "venv" / "bin" / "pip", "install", "--quiet", next(folder.glob("*.whl"))]
    subprocess.run([str(part) for part in install], check=True, capture_output=True)
    return folder / "venv" / "bin" / "samspil"


@pytest.fixture(scope="module")
def workspace(samspil: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace made by the installed command, with two documents, built."""
    folder = tmp_path_factory.mktemp("elsewhere") / "register"
    run(samspil, "init", str(folder))
    for name, text in (("groenne-veje", PAGE), ("blaa-bugter", OTHER)):
        (folder / "data" / "documents" / f"{name}.txt").write_text(text, encoding="utf-8")
    run(samspil, "build", "--workspace", str(folder))
    return folder


def run(samspil: Path, *args: str) -> str:
    """The stdout of the installed command, far from the repository."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "SAMSPIL"))}
    done = subprocess.run(
        [str(samspil), *args], check=False, capture_output=True, text=True, cwd=samspil.parent, env=environment
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_answers_about_documents_of_ones_own(samspil: Path, workspace: Path) -> None:
    answer = json.loads(run(samspil, "query", "lead-partners", "--format", "json", "--workspace", str(workspace)))
    text = json.dumps(answer, ensure_ascii=False)
    assert "Odense Kommune" in text
    assert "Aalborg Kommune" in text


def test_the_wheel_carries_the_prompt_of_the_model_and_names_the_extra_that_it_needs(
    samspil: Path, workspace: Path
) -> None:
    code = "from loaders.extractors.model.prompt import instructions; print(instructions('da'))"
    assert "hasPartner (" in run(samspil.with_name("python"), "-c", code)
    page = next((workspace / "data" / "documents").glob("*.txt"))
    command = [str(samspil), "extract", "--extractor", "model", str(page)]
    environment = {**os.environ, "PYTHONPATH": "", "SAMSPIL_MODEL_NAME": "m", "SAMSPIL_MODEL_URL": "http://127.0.0.1:9"}
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=samspil.parent, env=environment)
    assert done.returncode == 2
    assert "pip install 'samspil[llm]'" in done.stderr


@pytest.fixture
def served(samspil: Path, workspace: Path) -> Iterator[Server]:
    """The installed server on a free port."""
    port = free_port()
    command = [str(samspil), "serve", "--workspace", str(workspace), "--port", str(port)]
    with subprocess.Popen(command, cwd=workspace.parent, stderr=subprocess.DEVNULL) as process:
        server = Server(port, workspace, process)
        try:
            poll(lambda: answers(server), 30)
            yield server
        finally:
            process.terminate()


def answers(server: Server) -> bool:
    """Whether the server is ready."""
    try:
        return server.get("/-/health").status == 200
    except OSError:
        return False


def test_the_wheel_serves_pages_and_rows(served: Server) -> None:
    assert "Odense Kommune" in served.get("/queries/lead-partners.csv").text
    assert "Grønne Veje" in served.get("/doc/document/groenne-veje", "text/html").text
    assert "Partnership" in served.get("/ontology", "text/html").text
    assert served.get("/ontology", "text/turtle").headers["content-type"].startswith("text/turtle")
