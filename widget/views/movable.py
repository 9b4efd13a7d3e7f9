"""Whether an appointment can be given another time, asked before anything is shown or done."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from widget.altegio.client import Altegio
from widget.domain.booking import BookedAppointment
from widget.domain.location import Location
from widget.flow.notices import CANCELLING, NOT_MOVED, Notice
from widget.flow.selection import Selection
from widget.gateway import altegio
from widget.typed import MOVING, put_down
from widget.views.booking import booking_page
from widget.views.booking_addresses import booking_url, read
from widget.views.booking_visit import BookingVisit
from widget.views.moving import Moving
from widget.views.visit import Visit


def find_moving(request: HttpRequest, location: Location, upstream: Altegio) -> Moving | None:
    """Altegio moves whatever it is told to, and asks for no key: that the visitor holds one is proved here, for each
    page anew. Raises Http404 where it opens nothing."""
    if MOVING not in request.POST:
        return None
    try:
        keys = read(request.POST[MOVING])
        booked = BookingVisit(request, location, keys, Selection(), upstream)
        appointment = booked.look_up(keys[0], is_newest=True)
    except Http404:
        put_down(request)
        raise
    return Moving(keys, appointment, booking_url(location.id, keys, request), _refusal(booked, appointment))


def stands(visit: Visit) -> HttpResponse | None:
    """The booking as it stands, where it cannot be moved."""
    moving = visit.moving
    if moving is None or moving.refusal is None:
        return None
    return stands_as(visit, moving, moving.refusal)


def stands_as(visit: Visit, moving: Moving, notice: Notice) -> HttpResponse:
    """The way on from there moves nothing."""
    put_down(visit.request)
    without_choice = Selection(kept=visit.selection.kept)
    # Its own time: what came before may have taken all that the page had.
    anew = altegio(visit.request)
    booked = BookingVisit(visit.request, visit.location, moving.keys, without_choice, anew)
    booked.found[moving.key.appointment_id] = moving.appointment
    return booking_page(booked, booked.appointments, status=403, notices=(notice,))


def _refusal(booked: BookingVisit, appointment: BookedAppointment) -> Notice | None:
    if appointment.is_cancelled:
        return CANCELLING["already-cancelled"]
    return None if booked.can_be_moved(appointment) else NOT_MOVED["too-late"]
