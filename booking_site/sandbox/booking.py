"""The rules of book_record: who may book, then the rules of book_check, then the records themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from booking_site.sandbox import errors
from booking_site.sandbox.checking import Placement, place, wishes
from booking_site.sandbox.entities import Location
from booking_site.sandbox.phone import BLACKLISTED, digits
from booking_site.sandbox.records import Record
from booking_site.sandbox.salon import Salon

CODE = "1234"


def book(salon: Salon, location: Location, body: Any) -> list[tuple[int, Record]]:
    """One record per appointment, all or none."""
    client = _client(body)
    _check_client(client, location)
    asked = wishes(body, location)
    with salon.lock:
        placed = place(salon, location, asked)
        for one in placed:
            _check_payment(one, location)
        return [(one.wish.id, _record(salon, location, one, client)) for one in placed]


def _client(body: Any) -> Mapping[str, Any]:
    client = body if isinstance(body, Mapping) else {}
    absent = [name for name in ("fullname", "phone", "email") if not isinstance(client.get(name), str)]
    if absent:
        raise errors.invalid({name: [f"The {name} field is required."] for name in absent})
    if client["email"] and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", client["email"]):
        raise errors.invalid({"email": ["The email must be a valid email address."]})
    for name in ("notify_by_sms", "notify_by_email"):
        if not _is_hours(client.get(name, 0)):
            raise errors.invalid({name: [f"The {name} must be an integer."]})
    if not isinstance(client.get("custom_fields", {}), Mapping):
        raise errors.invalid({"custom_fields": ["The custom_fields must be an object."]})
    return client


def _is_hours(value: Any) -> bool:
    """The official page sends even these as text."""
    return (
        not isinstance(value, bool)
        and isinstance(value, int | str)
        and re.fullmatch(r"[0-9]{1,4}", str(value)) is not None
    )


def _text(client: Mapping[str, Any], name: str) -> str:
    return str(client.get(name) or "")


def _check_client(client: Mapping[str, Any], location: Location) -> None:
    phone = digits(client["phone"])
    if phone is None:
        raise errors.business(431)
    if phone == BLACKLISTED:
        raise errors.business(434)
    if not client["fullname"].strip():
        raise errors.business(435)
    needs_code = location.company["phone_confirmation"] and location.company["sms_enabled"]
    if needs_code and _text(client, "code") != CODE:
        raise errors.business(432)


def _check_payment(placed: Placement, location: Location) -> None:
    services = [location.services[i] for i in placed.wish.service_ids]
    if any(one.prepaid == "required" for one in services):
        raise errors.message(422, "Online payment is required for this service")
    if any(one.members_only for one in services):
        raise errors.message(422, "This service can only be booked with a membership")
    if any(one.is_composite for one in services):
        raise errors.message(422, "This service can only be booked as a package")


def _record(salon: Salon, location: Location, placed: Placement, client: Mapping[str, Any]) -> Record:
    return salon.book(
        location,
        placed.member,
        placed.wish.at,
        placed.minutes,
        service_ids=placed.wish.service_ids,
        fullname=client["fullname"],
        surname=_text(client, "surname"),
        patronymic=_text(client, "patronymic"),
        phone=client["phone"],
        email=client["email"],
        comment=_text(client, "comment"),
        code=_text(client, "code"),
        api_id=client.get("api_id", ""),
        # Documented for each appointment; the official page sends one for all of them.
        custom_fields={**client.get("custom_fields", {}), **placed.wish.custom_fields},
        notify_by_sms=int(client.get("notify_by_sms", 0)),
        notify_by_email=int(client.get("notify_by_email", 0)),
        master_requested=placed.wish.staff_id != 0,
        online=True,
    )
