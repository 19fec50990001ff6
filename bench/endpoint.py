"""``python -m bench endpoint``: this endpoint beside the native Oxigraph server, Virtuoso and rdflib-endpoint.

In: a made register of ``--quads`` triples. Out: Markdown on stdout; ``--write`` puts it into docs/, with a chart. Every
server loads the same file; all are up, one works at a time; answers are compared before anything is measured. Servers
that are not installed are left out, and that is said. Nothing here is asserted: other load on the machine shows.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.endpoint_chart import chart
from bench.endpoint_report import Run, machine_line, report
from bench.load import has_wrk
from bench.made_register import write_register
from bench.measuring import Plan, measure
from bench.publishing import publishing
from bench.servers import ROOT, SERVERS, Server
from bench.workloads import workloads

PAGE, CHART = ROOT / "docs" / "benchmarks.md", ROOT / "docs" / "benchmarks.svg"
SMALLEST = 10_000
BEGIN, END = "<!-- begin: python -m bench endpoint -->", "<!-- end: python -m bench endpoint -->"


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    if not has_wrk():
        sys.exit("The load generator wrk is not installed: it is the Debian package wrk.")
    # A terminated measurement stops its servers as an interrupted one does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
    plan = Plan(arguments.seconds, arguments.rounds, arguments.connections, arguments.limit)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        run = _measured(Path(folder), arguments.quads, arguments.servers, plan)
    text = report(run)
    print(text)
    if arguments.write:
        PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
        CHART.write_text(chart(run), encoding="utf-8")


def with_section(page: str, section: str) -> str:
    """The page with a new section between its two marks. Raises ValueError where it has none."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{PAGE} has no place for the section: it goes between {BEGIN} and {END}.")
    return f"{before}{begin}\n\n{section}\n\n{end}{after}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench endpoint")
    parser.add_argument("measurement")
    parser.add_argument("--quads", type=int, default=1_000_000, help="how large the register is")
    parser.add_argument("--seconds", type=float, default=3.0, help="how long one server works at a time; at least 1")
    parser.add_argument("--rounds", type=int, default=3, help="how often each server has its turn at each question")
    parser.add_argument("--connections", type=int, default=2, help="how many clients ask at once")
    parser.add_argument("--limit", type=float, default=30.0, help="how many seconds one answer may take")
    parser.add_argument("--servers", nargs="*", default=[one.name for one in SERVERS], help="only these")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md, with a chart")
    arguments = parser.parse_args()
    if arguments.quads < SMALLEST:
        parser.error(f"--quads {arguments.quads}: the code lists alone are some thousands; take {SMALLEST} or more.")
    return arguments


def _measured(folder: Path, quads: int, names: Sequence[str], plan: Plan) -> Run:
    machine = machine_line(" ".join(sys.argv[1:]))
    _say(f"making {quads} triples")
    register = write_register(folder / "register.nt", quads)
    chosen = [one for one in SERVERS if one.name in names]
    left_out = [f"{one.name} is not installed" for one in chosen if one.version() is None]
    left_out += [f"{one.name} holds all in memory" for one in chosen if one.version() and quads > one.largest]
    chosen = [one for one in chosen if one.version() is not None and quads <= one.largest]
    with _serving(folder, chosen, register.path) as servers:
        results = []
        for workload in workloads(register):
            _say(f"{workload.kind}: {workload.name}")
            results.append((workload, measure(workload, servers, register.path, plan)))
        memory_mb = {one.name: one.running.memory_mb() for one in servers}
        load_s = {one.name: one.load_s for one in servers}
        _say("publishing and validation")
        work = publishing(folder, register, servers)
    versions = {one.name: one.version() or "" for one in chosen}
    return Run(machine, register.triples, plan, versions, left_out, results, load_s, memory_mb, work)


@contextmanager
def _serving(folder: Path, chosen: Sequence[type[Server]], data: Path) -> Iterator[list[Server]]:
    """The servers, loaded and up; all are stopped at the end."""
    servers: list[Server] = []
    try:
        for kind in chosen:
            _say(f"loading into {kind.name}")
            own = folder / kind.name
            own.mkdir()
            server = kind(own)
            server.load(data)
            servers.append(server)
            server.serve(data)
        yield servers
    finally:
        for server in servers:
            server.stop()


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
