from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo

HOUR_OF_ONE_DIGIT = re.compile(r"^(\d{4}-\d{2}-\d{2}[T ])(\d):")

LATEST_SHIFT_END = 6
"""O'clock: by then the longest night is over."""


@dataclass(frozen=True, slots=True)
class OpenDays:
    """Days of a location or a team member: ``free`` ones have times left, ``working`` ones are on shift."""

    free: tuple[date, ...] = ()
    working: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which an appointment can start.

    ``wire_datetime`` goes back to Altegio verbatim. ``starts_at`` keeps the offset that Altegio sent, so
    that its hour and minute are what the clock on the business's wall shows.
    """

    starts_at: datetime
    wire_datetime: str
    duration: timedelta | None = None

    @property
    def day(self) -> date:
        return self.starts_at.date()

    @property
    def ends_at(self) -> datetime | None:
        """The moment, still in the offset of the start: see ``on_the_wall``."""
        return self.starts_at + self.duration if self.duration else None


def wall_clock(wire_datetime: str, zone: tzinfo) -> datetime:
    """The moment, in the offset that Altegio sent: that is the clock on the business's wall.

    A datetime without an offset is the wall's in ``zone``, and UTC (``Z``) is put into ``zone``, since it
    tells no wall's time. Raises ValueError or OverflowError for what is no datetime.
    """
    moment = datetime.fromisoformat(HOUR_OF_ONE_DIGIT.sub(r"\g<1>0\2:", wire_datetime))
    if moment.tzinfo is None:
        return with_offset(moment.replace(tzinfo=zone))
    return moment if moment.utcoffset() else with_offset(moment.astimezone(zone))


def with_offset(moment: datetime) -> datetime:
    """The same in a plain offset: Python compares two times of one zone by the wall's clock alone, and in the
    night that has an hour twice that is wrong."""
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()), fold=0)


def on_the_wall(moment: datetime, beside: datetime, zone: tzinfo) -> datetime:
    """``moment`` by the clock on the wall that shows ``beside`` at its time: between the two, ``zone`` may have changed
    it."""
    change = _offset(moment, zone) - _offset(beside, zone)
    return moment.astimezone(timezone((beside.utcoffset() or timedelta()) + change))


def shift_days(starts_at: datetime) -> tuple[date, ...]:
    """The days under which Altegio may list a time: its own; soon after midnight also the one before, whose shift may
    go on that long."""
    day = starts_at.date()
    return (day, day - timedelta(days=1)) if starts_at.hour < LATEST_SHIFT_END else (day,)


def needs_offset(moment: datetime, zone: tzinfo) -> bool:
    """Whether the clock on the wall tells no single moment there: it shows that time twice, or passes over it."""
    earlier, later = (moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return earlier != later


def _offset(moment: datetime, zone: tzinfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def upcoming(slots: Iterable[Slot], now: datetime) -> tuple[Slot, ...]:
    """The slots that are still ahead, earliest first. ``now`` is aware."""
    return tuple(sorted((slot for slot in slots if slot.starts_at > now), key=lambda slot: slot.starts_at))
