"""Rows as Markdown has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.benchmarks.simulation.cases import Case, Row, simulated

CDN = {"": "–", "clean": "yes", "whole": "whole addresses"}
COLUMNS: Mapping[str, Callable[[Row], str]] = {
    "visitors/h": lambda row: f"{row.case.per_hour:,}" + (" by day" if row.case.profile else ""),
    "locations": lambda row: str(row.case.locations),
    "processes": lambda row: _processes(row.case),
    "CDN": lambda row: CDN[row.case.cdn],
    "Zipf": lambda row: f"{row.case.exponent:g}",
    "calls/min: mean / busiest": lambda row: f"{row.calls:.0f} / {row.busiest}" + _refused(row),
    "hits: memory / CDN": lambda row: f"{row.memory:.0%} / " + (f"{row.cdn:.0%}" if row.case.cdn else "–"),
    "requests/s at the app": lambda row: f"{row.reaching:.2f}",
    "busy: looking / booking": lambda row: f"{row.busy_looking:.1%} / {row.busy_booking:.1%}",
    "gave up": lambda row: f"{row.gave_up:.1%}",
    "age of times: median / p95 / worst": lambda row: " / ".join(f"{age:.0f}" for age in row.age) + " s",
    "marked as old": lambda row: f"{row.marked:.1%}",
    "lost: at the check / when sent": lambda row: f"{row.lost:.1%} / {row.lost_late:.1%}",
    "bookings/h": lambda row: f"{row.bookings:,.0f}",
}
HEAD = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"


def line(case: Case, seed: int, seconds: float = 0.0) -> str:
    row = simulated(case, seed, seconds)
    return f"| {' | '.join(cell(row) for cell in COLUMNS.values())} |"


def _processes(case: Case) -> str:
    if case.processes == 1:
        return "1"
    return f"{case.processes} with Redis" if case.shares else f"{case.processes} without"


def _refused(row: Row) -> str:
    return f" ({row.refused} answered 429)" if row.refused else ""
