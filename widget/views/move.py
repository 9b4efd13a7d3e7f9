from __future__ import annotations

import logging
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect

from widget.altegio.client import Altegio
from widget.altegio.errors import (
    AltegioError,
    BookingError,
    Busy,
    MalformedAnswer,
    NotFound,
    NotSent,
    Refused,
    Unreachable,
)
from widget.altegio.redis_link import Away
from widget.domain.booking import BookedAppointment
from widget.flow import limits
from widget.flow.notices import CANCELLING, NOT_MOVED
from widget.flow.recovery import Recovery, recovery_from
from widget.flow.selection import Selection
from widget.gateway import altegio, altegio_for_booking, books, forget_days
from widget.views.attempt import LEAST_TIME
from widget.views.booking_addresses import booking_url, moved_at
from widget.views.booking_visit import BookingVisit
from widget.views.choice import Choice, find_choice
from widget.views.errors import RETRY_SECONDS
from widget.views.guard import is_unknown_browser
from widget.views.limited import TooMany, require_room
from widget.views.movable import stands, stands_as
from widget.views.moving import Moving
from widget.views.new_time import in_the_way, new_time, new_time_page, not_free, perhaps_moved
from widget.views.outcome import LONGEST_SEARCH_AFTERWARDS
from widget.views.visit import Visit
from widget.views.visitor import visitor_key

READING_BACK = 3.0
"""Seconds that are kept for a look at the calendar, where the answer to a move is lost."""

log = logging.getLogger(__name__)


def move(visit: Visit, begun: float) -> HttpResponse:
    """Gives the appointment the chosen time, or says truthfully that it has its old one, or that nobody knows.

    Whoever clicks twice finds it moved.
    """
    moving, do = visit.moving, visit.request.POST.get("do", "")
    if moving is None:
        raise Http404
    if do not in ("move", "check"):
        return stands(visit) or new_time(visit, moving)
    starts_at = visit.selection.starts_at(visit.location.zone)
    if starts_at is None or moving.appointment.is_cancelled:
        return stands(visit) or new_time(visit, moving)
    wish = Wish(visit, moving, starts_at, begun + settings.BOOKING_WHOLE_DEADLINE)
    if wish.is_fulfilled_by(moving.appointment):
        return wish.moved()
    if do == "check":
        return perhaps_moved(visit, moving, is_unmoved=True)
    return stands(visit) or wish.carry_out()


@dataclass(frozen=True)
class Wish:
    """``starts_at`` is the time that is wanted; ``ends_at``, on the monotonic clock, when the visitor must have their
    answer."""

    visit: Visit
    moving: Moving
    starts_at: datetime
    ends_at: float

    def is_fulfilled_by(self, appointment: BookedAppointment | None) -> bool:
        return appointment is not None and not appointment.is_cancelled and appointment.starts_at == self.starts_at

    def carry_out(self) -> HttpResponse:
        self._require_room()
        choice = find_choice(self.visit)
        try:
            recovery = in_the_way(choice)
        except (Unreachable, Busy, MalformedAnswer) as error:
            return self._not_sent(choice, error)
        return self._not_free(recovery) if recovery else self._carried_out(choice)

    def _carried_out(self, choice: Choice) -> HttpResponse:
        try:
            self._send(choice)
        except BookingError as refusal:
            self._note(self.moving.appointment.starts_at)
            return self._not_free(recovery_from(refusal))
        except NotFound:
            return self._refused(self._as_it_stands())
        except Refused as refused:
            # Whose token it takes is for the operator to find out.
            log.warning("location %d: Altegio refuses to move: %s", self.visit.location.id, refused)
            return self._refused(self.moving.appointment)
        except (NotSent, Busy) as error:
            return self._not_sent(choice, error)
        except AltegioError:
            return self._lost()
        return self.moved()

    def moved(self) -> HttpResponse:
        visit = self.visit
        self._note(self.starts_at)
        self._forget_days()
        url = booking_url(visit.location.id, self.moving.keys, visit.request, moved=moved_at(self.starts_at))
        return HttpResponseRedirect(url, status=303)

    def _send(self, choice: Choice) -> None:
        """Raises Away, with nothing sent, where others could not be told that its old time is not to be relied on."""
        final, key = self._final(), self.moving.key
        books().ledger.moved(key.appointment_id, key.manage_token, "")
        final.move(self.visit.location.id, key.appointment_id, choice.current.appointment.wire_datetime)

    def _final(self) -> Altegio:
        seconds = min(settings.BOOKING_DEADLINE, self.ends_at - READING_BACK - time.monotonic())
        if seconds < LEAST_TIME:
            raise NotSent("no time left")
        return altegio_for_booking(self.visit.request, seconds)

    def _not_free(self, recovery: Recovery) -> HttpResponse:
        """Unless another click of theirs has just moved it: then it is they who have taken that time."""
        if self.is_fulfilled_by(self._as_it_stands()):
            return self.moved()
        anew = replace(self.visit, altegio=altegio(self.visit.request).for_booking().within(LONGEST_SEARCH_AFTERWARDS))
        return not_free(anew, self.moving, recovery, status=409)

    def _refused(self, appointment: BookedAppointment | None) -> HttpResponse:
        moving = replace(self.moving, appointment=appointment or self.moving.appointment)
        self._note(moving.appointment.starts_at)
        is_cancelled = moving.appointment.is_cancelled
        notice = CANCELLING["already-cancelled"] if is_cancelled else NOT_MOVED["refused"]
        return stands_as(self.visit, moving, notice)

    def _not_sent(self, choice: Choice, error: AltegioError) -> HttpResponse:
        self._note(self.moving.appointment.starts_at)
        notice = NOT_MOVED["busy" if isinstance(error, Busy) else "not-sent"]
        response = new_time_page(choice, self.moving, notices=(notice,), status=503)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response

    def _lost(self) -> HttpResponse:
        """What stands in the calendar now tells what came of it; not that nothing will."""
        if self.is_fulfilled_by(self._as_it_stands()):
            return self.moved()
        self._forget_days()
        return perhaps_moved(self.visit, self.moving)

    def _as_it_stands(self) -> BookedAppointment | None:
        """None where that cannot be told now. Raises Http404 where it is gone."""
        request, seconds = self.visit.request, self.ends_at - time.monotonic()
        upstream = altegio_for_booking(request, seconds)
        booked = BookingVisit(request, self.visit.location, self.moving.keys, Selection(), upstream)
        with suppress(AltegioError, TooMany):
            return booked.look_up(self.moving.key, is_newest=True)
        return None

    def _note(self, starts_at: datetime) -> None:
        with suppress(Away):
            key = self.moving.key
            books().ledger.moved(key.appointment_id, key.manage_token, starts_at.isoformat())

    def _forget_days(self) -> None:
        forget_days(self.visit.location.id, {self.moving.appointment.starts_at.date(), self.starts_at.date()})

    def _require_room(self) -> None:
        request = self.visit.request
        is_unknown = is_unknown_browser(request)
        most = limits.BOOKINGS_PER_UNKNOWN_BROWSER if is_unknown else limits.BOOKINGS_PER_ADDRESS
        require_room((most, visitor_key(request)))
