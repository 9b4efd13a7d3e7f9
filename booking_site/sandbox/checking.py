"""The rules of book_check, which book_record obeys as well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking_site.sandbox import errors
from booking_site.sandbox.entities import Location, Member
from booking_site.sandbox.moments import localized, minute, wall
from booking_site.sandbox.salon import Salon


@dataclass(frozen=True, slots=True)
class Wish:
    """One appointment as it was asked for. ``staff_id`` 0 is anyone."""

    id: int
    service_ids: tuple[int, ...]
    staff_id: int
    at: int
    custom_fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Placement:
    wish: Wish
    member: Member
    minutes: int

    def overlaps(self, member: Member, at: int, minutes: int) -> bool:
        return self.member is member and at < self.wish.at + self.minutes and self.wish.at < at + minutes


def wishes(body: Any, location: Location) -> list[Wish]:
    rows = body.get("appointments") if isinstance(body, Mapping) else None
    if not isinstance(rows, list) or not rows:
        raise errors.invalid({"appointments": ["The appointments field is required."]})
    return [_wish(row, f"appointments.{n}", location) for n, row in enumerate(rows)]


def place(salon: Salon, location: Location, asked: Sequence[Wish]) -> list[Placement]:
    """Who does what, or the first reason why not."""
    placed: list[Placement] = []
    for wish in asked:
        placed.append(_placement(salon, location, wish, placed))
    return placed


def _wish(row: Any, where: str, location: Location) -> Wish:
    row = row if isinstance(row, Mapping) else {}
    faults = {f"{where}.{key}": [f"The {key} field is required."] for key in ("id", "staff_id") if not _is_id(row, key)}
    at = instant(row.get("datetime"), location)
    if at is None:
        faults[f"{where}.datetime"] = ["The datetime is not a valid date."]
    services = row.get("services") or []
    if not isinstance(services, list) or not all(isinstance(one, int) for one in services):
        faults[f"{where}.services"] = ["The services must be an array of numbers."]
    custom_fields = row.get("custom_fields", {})
    if not isinstance(custom_fields, Mapping):
        faults[f"{where}.custom_fields"] = ["The custom_fields must be an object."]
    if faults or at is None:
        raise errors.invalid(faults)
    return Wish(row["id"], tuple(services), row["staff_id"], at, custom_fields)


def _is_id(row: Mapping[str, Any], key: str) -> bool:
    return isinstance(row.get(key), int) and row[key] >= 0


def instant(value: Any, location: Location) -> int | None:
    try:
        return minute(localized(datetime.fromisoformat(value), location.zone))
    except (TypeError, ValueError):
        return None


def _placement(salon: Salon, location: Location, wish: Wish, placed: Iterable[Placement]) -> Placement:
    _check_services(salon, location, wish)
    minutes = salon.minutes(location, wish.service_ids)
    able = salon.able(location, wish.service_ids)
    if wish.staff_id == 0:
        return _anyone(salon, location, wish, minutes, able, placed)
    member = location.members.get(wish.staff_id)
    if member is None:
        raise errors.message(404, "Team member not found")
    if member not in able:
        raise errors.business(438, appointment_id=wish.id)
    if any(one.overlaps(member, wish.at, minutes) for one in placed):
        raise _about(437, location, wish, member)
    if salon.shift_day(location, member, wish.at, minutes) is None:
        raise _about(433, location, wish, member)
    return Placement(wish, member, minutes)


def _check_services(salon: Salon, location: Location, wish: Wish) -> None:
    if not wish.service_ids:
        raise errors.business(422, appointment_id=wish.id)
    if set(wish.service_ids) - salon.offered(location).keys():
        raise errors.business(438, appointment_id=wish.id)


def _anyone(
    salon: Salon,
    location: Location,
    wish: Wish,
    minutes: int,
    able: Iterable[Member],
    placed: Iterable[Placement],
) -> Placement:
    free = (one for one in able if not any(other.overlaps(one, wish.at, minutes) for other in placed))
    member = next((one for one in free if salon.shift_day(location, one, wish.at, minutes)), None)
    if member is None:
        raise errors.business(436, appointment_id=wish.id)
    return Placement(wish, member, minutes)


def _about(code: int, location: Location, wish: Wish, member: Member) -> errors.Refused:
    when = f"{wall(wish.at, location.zone):%B %d, %Y at %H:%M}"
    text = f"Team Member {member.name} ({member.id}) cannot be booked on {when}. {errors.TEXTS[code]}"
    return errors.business(code, text, wish.id)
