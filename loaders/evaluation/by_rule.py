"""Rules weighed: examined pages in; for each rule what it finds, what it costs, and what would change without it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loaders.evaluation.scoring import Examined, Figures
from loaders.extraction import rules
from loaders.statements import Statement


@dataclass(frozen=True, slots=True)
class Weight:
    """A rule that fired: how many of its readings are true and false (each fact of a page counted once), how many
    required statements no other rule finds, and by how much F1 over all pages would rise were the rule left out."""

    rule: str
    relation: str
    confidence: float
    true: int
    false: int
    only: int
    without: float


def weigh(pages: Sequence[Examined], min_confidence: float) -> tuple[Weight, ...]:
    """Every rule that fired, the dearest first: one whose leaving out would raise F1 most."""
    counts = rule_counts(pages)
    before = {page.page.name: page.figures(page.said(min_confidence)) for page in pages}
    overall = sum(before.values(), Figures())
    only = _only_finder(pages)
    by_rule = [
        Weight(
            rule.id,
            rule.relation,
            rule.confidence,
            *counts[rule.id],
            only[rule.id],
            _without(rule.id, pages, before, overall, min_confidence).f1 - overall.f1,
        )
        for rule in rules()
        if rule.id in counts
    ]
    return tuple(sorted(by_rule, key=lambda one: (-one.without, -one.false, one.rule)))


def rule_counts(pages: Iterable[Examined]) -> dict[str, tuple[int, int]]:
    """True and false readings of every rule that fired; a fact that a rule reads twice on a page counts once."""
    counts: dict[str, tuple[int, int]] = {}
    for page in pages:
        facts: dict[tuple[object, ...], bool] = defaultdict(bool)
        for one in page.readings:
            facts[one.rule, one.subject, one.relation, one.object] |= page.is_true(one)
        for (rule, *_), is_true in facts.items():
            true, false = counts.get(str(rule), (0, 0))
            counts[str(rule)] = (true + is_true, false + (not is_true))
    return counts


def _only_finder(pages: Iterable[Examined]) -> dict[str, int]:
    """How many required statements each rule is the only one to find."""
    found: dict[str, int] = defaultdict(int)
    for page in pages:
        finders: dict[int, set[str]] = defaultdict(set)
        for one in page.readings:
            for number in page.required_by(one):
                finders[number].add(one.rule)
        for rules_of_one in finders.values():
            if len(rules_of_one) == 1:
                found[next(iter(rules_of_one))] += 1
    return found


def _without(
    rule: str, pages: Iterable[Examined], before: dict[str, Figures], overall: Figures, min_confidence: float
) -> Figures:
    """The figures over all pages, were one rule left out."""
    for page in pages:
        if _fires(rule, page.readings):
            after = page.figures(page.said(min_confidence, without=rule))
            overall = overall - before[page.page.name] + after
    return overall


def _fires(rule: str, readings: Iterable[Statement]) -> bool:
    return any(one.rule == rule for one in readings)
