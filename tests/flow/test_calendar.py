from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widget.domain.availability import OpenDays
from widget.flow.calendar import (
    DayKind,
    first_of_month,
    last_month,
    look_ahead,
    nearest,
    next_month,
    previous_month,
    weeks,
)

TODAY = date(2026, 12, 9)


def states(month: date, open_days: OpenDays, first_weekday: int = 0) -> dict[int, DayKind]:
    rows = weeks(month, open_days, first_day=TODAY, today=TODAY, chosen=None, first_weekday=first_weekday)
    return {cell.day.day: cell.kind for row in rows for cell in row if cell}


def test_days_are_free_full_or_closed() -> None:
    open_days = OpenDays(free=(date(2026, 12, 10),), working=frozenset({date(2026, 12, 10), date(2026, 12, 11)}))

    found = states(date(2026, 12, 1), open_days)

    assert (found[10], found[11], found[12]) == (DayKind.FREE, DayKind.FULL, DayKind.CLOSED)


def test_a_past_day_is_never_free_and_past_weeks_are_left_out() -> None:
    found = states(date(2026, 12, 1), OpenDays(free=(date(2026, 12, 1), date(2026, 12, 8))))

    assert found[8] == DayKind.OVER
    assert min(found) == 7


@given(st.dates(date(2026, 12, 9), date(2030, 1, 1)), st.integers(0, 6))
@settings(max_examples=60, derandomize=True)
def test_a_month_has_each_of_its_days_once_under_its_weekday(day: date, first_weekday: int) -> None:
    rows = weeks(
        first_of_month(day),
        OpenDays(),
        first_day=day.replace(day=1),
        today=day,
        chosen=day,
        first_weekday=first_weekday,
    )

    cells = [(cell, column) for row in rows for column, cell in enumerate(row) if cell]
    assert [cell.day.day for cell, _ in cells] == list(range(1, len(cells) + 1))
    assert all(cell.day.weekday() == (first_weekday + column) % 7 for cell, column in cells)
    assert [cell.day for cell, _ in cells if cell.is_chosen] == [day]


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
@settings(derandomize=True)
def test_months_follow_each_other(day: date) -> None:
    assert previous_month(next_month(day)) == first_of_month(day)
    assert next_month(day) > day >= first_of_month(day)


def test_looking_ahead_stops_at_the_first_month_with_something_free() -> None:
    asked: list[date] = []

    def ask(day: date) -> OpenDays:
        asked.append(day)
        return OpenDays(free=(date(2027, 1, 4),))

    outlook = look_ahead(ask, date(2026, 12, 1), TODAY)

    assert asked == [TODAY, date(2027, 1, 1)]
    assert (outlook.start, outlook.end) == (date(2026, 12, 1), date(2027, 1, 1))
    assert (outlook.first_free, outlook.starts_empty) == (date(2027, 1, 4), True)


def test_looking_ahead_ends_after_one_further_month() -> None:
    outlook = look_ahead(lambda _: OpenDays(), date(2026, 12, 1), TODAY)

    assert (outlook.end, outlook.first_free) == (date(2027, 1, 1), None)


def test_looking_ahead_never_leaves_the_calendar() -> None:
    outlook = look_ahead(lambda _: OpenDays(), last_month(TODAY), TODAY)

    assert list(outlook.months) == [date(2027, 12, 1)]


@pytest.mark.parametrize("count", [0, 1, 3, 10])
def test_the_nearest_days_are_the_closest_in_calendar_order(count: int) -> None:
    days = [date(2026, 12, day) for day in (1, 8, 9, 10, 12, 30)]

    found = nearest(days, date(2026, 12, 9), count)

    assert list(found) == sorted(found)
    assert date(2026, 12, 9) not in found
    assert found[:3] == {0: (), 1: (date(2026, 12, 8),), 3: tuple(days[1:2] + days[3:5])}.get(
        count, tuple(days[:2] + days[3:4])
    )
