"""What an operator can watch: counted here, served at /metrics (booking_site/metrics.py), explained in
docs/alerts.md. Labels are endpoints, routes, our own locations and fixed words: nothing about visitors."""

from __future__ import annotations

import time
from collections.abc import Iterable

from prometheus_client import Counter, Gauge, Histogram

QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 6, 10, 22)
AGES = (5, 15, 30, 60, 120, 600)

REQUESTS = Counter("booking_requests", "Requests, by route, method and status.", ("route", "method", "status"))
FAULTS = Counter("booking_faults", "Pages that failed through a mistake of ours.")
REQUEST_SECONDS = Histogram("booking_request_seconds", "Time to answer, by route.", ("route",), buckets=QUICK)
STEPS = Counter("booking_steps", "Pages of the walk that were shown.", ("location", "step"))
BOOKINGS = Counter("booking_bookings", "Forms that were sent, by what became of them.", ("location", "outcome"))
CANCELLATIONS = Counter("booking_cancellations", "Appointments that were cancelled here.", ("location",))
SLOTS_LOST = Counter("booking_slots_lost", "Chosen times that were gone, by reason.", ("location", "key"))
TIMES_AGE = Histogram("booking_times_age_seconds", "Age of the times that a page showed.", buckets=AGES)
CALLS = Counter("booking_upstream_calls", "Requests to Altegio, by what came of them.", ("endpoint", "outcome"))
CALL_SECONDS = Histogram("booking_upstream_seconds", "Time that Altegio took.", ("endpoint",), buckets=QUICK)
ANSWERS = Counter("booking_upstream_answers", "What pages asked for, by where it came from.", ("endpoint", "state"))
TURNED_AWAY = Counter("booking_upstream_turned_away", "Calls that were not made.", ("endpoint", "reason"))
BREAKER_OPEN = Gauge(
    "booking_breaker_open", "1 while a kind of call rests.", ("endpoint",), multiprocess_mode="livemax"
)
BUDGET = Gauge("booking_upstream_budget", "Calls a second that may be made.", multiprocess_mode="livemax")

OUTCOMES = ("booked", "refused", "not-sent", "unknown")

_last: dict[str, tuple[str, float]] = {}
"""Endpoint → outcome of the last call of this process, and when that was."""


def begin(location_ids: Iterable[int]) -> None:
    """What alerts wait for is there before it happens: Prometheus sees no increase in a series that begins with one."""
    for location_id in location_ids:
        for outcome in OUTCOMES:
            BOOKINGS.labels(location_id, outcome)


def note_call(endpoint: str, outcome: str, seconds: float) -> None:
    """One request on the wire."""
    CALLS.labels(endpoint, outcome).inc()
    CALL_SECONDS.labels(endpoint).observe(seconds)
    _last[endpoint] = (outcome, time.time())


def note_asked(endpoint: str, outcome: str, seconds: float) -> None:
    """One call with its retry, its turn and its breaker: not all of them reach the wire."""
    if outcome in ("breaker-open", "busy"):
        TURNED_AWAY.labels(endpoint, "breaker" if outcome == "breaker-open" else "no-turn").inc()
    BREAKER_OPEN.labels(endpoint).set(outcome == "breaker-open")


def last_outcomes() -> dict[str, tuple[str, float]]:
    """Of this process, by endpoint: how its last call ended, and how many seconds ago."""
    return {endpoint: (outcome, time.time() - at) for endpoint, (outcome, at) in sorted(_last.items())}
