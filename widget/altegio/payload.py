"""Our objects → the bodies that Altegio takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from widget.domain.appointment import Appointment
from widget.domain.contact import Contact


def appointments(wanted: Sequence[Appointment]) -> dict[str, Any]:
    return {
        "appointments": [
            {
                "id": appointment.id,
                "services": list(appointment.service_ids),
                "staff_id": appointment.team_member_id,
                "datetime": appointment.wire_datetime,
            }
            for appointment in wanted
        ]
    }


def booking(contact: Contact, wanted: Sequence[Appointment], *, reference: int) -> dict[str, Any]:
    """``reference`` is our own number for the booking: of anything but a number Altegio keeps a 0."""
    required = {
        "phone": contact.phone,
        "fullname": contact.full_name,
        # The key must be there even when there is none.
        "email": contact.email,
        "comment": contact.comment,
        "notify_by_sms": contact.sms_reminder,
        "notify_by_email": contact.email_reminder,
        "api_id": reference,
    }
    optional = {
        "surname": contact.surname,
        "patronymic": contact.patronymic,
        "code": contact.code,
        "is_personal_data_processing_allowed": contact.accepts_policy,
        "is_newsletter_allowed": contact.wants_newsletter,
    }
    given = {name: value for name, value in optional.items() if value}
    rows = [row | _custom_fields(contact) for row in appointments(wanted)["appointments"]]
    return required | given | {"appointments": rows}


def new_time(wire_datetime: str) -> dict[str, Any]:
    """What is not named keeps its value: the comment stays."""
    return {"datetime": wire_datetime}


def code_request(phone: str, full_name: str) -> dict[str, Any]:
    return {"phone": phone, "fullname": full_name}


def _custom_fields(contact: Contact) -> dict[str, Any]:
    """Altegio has them with each appointment; we ask once for all."""
    fields = {code: list(value) if isinstance(value, tuple) else value for code, value in contact.custom}
    return {"custom_fields": fields} if fields else {}
