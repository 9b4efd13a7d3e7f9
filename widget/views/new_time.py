"""The pages of a visitor who gives an appointment another time: before it is moved, and while nobody knows."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect

from widget.flow.limits import CHECKS_PER_ADDRESS
from widget.flow.notices import NOT_MOVED, Notice
from widget.flow.recovery import NOT_OFFERED, Recovery, recovery_from
from widget.views.choice import Choice, find_choice, refusal_of
from widget.views.limited import require_room_if_known
from widget.views.movable import stands_as
from widget.views.moving import Moving
from widget.views.recovery_page import recovery_page
from widget.views.visit import Visit
from widget.views.visitor import visitor_key


def new_time(visit: Visit, moving: Moving) -> HttpResponse:
    """The details step: the new time and the old one, side by side; nobody is asked who they are."""
    if visit.selection.starts_at(visit.location.zone) == moving.appointment.starts_at:
        return HttpResponseRedirect(moving.booking_url, status=303)
    choice = find_choice(visit)
    if recovery := in_the_way(choice):
        return not_free(visit, moving, recovery)
    return new_time_page(choice, moving)


def new_time_page(
    choice: Choice, moving: Moving, *, notices: tuple[Notice, ...] = (), status: int = 200
) -> HttpResponse:
    context = {
        "choice": choice,
        "moving": moving,
        "is_checked": not notices,
        "being_moved": None,  # the page itself tells of it
        "book_url": choice.visit.url("book"),
    }
    return choice.visit.render(context, template="new_time", notices=notices, status=status)


def perhaps_moved(visit: Visit, moving: Moving, *, is_unmoved: bool = False) -> HttpResponse:
    """202, as for a booking that nobody knows of. ``is_unmoved``: Altegio has just told that it has the old time; what
    was sent may still be on its way."""
    context = {
        "moving": moving,
        "starts_at": visit.selection.starts_at(visit.location.zone),
        "is_unmoved": is_unmoved,
        "being_moved": None,
        "book_url": visit.url("book"),
    }
    return visit.render(context, template="perhaps_moved", status=202)


def in_the_way(choice: Choice) -> Recovery | None:
    """What Altegio, or its list of free times, has against the new time."""
    if not choice.current.slot:
        return NOT_OFFERED
    require_room_if_known((CHECKS_PER_ADDRESS, visitor_key(choice.visit.request)))
    refusal = refusal_of(choice)
    return recovery_from(refusal) if refusal else None


def not_free(visit: Visit, moving: Moving, recovery: Recovery, *, status: int = 200) -> HttpResponse:
    """Other times with the same person; or, where another time would not help, the booking as it stands."""
    if not recovery.needs_another_time:
        return stands_as(visit, moving, NOT_MOVED["refused"])
    return recovery_page(visit, recovery, visit.selection.current.id, status=status)
