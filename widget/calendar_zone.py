"""VTIMEZONE: a zone's clock, told to calendars that do not know the zone by its name.

Our own, since icalendar's (7.3.0, ``add_missing_timezones``) begins summer time an hour late and overlooks what lasts
less than 64 days, such as Morocco's month of another time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def vtimezone(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """True from ``first`` to ``last``, both in UTC."""
    described = Timezone()
    described.add("tzid", zone.key)
    described.add_component(_observance(zone, first, _offset(zone, first)))
    for change in _changes(zone, first, last):
        described.add_component(_observance(zone, change, _offset(zone, change - MINUTE)))
    return described


def _observance(zone: ZoneInfo, onset: datetime, before: timedelta) -> TimezoneStandard | TimezoneDaylight:
    local = onset.astimezone(zone)
    observance = TimezoneDaylight() if local.dst() else TimezoneStandard()
    # By the clock that has not been changed yet (RFC 5545, 3.6.5).
    observance.DTSTART = (onset + before).replace(tzinfo=None)
    observance.TZOFFSETFROM = before
    observance.TZOFFSETTO = _offset(zone, onset)
    observance.add("tzname", local.tzname())
    return observance


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The minutes at which the clock is changed. No zone changes it twice a day."""
    while first < last:
        offset = _offset(zone, first)
        if _offset(zone, first + DAY) != offset:
            minutes = (first + n * MINUTE for n in range(24 * 60 + 1))
            yield next(minute for minute in minutes if _offset(zone, minute) != offset)
        first += DAY


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
