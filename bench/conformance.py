"""The tests of W3C on this server, the Oxigraph library and, where it is installed, the native Oxigraph server.

In: the suites that ``W3C_SUITES`` names; the command ``oxigraph`` (PyPI) on the path. Out, on stdout: the page
``docs/conformance.md``. Each test is the same code for all three (``tests/conformance/``).
"""

import shutil
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph

from tests.conformance.runs import exemptions, our_service, outcome
from tests.conformance.suites import SETTING, Case, read_cases, suites_root
from tests.conformance.targets import Library, Service, Target
from tests.serving import free_port, poll

TITLES = {"sparql10": "SPARQL 1.0", "sparql11": "SPARQL 1.1", "sparql12": "SPARQL 1.2"}
OURS, LIBRARY, NATIVE = "Samspil", "library", "native server"
_START_S = 10.0
_INTRODUCTION = """\
# Conformance

The tests of W3C ([rdf-tests](https://w3c.github.io/rdf-tests/)) over HTTP on a real server: an empty workspace with
`default_graph = plain` and `shared_graphs = false`, all other settings as they come, and an admin token. Each test
loads its data by an update, asks, and compares: rows as bags, or as sequences where the query orders them; blank nodes
by isomorphism; numbers by value. Beside it the same tests on the Oxigraph library {library}, on which this server is
built, in one process without HTTP, and on the native Oxigraph server {native}.

A cell is what passed; "not asked" are tests that are about HTTP, or that would call another server. All that the
library passes passes here, but for `SERVICE` and `LOAD`, which call nobody. Each test that fails is
[named below](#exceptions).

    W3C_SUITES=… python -m bench conformance > docs/conformance.md    # makes this page
    W3C_SUITES=… python -m pytest tests/conformance                   # and an exception that passes is an error, too
"""
Outcomes = dict[str, dict[str, str]]


def main() -> None:
    """Run and print."""
    root = suites_root()
    if root is None:
        sys.exit(f"Set {SETTING} to the directory of the suites.")
    cases, outcomes = read_cases(root), {}
    with TemporaryDirectory() as folder, our_service(Path(folder)) as service:
        outcomes[OURS] = _run(OURS, cases, service)
    outcomes[LIBRARY] = _run(LIBRARY, cases, Library())
    command = shutil.which("oxigraph")
    if command is not None:
        with _native_service(command) as native:
            outcomes[NATIVE] = _run(NATIVE, cases, native)
    print("\n".join(page(cases, outcomes, _version(command))))


def page(cases: Sequence[Case], outcomes: Outcomes, native: str) -> Iterator[str]:
    """The lines of the page."""
    yield _INTRODUCTION.format(library=pyoxigraph.__version__, native=native)
    yield from _table("suites", TITLES, cases, outcomes, depth=1)
    for folder, title in TITLES.items():
        chosen = [case for case in cases if case.suite.startswith(f"{folder}/")]
        yield f"\n## {title}\n"
        yield from _table("suite", {}, chosen, outcomes, depth=2)
    yield "\n## Exceptions\n"
    yield "Tests that fail here, and why. What the library fails as well is a limit of the engine.\n"
    yield from _exceptions()


def _run(name: str, cases: Sequence[Case], target: Target) -> dict[str, str]:
    print(f"{len(cases)} tests on: {name}", file=sys.stderr, flush=True)
    return {case.iri: outcome(case, target) for case in cases}


def _table(
    head: str, titles: dict[str, str], cases: Sequence[Case], outcomes: Outcomes, *, depth: int
) -> Iterator[str]:
    yield f"| {head} | tests | {' | '.join(outcomes)} |"
    yield f"| --- | ---: |{' ---: |' * len(outcomes)}"
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault("/".join(case.suite.split("/")[:depth]), []).append(case)
    rows = [*sorted(groups.items()), ("all", list(cases))]
    for name, chosen in rows:
        cells = (_cell(Counter(found[case.iri] for case in chosen)) for found in outcomes.values())
        yield f"| {titles.get(name, name.rpartition('/')[2])} | {len(chosen)} | {' | '.join(cells)} |"


def _cell(counts: Counter[str]) -> str:
    if not counts["not asked"]:
        return str(counts["passed"])
    return f"{counts['passed']} ({counts['not asked']} not asked)"


def _exceptions() -> Iterator[str]:
    reasons: dict[tuple[str, bool], list[str]] = {}
    for iri, exemption in exemptions().items():
        reasons.setdefault((exemption.reason, exemption.library), []).append(iri)
    yield "| why | library | tests |"
    yield "| --- | --- | --- |"
    for (reason, library), found in reasons.items():
        links = ", ".join(f"[{iri.rpartition('#')[2]}]({iri})" for iri in found)
        yield f"| {reason.replace('|', chr(92) + '|')} | {'fails too' if library else 'only here'} | {links} |"


@contextmanager
def _native_service(command: str) -> Iterator[Service]:
    port = free_port()
    process = subprocess.Popen(
        [command, "serve", "--bind", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    service = Service(f"http://127.0.0.1:{port}", paths=("/query", "/update", "/store"), headers={}, calls_out=True)
    try:
        poll(lambda: _listens(port), _START_S)
        yield service
    finally:
        service.close()
        process.terminate()
        process.wait(timeout=30)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _version(command: str | None) -> str:
    if command is None:
        return "(not installed)"
    told = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout
    return told.split()[-1]
