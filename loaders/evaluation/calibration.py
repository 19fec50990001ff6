"""Calibration: how often each rule is right on examined pages in, the table of confidence out; and how well it fits.

The confidence of a rule is the mean of a Beta distribution: its true and false readings, and ``PRIOR_WEIGHT`` readings
more that are as often true as those of its family. A family is all rules of one relation; its own figure leans on all
rules in the same way. So a rule that fired twice is hardly surer than its family, and one that fired fifty times stands
for itself (an empirical Bayes estimate: Casella, "An introduction to empirical Bayes data analysis", 1985).

How well confidence fits is the expected calibration error (Naeini, Cooper and Hauskrecht, AAAI 2015): statements in ten
bins by confidence, the distance between mean confidence and measured precision of each, weighted by its size.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.evaluation.by_rule import rule_counts
from loaders.evaluation.scoring import Examined
from loaders.extraction import rules

PRIOR_WEIGHT = 16  # of 2, 4, 8 and 16 the one that told pages that were left out best (log loss, one page at a time)
BINS = 10
_SUREST = 0.99  # only a steward is certain
_HEAD = """\
# How often each rule is right, measured on {pages} pages by `samspil evaluate FOLDER… --calibrate`; no hand writes it.
# A rule that is not here takes the value of its family, the rules of its relation; without one, that of rules.toml.
"""


@dataclass(frozen=True, slots=True)
class Bin:
    """Statements of like confidence (``low`` to ``high``), their mean confidence, and the share that is true."""

    low: float
    high: float
    count: int
    confidence: float
    precision: float


@dataclass(frozen=True, slots=True)
class Measured:
    """True and false readings, and the confidence that follows."""

    true: int
    false: int
    confidence: float


def measure(pages: Sequence[Examined]) -> tuple[dict[str, Measured], dict[str, Measured]]:
    """The families and the rules that fired on pages, each measured, in order of their names."""
    counts = rule_counts(pages)
    relation = {rule.id: rule.relation for rule in rules()}
    sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for rule, (true, false) in counts.items():
        before = sums[relation[rule]]
        sums[relation[rule]] = (before[0] + true, before[1] + false)
    overall = _share(sum(true for true, _ in counts.values()), sum(false for _, false in counts.values()))
    families = {name: _measured(*sums[name], overall) for name in sorted(sums)}
    return families, {rule: _measured(*counts[rule], families[relation[rule]].confidence) for rule in sorted(counts)}


def write_confidence(path: Path, pages: Sequence[Examined]) -> int:
    """Write the table that extraction reads; returns how many rules it holds. Raises OSError."""
    families, by_rule = measure(pages)
    lines = [_HEAD.format(pages=len(pages))]
    for name, rows in (("families", families), ("rules", by_rule)):
        lines.append(f"[{name}]")
        lines += [
            f"{key} = {{ confidence = {one.confidence:.2f}, true = {one.true}, false = {one.false} }}"
            for key, one in rows.items()
        ]
        lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")
    return len(by_rule)


def reliability(pages: Iterable[Examined]) -> tuple[Bin, ...]:
    """All that extraction says, facts and proposals, in bins by confidence; empty bins are left out."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for page in pages:
        for one in page.said():
            bins[min(int(one.confidence * BINS), BINS - 1)].append((one.confidence, page.is_true(one)))
    return tuple(
        Bin(
            number / BINS,
            (number + 1) / BINS,
            len(rows),
            sum(confidence for confidence, _ in rows) / len(rows),
            sum(is_true for _, is_true in rows) / len(rows),
        )
        for number, rows in sorted(bins.items())
    )


def calibration_error(bins: Iterable[Bin]) -> float:
    """The expected calibration error of a reliability table, from 0 to 1; 0 for an empty one."""
    listed = list(bins)
    total = sum(one.count for one in listed)
    return sum(one.count * abs(one.confidence - one.precision) for one in listed) / total if total else 0.0


def _measured(true: int, false: int, prior: float) -> Measured:
    mean = (true + PRIOR_WEIGHT * prior) / (true + false + PRIOR_WEIGHT)
    return Measured(true, false, min(mean, _SUREST))


def _share(true: int, false: int) -> float:
    return true / (true + false) if true + false else 0.5
