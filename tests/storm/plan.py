"""Who opens which page when: always the same for a seed.

Of a hundred visitors 66 look at the services, 22 at the days of one, 12 at the times of a day. What
they want is Zipf distributed: the favourite service, person and day are wanted four times as often as the next.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

T = TypeVar("T")

PER_SECOND = 50
EXPONENT = 2
PAGES = {"services": 0.66, "date": 0.22, "time": 0.12}


@dataclass(frozen=True)
class Visit:
    """``after`` seconds somebody opens ``url``. ``key`` names the times that are wanted, if any are."""

    after: float
    page: str
    url: str
    key: str = ""


def storm(
    location_id: int, services: Sequence[tuple[int, Sequence[int]]], today: date, seconds: float, seed: int
) -> Iterator[Visit]:
    """``services`` are ids, each with the ids of those who do it."""
    rng = random.Random(seed)
    after = 0.0
    while (after := after + rng.expovariate(PER_SECOND)) < seconds:
        [page] = rng.choices(list(PAGES), list(PAGES.values()))
        service_id, able = _zipf(rng, services)
        # Anyone is the favourite; at most eight people are to choose from.
        person = _zipf(rng, [0, *able[:8]])
        day = today + timedelta(days=1 + _zipf(rng, range(14)))
        base = f"/{location_id}/"
        if page == "services":
            yield Visit(after, page, f"{base}?lang=en")
        elif page == "date":
            yield Visit(after, page, f"{base}date/?service={service_id}&lang=en")
        else:
            url = f"{base}time/?service={service_id}&team_member={person}&date={day}&lang=en"
            yield Visit(after, page, url, f"book_times/{location_id}/{person}/{day} {service_id}")


def _zipf(rng: random.Random, items: Sequence[T]) -> T:
    return rng.choices(items, [1 / rank**EXPONENT for rank in range(1, len(items) + 1)])[0]
