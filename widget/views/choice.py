"""All that a visitor is about to book, each appointment with its services, its person, its time and its price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from widget.altegio.errors import BookingError
from widget.domain.appointment import Appointment
from widget.domain.availability import Slot, shift_days
from widget.domain.money import PriceRange, total
from widget.domain.service import HostedFormReason
from widget.domain.team import ANYONE
from widget.views.detour import StepBack
from widget.views.summary import Summary, summary
from widget.views.time import times_on
from widget.views.visit import Visit


@dataclass(frozen=True)
class Part:
    """One appointment. ``slot`` is None where the time is not offered any more, or nobody has looked."""

    appointment: Appointment
    facts: Summary
    slot: Slot | None
    starts_at: datetime
    remove_url: str = ""
    """Empty for the only one."""


@dataclass(frozen=True)
class Choice:
    """``current`` is the one that was chosen last."""

    visit: Visit
    current: Part
    finished: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*self.finished, self.current)

    @property
    def is_single(self) -> bool:
        return not self.finished

    @property
    def in_order(self) -> list[Part]:
        return sorted(self.parts, key=lambda part: part.starts_at)

    @property
    def wanted(self) -> tuple[Appointment, ...]:
        return tuple(part.appointment for part in self.parts)

    @property
    def price(self) -> PriceRange | None:
        return total(part.facts.price for part in self.parts)

    @property
    def duration(self) -> timedelta | None:
        """In all; None while that of one is not known."""
        lengths = [part.facts.duration for part in self.parts]
        return sum((length for length in lengths if length), timedelta()) if all(lengths) else None

    @property
    def has_sums(self) -> bool:
        return bool(self.price or self.duration)

    @property
    def add_url(self) -> str:
        if not self.visit.selection.has_room:
            return ""
        return self.visit.url("services", self.visit.selection.with_another())

    @cached_property
    def needs_hosted_form(self) -> HostedFormReason | None:
        """Why it has to be booked on Altegio's own page."""
        if self.visit.location.rules.takes_payment:
            return HostedFormReason.PREPAID
        reasons = (service.needs_hosted_form for part in self.parts for service in part.facts.services)
        return next(filter(None, reasons), None)


def find_choice(visit: Visit) -> Choice:
    """Raises StepBack where a choice does not hold any more, but not for a time that is gone: that is told."""
    starts_at = _still_ahead(visit)
    with_whom = visit.selection.team_member_id or ANYONE
    visit.altegio.ahead(
        lambda ahead: visit.ask_slots(ahead, starts_at.date(), with_whom),
        *([visit.ask_team] if with_whom != ANYONE else []),
    )
    member, services = visit.team_member(), visit.services()
    looks = (_offered(times_on(visit, day, with_whom), starts_at) for day in shift_days(starts_at))
    slot = next(filter(None, looks), None)
    current = visit.selection.current
    if slot:
        current = replace(current, wire_datetime=slot.wire_datetime)
    facts = summary(visit, services, member, slot)
    part = Part(current, facts, slot, starts_at, _remove_url(visit, current))
    return Choice(visit, part, tuple(_finished(visit, appointment) for appointment in visit.selection.finished))


def refusal_of(choice: Choice) -> BookingError | None:
    """What Altegio says against it; None when all of it can be booked."""
    visit = choice.visit
    try:
        visit.altegio.check(visit.location.id, choice.wanted)
    except BookingError as error:
        return error
    return None


def find_facts(visit: Visit, *, is_marked: bool = False) -> Summary:
    """Of the appointment that is being chosen, whether or not its time can be had."""
    return replace(summary(visit, visit.services(), visit.team_member()), is_marked=is_marked)


def turned_to(visit: Visit, appointment_id: int) -> Visit:
    """The same visit with that appointment as the one that is being chosen."""
    return replace(visit, selection=visit.selection.turned_to(appointment_id))


def _finished(visit: Visit, appointment: Appointment) -> Part:
    """Looked up where it costs no call: its time was offered when it was chosen, and the check tells of all."""
    turned = turned_to(visit, appointment.id)
    starts_at = _still_ahead(turned)
    member, services = turned.team_member(), turned.services()
    known = turned.altegio.at_hand(
        lambda at_hand: turned.ask_slots(at_hand, starts_at.date(), appointment.team_member_id)
    )
    slot = _offered(known or (), starts_at)
    facts = summary(turned, services, member, slot)
    return Part(appointment, facts, slot, starts_at, _remove_url(visit, appointment))


def _remove_url(visit: Visit, appointment: Appointment) -> str:
    if not visit.selection.finished:
        return ""
    return visit.url("details", visit.selection.without(appointment.id))


def _still_ahead(visit: Visit) -> datetime:
    starts_at = visit.selection.starts_at(visit.location.zone)
    if starts_at is None or starts_at <= visit.earliest:
        is_today = starts_at is not None and starts_at.date() >= visit.first_day
        reason, step = ("time-passed", "time") if is_today else ("day-passed", "date")
        day = visit.day if is_today else None
        raise StepBack(step, reason, replace(visit.selection, day=day, slot=""))
    return starts_at


def _offered(slots: Iterable[Slot], starts_at: datetime) -> Slot | None:
    return next((slot for slot in slots if slot.starts_at == starts_at), None)
