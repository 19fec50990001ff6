"""Starting the server: from where, on which port, and on a release that fits the settings."""

from pathlib import Path

import pytest

from endpoint.http.server import serve as run_server
from loaders.children import child_command, child_environment
from loaders.errors import UsageError
from loaders.settings import Settings
from tests.serving import publish, serve

# What an installed console script does, on systems that fork the web process and on those that start Python anew.
SCRIPT = """
import multiprocessing
from endpoint.commands.cli import main
if __name__ == "__main__":
    multiprocessing.set_start_method("{method}")
    main()
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_server_runs_its_own_modules_wherever_it_is_started(tmp_path: Path, method: str) -> None:
    workspace, script = tmp_path / "workspace", tmp_path / "bin" / "samspil"
    for name in ("endpoint", "loaders", "a2wsgi"):
        (workspace / name).mkdir(parents=True)
        (workspace / name / "__init__.py").write_text("raise RuntimeError('not ours')", encoding="utf-8")
    for name in ("json", "socket", "pyoxigraph"):
        (workspace / f"{name}.py").write_text("raise RuntimeError('not ours')", encoding="utf-8")
    (workspace / "samspil.toml").write_text("", encoding="utf-8")
    script.parent.mkdir()
    script.write_text(SCRIPT.format(method=method), encoding="utf-8")
    publish(workspace)
    with serve(workspace, start=(script, "serve")) as server:
        assert server.ask("ASK {}").json()["boolean"] is True
        assert server.get("/", "text/html").status == 200


def test_a_child_sees_our_modules_and_nothing_else_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    monkeypatch.setattr("sys.path", ["", "/one", "/two"])
    assert child_environment() == {"PYTHONPATH": "/one:/two", "PYTHONUTF8": "1"}
    assert child_command("loaders.module", "1")[1:] == ["-P", "-m", "loaders.module", "1"]


def test_a_release_with_another_default_graph_is_not_served_and_the_remedy_is_named(tmp_path: Path) -> None:
    publish(tmp_path)
    with pytest.raises(UsageError, match=r'default_graph = "plain" in .*samspil\.toml and run `samspil build --force`'):
        run_server(tmp_path, Settings(default_graph="plain"))


def test_without_a_release_a_register_waits_for_a_build(tmp_path: Path) -> None:
    (tmp_path / "samspil.toml").write_text("", encoding="utf-8")
    with serve(tmp_path) as server:
        assert server.get("/-/health").status == 503


def test_without_a_release_a_plain_store_is_served_empty(tmp_path: Path) -> None:
    (tmp_path / "samspil.toml").write_text("", encoding="utf-8")
    with serve(tmp_path, default_graph="plain", shared_graphs="false") as server:
        assert server.get("/-/health").status == 200
        assert server.ask("ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }").json()["boolean"] is False
