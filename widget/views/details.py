from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

from widget.altegio.client import Altegio
from widget.altegio.errors import AppointmentsOverlap, BookingError, ServiceWithdrawn
from widget.domain.appointment import Appointment
from widget.domain.availability import Slot
from widget.domain.team import ANYONE, TeamMember
from widget.flow.recovery import NOT_OFFERED, recovery_from
from widget.flow.times import nearest_times
from widget.views.detour import StepBack
from widget.views.step import step_view
from widget.views.summary import summary
from widget.views.time import TimeChoice, days_near, time_choices, times_on
from widget.views.visit import Visit, if_answered, member_id

ONE_DAY = timedelta(days=1)
LATEST_SHIFT_END = 6
"""O'clock: by then the longest night is over."""


@dataclass(frozen=True)
class WaysOut:
    """What to offer in place of a time that is lost; each is one click."""

    times: list[TimeChoice]
    """Earlier and later the same day, with the same person."""
    members: list[tuple[TeamMember, str]]
    """Others who are free at that time."""
    days: list[tuple[date, str]]


@never_cache
@step_view("details")
def details(visit: Visit) -> HttpResponse:
    """Check the choice with Altegio and show it whole, or say what is in its way and how to go on."""
    starts_at = _still_ahead(visit)
    day, with_whom = starts_at.date(), visit.selection.team_member_id or ANYONE
    visit.altegio.ahead(
        lambda ahead: visit.ask_slots(ahead, day, with_whom), *([visit.ask_team] if with_whom != ANYONE else [])
    )
    member = visit.team_member()
    services = visit.services()
    slots = times_on(visit, day, with_whom)
    slot = _offered(slots, starts_at) or _offered(_late_shift(visit, starts_at, with_whom), starts_at)
    refusal = _refusal(visit, slot, with_whom) if slot else None
    recovery = recovery_from(refusal) if refusal else None if slot else NOT_OFFERED
    facts = replace(summary(visit, services, member, slot), is_marked=isinstance(refusal, AppointmentsOverlap))
    context = {
        "facts": facts,
        "summary": facts if recovery else None,
        "recovery": recovery,
        "ways_out": _ways_out(visit, starts_at, member) if recovery and recovery.needs_another_time else None,
        "time_url": visit.url("time"),
        "services_url": _services_url(visit, refusal),
        "retry_url": visit.request.get_full_path(),
        "hosted_form_url": settings.LOCATIONS[visit.location.id].hosted_form_url,
    }
    return visit.render(context)


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


def _late_shift(visit: Visit, starts_at: datetime, team_member_id: int) -> tuple[Slot, ...]:
    """A time soon after midnight may belong to the day before, when a shift goes on that long."""
    return times_on(visit, starts_at.date() - ONE_DAY, team_member_id) if starts_at.hour < LATEST_SHIFT_END else ()


def _refusal(visit: Visit, slot: Slot, team_member_id: int) -> BookingError | None:
    """None when the choice can be booked."""
    wanted = Appointment(
        id=1,
        service_ids=visit.selection.service_ids,
        team_member_id=team_member_id,
        wire_datetime=slot.wire_datetime,
    )
    try:
        visit.altegio.check(visit.location.id, [wanted])
    except BookingError as error:
        return error
    return None


def _ways_out(visit: Visit, lost: datetime, member: TeamMember | None) -> WaysOut:
    def times(visit: Visit) -> list[TimeChoice]:
        slots = times_on(visit, lost.date(), member_id(member))
        return time_choices(visit, nearest_times(slots, lost), member)

    visit.altegio.ahead(lambda ahead: visit.ask_slots(ahead, lost.date(), member_id(member)), partial(_ask_free, visit))
    return WaysOut(
        times=if_answered(visit, times),
        members=if_answered(visit, lambda visit: _others_free(visit, member)),
        days=if_answered(visit, lambda visit: days_near(visit, lost.date(), member)),
    )


def _others_free(visit: Visit, member: TeamMember | None) -> list[tuple[TeamMember, str]]:
    return [
        (other, visit.url("details", replace(visit.selection, team_member_id=other.id)))
        for other in _ask_free(visit, visit.altegio)
        if other.is_bookable and other != member
    ]


def _ask_free(visit: Visit, altegio: Altegio) -> tuple[TeamMember, ...]:
    """Everybody, and who of them is free at the time that was chosen."""
    return altegio.team(visit.location.id, service_ids=visit.selection.service_ids, starting=visit.selection.slot)


def _services_url(visit: Visit, refusal: BookingError | None) -> str:
    """Back to the services with the rest kept; a single withdrawn one is left out."""
    is_withdrawn = isinstance(refusal, ServiceWithdrawn) and len(visit.selection.service_ids) == 1
    return visit.url("services", replace(visit.selection, service_ids=()) if is_withdrawn else None)
