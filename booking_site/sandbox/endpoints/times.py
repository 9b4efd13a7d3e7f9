"""GET book_times."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from booking_site.sandbox import errors
from booking_site.sandbox.call import Call, as_id
from booking_site.sandbox.entities import Member
from booking_site.sandbox.moments import wall
from booking_site.sandbox.wire import Answer, success


def book_times(call: Call) -> Answer:
    members = call.members(as_id(call.path["staff"]))
    return success(slot_rows(call, members, _day(call.path["date"])))


def slot_rows(call: Call, members: Iterable[Member], day: date) -> list[dict[str, Any]]:
    """The times of all these members together, each time once."""
    salon, location = call.salon, call.location
    minutes = salon.minutes(location, call.service_ids)
    starts = {at for member in members for at in salon.starts(location, member, day, minutes)}
    return [slot_row(wall(at, location.zone), minutes) for at in sorted(starts)]


def slot_row(starts_at: datetime, minutes: int) -> dict[str, Any]:
    return {
        # Upstream does not pad the hour.
        "time": f"{starts_at.hour}:{starts_at:%M}",
        "seance_length": minutes * 60,
        "sum_length": minutes * 60,
        "datetime": starts_at.isoformat(),
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise errors.bad_filter("Invalid date", {"date": ["The date does not match the format Y-m-d."]}) from None
