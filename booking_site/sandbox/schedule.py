"""When a team member works, is free, and can start something that takes a given time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, time

from booking_site.sandbox.busy import busy
from booking_site.sandbox.entities import Hours, Location, Member
from booking_site.sandbox.moments import Span, span, without

GRID = 15
LEAD = 30
HORIZON_DAYS = 200
HOLIDAYS = ((1, 1), (12, 25))


class Schedule:
    """The free time of every member, remembered per day until something is booked there."""

    def __init__(self, today: Callable[[Location], date]) -> None:
        self._today = today
        self._own_hours: dict[tuple[int, date], Hours] = {}
        self._taken: dict[tuple[int, date], list[Span]] = {}
        self._free: dict[tuple[int, date, date], list[Span]] = {}

    def set_hours(self, member_id: int, day: date, hours: Sequence[tuple[time, time]]) -> None:
        self._own_hours[member_id, day] = tuple(hours)
        self._forget(member_id, day)

    def take(self, member_id: int, day: date, taken: Span) -> None:
        self._taken.setdefault((member_id, day), []).append(taken)
        self._forget(member_id, day)

    def release(self, member_id: int, day: date, taken: Span) -> None:
        self._taken[member_id, day].remove(taken)
        self._forget(member_id, day)

    def works(self, location: Location, member: Member, day: date) -> bool:
        return self._within_horizon(location, day) and bool(self._hours(member, day))

    def work(self, location: Location, member: Member, day: date) -> list[Span]:
        return [span(day, start, end, location.zone) for start, end in self._hours(member, day)]

    def free(self, location: Location, member: Member, day: date) -> list[Span]:
        today = self._today(location)
        key = (member.id, day, today)
        if key not in self._free:
            self._free[key] = self._free_now(location, member, day, today)
        return self._free[key]

    def starts(self, location: Location, member: Member, day: date, minutes: int, *, earliest: int) -> Iterator[int]:
        for start, end in self.free(location, member, day):
            first = -(-max(start, earliest) // GRID) * GRID
            yield from range(first, end - minutes + 1, GRID)

    def _free_now(self, location: Location, member: Member, day: date, today: date) -> list[Span]:
        if not self.works(location, member, day):
            return []
        work = self.work(location, member, day)
        own = (member.id, day) in self._own_hours
        others = [] if own else busy(member.id, location.id, day, work, (day - today).days)
        return without(work, others + self._taken.get((member.id, day), []))

    def _hours(self, member: Member, day: date) -> Hours:
        if not member.takes_bookings:
            return ()
        if (member.id, day) in self._own_hours:
            return self._own_hours[member.id, day]
        return () if (day.month, day.day) in HOLIDAYS else member.week.get(day.weekday(), ())

    def _within_horizon(self, location: Location, day: date) -> bool:
        return 0 <= (day - self._today(location)).days <= HORIZON_DAYS

    def _forget(self, member_id: int, day: date) -> None:
        for key in [key for key in self._free if key[:2] == (member_id, day)]:
            del self._free[key]
