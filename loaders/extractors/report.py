"""What the extractors came to: how much was accepted, what was refused and why, which documents were not read."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """Counts of one run, by the name of the extractor."""

    accepted: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    refused: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    problems: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    stopped: Counter[str] = field(default_factory=Counter)

    @property
    def is_complete(self) -> bool:
        """Whether every extractor read every document."""
        return not self.problems

    def lines(self) -> Iterator[str]:
        """The report for people, a line each; nothing where only the rules have read."""
        for name in sorted({*self.accepted, *self.repeated, *self.refused}):
            refused = self.refused.get(name, Counter())
            reasons = "; ".join(f"{count} {reason}" for reason, count in sorted(refused.items()))
            known = f", {self.repeated[name]} known already" if self.repeated[name] else ""
            more = f", {refused.total()} refused: {reasons}" if refused else ""
            noun = "statement" if self.accepted[name] == 1 else "statements"
            yield f"extractor {name}: {self.accepted[name]} {noun} accepted{known}{more}."
        for (name, problem), documents in sorted(self.problems.items()):
            others = f" and {len(documents) - 1} more" if len(documents) > 1 else ""
            yield f"extractor {name} did not read {documents[0]}{others}: {problem}."
        for name, count in sorted(self.stopped.items()):
            yield f"extractor {name} failed too often in a row: it was not asked about {count} more documents."
