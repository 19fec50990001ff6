"""How fast extraction reads, how soon the command line starts, and how much memory a long run takes.

Out, on stdout: Markdown tables. Pages are made by ``bench.pages``, 2 to 5 kB in five languages, no two alike. The peer
is Python's own ``re``: one alternation of all words of a language's table, searched through the same pages. It makes no
statements, and so is the floor of what reading each page for its cue words costs in this language.
"""

import argparse
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from bench.pages import generated_pages
from loaders.documents import document_from_text
from loaders.extraction import extract
from loaders.layout import matching_copy
from loaders.lexicon import LANGUAGES, table
from loaders.statements import to_json

WARM_UP, MEASURED, ROUNDS, LONG_RUN = 300, 500, 3, 10_000
_SAMSPIL = (sys.executable, "-m", "endpoint")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench extraction")
    parser.add_argument("measurement")
    parser.add_argument("--long-run", type=int, default=LONG_RUN, help="documents of the run whose memory is taken")
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {_processor()}.\n")
    throughput()
    start_up()
    long_run(arguments.long_run)


def throughput() -> None:
    """Documents a second of processor time on one core, after a warm-up on other pages; the best of some rounds."""
    warm, pages = list(generated_pages(WARM_UP)), list(generated_pages(MEASURED, first=WARM_UP))
    mean_kb = statistics.mean(len(page.encode()) for page in pages) / 1000
    print(f"| {MEASURED} pages of {mean_kb:.1f} kB on average | documents a second | kB a second |")
    print("| --- | ---: | ---: |")
    readers: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("samspil: read, extract, write JSON", read),
        (f"re {platform.python_version()}: find the words of the tables", find_words),
    )
    for name, reader in readers:
        _all(reader, warm)
        per_s = MEASURED / min(_all(reader, pages) for _ in range(ROUNDS))
        print(f"| {name} | {per_s:.0f} | {per_s * mean_kb:.0f} |", flush=True)


def read(page: str) -> list[str]:
    """What ``samspil extract`` does with a page."""
    return [to_json(one) for one in extract(document_from_text(page, path=Path("page.txt")))]


def find_words(page: str) -> int:
    """The peer: the places of all words of the tables."""
    plain = matching_copy(page)
    return sum(1 for language in LANGUAGES[:1] for _ in _alternation(language).finditer(plain))


def start_up() -> None:
    """Wall time of whole commands, from the shell's call to the end; the median of five."""
    print("\n| command | s |\n| --- | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.txt"
        page.write_text(next(generated_pages(1)), encoding="utf-8")
        for words in (("--help",), ("extract", str(page))):
            took = statistics.median(_wall(words) for _ in range(5))
            print(f"| samspil {words[0]}{' of one page' if len(words) > 1 else ''} | {took:.2f} |", flush=True)


def long_run(count: int) -> None:
    """The largest resident size of one run over many documents."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.txt" for number in range(count)]
        for path, page in zip(paths, generated_pages(count), strict=True):
            path.write_text(page, encoding="utf-8")
        took = _wall(("extract", *(path.name for path in paths)), folder)
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print("\n| one run of samspil extract | documents a second | peak memory, MB |\n| --- | ---: | ---: |")
    print(f"| {count} documents, one process, from disk | {count / took:.0f} | {peak_mb:.0f} |")


def _all(reader: Callable[[str], object], pages: Iterable[str]) -> float:
    """Seconds of processor time for all pages."""
    began = time.process_time()
    for page in pages:
        reader(page)
    return time.process_time() - began


def _wall(words: Sequence[str], folder: str | None = None) -> float:
    began = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    subprocess.run([*_SAMSPIL, *words], check=True, stdout=subprocess.DEVNULL, cwd=folder, env=environment)
    return time.perf_counter() - began


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
