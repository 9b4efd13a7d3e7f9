from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

from widget.altegio.errors import AppointmentsOverlap, BookingError, ServiceWithdrawn, SlotTaken
from widget.domain.appointment import Appointment
from widget.domain.availability import Slot
from widget.domain.team import ANYONE, TeamMember
from widget.flow.recovery import RECOVERIES, Recovery, recovery_from
from widget.flow.times import nearest_times
from widget.views.summary import summary
from widget.views.time import TimeChoice, days_near, time_choices, times_on
from widget.views.visit import StepBack, Visit, if_answered, step_view


@dataclass
class WaysOut:
    """What to offer in place of a time that is lost; each is one click."""

    times: list[TimeChoice] = field(default_factory=list)
    """Earlier and later the same day, with the same person."""
    members: list[tuple[TeamMember, str]] = field(default_factory=list)
    """Others who are free at that time."""
    days: list[tuple[date, str]] = field(default_factory=list)


@never_cache
@step_view("details")
def details(visit: Visit) -> HttpResponse:
    """Check the choice with Altegio and show it whole, or say what is in its way and how to go on."""
    starts_at = _still_ahead(visit)
    member = visit.team_member()
    menu = visit.altegio.menu(visit.location, team_member_id=member.id) if member else visit.menu
    services = visit.services(menu)
    slots = times_on(visit, starts_at.date(), member)
    slot = next((offered for offered in slots if offered.starts_at == starts_at), None)
    refusal = _refusal(visit, slot, member)
    recovery = recovery_from(refusal) if refusal else None
    facts = replace(summary(visit, services, member, slot), is_marked=isinstance(refusal, AppointmentsOverlap))
    context = {
        "facts": facts,
        "summary": facts if recovery else None,
        "recovery": recovery,
        "ways_out": _ways_out(visit, slots, starts_at, member) if recovery and recovery.needs_another_time else None,
        "time_url": visit.url("time"),
        "services_url": _services_url(visit, recovery),
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


def _refusal(visit: Visit, slot: Slot | None, member: TeamMember | None) -> BookingError | None:
    """None when the choice can be booked. A time that is not offered any more is not worth a call."""
    if slot is None:
        return SlotTaken(422, 433)
    wanted = Appointment(
        id=1,
        service_ids=visit.selection.service_ids,
        team_member_id=member.id if member else ANYONE,
        wire_datetime=slot.wire_datetime,
    )
    try:
        visit.altegio.check(visit.location.id, [wanted])
    except BookingError as error:
        return error
    return None


def _ways_out(visit: Visit, slots: tuple[Slot, ...], lost: datetime, member: TeamMember | None) -> WaysOut:
    return WaysOut(
        times=time_choices(visit, nearest_times(slots, lost), member),
        members=if_answered(lambda: _others_free(visit, member)) if member else [],
        days=if_answered(lambda: days_near(visit, lost.date(), member)),
    )


def _others_free(visit: Visit, member: TeamMember) -> list[tuple[TeamMember, str]]:
    free = visit.altegio.team(visit.location.id, service_ids=visit.selection.service_ids, starting=visit.selection.slot)
    return [
        (other, visit.url("details", replace(visit.selection, team_member_id=other.id)))
        for other in free
        if other.is_bookable and other.id != member.id
    ]


def _services_url(visit: Visit, recovery: Recovery | None) -> str:
    """Back to the services with the rest kept; a single withdrawn one is left out."""
    is_withdrawn = recovery is RECOVERIES[ServiceWithdrawn] and len(visit.selection.service_ids) == 1
    return visit.url("services", replace(visit.selection, service_ids=()) if is_withdrawn else None)
