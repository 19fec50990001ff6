"""The siege at length: hostile queries and uploads while good clients ask, and kill -9 at random moments, all timed.

Out, on stdout: Markdown tables of how soon hostile requests ended, how soon the server was well, how long good clients
waited, and what kills left. ``python -m bench soak [KILLS]``, 200 kills where none are named; exit status 1 where
anything was lost or left unanswered.
"""

import os
import platform
import sys
import tempfile
from collections import Counter
from pathlib import Path

from loaders.tokens import Tokens
from tests.serving import publish, serve
from tests.siege.kills import rounds
from tests.siege.queries import hostile_queries
from tests.siege.siege import QUESTIONS, Good, Outcome, besiege, query_attacks, upload_attacks
from tests.siege.uploads import hostile_uploads

QUERY_LIMIT_S, WRITE_LIMIT_S = 2.0, 5.0
KILLS = 200
_PLAIN = 'default_graph = "plain"\nshared_graphs = false\n'


def main() -> None:
    """Besiege, kill, print."""
    arguments = sys.argv[2:]
    print(f"{os.cpu_count()} cores, Linux {platform.release()}, load {os.getloadavg()[0]:.1f} at the start.\n")
    with tempfile.TemporaryDirectory() as folder:
        sound = [queries(Path(folder) / "queries"), uploads(Path(folder) / "uploads")]
        sound.append(kills(Path(folder) / "kills", int(arguments[0]) if arguments else KILLS))
    if not all(sound):
        sys.exit(1)


def queries(workspace: Path) -> bool:
    """Hostile queries against a small register."""
    workspace.mkdir()
    publish(workspace, extra=3000)
    with serve(workspace, workers=3, client_queries=1, query_timeout_s=QUERY_LIMIT_S, query_memory_mb=1500) as server:
        return report("queries", QUERY_LIMIT_S, *besiege(server, query_attacks(hostile_queries()), QUESTIONS))


def uploads(workspace: Path) -> bool:
    """Hostile uploads into a plain store."""
    workspace.mkdir()
    (workspace / "samspil.toml").write_text(_PLAIN, encoding="utf-8")
    token = Tokens(workspace / "var").create("anna", "publish")
    questions = {name: question for name, question in QUESTIONS.items() if name != "canned answers"}
    with serve(workspace, workers=3, write_timeout_s=WRITE_LIMIT_S, write_memory_mb=1024) as server:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/turtle"}
        server.request("PUT", "/graphs?graph=http://a.example/good", b"<a:a> <a:b> 1 .", headers)
        return report("uploads", WRITE_LIMIT_S, *besiege(server, upload_attacks(hostile_uploads(), token), questions))


def kills(workspace: Path, count: int) -> bool:
    """kill -9 of a query worker, the writer and the server in turn."""
    workspace.mkdir()
    met, lost, invented, broken, last = Counter[str](), 0, 0, 0, None
    for last in rounds(workspace, count):
        met[last.target] += last.killed
        lost += len(last.acknowledged - last.found)
        invented += len(last.found - last.possible)
        broken += not last.whole
    acknowledged = len(last.acknowledged) if last else 0
    print(f"\n## kill -9, {count} times\n\n| killed | times |\n| --- | ---: |")
    print("\n".join(f"| {target} | {times} |" for target, times in met.items()))
    print(f"\n{acknowledged} writes acknowledged; {lost} lost, {invented} never sent, {broken} releases not whole.")
    return not (lost or invented or broken)


def report(what: str, limit_s: float, outcomes: list[Outcome], seen: dict[str, Good]) -> bool:
    """One section; whether every good client was always answered."""
    slowest = max(outcomes, key=lambda one: one.took_s)
    sickest = max(outcomes, key=lambda one: one.well_after_s)
    statuses = Counter(one.status for one in outcomes)
    late = sum(one.took_s > limit_s + 0.5 for one in outcomes)
    said = ", ".join(f"{times} × {status or 'cut off'}" for status, times in sorted(statuses.items()))
    print(f"\n## {len(outcomes)} hostile {what}, limit {limit_s:g} s\n")
    print(f"Answers: {said}. Slowest end {slowest.took_s:.2f} s ({slowest.name}), {late} over the limit + 0.5 s. ")
    print(f"Well again at the latest {sickest.well_after_s:.2f} s after one ({sickest.name}).\n")
    print("| meanwhile | answered | not answered | p99, ms |\n| --- | ---: | ---: | ---: |")
    for name, good in seen.items():
        failed = sum(status != 200 for status in good.statuses)
        print(f"| {name} | {len(good.statuses) - failed} | {failed} | {good.p99_ms():.0f} |", flush=True)
    return all(status == 200 for good in seen.values() for status in good.statuses)
