"""One row of the table: a deployment and its visitors."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.benchmarks.simulation.agenda import Agenda
from tests.benchmarks.simulation.cdn import Balancer, Cdn
from tests.benchmarks.simulation.measured import Measured, busiest_minute, percentile
from tests.benchmarks.simulation.process import Process, SharedAnswers, turns
from tests.benchmarks.simulation.upstream import Upstream
from tests.benchmarks.simulation.visitors import Crowd, Tastes

MIDNIGHT = 1_796_598_000.0
"""Any moment would do."""
WARMS_UP = 150.0
"""Seconds of visitors before anything is counted."""
MOST_MEASURED, LONGEST, SHORTEST = 1_500, 4 * 3600.0, 150.0
"""Visitors, and seconds: long enough for steady numbers, short enough to wait for."""
LOOKING, BOOKING = ("services", "date", "time"), ("details", "book")


@dataclass(frozen=True)
class Case:
    per_hour: int
    locations: int = 1
    cdn: str = ""
    """ "clean" for one that takes ``utm_*``, ``fbclid`` and their like out of addresses, "whole" for one that does
    not."""
    processes: int = 1
    shares: bool = True
    """Whether the processes have a Redis; without it each has a budget of its own."""
    exponent: float = 1.0
    profile: tuple[float, ...] = ()

    @property
    def seconds(self) -> float:
        return max(SHORTEST, min(LONGEST, 3600 * MOST_MEASURED / self.per_hour)) if not self.profile else 86_400.0


@dataclass(frozen=True)
class Row:
    """Shares are between 0 and 1, ages in seconds."""

    case: Case
    calls: float
    busiest: int
    refused: int
    memory: float
    cdn: float
    reaching: float
    busy_looking: float
    busy_booking: float
    gave_up: float
    marked: float
    age: tuple[float, float, float]
    oldest_unmarked: float
    lost: float
    lost_late: float
    bookings: float
    visitors: int


def simulated(case: Case, seed: int, seconds: float = 0.0) -> Row:
    agenda = Agenda(MIDNIGHT)
    begins_at = MIDNIGHT + WARMS_UP
    seconds = seconds or case.seconds
    rngs = [Random(f"{seed} {what}") for what in ("altegio", "visitors", "processes")]
    upstream = Upstream(agenda, rngs[0])
    balancer = Balancer(_processes(case, agenda, upstream, rngs[2]), rngs[2], counts_from=begins_at)
    cdn = Cdn(agenda, balancer, case.cdn == "clean", counts_from=begins_at) if case.cdn else None
    measured = Measured(begins_at)
    crowd = Crowd(agenda, cdn or balancer, measured, rngs[1], case.locations, Tastes(rngs[1], case.exponent))
    agenda.begin(crowd.arrive(case.per_hour, case.profile))
    agenda.run_until(begins_at + seconds)

    calls = [at for at in upstream.sent if at >= begins_at]
    visits = sum(count for (step, _), count in measured.pages.items() if step == "services")
    return Row(
        case,
        calls=60 * len(calls) / seconds,
        busiest=busiest_minute(calls),
        refused=upstream.limit.refused,
        memory=balancer.at_hand / max(1, balancer.looked_up),
        cdn=cdn.hits / max(1, cdn.asked) if cdn else 0.0,
        reaching=sum(at >= begins_at for at in balancer.asked_at) / seconds,
        busy_looking=measured.share("busy", *LOOKING),
        busy_booking=measured.share("busy", *BOOKING),
        gave_up=measured.gave_up / max(1, visits),
        marked=measured.marked / max(1, len(measured.ages)),
        age=(percentile(measured.ages, 0.5), percentile(measured.ages, 0.95), max(measured.ages, default=0.0)),
        oldest_unmarked=measured.oldest_unmarked,
        lost=measured.share("lost", "details"),
        lost_late=measured.share("lost", "book"),
        bookings=3600 * sum(at >= begins_at for at in upstream.booked) / seconds,
        visitors=visits,
    )


def _processes(case: Case, agenda: Agenda, upstream: Upstream, rng: Random) -> list[Process]:
    if case.processes > 1 and not case.shares:
        return [Process(agenda, upstream, turns(agenda), rng) for _ in range(case.processes)]
    shared = SharedAnswers(agenda) if case.processes > 1 else None
    together = turns(agenda)
    return [Process(agenda, upstream, together, rng, shared) for _ in range(case.processes)]
