"""One visitor's wish on its way to the ledger and to Altegio, and what became of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings

from widget import metrics
from widget.altegio.client import Altegio
from widget.altegio.errors import AltegioError, BookingError, Busy, NotFound, NotSent, Refused
from widget.altegio.redis_link import Away
from widget.domain.appointment import Appointment
from widget.domain.contact import Contact
from widget.flow import ticket as tickets
from widget.flow.booking import Booking, NotBooked, Unknown, Wanted
from widget.flow.entry import Entry, Line, Outcome, Standing
from widget.flow.intent import Intents, intents_by_key
from widget.flow.ledger import Claim
from widget.flow.limits import Limit
from widget.flow.recovery import GONE, recovery_from
from widget.flow.ticket import Ticket
from widget.gateway import altegio_for_booking, books
from widget.views.choice import Choice, Part
from widget.views.limited import TooMany, require_room

LOOKS_EVERY = 0.2
LEAST_TIME = 1.0
"""Seconds that must be left for a booking to be sent at all."""
NEVER_BOOKED = (Standing.REFUSED, Standing.NOT_SENT)
TOO_MANY = "too-many-requests"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """What a visitor is to be told. ``is_own``: of this very form, rather than of another one with the same wish."""

    entry: Entry
    is_own: bool


class Stale(Exception):
    """Nobody knows whether this form was sent before."""


@dataclass(frozen=True)
class Attempt:
    """``do``: ``again`` for a second booking of the same, ``check`` only to look what became of the first.
    ``counted`` are the limits that a try counts for. ``ends_at``, on the monotonic clock, is when the visitor must
    have their answer."""

    choice: Choice
    contact: Contact
    ticket: Ticket
    do: str
    counted: tuple[tuple[Limit, str], ...]
    ends_at: float

    def carry_out(self) -> Told:
        """Books, unless this form or another one with the same wish has been or is being dealt with.

        Raises Stale, TooMany, and Away where the ledger cannot be asked: in each case nothing was sent.
        """
        claim = self._claim()
        if claim.entry and claim.is_same_wish and self._settled(claim.entry).standing in NEVER_BOOKED:
            claim = self._claim()
        if claim.is_stale or claim.entry is None:
            raise Stale
        if not claim.is_granted:
            return Told(self._settled(claim.entry), claim.is_own)
        if self.do == "check":
            outcome = Outcome(Standing.NOT_SENT, error_key="unavailable")
        else:
            self._count()
            # A clock that was set back makes a form look as if it came from the future.
            time.sleep(max(0.0, settings.MINIMUM_FILL - max(0.0, self.ticket.age)))
            outcome = self._outcome()
        self._note(outcome)
        return Told(claim.entry.settled(outcome), is_own=True)

    def _count(self) -> None:
        """After the claim, so that a form sent many times at once counts once."""
        try:
            require_room(*self.counted)
        except (TooMany, Away):
            self._note(Outcome(Standing.NOT_SENT, error_key=TOO_MANY))
            raise

    def _note(self, outcome: Outcome) -> None:
        if self.do != "check":
            metrics.BOOKINGS.labels(self.choice.visit.location.id, outcome.standing.value).inc()
        with suppress(Away):
            # What is true stays true where it cannot be written down for the other processes.
            books().ledger.note(self.ticket.id, outcome)

    @property
    def intents(self) -> Intents:
        wishes = [(part.starts_at, part.appointment.service_ids) for part in self.choice.parts]
        keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        return intents_by_key(keys, self.contact.phone, self.choice.visit.location.id, wishes)

    def _claim(self) -> Claim:
        return books().ledger.claim(self.ticket, self.intents.all, again=self.do == "again")

    def _settled(self, entry: Entry) -> Entry:
        """What becomes of an attempt that is under way; at the end of the visitor's time, what is known then."""
        while entry.standing is Standing.PENDING and time.monotonic() < self.ends_at:
            time.sleep(LOOKS_EVERY)
            entry = books().ledger.entry(entry.ticket_id) or entry
        return entry

    def _outcome(self) -> Outcome:
        visit = self.choice.visit
        booking = Booking(visit.altegio, self._final, self._announce, location_id=visit.location.id)
        try:
            _, keys = booking.carry_out(
                self.contact,
                [_wanted(part) for part in self.choice.parts],
                reference=tickets.reference(self.ticket.id),
            )
        except NotBooked as not_booked:
            return _not_booked(not_booked.error)
        except Unknown:
            return Outcome(Standing.UNKNOWN)
        except Exception:
            books().ledger.note(self.ticket.id, Outcome(Standing.UNKNOWN if booking.is_sent else Standing.NOT_SENT))
            raise
        return Outcome(Standing.BOOKED, keys)

    def _final(self) -> Altegio:
        seconds = min(settings.BOOKING_DEADLINE, self.ends_at - time.monotonic())
        if seconds < LEAST_TIME:
            raise NotBooked(NotSent("no time left"))
        return altegio_for_booking(self.choice.visit.request, seconds)

    def _announce(self, appointments: Sequence[Appointment]) -> bool:
        minutes = {part.appointment.id: _minutes(part) for part in self.choice.parts}
        lines = [
            Line(one.id, one.service_ids, one.team_member_id, one.wire_datetime, minutes[one.id])
            for one in appointments
        ]
        try:
            return books().ledger.amend(self.ticket.id, lines)
        except Away:
            raise NotBooked(Busy()) from None


def _wanted(part: Part) -> Wanted:
    return Wanted(part.appointment, part.starts_at, part.facts.duration)


def _minutes(part: Part) -> int | None:
    return round(part.facts.duration.total_seconds() / 60) if part.facts.duration else None


def _not_booked(error: AltegioError) -> Outcome:
    if isinstance(error, BookingError):
        return Outcome(Standing.REFUSED, error_key=recovery_from(error).key, appointment_id=error.appointment_id)
    if isinstance(error, NotFound):
        return Outcome(Standing.REFUSED, error_key=GONE.key)
    if isinstance(error, Refused):
        return Outcome(Standing.REFUSED, error_key="misconfigured")
    return Outcome(Standing.NOT_SENT, error_key="busy" if isinstance(error, Busy) else "unavailable")
