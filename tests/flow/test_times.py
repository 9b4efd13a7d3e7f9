from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from widget.domain.availability import Slot
from widget.flow.times import nearest_times, parts_of_day, told_apart_by_offset

DAY = date(2027, 10, 31)
WINTER, SUMMER = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))


def slot(clock: str, zone: timezone = WINTER) -> Slot:
    starts_at = datetime.fromisoformat(f"2027-10-31T{clock}:00").replace(tzinfo=zone)
    return Slot(starts_at, starts_at.isoformat())


def test_times_are_grouped_by_part_of_day_and_empty_parts_left_out() -> None:
    parts = parts_of_day([slot("17:00"), slot("09:00"), slot("11:59"), slot("23:59")], DAY)

    assert [(str(part.label), [f"{s.starts_at:%H:%M}" for s in part.slots]) for part in parts] == [
        ("Morning", ["09:00", "11:59"]),
        ("Evening", ["17:00", "23:59"]),
    ]


def test_noon_is_afternoon_and_midnight_morning() -> None:
    assert [str(part.label) for part in parts_of_day([slot("12:00"), slot("00:00")], DAY)] == ["Morning", "Afternoon"]


def test_the_nearest_times_are_offered_each_way() -> None:
    day = [slot(f"{hour:02}:00") for hour in range(8, 19)]

    found = nearest_times(day, slot("10:00").starts_at, each_way=3)

    assert [s.starts_at.hour for s in found] == [8, 9, 11, 12, 13]


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    first, second, other = slot("02:00", SUMMER), slot("02:00", WINTER), slot("03:00", WINTER)

    assert told_apart_by_offset([first, second, other]) == {first, second}
    assert [s.starts_at.utcoffset() for s in parts_of_day([second, first], DAY)[0].slots] == [
        timedelta(hours=2),
        timedelta(hours=1),
    ]
