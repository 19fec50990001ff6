"""A run as Markdown: first the ratios, then the figures they come from, then loading, memory and publishing."""

import datetime
import math
import os
import platform
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.measuring import Plan, Result
from bench.workloads import Workload

OURS = "Samspil"
Measure = Callable[[Result], float]


@dataclass(frozen=True, slots=True)
class Run:
    """All that was measured, by server name where it is one figure a server."""

    machine: str
    triples: int
    plan: Plan
    versions: dict[str, str]
    left_out: list[str]
    results: list[tuple[Workload, list[Result]]]
    load_s: dict[str, float]
    memory_mb: dict[str, float]
    publishing: list[tuple[str, str, float]]


def machine_line(arguments: str) -> str:
    """The command, the day, the processor, its cores, the kernel, Python, and the load of this moment."""
    found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    processor = found[1] if found else platform.machine()
    return (
        f"`python -m bench {arguments}` on {datetime.date.today()}. {processor}, "
        f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}; load average at the start {os.getloadavg()[0]:.1f}"
    )


def rate(one: Result) -> float:
    """Requests a second."""
    return one.requests_per_s


def cpu_ms(one: Result) -> float:
    """Processor time of a request, of all processes of the server, in milliseconds."""
    return 1000 * one.cpu_s


def report(run: Run) -> str:
    """The whole run."""
    rates = _ratios(run, "Requests a second: more is better", "a second", rate)
    work = _ratios(run, "Processor time of a request: less is better", "ms", cpu_ms)
    return "\n\n".join((_preface(run), rates, work, _figures(run), _costs(run)))


def ratio(results: list[Result], peer: str, measure: Measure = rate) -> float | None:
    """Ours to that of a peer; None where one of the two has no figure."""
    by_name = {one.server: measure(one) for one in results if not one.problem}
    ours, theirs = by_name.get(OURS, 0.0), by_name.get(peer, 0.0)
    return ours / theirs if ours and theirs else None


def peers(run: Run) -> list[str]:
    """The names of all servers but ours."""
    return [name for name in run.versions if name != OURS]


def _preface(run: Run) -> str:
    plan = run.plan
    versions = "; ".join(f"{name} ({version})" for name, version in run.versions.items())
    left_out = f" Left out: {'; '.join(run.left_out)}." if run.left_out else ""
    fastest = max((one for _, every in run.results for one in every), key=lambda one: one.requests_per_s)
    return (
        f"{run.triples:,} triples. {run.machine}.\nServers: {versions}.{left_out}\n"
        f"{plan.connections} clients, {plan.rounds} rounds of {plan.seconds:g} s for each server and question, an "
        f"answer may take {plan.limit_s:g} s. At the highest rate of all, {fastest.requests_per_s:,.0f} requests a "
        f"second, the load generator took {fastest.client_cpu_s * 1e6:.0f} µs of processor time a request: one core "
        f"would allow {1 / max(fastest.client_cpu_s, 1e-9):,.0f}."
    )


def _ratios(run: Run, title: str, unit: str, measure: Measure) -> str:
    """Our figure and how often it holds each peer's."""
    rows = []
    for workload, results in run.results:
        ours = next(one for one in results if one.server == OURS)
        cells = (_ratio_cell(results, peer, measure) for peer in peers(run))
        rows.append((workload.kind, workload.name, ours.problem or _rounded(measure(ours)), *cells))
    return f"### {title}\n\n" + _table(("", "question", unit, *(f"÷ {peer}" for peer in peers(run))), rows)


def _ratio_cell(results: list[Result], peer: str, measure: Measure) -> str:
    found = ratio(results, peer, measure)
    if found is not None:
        return _rounded(found, 2)
    return next((one.problem for one in results if one.server == peer and one.problem), "–")


def _figures(run: Run) -> str:
    head = ("question", "server", "a second", "CPU ms", "p50 ms", "p99 ms", "first byte ms")
    rows = [(workload.name, one.server, *_cells(one)) for workload, results in run.results for one in results]
    return "### The figures\n\n" + _table(head, rows)


def _cells(one: Result) -> tuple[str, ...]:
    if one.problem:
        return (one.problem, "", "", "", "")
    times = (one.cpu_s, one.p50_s, one.p99_s, one.first_s)
    return (_rounded(one.requests_per_s), *(_rounded(1000 * each) for each in times))


def _costs(run: Run) -> str:
    servers = [(name, f"{run.load_s[name]:.1f}", f"{run.memory_mb[name]:.0f}") for name in run.versions]
    work = [(what, who, _rounded(1000 * seconds)) for what, who, seconds in run.publishing]
    return (
        "### Loading, memory, publishing\n\n"
        + _table(("server", "loading, s", "memory after all questions, MB"), servers)
        + "\n\n"
        + _table(("work", "by", "ms"), work)
    )


def _rounded(value: float, counting: int = 3) -> str:
    """So many digits that count, without an exponent."""
    digits = counting - 1 - math.floor(math.log10(value)) if value > 0 else 0
    return f"{round(value, digits):,.{max(0, digits)}f}"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    is_number = [all(re.fullmatch(r"[\d.,–-]*", row[place]) for row in rows) for place in range(len(head))]
    rules = ("---:" if number else "---" for number in is_number)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, tuple(rules), *rows))
