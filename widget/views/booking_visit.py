"""The appointments of a booking that was made, as they stand now, for whoever has their keys."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import timezone

from widget.altegio.client import Altegio
from widget.altegio.errors import AltegioError, NotFound
from widget.altegio.redis_link import Away
from widget.domain.availability import on_the_wall, wall_clock
from widget.domain.booking import AppointmentKey, BookedAppointment, BookedService
from widget.domain.location import Location
from widget.domain.service import Service
from widget.domain.team import TeamMember
from widget.flow import limits
from widget.flow.entry import Entry, Line
from widget.flow.selection import Selection
from widget.gateway import altegio, books
from widget.views.detour import arrive_at, read_request
from widget.views.limited import require_room_if_known
from widget.views.visit import menu_for
from widget.views.visitor import visitor_key

JUST_BOOKED = 120.0
"""Seconds for which what we were told when we booked is taken for what stands in the calendar: it saves the first look
at the confirmation a call, and spares a visitor who has just booked every doubt."""

Keys = tuple[AppointmentKey, ...]


@dataclass
class BookingVisit:
    """One page view of a booking."""

    request: HttpRequest
    location: Location
    keys: Keys
    selection: Selection
    altegio: Altegio
    found: dict[int, BookedAppointment] = field(default_factory=dict)

    @cached_property
    def now(self) -> datetime:
        return timezone.now().astimezone(self.location.zone)

    @cached_property
    def appointments(self) -> tuple[BookedAppointment, ...]:
        """In the order of their times. Raises Http404 for keys that open nothing."""
        return tuple(sorted((self.read(key) for key in self.keys), key=lambda one: one.starts_at))

    def read(self, key: AppointmentKey) -> BookedAppointment:
        """Looked up once for a page."""
        if key.appointment_id not in self.found:
            self.found[key.appointment_id] = self.look_up(key)
        return self.found[key.appointment_id]

    def look_up(self, key: AppointmentKey, *, is_newest: bool = False) -> BookedAppointment:
        """``is_newest``: as it stands in the calendar now, and not as we remember it."""
        entry = _entry_of(self.location.id, key)
        is_known = entry is not None and not is_newest and entry.knows_time_of(key.appointment_id)
        # From the future: a clock was set back, and nobody knows how long ago it was.
        if entry and is_known and 0 <= time.time() - entry.begun_at < JUST_BOOKED:
            return self._remembered(entry, key)
        try:
            appointment = self._asked(key)
        except NotFound:
            if entry is None or key.appointment_id not in entry.cancelled_ids:
                raise Http404 from None
            return self._remembered(entry, key)
        except AltegioError:
            if entry is None or not is_known:
                raise
            return self._remembered(entry, key)
        revision = entry.revision_of(key.appointment_id) if entry else 0
        return replace(appointment, revision=max(appointment.revision, revision))

    def can_be_moved(self, appointment: BookedAppointment) -> bool:
        """A token of a user's that may change records, and the business's own rules."""
        is_ahead = self.now < appointment.starts_at and not appointment.is_cancelled
        is_possible = bool(settings.ALTEGIO_USER_TOKEN) and settings.BOOKING_ENABLED and appointment.names_its_choice
        return (
            is_ahead and is_possible and self.location.rules.allows_moving and self.now <= self.move_until(appointment)
        )

    def move_until(self, appointment: BookedAppointment) -> datetime:
        return self._ahead_of(appointment, self.location.rules.moving_notice)

    def can_be_cancelled(self, appointment: BookedAppointment) -> bool:
        is_ahead = self.now < appointment.starts_at and not appointment.is_cancelled
        return is_ahead and self.location.rules.allows_cancelling and self.now <= self.cancel_until(appointment)

    def cancel_until(self, appointment: BookedAppointment) -> datetime:
        return self._ahead_of(appointment, self.location.rules.cancelling_notice)

    def _ahead_of(self, appointment: BookedAppointment, notice: timedelta) -> datetime:
        starts_at = appointment.starts_at
        return on_the_wall(starts_at - notice, starts_at, self.location.zone)

    def _asked(self, key: AppointmentKey) -> BookedAppointment:
        require_room_if_known((limits.READS_OF_BOOKINGS_PER_ADDRESS, visitor_key(self.request)))
        return self.altegio.booked_appointment(
            self.location.id, key.appointment_id, key.manage_token, zone=self.location.zone
        )

    def _remembered(self, entry: Entry, key: AppointmentKey) -> BookedAppointment:
        """From what was sent when it was booked."""
        number = next(known.id for known in entry.keys if known.appointment_id == key.appointment_id)
        line = next(line for line in entry.lines if line.id == number)
        services, team = self._names(line)
        move = entry.move_of(key.appointment_id)
        return BookedAppointment(
            appointment_id=key.appointment_id,
            services=tuple(BookedService(service.id, service.title, service.price) for service in services),
            team_member_id=line.team_member_id,
            team_member_name=next((member.name for member in team if member.id == line.team_member_id), ""),
            starts_at=wall_clock((move and move.wire_datetime) or line.wire_datetime, self.location.zone),
            duration=timedelta(minutes=line.minutes) if line.minutes else None,
            is_cancelled=key.appointment_id in entry.cancelled_ids,
            revision=entry.revision_of(key.appointment_id),
        )

    def _names(self, line: Line) -> tuple[tuple[Service, ...], tuple[TeamMember, ...]]:
        """Worth less than the news that it is booked."""
        chosen = Selection(service_ids=line.service_ids, team_member_id=line.team_member_id)
        services: tuple[Service, ...] = ()
        team: tuple[TeamMember, ...] = ()
        with suppress(AltegioError):
            services = menu_for(self.altegio, self.location.id, chosen).pick(line.service_ids)
        with suppress(AltegioError):
            team = self.altegio.team(self.location.id, service_ids=line.service_ids)
        return services, team


def arrive(request: HttpRequest, location_id: int, keys: Keys) -> BookingVisit:
    if location_id not in settings.LOCATIONS:
        raise Http404
    upstream = altegio(request)
    location = upstream.location(location_id)
    selection = arrive_at(request, location, read_request(request)[0])
    return BookingVisit(request, location, keys, replace(Selection(), kept=selection.kept), upstream)


def key_of(keys: Sequence[AppointmentKey], appointment_id: str) -> AppointmentKey:
    """Raises Http404 where the booking holds no such appointment."""
    found = next((key for key in keys if str(key.appointment_id) == appointment_id), None)
    if found is None:
        raise Http404
    return found


def _entry_of(location_id: int, key: AppointmentKey) -> Entry | None:
    with suppress(Away):
        entry = books().ledger.entry_of(key.appointment_id, key.manage_token)
        return entry if entry and entry.location_id in (location_id, 0) else None
    return None
