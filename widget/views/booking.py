from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from widget.calendar_file import calendar_file, google_link, map_link, outlook_link
from widget.domain.booking import BookedAppointment
from widget.domain.money import PriceRange, total
from widget.flow.selection import Selection
from widget.views.addresses import step_url
from widget.views.booking_addresses import booking_url, moved_at, written
from widget.views.booking_visit import BookingVisit, Keys, arrive
from widget.views.facts import booking_facts


@dataclass(frozen=True)
class Shown:
    """One appointment on the page. ``cancel_until`` and ``move_until`` are None where it cannot be cancelled or moved
    here. ``moving`` is what goes with a visitor who moves it."""

    appointment: BookedAppointment
    price: PriceRange | None
    google_url: str
    outlook_url: str
    again_url: str
    cancel_until: datetime | None
    move_until: datetime | None
    move_url: str
    moving: str
    is_over: bool


@never_cache
@require_safe
def booking(request: HttpRequest, location_id: int, keys: Keys) -> HttpResponse:
    """What was booked, as it stands now."""
    visit = arrive(request, location_id, keys)
    return booking_page(visit, visit.appointments, is_just_moved=_is_just_moved(visit))


@never_cache
@require_safe
def calendar(request: HttpRequest, location_id: int, keys: Keys) -> HttpResponse:
    """The same for a calendar. Once cancelled, it takes the appointment out again."""
    visit = arrive(request, location_id, keys)
    content = calendar_file(visit.appointments, location=visit.location)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="appointment.ics"'},
    )


def booking_page(
    visit: BookingVisit, appointments: tuple[BookedAppointment, ...], *, status: int = 200, **context: Any
) -> HttpResponse:
    own = settings.LOCATIONS[visit.location.id]
    shown = [_shown(visit, appointment) for appointment in appointments]
    standing = [one for one in shown if not one.appointment.is_cancelled]
    frame: Mapping[str, Any] = {
        "location": visit.location,
        "shown": shown,
        "is_only": len(shown) == 1,
        "is_cancelled": not standing,
        "is_over": all(one.is_over for one in shown),
        "total": total(one.price for one in standing) if len(standing) > 1 else None,
        "calendar_url": booking_url(visit.location.id, visit.keys, visit.request, "calendar"),
        "cancel_url": booking_url(visit.location.id, visit.keys, visit.request, "cancel"),
        "here_url": booking_url(visit.location.id, visit.keys, visit.request),
        "map_url": map_link(visit.location),
        "own": own,
        "facts": booking_facts(visit.location.id, appointments),
        "start_url": step_url("services", visit.location.id, visit.selection),
    }
    return render(visit.request, "widget/booking.html", {**frame, **context}, status=status)


def _shown(visit: BookingVisit, appointment: BookedAppointment) -> Shown:
    can_be_cancelled = visit.can_be_cancelled(appointment)
    return Shown(
        appointment=appointment,
        price=total(service.price for service in appointment.services),
        google_url=google_link(appointment, visit.location),
        outlook_url=outlook_link(appointment, visit.location),
        again_url=_again_url(visit, appointment),
        cancel_until=visit.cancel_until(appointment) if can_be_cancelled else None,
        move_until=visit.move_until(appointment) if visit.can_be_moved(appointment) else None,
        move_url=_move_url(visit, appointment),
        moving=_moving(visit, appointment),
        is_over=appointment.starts_at <= visit.now,
    )


def _again_url(visit: BookingVisit, appointment: BookedAppointment) -> str:
    chosen = _chosen(visit, appointment)
    return step_url("date" if chosen.service_ids else "services", visit.location.id, chosen)


def _move_url(visit: BookingVisit, appointment: BookedAppointment) -> str:
    """The times of its own day, unless they are too near for the business."""
    lead = timedelta(minutes=settings.LOCATIONS[visit.location.id].lead_minutes)
    first_day = (visit.now.astimezone(UTC) + lead).astimezone(visit.location.zone).date()
    day = appointment.starts_at.date()
    chosen = replace(_chosen(visit, appointment), day=day if day >= first_day else None)
    return step_url("time" if chosen.day else "date", visit.location.id, chosen)


def _chosen(visit: BookingVisit, appointment: BookedAppointment) -> Selection:
    return replace(
        visit.selection, service_ids=appointment.service_ids, team_member_id=appointment.team_member_id or None
    )


def _moving(visit: BookingVisit, appointment: BookedAppointment) -> str:
    """Its own key first, then those of the others, so that the way back leads to all of them."""
    return written(sorted(visit.keys, key=lambda key: key.appointment_id != appointment.appointment_id))


def _is_just_moved(visit: BookingVisit) -> bool:
    """Said only of an appointment that stands at the time it was moved to: an address can be typed."""
    told = visit.request.GET.get("moved", "")
    return any(told == moved_at(one.starts_at) for one in visit.appointments if not one.is_cancelled)
