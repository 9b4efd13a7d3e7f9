"""The shapes in which the API says no. The letters are those of the notes on the upstream's answers.

A  message only                          E  top-level map of fields
B  list of coded errors in meta          F  coded object, without an envelope
C  map of fields in meta                 G  message only, for 401 and 403
D  top-level coded object and meta       H  nothing at all
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from booking_site.sandbox.wire import Answer, as_json

Fields = Mapping[str, Sequence[str]]
Body = dict[str, Any]

TEXTS = {
    422: "No services or promotions set",
    431: "The phone number format is invalid",
    432: "The confirmation code is wrong",
    433: "The selected time is already taken or is not working.",
    434: "The phone number is on the blacklist",
    435: "The client name is not set",
    436: "No team members available for enrollment",
    437: "Intersection with previous visit.",
    438: "There is no appointment for the specified service/promotion",
}


class Refused(Exception):
    """An answer that says no."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def envelope(**meta: Any) -> Body:
    return {"success": False, "data": None, "meta": meta}


def coded(code: int, message: str, appointment_id: int | None) -> Body:
    error: Body = {"code": code, "message": message}
    return error if appointment_id is None else error | {"id": appointment_id}


SHAPES: Mapping[str, Callable[[Body], Body]] = {
    "A": lambda error: envelope(message=error["message"]),
    "B": lambda error: envelope(message="An error has occurred", errors=[error]),
    "C": lambda error: envelope(message=error["message"], errors={"filters": ["Invalid filter state"]}),
    "D": lambda error: {"errors": error, "meta": {"message": error["message"]}},
    "E": lambda error: invalid_fields({"email": ["The email field is required."]}),
    "F": lambda error: {"errors": error},
    "G": lambda error: envelope(message="Access denied."),
    "H": lambda error: envelope(),
}


def shaped(shape: str, status: int, code: int, appointment_id: int | None = None) -> Answer:
    error = coded(code, TEXTS.get(code, "An error has occurred"), appointment_id)
    return as_json(status, SHAPES[shape](error))


def business(code: int, message: str | None = None, appointment_id: int | None = None) -> Refused:
    """The codes 431 to 438, and 422 for a check without services. Only a blacklisted phone is a 403."""
    error = coded(code, message or TEXTS[code], appointment_id)
    return Refused(as_json(403 if code == 434 else 422, SHAPES["B"](error)))


def message(status: int, text: str) -> Refused:
    return Refused(as_json(status, envelope(message=text)))


def nothing_there() -> Refused:
    return Refused(as_json(404, envelope()))


def invalid_fields(fields: Fields) -> Body:
    return envelope(message="The given data was invalid.") | {"errors": dict(fields)}


def invalid(fields: Fields) -> Refused:
    return Refused(as_json(422, invalid_fields(fields)))


def bad_filter(text: str, fields: Fields) -> Refused:
    return Refused(as_json(422, envelope(message=text, errors=dict(fields))))
