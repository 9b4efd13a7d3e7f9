"""Carries one booking out: who does it where it may be anyone, a last check, and the one call that books."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from widget.altegio.client import Altegio
from widget.altegio.errors import (
    AltegioError,
    BookingError,
    Busy,
    NoTeamMemberFree,
    NotSent,
    Refused,
    SlotTaken,
    TimeUnavailable,
)
from widget.domain.appointment import Appointment
from widget.domain.booking import AppointmentKey
from widget.domain.contact import Contact
from widget.domain.team import ANYONE

MOST_FURTHER_TRIES = 2
"""With another person, where it may be anyone and the first was taken meanwhile."""
TAKEN = (SlotTaken, NoTeamMemberFree, TimeUnavailable)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An appointment as the visitor wants it, and how long it lasts where that is known."""

    appointment: Appointment
    starts_at: datetime
    duration: timedelta | None

    @property
    def is_anyone(self) -> bool:
        return self.appointment.team_member_id == ANYONE

    def overlaps(self, other: Wanted) -> bool:
        """Where a length is not known, two that begin at different times are left to the check."""
        first, second = sorted((self, other), key=lambda one: one.starts_at)
        return second.starts_at < first.starts_at + (first.duration or timedelta(minutes=1))


class NotBooked(Exception):
    """Nothing was booked, for certain. ``error`` says why."""

    def __init__(self, error: AltegioError) -> None:
        super().__init__(error)
        self.error = error


class Unknown(Exception):
    """The booking was sent, and nobody knows what became of it."""


class Booking:
    """``prepare`` asks what has to be known before, ``final`` makes the client that books, on time of its own.

    ``announce`` is told what is about to be sent; False from it means that it must not be.
    """

    def __init__(
        self,
        prepare: Altegio,
        final: Callable[[], Altegio],
        announce: Callable[[Sequence[Appointment]], bool],
        *,
        location_id: int,
    ) -> None:
        self._prepare = prepare
        self._final = final
        self._announce = announce
        self._location_id = location_id
        self.is_sent = False
        """Whether something may have been booked."""

    def carry_out(
        self, contact: Contact, wanted: Sequence[Wanted], *, reference: int
    ) -> tuple[tuple[Appointment, ...], tuple[AppointmentKey, ...]]:
        """What was booked, with people in place of "anyone", and what opens it. Raises NotBooked or Unknown."""
        tried: dict[int, set[int]] = {one.appointment.id: set() for one in wanted}
        refusal: NotBooked | None = None
        while True:
            try:
                appointments = self._with_people(wanted, tried)
            except NotBooked as found:
                raise _weightier(refusal, found) from found
            try:
                self._check(appointments)
                return appointments, self._send(contact, appointments, reference)
            except NotBooked as found:
                refusal = _weightier(refusal, found)
                lost = _anyone_in_the_way(wanted, found.error)
                if lost is None or sum(map(len, tried.values())) >= MOST_FURTHER_TRIES:
                    raise refusal from found
                tried[lost].add(_member_of(appointments, lost))

    def _check(self, appointments: tuple[Appointment, ...]) -> None:
        try:
            self._prepare.check(self._location_id, appointments)
        except AltegioError as error:
            raise NotBooked(error) from error

    def _with_people(self, wanted: Sequence[Wanted], tried: dict[int, set[int]]) -> tuple[Appointment, ...]:
        people = {one.appointment.id: one.appointment.team_member_id for one in wanted if not one.is_anyone}
        for one in wanted:
            if one.is_anyone:
                engaged = {people[other.appointment.id] for other in wanted if _is_engaged(other, one, people)}
                people[one.appointment.id] = self._somebody_free(one.appointment, tried[one.appointment.id] | engaged)
        return tuple(replace(one.appointment, team_member_id=people[one.appointment.id]) for one in wanted)

    def _somebody_free(self, appointment: Appointment, passed_over: set[int]) -> int:
        """At random, so that neither the work nor two visitors at once fall to the same person."""
        try:
            team = self._prepare.team(
                self._location_id,
                service_ids=appointment.service_ids,
                starting=appointment.wire_datetime,
                is_newest=True,
            )
        except AltegioError as error:
            raise NotBooked(error) from error
        free = [member.id for member in team if member.is_bookable and member.id not in passed_over]
        if not free:
            raise NotBooked(NoTeamMemberFree(422, 436, appointment_id=appointment.id))
        return random.choice(free)  # noqa: S311 - no secret

    def _send(
        self, contact: Contact, appointments: tuple[Appointment, ...], reference: int
    ) -> tuple[AppointmentKey, ...]:
        if not self._announce(appointments):
            raise Unknown
        final = self._final()
        self.is_sent = True
        try:
            return final.book(self._location_id, contact, appointments, reference=reference)
        except (NotSent, Busy, Refused) as error:
            raise NotBooked(error) from error
        except AltegioError as error:
            raise Unknown from error


def _weightier(earlier: NotBooked | None, found: NotBooked) -> NotBooked:
    """That a time was taken says more than that there was no time left to find somebody else."""
    return earlier if earlier and not isinstance(found.error, BookingError) else found


def _is_engaged(other: Wanted, one: Wanted, people: dict[int, int]) -> bool:
    return other is not one and other.appointment.id in people and other.overlaps(one)


def _anyone_in_the_way(wanted: Sequence[Wanted], error: AltegioError) -> int | None:
    """Our number of the appointment that somebody else can do in place of the person who was taken."""
    if not isinstance(error, TAKEN):
        return None
    ids = [one.appointment.id for one in wanted if one.is_anyone]
    named = error.appointment_id
    if named is None:
        return ids[0] if len(wanted) == 1 and ids else None
    return named if named in ids else None


def _member_of(appointments: Iterable[Appointment], appointment_id: int) -> int:
    return next(one.team_member_id for one in appointments if one.id == appointment_id)
