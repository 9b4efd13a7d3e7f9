from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, product

import pytest

from booking_site.sandbox.moments import wall
from booking_site.sandbox.salon import NotFree, Salon

NIGHT = [(time(0, 0), time(5, 0))]
AUTUMN = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)
SPRING = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)


def salon_at(now: datetime) -> Salon:
    return Salon(now=lambda: now)


def starts(salon, member_id, day, minutes, location_id=4564):
    location = salon.locations[location_id]
    found = salon.starts(location, location.members[member_id], day, minutes)
    return [wall(at, location.zone).isoformat() for at in found]


def test_the_night_in_autumn_has_the_repeated_hour_twice():
    salon = salon_at(AUTUMN)
    salon.set_hours(6541, date(2026, 10, 25), NIGHT)
    found = starts(salon, 6541, date(2026, 10, 25), 60)

    assert "2026-10-25T02:00:00+02:00" in found
    assert "2026-10-25T02:00:00+01:00" in found
    assert found[0] == "2026-10-25T00:00:00+02:00"
    assert found[-1] == "2026-10-25T04:00:00+01:00"
    assert len(found) == 5 * 4 + 1


def test_the_night_in_spring_skips_the_hour_that_is_not():
    salon = salon_at(SPRING)
    salon.set_hours(6541, date(2027, 3, 28), NIGHT)
    found = starts(salon, 6541, date(2027, 3, 28), 60)

    assert not [start for start in found if "T02:" in start]
    # An hour that starts at half past one ends at half past three.
    assert "2027-03-28T01:30:00+01:00" in found
    assert "2027-03-28T03:00:00+02:00" in found
    assert len(found) == 3 * 4 + 1


def test_the_other_location_changes_its_clocks_on_another_night():
    salon = salon_at(AUTUMN)
    salon.set_hours(7711, date(2026, 11, 1), NIGHT)
    found = starts(salon, 7711, date(2026, 11, 1), 60, location_id=4565)

    assert {"2026-11-01T01:00:00-04:00", "2026-11-01T01:00:00-05:00"} <= set(found)


def test_the_repeated_hour_is_booked_once_each_time(ask, sandbox):
    sandbox.salon.set_hours(6541, date(2026, 10, 25), NIGHT)
    for offset in ("+02:00", "+01:00"):
        sandbox.salon.take(4564, 6541, datetime.fromisoformat(f"2026-10-25T02:00:00{offset}"), 60)
    left = {slot["datetime"] for slot in ask("book_times/4564/6541/2026-10-25").data}

    assert not [start for start in left if "T02:" in start]
    assert {"2026-10-25T01:45:00+02:00", "2026-10-25T03:00:00+01:00"} <= left


def test_a_shift_may_run_past_midnight():
    salon = salon_at(AUTUMN)
    salon.set_hours(6541, date(2026, 9, 12), [(time(22, 0), time(1, 0))])
    at = datetime.fromisoformat("2026-09-13T00:00:00+02:00")
    record = salon.take(4564, 6541, at, 60)

    assert starts(salon, 6541, date(2026, 9, 12), 60)[-1] == "2026-09-12T23:00:00+02:00"
    assert record.day == date(2026, 9, 12)


def test_nothing_starts_in_the_past_or_within_the_lead_time():
    salon = salon_at(AUTUMN)
    salon.set_hours(6541, date(2026, 9, 8), [(time(8, 0), time(12, 0))])

    # It is ten o'clock in Berlin.
    assert starts(salon, 6541, date(2026, 9, 8), 15)[0] == "2026-09-08T10:30:00+02:00"
    assert starts(salon, 6541, date(2026, 9, 7), 15) == []


def test_the_horizon_is_two_hundred_days():
    salon = salon_at(AUTUMN)
    days = salon.days(salon.locations[4564])

    assert days[-1] - days[0] == timedelta(days=200)
    salon.set_hours(6541, days[-1] + timedelta(days=1), NIGHT)
    assert starts(salon, 6541, days[-1] + timedelta(days=1), 15) == []


