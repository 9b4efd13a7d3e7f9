"""What visitors got."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.benchmarks.simulation.pages import Page


@dataclass
class Measured:
    """Counts what was asked for since ``begins_at``."""

    begins_at: float
    pages: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By step and outcome."""
    ages: list[float] = field(default_factory=list)
    """In seconds, of the times that were seen."""
    oldest_unmarked: float = 0.0
    marked: int = 0
    slowest: float = 0.0
    gave_up: int = 0

    def see(self, page: Page, asked_at: float, now: float) -> None:
        if asked_at < self.begins_at:
            return
        self.pages[page.address.step, page.outcome] += 1
        self.slowest = max(self.slowest, now - asked_at)
        if page.times_at is None or page.address.step != "time":
            return
        age = now - page.times_at
        self.ages.append(age)
        self.marked += page.is_marked
        if not page.is_marked:
            self.oldest_unmarked = max(self.oldest_unmarked, age)

    def give_up(self, now: float) -> None:
        self.gave_up += now >= self.begins_at

    def share(self, outcome: str, *steps: str) -> float:
        """Of the pages of these steps, or of all."""
        of_them = {key: count for key, count in self.pages.items() if not steps or key[0] in steps}
        found = sum(count for key, count in of_them.items() if key[1] == outcome)
        return found / sum(of_them.values()) if found else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """0 for none."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0


def busiest_minute(moments: Sequence[float]) -> int:
    """The most within any sixty seconds. ``moments`` are in order."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - 60:
            first += 1
        most = max(most, last + 1 - first)
    return most
