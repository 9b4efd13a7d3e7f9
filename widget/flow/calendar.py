"""A month as the date step shows it."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from widget.domain.availability import OpenDays

FURTHEST_LOOK = 1
"""Months beyond an empty one that are asked for unbidden: each costs a call, and a page has two."""
FURTHEST_MONTHS = 12
"""How many months ahead the calendar goes. Altegio does not say how far its schedules reach."""


class DayKind(StrEnum):
    FREE = "free"
    FULL = "full"
    CLOSED = "closed"
    OVER = "over"
    """Too late to book."""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    day: date
    kind: DayKind
    is_today: bool = False
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """The months that were looked at, by their first day; only the last of them can have something free."""

    months: Mapping[date, OpenDays]
    first_free: date | None

    @property
    def start(self) -> date:
        return min(self.months)

    @property
    def end(self) -> date:
        return max(self.months)

    @property
    def starts_empty(self) -> bool:
        return self.first_free is None or self.end != self.start


def weeks(
    month: date, open_days: OpenDays, *, first_day: date, today: date, chosen: date | None, first_weekday: int
) -> list[list[CalendarDay | None]]:
    """Rows of seven; None where the week reaches into a neighbouring month. Monday is weekday 0.

    ``first_day`` is the first that can be booked; weeks before it are left out: there is nothing in them to choose.
    """
    free = frozenset(open_days.free)

    def cell(day: date) -> CalendarDay | None:
        if day.month != month.month:
            return None
        return CalendarDay(day, _kind(day, free, open_days.working, first_day), day == today, day == chosen)

    grid = calendar.Calendar(first_weekday).monthdatescalendar(month.year, month.month)
    return [[cell(day) for day in week] for week in grid if week[-1] >= first_day]


def _kind(day: date, free: frozenset[date], working: frozenset[date], first_day: date) -> DayKind:
    if day < first_day:
        return DayKind.OVER
    if day in free:
        return DayKind.FREE
    return DayKind.FULL if day in working else DayKind.CLOSED


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def next_month(month: date) -> date:
    return first_of_month(first_of_month(month) + timedelta(days=31))


def previous_month(month: date) -> date:
    return first_of_month(first_of_month(month) - timedelta(days=1))


def last_month(first_day: date) -> date:
    """The furthest month that can be looked at."""
    month = first_of_month(first_day)
    for _ in range(FURTHEST_MONTHS):
        month = next_month(month)
    return month


def out_of_calendar(day: date, first_day: date) -> str:
    """Why a day cannot be chosen, whatever Altegio says of it (a key of NOTICES); empty where it can."""
    if day < first_day:
        return "day-passed"
    return "day-out-of-range" if day >= next_month(last_month(first_day)) else ""


def free_in_month(open_days: OpenDays, month: date, first_day: date) -> tuple[date, ...]:
    """The free days of that month that can be booked; Altegio may tell of others unasked."""
    return tuple(
        day for day in open_days.free if day >= first_day and (day.year, day.month) == (month.year, month.month)
    )


def nearest(days: Iterable[date], wanted: date, count: int) -> tuple[date, ...]:
    """The ``count`` days closest to ``wanted``, in calendar order, without that day itself."""
    others = sorted((day for day in days if day != wanted), key=lambda day: (abs(day - wanted), day))
    return tuple(sorted(others[:count]))


def look_ahead(ask: Callable[[date], OpenDays], month: date, first_day: date) -> Outlook:
    """Asks for ``month`` and, while there is nothing free, for the months after it.

    ``ask`` takes a day of the month that is wanted, never one before ``first_day``.
    """
    months: dict[date, OpenDays] = {}
    for _ in range(1 + FURTHEST_LOOK):
        months[month] = ask(max(month, first_day))
        if free := free_in_month(months[month], month, first_day):
            return Outlook(months, free[0])
        if month >= last_month(first_day):
            break
        month = next_month(month)
    return Outlook(months, None)
