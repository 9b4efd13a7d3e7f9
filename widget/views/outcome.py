"""What a visitor is told of their booking: the truth, and how to go on."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from widget.altegio.errors import AltegioError
from widget.altegio.redis_link import Away
from widget.domain.availability import Slot, shift_days, wall_clock
from widget.flow import ticket
from widget.flow.entry import Entry, Line, Standing
from widget.flow.notices import Notice
from widget.flow.recovery import BY_KEY
from widget.flow.ticket import Ticket
from widget.forms import ContactForm
from widget.gateway import altegio, books
from widget.typed import carry, typed_in
from widget.views.attempt import Told
from widget.views.booking_addresses import booking_url, campaign
from widget.views.choice import Choice
from widget.views.contact_page import contact_form, contact_page, new_ticket, with_error
from widget.views.errors import MISCONFIGURED, RETRY_SECONDS, error_response
from widget.views.recovery_page import culprit, recovery_page
from widget.views.visit import Visit

SURE_AFTER = 60.0
"""Seconds after which a booking that was sent and is not in the calendar will not come any more."""
LONGEST_SEARCH_AFTERWARDS = 3.0
"""Seconds to find other times, however long it took to hear that the one chosen is gone."""


def already_booked_or(own: Ticket | None, location_id: int, request: HttpRequest) -> HttpResponse | None:
    """The way to the booking that this form has made already, if it has."""
    with suppress(Away):
        entry = books().ledger.entry(own.id) if own else None
        if entry and entry.standing in (Standing.BOOKED, Standing.CANCELLED):
            return to_booking(entry, location_id, request)
    return None


def to_booking(entry: Entry, location_id: int, request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(booking_url(location_id, entry.keys, request, **campaign(request)))
    response.status_code = 303
    return response


def tell(choice: Choice, form: ContactForm, told: Told) -> HttpResponse:
    entry, visit = told.entry, choice.visit
    match entry.standing:
        case Standing.BOOKED | Standing.CANCELLED if told.is_own:
            return to_booking(entry, visit.location.id, visit.request)
        case Standing.BOOKED | Standing.CANCELLED:
            return _already_booked(choice, entry)
        case Standing.REFUSED:
            return _refused(choice, form, entry)
        case Standing.NOT_SENT:
            looked = visit.request.POST.get("do") == "check"
            return _not_sent(visit, choice, entry.error_key, did_not_arrive=looked)
        case _:
            return _unknown(visit, choice, entry)


def told_without_choice(visit: Visit, own: Ticket | None) -> HttpResponse | None:
    """Where nothing can be asked just now, what is known of this form all the same."""
    entry = books().ledger.entry(own.id) if own else None
    if entry and entry.standing in (Standing.UNKNOWN, Standing.PENDING):
        return _unknown(visit, None, entry)
    return None


def _carry_anew(visit: Visit) -> None:
    """What is sent from this page is another try: this one has its answer."""
    carry(visit.request, (*typed_in(visit.request), ("ticket", new_ticket(visit.location.id))))


def _already_booked(choice: Choice, entry: Entry) -> HttpResponse:
    """Said of another form with the same wish. What opens the booking is not told: who knows a phone number is not
    always whose it is."""
    visit = choice.visit
    _carry_anew(visit)
    booked_ids = [key.appointment_id for key in entry.keys if key.appointment_id not in entry.cancelled_ids]
    context = {"choice": choice, "booked_ids": booked_ids}
    return visit.render(context | {"book_url": visit.url("book")}, template="already_booked")


def _refused(choice: Choice, form: ContactForm, entry: Entry) -> HttpResponse:
    visit, recovery = choice.visit, BY_KEY.get(entry.error_key)
    if recovery is None:
        _carry_anew(visit)
        return error_response(visit.request, MISCONFIGURED)
    if recovery.field in form.fields:
        return contact_page(choice, with_error(form, recovery.field, recovery), status=422)
    if recovery.step == "details":
        notice = Notice(recovery.key, recovery.text)
        return contact_page(choice, contact_form(visit), notices=(notice,), status=422)
    _carry_anew(visit)
    in_the_way = culprit(choice, recovery, entry.appointment_id)
    anew = replace(visit, altegio=altegio(visit.request).for_booking().within(LONGEST_SEARCH_AFTERWARDS))
    return recovery_page(anew, recovery, in_the_way, to="book", status=409)


def _not_sent(visit: Visit, choice: Choice | None, key: str, *, did_not_arrive: bool = False) -> HttpResponse:
    _carry_anew(visit)
    context = {
        "choice": choice,
        "key": key or "unavailable",
        "did_not_arrive": did_not_arrive,
        "book_url": visit.url("book"),
    }
    response = visit.render(context, template="not_sent", status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _unknown(visit: Visit, choice: Choice | None, entry: Entry) -> HttpResponse:
    """202: taken, and nobody can say what comes of it. Routers put pages of their own in place of a 502 or 504."""
    found = _look(visit, entry) if visit.request.POST.get("do") == "check" else ""
    if found == "absent":
        return _not_sent(visit, choice, "unavailable", did_not_arrive=True)
    carry(visit.request, (*typed_in(visit.request), ("ticket", visit.request.POST.get("ticket", ""))))
    context = {
        "choice": choice,
        "found": found,
        "reference": ticket.reference(entry.ticket_id),
        "book_url": visit.url("book"),
    }
    return visit.render(context, template="unknown", status=202)


def _look(visit: Visit, entry: Entry) -> str:
    """``taken``: the time is gone, most likely to this booking · ``free``: it is not, yet · ``absent``: it never will
    be · empty: nobody knows. Only reads."""
    try:
        is_free = all(_is_free(visit, line) for line in entry.lines)
    except AltegioError:
        return ""
    if visit.altegio.tally.has_old("book_times"):
        return ""  # from before it can have arrived
    if not is_free:
        return "taken"
    if time.time() - entry.begun_at < SURE_AFTER:
        return "free"
    books().ledger.absent(entry.ticket_id)
    return "absent"


def _is_free(visit: Visit, line: Line) -> bool:
    starts_at = wall_clock(line.wire_datetime, visit.location.zone)
    return any(slot.starts_at == starts_at for day in shift_days(starts_at) for slot in _newest_times(visit, line, day))


def _newest_times(visit: Visit, line: Line, day: date) -> tuple[Slot, ...]:
    return visit.altegio.slots(
        visit.location.id,
        day,
        zone=visit.location.zone,
        service_ids=line.service_ids,
        team_member_id=line.team_member_id,
        is_newest=True,
    )
