"""GET company, bookform and privacy_policy."""

from __future__ import annotations

from typing import Any

from booking_site.sandbox import errors
from booking_site.sandbox.call import Call, as_id
from booking_site.sandbox.entities import Location
from booking_site.sandbox.images import image_url
from booking_site.sandbox.moments import standard_offset_hours, wall
from booking_site.sandbox.wire import Answer, success


def company(call: Call) -> Answer:
    location = call.location
    team = [member for member in location.members.values() if member.takes_bookings]
    moving: dict[str, Any] = {
        "id": location.id,
        "active": 0 if call.salon.is_closed(location) else 1,
        "active_staff_count": len(team),
        "logo": image_url(call.request.host, f"logos/{location.id}"),
        "timezone": standard_offset_hours(location.zone),
        "bookforms": [{"id": location.form_id, "title": "Online booking", "is_default": 1, "url": ""}],
    }
    if call.request.first("forBooking") == "1":
        moving["next_slot"] = _next_slot(call, location)
    return success(moving | dict(location.company))


def bookform(call: Call) -> Answer:
    form_id = as_id(call.path["form"])
    location = next((one for one in call.salon.locations.values() if one.form_id == form_id), None)
    if location is None:
        raise errors.nothing_there()
    names = ("service", "datetime", "master", "contact", "comfirm")
    steps = [{"step": name, "title": "", "num": n, "hidden": False, "default": 0} for n, name in enumerate(names, 1)]
    return success(
        {
            "id": form_id,
            "company_id": location.id,
            "group_id": 0,
            "steps": steps,
            "style": {"main_color": "666", "buttons_color": "#6b4f3a", "header_background_new": []},
            "lang": "en-US",
            "phone_confirmation": location.company["phone_confirmation"],
            "sms_enabled": location.company["sms_enabled"],
            "specialization_display_mode": 0,
        }
    )


def privacy_policy(call: Call) -> Answer:
    return success(call.location.privacy_policy)


def _next_slot(call: Call, location: Location) -> str | None:
    salon = call.salon
    for day in salon.days(location):
        starts = [at for member in salon.able(location, ()) for at in salon.starts(location, member, day, 15)]
        if starts:
            return wall(min(starts), location.zone).isoformat()
    return None
