"""POST book_check and book_code."""

from __future__ import annotations

from collections.abc import Mapping

from booking_site.sandbox import errors
from booking_site.sandbox.call import Call
from booking_site.sandbox.checking import place, wishes
from booking_site.sandbox.phone import digits
from booking_site.sandbox.wire import Answer, as_json

CREATED = {"success": True, "data": None, "meta": {"message": "Created"}}


def book_check(call: Call) -> Answer:
    location = call.location
    asked = wishes(call.body(), location)
    with call.salon.lock:
        place(call.salon, location, asked)
    return as_json(201, CREATED) if location.check_answers_json else Answer(201)


def book_code(call: Call) -> Answer:
    """Pretends to send a text message. The code in it is always 1234."""
    _ = call.location
    body = call.body()
    phone = body.get("phone") if isinstance(body, Mapping) else None
    if not phone:
        raise errors.invalid({"phone": ["The phone field is required."]})
    if digits(str(phone)) is None:
        raise errors.business(431)
    call.salon.codes.append(str(phone))
    return as_json(201, CREATED)
