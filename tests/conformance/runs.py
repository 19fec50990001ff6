"""Any test on any target, our own server among them, and the exceptions that are known."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from loaders.releases import Releases
from loaders.settings import home_of, load_settings
from loaders.tokens import Tokens
from tests.conformance.description import run_description
from tests.conformance.evaluation import run_query, run_update
from tests.conformance.exchanges import run_graph_store, run_protocol
from tests.conformance.outcomes import MismatchError, NotAskedError
from tests.conformance.suites import Case
from tests.conformance.syntax import run_syntax
from tests.conformance.targets import Service, Target
from tests.serving import serve

EXCEPTIONS = Path(__file__).with_name("exceptions.toml")
_ON_ANYTHING: dict[str, Callable[[Case, Target], None]] = {
    "QueryEvaluationTest": run_query,
    "CSVResultFormatTest": run_query,
    "UpdateEvaluationTest": run_update,
}
_ON_SERVICES: dict[str, Callable[[Case, Service], None]] = {
    "ProtocolTest": run_protocol,
    "GraphStoreProtocolTest": run_graph_store,
    "ServiceDescriptionTest": run_description,
}


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why a test is allowed to fail, and whether the Oxigraph library fails it as well."""

    reason: str
    library: bool


def run(case: Case, target: Target) -> None:
    """Run a test. Raises MismatchError where it fails, NotAskedError where it cannot be put to the target."""
    if case.kind in _ON_SERVICES:
        if not isinstance(target, Service):
            raise NotAskedError("it is about HTTP")
        _ON_SERVICES[case.kind](case, target)
    else:
        _ON_ANYTHING.get(case.kind, run_syntax)(case, target)


def outcome(case: Case, target: Target) -> str:
    """ "passed", "failed" or "not asked"."""
    try:
        run(case, target)
    except MismatchError:
        return "failed"
    except NotAskedError:
        return "not asked"
    return "passed"


def exemptions() -> dict[str, Exemption]:
    """The exceptions by the IRI of the test."""
    groups = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))["group"]
    return {iri: Exemption(group["reason"], group["library"]) for group in groups for iri in group["tests"]}


@contextmanager
def our_service(folder: Path) -> Iterator[Service]:
    """Our server on an empty workspace in ``folder``, with the default settings of a bare SPARQL server and a token."""
    (folder / "samspil.toml").write_text('default_graph = "plain"\nshared_graphs = false\n', encoding="utf-8")
    token = Tokens(Releases(home_of(folder, load_settings(folder))).home).create("conformance", "admin")
    with serve(folder) as server:
        headers = {"Authorization": f"Bearer {token}"}
        service = Service(server.url, paths=("/sparql", "/sparql", "/graphs"), headers=headers)
        try:
            service.replace([])
            yield service
        finally:
            service.close()
