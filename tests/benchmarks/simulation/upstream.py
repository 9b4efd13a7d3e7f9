"""A pretend Altegio of a few numbers: which starts are free with whom, how long an answer takes, and its limit."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from booking_site.sandbox.rate import RateLimit
from tests.benchmarks.simulation.agenda import Agenda, Walk
from widget.altegio.call import Call
from widget.altegio.errors import Busy, SlotTaken

LATENCY = 0.3
SERVICES, PEOPLE, DAYS, STARTS = 20, 8, 28, 20
"""Of each location. A start is half an hour; whoever books takes one start of one person."""
TODAY = date(2026, 12, 7)
FREE_AGAIN = 60 * 60.0
"""Seconds after which a start that was taken is free again. It stands for the calendar of a business that keeps pace
with its bookings; without it a hundred thousand visitors an hour would have booked out every salon."""
BYTES = {
    "company": 2_000,
    "book_services": 13_000,
    "book_staff": 4_000,
    "book_dates": 300,
    "book_times": 3_000,
}
"""Of an answer, as the sandbox's are."""


def day(number: int) -> date:
    """0 is tomorrow, the first that anybody can book."""
    return TODAY + timedelta(days=1 + number)


def written(number: int, start: int) -> str:
    """A start as Altegio writes it."""
    return f"{datetime.combine(day(number), time(8)) + start * timedelta(minutes=30):%Y-%m-%dT%H:%M:%S}+01:00"


class Upstream:
    def __init__(self, agenda: Agenda, rng: Random) -> None:
        self.sent: list[float] = []
        self.limit = RateLimit(agenda.time)
        self.booked: list[float] = []
        self._agenda = agenda
        self._rng = rng
        self._taken: dict[tuple[int, str, int, int], float] = {}
        """Until when, by location, day, person and start."""

    def answer(self, call: Call) -> Walk:
        self.sent.append(self._agenda.now)
        is_admitted = self.limit.admits()
        yield LATENCY / 2
        data = self._data(call) if is_admitted else None
        yield LATENCY / 2
        if not is_admitted:
            raise Busy
        if isinstance(data, SlotTaken):
            raise data
        return data

    def _data(self, call: Call) -> Any:
        location = int(call.path.split("/")[1])
        if call.method == "POST":
            return self._decide(call, location)
        free: list[int] = []
        if call.endpoint == "book_times":
            _, _, person, on = call.path.split("/")
            people = [int(person)] if person != "0" else range(1, PEOPLE + 1)
            free = [start for start in range(STARTS) if any(self._is_free(location, on, p, start) for p in people)]
        elif call.endpoint == "book_staff":
            moment = dict(call.query).get("datetime", "")
            on, start = moment[:10], _start(moment) if moment else 0
            free = [p for p in range(1, PEOPLE + 1) if not moment or self._is_free(location, on, p, start)]
        return {"free": free, "rest": "x" * BYTES[call.endpoint]}

    def _decide(self, call: Call, location: int) -> Any:
        [wanted] = (call.body or {})["appointments"]
        on, person, start = wanted["datetime"][:10], wanted["staff_id"], _start(wanted["datetime"])
        people = [person] if person else list(range(1, PEOPLE + 1))
        free = [p for p in people if self._is_free(location, on, p, start)]
        if not free:
            return SlotTaken(422, 433)
        if call.is_booking:
            self._taken[location, on, self._rng.choice(free), start] = self._agenda.now + FREE_AGAIN
            self.booked.append(self._agenda.now)
        return [{"id": wanted["id"], "record_id": len(self.booked), "record_hash": "a1"}] if call.is_booking else None

    def _is_free(self, location: int, on: str, person: int, start: int) -> bool:
        return self._taken.get((location, on, person, start), 0.0) <= self._agenda.now


def _start(moment: str) -> int:
    clock = datetime.fromisoformat(moment)
    return (clock.hour - 8) * 2 + clock.minute // 30
