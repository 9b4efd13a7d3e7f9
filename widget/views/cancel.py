from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from widget import metrics
from widget.altegio.errors import AltegioError, Busy, NotFound, NotSent, Refused
from widget.altegio.redis_link import Away
from widget.domain.booking import AppointmentKey, BookedAppointment
from widget.flow.notices import CANCELLING, Notice
from widget.gateway import altegio_for_booking, books, forget_days
from widget.views.booking import booking_page
from widget.views.booking_addresses import booking_url
from widget.views.booking_visit import BookingVisit, Keys, arrive, key_of
from widget.views.guard import guarded

log = logging.getLogger(__name__)


@never_cache
@guarded
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, location_id: int, keys: Keys) -> HttpResponse:
    """Cancels one appointment of the booking, or says truthfully why it still stands."""
    if request.method != "POST":
        return HttpResponseRedirect(booking_url(location_id, keys, request))
    visit = arrive(request, location_id, keys)
    key = _named(request, keys)
    # All are looked up before anything is sent: what was cancelled must be told, whatever becomes of the others.
    appointment = next(one for one in visit.appointments if one.appointment_id == key.appointment_id)
    if appointment.is_cancelled:
        return _told(visit, key, CANCELLING["already-cancelled"], is_cancelled=True)
    if not visit.can_be_cancelled(appointment):
        return _told(visit, key, CANCELLING["too-late"], status=403)
    return _cancelled(visit, key, appointment)


def _named(request: HttpRequest, keys: Keys) -> AppointmentKey:
    wanted = request.POST.get("appointment", "")
    if not wanted and len(keys) == 1:
        return keys[0]
    return key_of(keys, wanted)


def _cancelled(visit: BookingVisit, key: AppointmentKey, appointment: BookedAppointment) -> HttpResponse:
    try:
        altegio_for_booking(visit.request, settings.BOOKING_DEADLINE).cancel(key.appointment_id, key.manage_token)
    except NotFound:
        return _done(visit, key, appointment, CANCELLING["already-cancelled"])
    except Refused as refused:
        # Whether a partner's token may cancel is documented and disputed: the operator should know what came of it.
        log.warning("location %d: Altegio refuses to cancel: %s", visit.location.id, refused)
        return _told(visit, key, CANCELLING["refused"], status=403)
    except (NotSent, Busy):
        return _told(visit, key, CANCELLING["not-sent"], status=503)
    except AltegioError:
        return _look_again(visit, key, appointment)
    return _done(visit, key, appointment, None)


def _look_again(visit: BookingVisit, key: AppointmentKey, appointment: BookedAppointment) -> HttpResponse:
    """The answer was lost: what stands in the calendar now tells what came of it."""
    try:
        is_cancelled = visit.look_up(key, is_newest=True).is_cancelled
    except Http404:
        is_cancelled = True
    except AltegioError:
        return _told(visit, key, CANCELLING["unknown"], status=202)
    if is_cancelled:
        return _done(visit, key, appointment, None)
    return _told(visit, key, CANCELLING["unknown"], status=202)


def _done(
    visit: BookingVisit, key: AppointmentKey, appointment: BookedAppointment, notice: Notice | None
) -> HttpResponse:
    metrics.CANCELLATIONS.labels(visit.location.id).inc()
    with suppress(Away):
        books().ledger.cancelled(key.appointment_id, key.manage_token)
    forget_days(visit.location.id, [appointment.starts_at.date()])
    return _told(visit, key, notice, is_cancelled=True)


def _told(
    visit: BookingVisit,
    key: AppointmentKey,
    notice: Notice | None,
    *,
    is_cancelled: bool = False,
    status: int = 200,
) -> HttpResponse:
    appointments = tuple(
        replace(one, is_cancelled=True) if is_cancelled and one.appointment_id == key.appointment_id else one
        for one in visit.appointments
    )
    return booking_page(
        visit,
        appointments,
        status=status,
        notices=(notice,) if notice else (),
        is_just_cancelled=is_cancelled and notice is None,
    )
