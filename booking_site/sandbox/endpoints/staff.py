"""GET book_staff and book_staff_seances."""

from __future__ import annotations

from datetime import date
from typing import Any

from booking_site.sandbox.call import Call, as_id
from booking_site.sandbox.endpoints.times import slot_rows
from booking_site.sandbox.entities import Member
from booking_site.sandbox.images import image_url
from booking_site.sandbox.wire import Answer, success


def book_staff(call: Call) -> Answer:
    """Only members who offer all the services asked for; whoever cannot start then is not bookable."""
    return success([_row(call, member) for member in call.members(call.staff_id)])


def book_staff_seances(call: Call) -> Answer:
    members = call.members(as_id(call.path["staff"]))
    day = next((found for one in members if (found := _nearest_day(call, one))), None)
    rows = slot_rows(call, members, day) if day else []
    return success({"seance_date": day.isoformat() if day else None, "seances": rows})


def _row(call: Call, member: Member) -> dict[str, Any]:
    row = person(member, call.request.host) | {
        "api_id": None,
        "user_id": None,
        "bookable": False,
        "position_id": member.id % 100 if member.position else 0,
        "weight": member.weight,
        "information": member.information,
        "seances": [],
        "has_access_timetable": False,
        "image_group": [],
        "fired": member.fired,
        "status": 0,
        "hidden": 0,
        "user": None,
        "prepaid": "forbidden",
    }
    day = _nearest_day(call, member)
    if day is None or not _can_start_then(call, member):
        return row
    schedule_till = call.salon.days(call.location)[-1]
    return row | {"bookable": True, "seance_date": day.isoformat(), "schedule_till": schedule_till.isoformat()}


def person(member: Member, host: str) -> dict[str, Any]:
    """The part that a booked record repeats."""
    return {
        "id": member.id,
        "name": member.name,
        "specialization": member.specialization,
        "position": _position(member),
        "show_rating": member.show_rating,
        "rating": member.rating,
        "votes_count": member.votes,
        "comments_count": member.votes // 3,
        "avatar": image_url(host, f"portraits/{member.portrait}" if member.portrait else "no-master-sm"),
        "avatar_big": image_url(host, f"portraits/{member.portrait}" if member.portrait else "no-master"),
    }


def _position(member: Member) -> dict[str, Any] | list[Any]:
    """An empty object comes as an empty list."""
    if member.position is None:
        return []
    return {"id": member.id % 100, "title": member.position, "services_binding_type": 0}


def _nearest_day(call: Call, member: Member) -> date | None:
    if not member.takes_bookings:
        return None
    salon, location = call.salon, call.location
    minutes = salon.minutes(location, call.service_ids)
    return next((day for day in salon.days(location) if salon.has_start(location, member, day, minutes)), None)


def _can_start_then(call: Call, member: Member) -> bool:
    at = call.moment()
    minutes = call.salon.minutes(call.location, call.service_ids)
    return at is None or call.salon.shift_day(call.location, member, at, minutes) is not None
