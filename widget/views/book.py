from __future__ import annotations

import time
from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from widget.altegio.errors import AltegioError
from widget.domain.contact import Contact
from widget.flow import limits, ticket
from widget.flow.limits import Limit
from widget.flow.notices import NOTICES, Notice
from widget.flow.recovery import BY_KEY
from widget.flow.ticket import Ticket, TicketInvalid
from widget.forms import ContactForm
from widget.gateway import books
from widget.typed import MOVING
from widget.views.addresses import step_url
from widget.views.attempt import NEVER_BOOKED, TOO_MANY, Attempt, Stale
from widget.views.choice import Choice, find_choice
from widget.views.code import send_code
from widget.views.contact_page import contact_form, contact_page, sent_form
from widget.views.detour import StepBack, read_request, require_steps
from widget.views.guard import guarded, is_unknown_browser
from widget.views.move import move
from widget.views.outcome import already_booked_or, tell, told_without_choice
from widget.views.step import visited
from widget.views.visit import Visit
from widget.views.visitor import keyed, visitor_key


@never_cache
@sensitive_post_parameters()
@guarded
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, location_id: int) -> HttpResponse:
    """Completes the booking. Somebody who typed the address goes on to the first incomplete step."""
    if request.method != "POST":
        return _to_the_step(request, location_id)
    begun = time.monotonic()
    if MOVING in request.POST:
        return visited(request, location_id, "details", lambda visit: move(visit, begun))
    # A booking that stands is told even while Altegio does not answer.
    if settled := already_booked_or(_ticket(request, location_id), location_id, request):
        return settled
    # Where Altegio fails on the way, the error page's "try again" sends the same form.
    also = (("ticket", request.POST.get("ticket", "")),)
    return visited(request, location_id, "details", lambda visit: _submitted(visit, begun), also=also)


def _to_the_step(request: HttpRequest, location_id: int) -> HttpResponse:
    if location_id not in settings.LOCATIONS:
        raise Http404
    selection, nonsense = read_request(request)
    try:
        require_steps(selection, nonsense, before="details")
    except StepBack as back:
        return back.redirect(request, location_id)
    return HttpResponseRedirect(step_url("details", location_id, selection))


def _submitted(visit: Visit, begun: float) -> HttpResponse:
    try:
        choice = find_choice(visit)
    except (AltegioError, StepBack):
        if told := told_without_choice(visit, _ticket(visit.request, visit.location.id)):
            return told
        raise
    form = sent_form(visit)
    if choice.needs_hosted_form or not settings.BOOKING_ENABLED:
        return contact_page(choice, form=None)
    if visit.request.POST.get("do") == "code":
        return send_code(choice, form)
    if not form.is_valid():
        return contact_page(choice, form, status=422)
    if visit.location.rules.needs_code and not form.cleaned_data["code"]:
        return send_code(choice, form)
    return _booked(choice, form, begun)


def _booked(choice: Choice, form: ContactForm, begun: float) -> HttpResponse:
    visit = choice.visit
    own = _ticket(visit.request, visit.location.id)
    if own is None or (own.is_expired and not books().ledger.entry(own.id)):
        return _renewed(choice, NOTICES["form-renewed"])
    contact = form.contact()
    attempt = Attempt(
        choice=choice,
        contact=contact,
        ticket=own,
        do=visit.request.POST.get("do", ""),
        counted=_counted(visit.request, contact),
        ends_at=begun + settings.BOOKING_WHOLE_DEADLINE,
    )
    if _is_another_try(attempt):
        attempt = replace(attempt, ticket=ticket.issue(visit.location.id, books().ledger.epoch()))
    try:
        told = attempt.carry_out()
    except Stale:
        return _renewed(choice, NOTICES["form-lost-track"])
    return tell(choice, form, told)


def _is_another_try(attempt: Attempt) -> bool:
    """Somebody went back to a form that was refused, and something in it is different now; or has waited as asked."""
    known = books().ledger.entry(attempt.ticket.id)
    if known is None or known.standing not in NEVER_BOOKED:
        return False
    recovery = BY_KEY.get(known.error_key)
    asked_to_mend = known.error_key == TOO_MANY or (recovery is not None and recovery.step == "details")
    return asked_to_mend or not attempt.intents.are(known.intents)


def _counted(request: HttpRequest, contact: Contact) -> tuple[tuple[Limit, str], ...]:
    is_unknown = is_unknown_browser(request)
    address = limits.BOOKINGS_PER_UNKNOWN_BROWSER if is_unknown else limits.BOOKINGS_PER_ADDRESS
    return (address, visitor_key(request)), (limits.BOOKINGS_PER_PHONE, keyed("phone", contact.phone))


def _renewed(choice: Choice, notice: Notice) -> HttpResponse:
    """Everything typed is still there; it only has to be sent once more."""
    return contact_page(choice, contact_form(choice.visit), notices=(notice,), status=422)


def _ticket(request: HttpRequest, location_id: int) -> Ticket | None:
    try:
        return ticket.read(request.POST.get("ticket", ""), location_id)
    except TicketInvalid:
        return None
