"""Who comes when, what they want, and how far they go."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Generator
from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random
from typing import Any

from tests.benchmarks.simulation.agenda import Agenda, Wait
from tests.benchmarks.simulation.cdn import Front
from tests.benchmarks.simulation.measured import Measured
from tests.benchmarks.simulation.pages import Address, Page
from tests.benchmarks.simulation.upstream import DAYS, PEOPLE, SERVICES, STARTS

GOES_ON = {"date": 0.60, "time": 0.75, "details": 0.55, "book": 0.60}
"""Of those who saw the page before: of 100 who come 60 look at days, 45 at times, 25 at the details, and 15 book."""
ANOTHER_MONTH, ANOTHER_PERSON, ANOTHER_DAY = 0.15, 0.30, 0.25
THINKS = {"services": 25.0, "date": 12.0, "time": 20.0, "details": 60.0}
"""Seconds on a page, on average; two at least."""
WITHOUT_LANGUAGE = 0.2
"""Of first views: opened by a link that names none. The loader always names it."""
LANGUAGES = ("de", "en", "tr")
FROM_CAMPAIGN, CAMPAIGNS, FROM_CLICK = 0.3, 20, 0.2
"""Come with ``utm_*``, of so many campaigns; and with a ``fbclid`` of their own, which no link carries on."""
TRIES, PAUSE = 3, (5.0, 15.0)
"""How often in all somebody opens a page that says "busy", and after how many seconds again."""
MOST_LOOKS = 3
"""At other days or times where there is nothing or it was lost."""

DAY = (1, 0.5, 0.3, 0.2, 0.2, 0.4, 1, 2, 4, 5, 5, 5, 5, 5, 5, 5, 5, 6, 7, 9, 10, 9, 6, 3)
"""How many come in each hour, beside each other."""


class Zipf:
    """The first of ``count`` is wanted twice (with an exponent of 2 four times) as often as the second."""

    def __init__(self, rng: Random, exponent: float, count: int) -> None:
        self._rng = rng
        self._sums = list(accumulate(1 / rank**exponent for rank in range(1, count + 1)))

    def __call__(self, among: int = 0) -> int:
        sums = self._sums[:among] if among else self._sums
        return bisect(sums, self._rng.random() * sums[-1])


@dataclass
class Tastes:
    rng: Random
    exponent: float

    def __post_init__(self) -> None:
        self.service, self.person, self.day, self.start, self.language, self.campaign = (
            Zipf(self.rng, self.exponent, count)
            for count in (SERVICES, PEOPLE, DAYS, STARTS, len(LANGUAGES), CAMPAIGNS)
        )


@dataclass
class Crowd:
    agenda: Agenda
    front: Front
    measured: Measured
    rng: Random
    locations: int
    tastes: Tastes

    def arrive(self, per_hour: float, profile: tuple[float, ...] = ()) -> Generator[float, None, None]:
        """For ever. ``profile`` is a day's, hour by hour."""
        peak = max(profile, default=1) / (sum(profile) / len(profile)) if profile else 1.0
        begun = self.agenda.now
        while True:
            yield self.rng.expovariate(per_hour * peak / 3600)
            hour = int((self.agenda.now - begun) / 3600) % 24
            if not profile or self.rng.random() < profile[hour] / max(profile):
                self.agenda.begin(self._visit())

    def _visit(self) -> Generator[float | Wait, None, None]:
        rng, tastes = self.rng, self.tastes
        language = LANGUAGES[tastes.language()]
        address = Address(
            "services",
            1 + rng.randrange(self.locations),
            "" if rng.random() < WITHOUT_LANGUAGE else language,
            campaign=1 + tastes.campaign() if rng.random() < FROM_CAMPAIGN else 0,
            click=rng.getrandbits(60) if rng.random() < FROM_CLICK else 0,
        )
        if not (yield from self._opened(address)) or not self._goes_on("date"):
            return
        address = replace(address, step="date", language=language, service=1 + tastes.service(), click=0)
        if not (yield from self._opened(address)):
            return
        if rng.random() < ANOTHER_MONTH and not (yield from self._opened(replace(address, is_next_month=True))):
            return
        if self._goes_on("time"):
            yield from self._choose_time(replace(address, step="time", day=tastes.day()))

    def _choose_time(self, address: Address) -> Generator[float | Wait, None, None]:
        rng, tastes = self.rng, self.tastes
        for _ in range(MOST_LOOKS):
            seen = yield from self._opened(address)
            while seen and rng.random() < ANOTHER_PERSON:
                address = replace(address, person=1 + tastes.person())
                seen = yield from self._opened(address)
            if not seen:
                return
            if not seen.free or rng.random() < ANOTHER_DAY:
                address = replace(address, day=tastes.day())
                continue
            if not self._goes_on("details"):
                return
            start = seen.free[tastes.start(len(seen.free))]
            if (yield from self._check_and_book(replace(address, start=start))):
                return

    def _check_and_book(self, address: Address) -> Generator[float | Wait, None, bool]:
        """Whether the visitor is done; else the time was lost."""
        details = yield from self._opened(replace(address, step="details"))
        if not details or details.outcome == "lost":
            return details is None
        if not self._goes_on("book"):
            return True
        booked = yield from self._opened(replace(address, step="book"))
        return not booked or booked.outcome != "lost"

    def _opened(self, address: Address) -> Generator[float | Wait, None, Page | None]:
        """None for who gave up."""
        rng = self.rng
        for _ in range(TRIES):
            asked_at = self.agenda.now
            found: Any = yield from self.front.open(address)
            self.measured.see(found, asked_at, self.agenda.now)
            if found.outcome != "busy":
                if address.step in THINKS:
                    yield 2 + rng.expovariate(1 / (THINKS[address.step] - 2))
                return found
            yield rng.uniform(*PAUSE)
        self.measured.give_up(self.agenda.now)
        return None

    def _goes_on(self, to: str) -> bool:
        return self.rng.random() < GOES_ON[to]
