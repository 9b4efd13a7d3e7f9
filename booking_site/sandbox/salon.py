"""The state of one pretend business: who is taken when, what is closed or withdrawn.

Each server has a Salon of its own. Whoever reads and then writes holds ``lock`` meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from threading import RLock
from typing import Any

from booking_site.sandbox.catalogue import locations
from booking_site.sandbox.entities import Location, Member, Service
from booking_site.sandbox.moments import localized, minute, wall
from booking_site.sandbox.records import Record
from booking_site.sandbox.schedule import HORIZON_DAYS, LEAD, Schedule

WITHOUT_SERVICES = 15


class NotFree(ValueError):
    """The team member is not free then."""


class Salon:
    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        self.now = now or (lambda: datetime.now(UTC))
        self.lock = RLock()
        self.locations: dict[int, Location] = locations()
        self.records: list[Record] = []
        self.codes: list[str] = []
        """The phones to which a code was sent."""
        self._schedule = Schedule(self.today)
        self._closed: set[int] = set()
        self._withdrawn: set[tuple[int, int]] = set()
        self._record_ids = count(2820023)

    def today(self, location: Location) -> date:
        return self.now().astimezone(location.zone).date()

    def days(self, location: Location) -> list[date]:
        """Every day on which something may be booked."""
        today = self.today(location)
        return [today + timedelta(days=ahead) for ahead in range(HORIZON_DAYS + 1)]

    def is_closed(self, location: Location) -> bool:
        return location.id in self._closed

    def offered(self, location: Location) -> dict[int, Service]:
        if self.is_closed(location):
            return {}
        return {i: one for i, one in location.services.items() if (location.id, i) not in self._withdrawn}

    def able(self, location: Location, service_ids: Iterable[int]) -> list[Member]:
        """The members who offer all of these services, heaviest first."""
        wanted = set(service_ids)
        if self.is_closed(location) or wanted - self.offered(location).keys():
            return []
        found = [member for member in location.members.values() if wanted <= member.service_ids]
        return sorted(found, key=lambda member: -member.weight)

    def minutes(self, location: Location, service_ids: Iterable[int]) -> int:
        services = location.services
        return sum(services[i].minutes for i in service_ids if i in services) or WITHOUT_SERVICES

    def works(self, location: Location, member: Member, day: date) -> bool:
        return self._schedule.works(location, member, day)

    def starts(self, location: Location, member: Member, day: date, minutes: int) -> list[int]:
        """The instants, in minutes, at which the member can start something that long."""
        with self.lock:
            return list(self._schedule.starts(location, member, day, minutes, earliest=self._earliest()))

    def has_start(self, location: Location, member: Member, day: date, minutes: int) -> bool:
        with self.lock:
            starts = self._schedule.starts(location, member, day, minutes, earliest=self._earliest())
            return next(starts, None) is not None

    def shift_day(self, location: Location, member: Member, at: int, minutes: int) -> date | None:
        """The day to whose shift a start at that instant belongs, if the member can start then."""
        day = wall(at, location.zone).date()
        # A shift that runs past midnight belongs to the day before.
        days = (day, day - timedelta(days=1))
        return next((one for one in days if at in self.starts(location, member, one, minutes)), None)

    def book(self, location: Location, member: Member, at: int, minutes: int, **details: Any) -> Record:
        with self.lock:
            day = self.shift_day(location, member, at, minutes)
            if day is None:
                raise NotFree
            self._schedule.take(member.id, day, (at, at + minutes))
            record = Record(
                id=next(self._record_ids),
                location_id=location.id,
                team_member_id=member.id,
                day=day,
                starts_at=wall(at, location.zone),
                minutes=minutes,
                created_at=self.now().astimezone(location.zone),
                **details,
            )
            self.records.append(record)
            return record

    def move(self, record: Record, at: int) -> None:
        """Raises NotFree, and leaves the record where it was."""
        location = self.locations[record.location_id]
        member = location.members[record.team_member_id]
        with self.lock:
            # Its own time is free for it.
            self._schedule.release(member.id, record.day, record.span)
            if day := self.shift_day(location, member, at, record.minutes):
                record.day, record.starts_at = day, wall(at, location.zone)
                record.changed_at = self.now().astimezone(location.zone)
            self._schedule.take(member.id, record.day, record.span)
        if day is None:
            raise NotFree

    def cancel(self, record: Record) -> None:
        with self.lock:
            record.deleted = True
            self._schedule.release(record.team_member_id, record.day, record.span)

    def take(self, location_id: int, team_member_id: int, starts_at: datetime, minutes: int) -> Record:
        """Somebody else books that time. Raises NotFree when it is not to be had."""
        location = self.locations[location_id]
        at = minute(localized(starts_at, location.zone))
        return self.book(location, location.members[team_member_id], at, minutes)

    def take_day(self, location_id: int, team_member_id: int, day: date) -> None:
        location = self.locations[location_id]
        with self.lock:
            for taken in self._schedule.work(location, location.members[team_member_id], day):
                self._schedule.take(team_member_id, day, taken)

    def close(self, location_id: int) -> None:
        self._closed.add(location_id)

    def withdraw(self, location_id: int, service_id: int) -> None:
        self._withdrawn.add((location_id, service_id))

    def set_company(self, location_id: int, **fields: Any) -> None:
        """What GET company says from now on, and with it the rules that book_record obeys."""
        with self.lock:
            location = self.locations[location_id]
            self.locations[location_id] = replace(location, company={**location.company, **fields})

    def set_policy(self, location_id: int, body: Any) -> None:
        with self.lock:
            self.locations[location_id] = replace(self.locations[location_id], privacy_policy=body)

    def set_hours(self, team_member_id: int, day: date, hours: Sequence[tuple[time, time]]) -> None:
        """Work exactly these hours that day, with nothing booked beforehand."""
        with self.lock:
            self._schedule.set_hours(team_member_id, day, hours)

    def _earliest(self) -> int:
        return minute(self.now()) + LEAD
