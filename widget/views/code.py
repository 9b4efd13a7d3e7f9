"""The confirmation of a phone by SMS. Every message costs the business money: strict limits, and never sent twice."""

from __future__ import annotations

import math

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from widget.altegio.errors import AltegioError, BookingError, Busy, NotSent, Refused
from widget.flow import limits
from widget.flow.limits import Limit
from widget.flow.notices import Notice
from widget.flow.recovery import recovery_from
from widget.forms import ContactForm
from widget.gateway import altegio_for_booking
from widget.views.choice import Choice
from widget.views.contact_page import Code, code_before, contact_page, with_error
from widget.views.limited import TooMany, give_back, require_room
from widget.views.visit import Visit
from widget.views.visitor import keyed, visitor_key

WAIT = 60
"""Seconds until another code is offered."""

TOO_MANY = Notice(
    "too-many-requests", _("We have sent enough codes for the moment. Please wait a little, or call us to book.")
)
NOT_SENT = Notice("busy", _("We could not send a code just now. Please try again in a few seconds."))
PERHAPS_SENT = Notice("unavailable", _("A code may be on its way. If none comes within a minute, ask for another."))
CANNOT_SEND = Notice("misconfigured", _("We cannot send codes at the moment. Please call us to book."))


def send_code(choice: Choice, form: ContactForm) -> HttpResponse:
    """Of the form only the phone has to be right."""
    form.full_clean()
    for name in [name for name in form.errors if name != "phone"]:
        del form.errors[name]
    if form.errors:
        return contact_page(choice, form, status=422)
    visit, phone = choice.visit, form.cleaned_data["phone"]
    try:
        _require_room(choice, phone)
        altegio = altegio_for_booking(visit.request, settings.BOOKING_DEADLINE)
        altegio.send_code(visit.location.id, phone, form.cleaned_data.get("fullname", ""))
    except TooMany as too_many:
        response = contact_page(choice, form, notices=(TOO_MANY,), code=_asked_for(visit, too_many.seconds), status=429)
        response.headers["Retry-After"] = str(math.ceil(too_many.seconds))
        return response
    except BookingError as refusal:
        recovery = recovery_from(refusal)
        return contact_page(choice, with_error(form, recovery.field or "phone", recovery), status=422)
    except AltegioError as error:
        if isinstance(error, NotSent | Busy):
            give_back(*_soon(phone), *_in_all(choice, phone))
        notice, code = _failed(error)
        return contact_page(choice, form, notices=(notice,), code=code, status=503)
    return contact_page(choice, form, code=Code(is_sent=True, wait=WAIT))


def _require_room(choice: Choice, phone: str) -> None:
    """Whoever presses again while a code is on its way uses up none of the next ones."""
    require_room(*_soon(phone))
    require_room(*_in_all(choice, phone))


def _soon(phone: str) -> tuple[tuple[Limit, str], ...]:
    return ((limits.CODES_PER_PHONE_SOON, keyed("phone", phone)),)


def _in_all(choice: Choice, phone: str) -> tuple[tuple[Limit, str], ...]:
    return (
        (limits.CODES_PER_PHONE, keyed("phone", phone)),
        (limits.CODES_PER_ADDRESS, visitor_key(choice.visit.request)),
        (limits.CODES_PER_LOCATION, str(choice.visit.location.id)),
    )


def _asked_for(visit: Visit, seconds: float) -> Code:
    """A code that was asked for a moment ago is most likely there; unless the limit is that of other phones."""
    before = code_before(visit)
    return Code(is_sent=True, wait=math.ceil(seconds), is_certain=before.is_sent and before.is_certain)


def _failed(error: AltegioError) -> tuple[Notice, Code]:
    if isinstance(error, NotSent | Busy):
        return NOT_SENT, Code()
    if isinstance(error, Refused):
        return CANNOT_SEND, Code()
    return PERHAPS_SENT, Code(is_sent=True, wait=WAIT, is_certain=False)
