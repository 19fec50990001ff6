"""How fast extraction reads, how soon the command line starts, and how much memory a long run takes.

Out, on stdout: Markdown tables. Pages are made by ``bench.pages``, 2 to 5 kB in five languages, no two alike. The peer
is Python's own ``re``: one alternation of all words of a language's table, searched through the same pages. It makes no
statements, and so is the floor of what reading each page for its cue words costs in this language. Times are of the
processor, not of the wall: another load on the machine still slows them, but less.
"""

import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from bench.pages import Page, generated_pages
from loaders.collector import spare_collector
from loaders.documents import document_from_text
from loaders.extraction import extract
from loaders.layout import matching_copy
from loaders.lexicon import table
from loaders.statements import to_json

WARM_UP, MEASURED, ROUNDS, LONG_RUN = 300, 500, 3, 10_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench extraction")
    parser.add_argument("measurement")
    parser.add_argument("--long-run", type=int, default=LONG_RUN, help="documents of the run whose memory is taken")
    arguments = parser.parse_args()
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {_processor()}; load {os.getloadavg()[0]:.1f}.\n"
    )
    throughput()
    start_up()
    long_run(arguments.long_run)


def throughput() -> None:
    """Documents a second of processor time on one core, after a warm-up on other pages; the best of some rounds."""
    warm, pages = list(generated_pages(WARM_UP)), list(generated_pages(MEASURED, first=WARM_UP))
    mean_kb = statistics.mean(len(page.text.encode()) for page in pages) / 1000
    print(f"| {MEASURED} pages of {mean_kb:.1f} kB on average | documents a second | kB a second |")
    print("| --- | ---: | ---: |")
    readers: tuple[tuple[str, Callable[[Page], object]], ...] = (
        ("Samspil: language, blocks, statements, JSON", read),
        (f"`re` of Python {platform.python_version()}: the words of the page's language, found", find_words),
    )
    for name, reader in readers:
        _all(reader, warm)
        spare_collector()
        per_s = MEASURED / min(_all(reader, pages) for _ in range(ROUNDS))
        print(f"| {name} | {per_s:.0f} | {per_s * mean_kb:.0f} |", flush=True)


def read(page: Page) -> list[str]:
    """What ``samspil extract`` does with a page; it finds the language out by itself."""
    return [to_json(one) for one in extract(document_from_text(page.text, path=Path("page.txt")))]


def find_words(page: Page) -> int:
    """The peer: how often words of the page's language stand in it."""
    return sum(1 for _ in _alternation(page.language).finditer(matching_copy(page.text)))


def start_up() -> None:
    """Processor time of whole commands, imports and all; the median of five after one that compiles them."""
    print("\n| command | s |\n| --- | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        _write(folder, 1)
        for words in (("--help",), ("extract", "0.txt")):
            _run(words, folder)
            took_s = statistics.median(_run(words, folder)[0] for _ in range(5))
            print(f"| samspil {words[0]}{' of one page' if len(words) > 1 else ''} | {took_s:.2f} |", flush=True)


def long_run(count: int) -> None:
    """The largest resident size of one run over many documents."""
    with tempfile.TemporaryDirectory() as folder:
        _write(folder, count)
        took_s, peak_mb = _run(("extract", *(f"{number}.txt" for number in range(count))), folder)
    print("\n| one run of samspil extract | documents a second | peak memory, MB |\n| --- | ---: | ---: |")
    print(f"| {count} documents from disk | {count / took_s:.0f} | {peak_mb:.0f} |")


def _write(folder: str, count: int) -> None:
    for number, page in enumerate(generated_pages(count)):
        (Path(folder) / f"{number}.txt").write_text(page.text, encoding="utf-8")


def _run(words: Sequence[str], folder: str) -> tuple[float, float]:
    """Seconds of processor time and peak memory in MB of one command."""
    # As a user's machine has it: compiled modules are kept.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(Path(__file__).resolve().parent.parent)
    command = [sys.executable, "-m", "endpoint", *words]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder, env=environment) as child:
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"samspil {words[0]} failed: exit code {child.returncode}.")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _all(reader: Callable[[Page], object], pages: Iterable[Page]) -> float:
    """Seconds of processor time for all pages."""
    began = time.process_time()
    for page in pages:
        reader(page)
    return time.process_time() - began


@cache
def _alternation(language: str) -> re.Pattern[str]:
    words = sorted(set(_words(table(language))), key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


def _words(value: object) -> Iterable[str]:
    """All words of a table, patterns aside."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [word for key, rows in value.items() if key != "patterns" for word in (*_words(rows), key)]
    return [word for row in value for word in _words(row)] if isinstance(value, list) else []


def _processor() -> str:
    found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return found[1] if found else platform.machine()
