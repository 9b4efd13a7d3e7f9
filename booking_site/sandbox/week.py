"""Weekly working patterns, in wall time, lunch already taken out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from booking_site.sandbox.entities import Hours

EARLY: Hours = ((time(9, 0), time(13, 0)), (time(13, 30), time(17, 30)))
MIDDAY: Hours = ((time(10, 0), time(14, 0)), (time(14, 30), time(18, 30)))
LATE: Hours = ((time(11, 30), time(15, 30)), (time(16, 0), time(20, 0)))
SATURDAY: Hours = ((time(10, 0), time(16, 0)),)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat")


def week(days: str, shift: Hours, **exceptions: Hours) -> Mapping[int, Hours]:
    """``week("mon tue sat", EARLY, tue=LATE)``. Sunday cannot be asked for: both locations are closed."""
    chosen = days.split()
    usual = {day: SATURDAY if day == "sat" else shift for day in chosen}
    return {DAYS.index(day): hours for day, hours in (usual | exceptions).items()}
