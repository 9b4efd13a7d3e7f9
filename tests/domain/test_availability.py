from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from widget.domain.availability import Slot, needs_offset, on_the_wall, upcoming, wall_clock

BERLIN, LONDON = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/London")
NOON = datetime(2026, 9, 21, 12, tzinfo=UTC)


def slot(wire, duration=None):
    return Slot(datetime.fromisoformat(wire), wire, duration)


@pytest.mark.parametrize(
    ("wire", "shown"),
    [
        ("2026-09-21T09:30:00-05:00", "2026-09-21T09:30:00-05:00"),
        ("2026-09-21T09:30:00-0500", "2026-09-21T09:30:00-05:00"),
        ("2026-09-21T09:30:00.000+05:30", "2026-09-21T09:30:00+05:30"),
        ("2026-09-21T09:30:00", "2026-09-21T09:30:00+02:00"),
        ("2026-12-21 09:30:00", "2026-12-21T09:30:00+01:00"),
        ("2026-09-21T22:30:00Z", "2026-09-22T00:30:00+02:00"),
        ("2026-12-21T09:30:00+00:00", "2026-12-21T10:30:00+01:00"),
    ],
)
def test_the_clock_on_the_wall_in_berlin(wire, shown):
    assert wall_clock(wire, BERLIN).isoformat() == shown


def test_where_utc_is_the_time_on_the_wall_it_stays():
    assert wall_clock("2026-12-21T09:30:00+00:00", LONDON).isoformat() == "2026-12-21T09:30:00+00:00"


@pytest.mark.parametrize("wire", ["", "tomorrow", "2026-02-30T09:30:00", "2026-09-21T25:00:00Z", "9:30"])
def test_what_is_no_datetime_is_an_error(wire):
    with pytest.raises(ValueError, match=r"Invalid|range|must be"):
        wall_clock(wire, BERLIN)


def test_the_end_of_time_is_an_error():
    with pytest.raises(OverflowError):
        wall_clock("9999-12-31T23:59:59Z", BERLIN)


def test_upcoming_slots_are_ahead_and_in_order():
    past, now = slot("2026-09-21T07:59:00-04:00"), slot("2026-09-21T14:00:00+02:00")
    later, soon = slot("2026-09-21T13:00:00+00:00"), slot("2026-09-21T08:01:00-04:00")

    assert upcoming([later, past, now, soon], NOON) == (soon, later)


def test_the_repeated_hour_stays_in_order():
    first, second = slot("2026-10-25T02:00:00+02:00"), slot("2026-10-25T02:00:00+01:00")

    assert upcoming([second, first], NOON) == (first, second)


def test_a_slot_ends_after_its_duration_by_the_same_clock():
    late = slot("2026-10-25T01:30:00+02:00", timedelta(hours=2))

    assert late.ends_at.isoformat() == "2026-10-25T03:30:00+02:00"
    assert slot("2026-10-25T01:30:00+02:00").ends_at is None


@pytest.mark.parametrize(
    ("beside", "minutes", "shown"),
    [
        ("2026-10-25T01:30:00+02:00", 120, "2026-10-25T02:30:00+01:00"),
        ("2026-10-25T12:00:00+01:00", -24 * 60, "2026-10-24T13:00:00+02:00"),
        ("2027-03-28T01:30:00+01:00", 90, "2027-03-28T04:00:00+02:00"),
        ("2027-03-28T04:30:00+02:00", 90, "2027-03-28T06:00:00+02:00"),
        ("2027-03-28T01:30:00+04:00", 300, "2027-03-28T07:30:00+05:00"),  # not the zone that Altegio names
    ],
)
def test_what_the_clock_shows_after_it_was_changed(beside, minutes, shown):
    moment = datetime.fromisoformat(beside)

    assert on_the_wall(moment + timedelta(minutes=minutes), moment, BERLIN).isoformat() == shown


@pytest.mark.parametrize(
    ("wire", "is_unclear"),
    [
        ("2026-10-25T01:59:00+02:00", False),
        ("2026-10-25T02:00:00+02:00", True),
        ("2026-10-25T02:59:00+01:00", True),
        ("2026-10-25T03:00:00+01:00", False),
        ("2027-03-28T02:30:00+01:00", True),
        ("2027-03-28T03:00:00+02:00", False),
    ],
)
def test_where_the_clock_alone_tells_no_moment(wire, is_unclear):
    assert needs_offset(datetime.fromisoformat(wire), BERLIN) is is_unclear


def test_the_day_of_a_slot_is_the_day_on_the_wall():
    starts_at = datetime(2026, 9, 21, 23, 30, tzinfo=timezone(timedelta(hours=-5)))

    assert Slot(starts_at, starts_at.isoformat()).day == date(2026, 9, 21)
    assert starts_at.astimezone(UTC).date() == date(2026, 9, 22)
