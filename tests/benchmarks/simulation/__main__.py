"""What each step of growth buys, before Altegio's limit: a table.

python -m tests.benchmarks.simulation --seed 1
"""

from __future__ import annotations

import argparse

from tests.benchmarks.simulation.cases import Case
from tests.benchmarks.simulation.table import HEAD, line
from tests.benchmarks.simulation.visitors import DAY

TABLES: dict[str, list[Case]] = {
    "One process, without and with a CDN": [
        Case(per_hour, locations, cdn)
        for per_hour in (100, 10_000, 100_000)
        for locations in (1, 100)
        for cdn in ("", "clean")
    ],
    "Where the limit of calls is met": [
        Case(100, profile=DAY),
        *(Case(per_hour, locations) for per_hour in (1_000, 2_000, 4_000) for locations in (1, 100)),
    ],
    "Choices that are more alike: exponent 2": [
        *(Case(10_000, locations, cdn, exponent=2) for locations in (1, 100) for cdn in ("", "clean")),
        Case(100_000, 1, "clean", exponent=2),
    ],
    "A CDN that keeps utm_* and fbclid in its addresses": [
        Case(10_000, 1, cdn, exponent=2) for cdn in ("whole", "clean")
    ],
    "Four processes": [
        Case(2_000, 10, processes=4),
        Case(2_000, 10, processes=4, shares=False),
        Case(2_000, 10),
    ],
    "10,000 visitors over 100 locations: one of five deployments with addresses of their own": [
        Case(2_000, 20),
        Case(2_000, 20, "clean"),
    ],
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="simulation")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for title, cases in TABLES.items():
        print(f"\n{title}\n\n{HEAD}")
        for case in cases:
            print(line(case, options.seed), flush=True)


if __name__ == "__main__":
    main()
