"""GET book_dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from booking_site.sandbox.call import Call
from booking_site.sandbox.wire import Answer, success


def book_dates(call: Call) -> Answer:
    salon, location = call.salon, call.location
    members = call.members(call.staff_id)
    minutes = salon.minutes(location, call.service_ids)
    days = _days(call)
    working = [day for day in days if any(salon.works(location, one, day) for one in members)]
    booking = [day for day in working if any(salon.has_start(location, one, day, minutes) for one in members)]
    return success(
        {
            "booking_days": _by_month(booking, as_text=location.days_as_text),
            "booking_dates": [day.isoformat() for day in _as_upstream_orders(booking)],
            "working_days": _by_month(working, as_text=location.days_as_text),
            "working_dates": [day.isoformat() for day in working],
        }
    )


def _days(call: Call) -> list[date]:
    """``date_from`` and ``date_to`` only count together, and then override ``date``."""
    horizon = call.salon.days(call.location)
    month, first, last = call.day("date"), call.day("date_from"), call.day("date_to")
    if first and last:
        return [day for day in horizon if first <= day <= last]
    if month:
        return [day for day in horizon if (day.year, day.month) == (month.year, month.month)]
    return horizon


def _by_month(days: Sequence[date], *, as_text: bool) -> dict[str, list[Any]] | list[Any]:
    """Months have no year, and their order is not the calendar's; an empty object is an empty list."""
    months: dict[str, list[Any]] = {}
    for day in days:
        months.setdefault(str(day.month), []).append(str(day.day) if as_text else day.day)
    return dict(sorted(months.items(), key=lambda item: int(item[0]))) or []


def _as_upstream_orders(days: Sequence[date]) -> list[date]:
    """By month number first, so that January comes before December: nobody may rely on the order."""
    return sorted(days, key=lambda day: (day.month, day.day))