@pytest.mark.parametrize("day", [date(2026, 12, 25), date(2027, 1, 1), date(2026, 9, 13)])
def test_holidays_and_sundays_are_closed(day):
    salon = salon_at(AUTUMN)
    for location in salon.locations.values():
        assert not any(salon.works(location, member, day) for member in location.members.values())


def test_every_salon_shows_the_same_picture_of_the_same_day():
    def picture():
        salon = salon_at(AUTUMN)
        berlin = salon.locations[4564]
        return [starts(salon, who, day, 30) for who in berlin.members for day in salon.days(berlin)[:40]]

    assert picture() == picture()


def test_a_day_only_fills_up_as_it_comes_nearer():
    day = date(2026, 9, 29)
    crowds = [
        set(starts(salon_at(datetime.combine(day - timedelta(days=ahead), time(6), UTC)), 6544, day, 15))
        for ahead in (60, 21, 10, 5)
    ]

    assert crowds[0] > crowds[-1]
    assert all(later >= sooner for later, sooner in pairwise(crowds))


@pytest.mark.parametrize("first", [date(2026, 1, 1), date(2026, 12, 20), date(2027, 6, 1)])
def test_tomorrow_or_the_day_after_has_room_for_the_longest_service(first):
    for day in (first + timedelta(days=n) for n in range(120)):
        salon = salon_at(datetime.combine(day, time(12), UTC))
        for location in salon.locations.values():
            soon = salon.days(location)[1:3]
            works = [pair for pair in product(location.members.values(), soon) if salon.works(location, *pair)]
            free = [pair for pair in works if salon.has_start(location, *pair, 150)]
            assert free == works


def test_some_days_are_full_and_some_nearly(ask):
    dates = ask("book_dates/4564", ("staff_id", 6544), ("date_from", "2026-09-11"), ("date_to", "2026-10-31")).data
    full = set(dates["working_dates"]) - set(dates["booking_dates"])
    left = [len(ask(f"book_times/4564/6544/{day}", ("service_ids[]", 3302)).data) for day in dates["booking_dates"]]

    assert full
    assert [count for count in left if 1 <= count <= 3]


def test_the_days_ahead_are_busier_than_the_weeks_after():
    salon = salon_at(AUTUMN)
    berlin = salon.locations[4564]
    days = salon.days(berlin)

    def free(span):
        shifts = [(one, day) for day in span for one in berlin.members.values() if salon.works(berlin, one, day)]
        return sum(len(salon.starts(berlin, *shift, 30)) for shift in shifts) / len(shifts)

    assert free(days[3:14]) < free(days[14:45]) < free(days[60:120])


def test_a_taken_time_is_not_to_be_had_again():
    salon = salon_at(AUTUMN)
    salon.set_hours(6541, date(2026, 9, 9), [(time(9), time(12))])
    salon.take(4564, 6541, datetime(2026, 9, 9, 10), 60)  # noqa: DTZ001

    assert "2026-09-09T09:45:00+02:00" in starts(salon, 6541, date(2026, 9, 9), 15)
    assert starts(salon, 6541, date(2026, 9, 9), 60) == ["2026-09-09T09:00:00+02:00", "2026-09-09T11:00:00+02:00"]
    with pytest.raises(NotFree):
        salon.take(4564, 6541, datetime(2026, 9, 9, 10, 30), 15)  # noqa: DTZ001


def test_a_taken_day_is_worked_but_not_bookable(ask, salon):
    salon.take_day(4564, 6541, date(2026, 9, 9))
    dates = ask("book_dates/4564", ("staff_id", 6541), ("date", "2026-09-01")).data

    assert "2026-09-09" in dates["working_dates"]
    assert "2026-09-09" not in dates["booking_dates"]
