"""How the comparison of names grows: invented names in, seconds and candidates out, beside comparing every pair.

Out, on stdout: a Markdown table. The peer is ``rapidfuzz.process.extract`` for every name, with the same ratio and
cut-off, up to the size at which it would keep everybody waiting; it knows nothing of legal forms, places or numbers.
"""

import random
import time
from collections.abc import Callable, Iterator

from rapidfuzz import fuzz, process

from loaders.aliases import Aliases, Named
from loaders.alike import MIN_SCORE, candidates
from loaders.statements import Entity

SIZES, LARGEST_OF_PEER = (5_000, 10_000, 20_000, 40_000, 80_000), 20_000
_SYLLABLES = (
    "ka",
    "ro",
    "ve",
    "lin",
    "sta",
    "mo",
    "nor",
    "vik",
    "len",
    "sund",
    "kra",
    "tor",
    "dal",
    "eng",
    "sjø",
    "lund",
)
_HEADS = ("Forsyning", "Vand", "Energi", "Fjernvarme", "Klima", "Byg", "Data", "Havn", "Vækst", "Center", "A/S", "AB")


def main() -> None:
    """Measure and print. 10,000 documents give about 80,000 names: eight new ones each."""
    names = [Named(Entity("Company", name)) for name in _names(max(SIZES))]
    candidates(names[:100], Aliases())
    print("| names | blocks, seconds | candidates | every pair, seconds |")
    print("| ---: | ---: | ---: | ---: |")
    for size in SIZES:
        part, found = names[:size], 0
        texts = [one.entity.name for one in part]

        def compare(part: list[Named] = part) -> None:
            nonlocal found
            found = len(candidates(part, Aliases()))

        def compare_all(texts: list[str] = texts) -> None:
            for text in texts:
                process.extract(text, texts, scorer=fuzz.ratio, score_cutoff=MIN_SCORE, limit=None)

        seconds = _seconds(compare)
        every_pair = f"{_seconds(compare_all):.1f}" if size <= LARGEST_OF_PEER else "–"
        print(f"| {size:,} | {seconds:.1f} | {found:,} | {every_pair} |", flush=True)


def _names(count: int) -> Iterator[str]:
    """Names of two or three words, some with a legal form; the same every time."""
    chance = random.Random(1)
    for _ in range(count):
        word = "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))).capitalize()
        yield " ".join((word, *chance.sample(_HEADS, k=chance.randint(1, 2))))


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
