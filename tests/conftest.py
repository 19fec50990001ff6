"""Fixtures that several tests share: servers on a small register, started once."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from pyoxigraph import Store

from loaders.build import build
from loaders.progress import Silent
from loaders.settings import load_settings
from tests.serving import Server, publish, serve
from tests.workspaces import copy_of_repository

# Few tests that take long: of several processes none is to be left alone with them at the end.
_LONG = frozenset({"test_wheel", "test_siege", "test_crashes", "test_writing_crashes", "test_evaluation"})

# A slow machine is no failure, and the same examples come every time.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.load_profile("steady")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Side by side, the long files come first."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.path.stem not in _LONG)


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the repository's own sources, built."""
    workspace = copy_of_repository(tmp_path_factory.mktemp("register") / "workspace")
    build(workspace, load_settings(workspace), Silent())
    return workspace


@pytest.fixture(scope="session")
def published(register: Path) -> Store:
    """The current release of that workspace, opened as the endpoint opens it."""
    return Store.read_only(str(register / "var" / "current" / "store"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with limits that no test reaches by accident."""
    workspace = _workspace(tmp_path_factory.mktemp("open"))
    with serve(workspace, query_timeout_s=60, canned_timeout_s=20) as running:
        yield running


@pytest.fixture(scope="session")
def strict_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose limits are low enough to be reached."""
    workspace = _workspace(tmp_path_factory.mktemp("strict"))
    with serve(workspace, query_timeout_s=1, canned_timeout_s=20, query_memory_mb=900, send_timeout_s=1) as running:
        yield running


@pytest.fixture(scope="session")
def narrow_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose queries have little memory and all the time that they want."""
    workspace = _workspace(tmp_path_factory.mktemp("narrow"))
    with serve(workspace, query_timeout_s=60, canned_timeout_s=20, query_memory_mb=900) as running:
        yield running


def _workspace(folder: Path) -> Path:
    publish(folder, extra=1000)
    publish(folder, extra=2000)
    return folder
