"""What Altegio tells of a booking that was made, and of what has to be accepted for it → our objects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import Any

from widget.altegio.errors import MalformedAnswer
from widget.altegio.parse import moment, price_range
from widget.altegio.plain_text import plain_line, plain_text
from widget.altegio.wire import Row, flag, identity, integer, items, mapping, nice, number, rows, seconds, text
from widget.domain.appointment import Appointment
from widget.domain.booking import AppointmentKey, BookedAppointment, BookedService
from widget.domain.money import PriceRange

MANAGE_TOKEN = re.compile(r"[0-9A-Za-z]{1,128}")
YEARS = range(2000, 2200)
"""What lies outside is no appointment, and its end might be no date."""
DEEPEST_TEXT = 8
HIGHEST_REVISION = 2**31 - 1
"""What fits into the number of a calendar file."""


def appointment_keys(data: Any, wanted: Sequence[Appointment]) -> tuple[AppointmentKey, ...]:
    """One for each that was wanted, in that order. Raises MalformedAnswer when it cannot be told which is which."""
    found = rows(data, "book_record")
    # Where there is one of each, it is plain which one is meant.
    only_id = wanted[0].id if len(wanted) == len(found) == 1 else None
    keys = {key.id: key for key in (_appointment_key(row, only_id) for row in found)}
    if len(found) != len(keys) or keys.keys() != {appointment.id for appointment in wanted}:
        raise MalformedAnswer("id")
    return tuple(keys[appointment.id] for appointment in wanted)


def _appointment_key(row: Row, only_id: int | None) -> AppointmentKey:
    appointment_id, manage_token = identity(row, "record_id"), text(row, "record_hash")
    if not MANAGE_TOKEN.fullmatch(manage_token):
        raise MalformedAnswer("record_hash")
    return AppointmentKey(integer(row, "id", default=only_id), appointment_id, manage_token)


def booked_appointment(data: Any, zone: tzinfo) -> BookedAppointment:
    """``zone`` is the location's, for a time that comes without an offset. A list of one will do."""
    row = data[0] if isinstance(data, list) and len(data) == 1 else data
    if not isinstance(row, Mapping):
        raise MalformedAnswer("book_record")
    team_member: Row = nice(lambda: mapping(row, "staff"), {})
    return BookedAppointment(
        appointment_id=integer(row, "id"),
        services=tuple(_booked_services(row)),
        team_member_id=nice(lambda: integer(team_member, "id", default=0), 0),
        team_member_name=nice(lambda: plain_line(text(team_member, "name")), ""),
        starts_at=_starts_at(row, zone),
        duration=nice(lambda: seconds(row, "length"), None),
        is_cancelled=flag(row, "deleted", default=False),
        revision=nice(lambda: _revision(row, zone), 0),
    )


def _revision(row: Row, zone: tzinfo) -> int:
    """The seconds from when it was made to when it was last changed: the one number that grows with each change, and
    that whoever looks at it, and whenever, finds to be the same."""
    made, changed = (moment(text(row, field), zone) for field in ("create_date", "last_change_date"))
    return min(max(0, round((changed - made).total_seconds())), HIGHEST_REVISION)


def _starts_at(row: Row, zone: tzinfo) -> datetime:
    starts_at = moment(text(row, "datetime") or text(row, "date"), zone)
    if starts_at.year not in YEARS:
        raise MalformedAnswer("datetime")
    return starts_at


def _booked_services(row: Row) -> Iterator[BookedService]:
    services: Sequence[Any] = nice(lambda: items(row.get("services"), "services"), ())
    for found in services:
        if isinstance(found, Mapping) and (service := nice(partial(_booked_service, found), None)):
            yield service


def _booked_service(row: Row) -> BookedService | None:
    title = plain_line(text(row, "title"))
    if not title:
        return None
    return BookedService(
        id=nice(lambda: integer(row, "id", default=0), 0), title=title, price=nice(lambda: _price(row), None)
    )


def _price(row: Row) -> PriceRange | None:
    """What it costs, else between what and what. A cost of 0 is not "free": nobody has set one."""
    cost = number(row, "cost")
    if cost is None:
        return price_range(row)
    return PriceRange(cost, cost) if cost > 0 else None


def policy_text(data: Any) -> str:
    """Nothing is known of the answer but that it has a text: the longest one in it, or none."""
    return max(map(plain_text, _texts(data)), key=len, default="")


def _texts(node: Any, depth: int = DEEPEST_TEXT) -> Iterator[str]:
    if isinstance(node, str):
        yield text({"policy": node}, "policy")
    children = node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ()
    for child in children if depth else ():
        yield from _texts(child, depth - 1)
