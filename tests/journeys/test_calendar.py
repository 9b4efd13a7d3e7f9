"""The calendar: what can be chosen, what is full, what is closed; across New Year and the nights the clock changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.walker import Walker, words

HAIRCUT, YUSUF = 3302, 6542
BERLIN_ZONE = ZoneInfo("Europe/Berlin")


def days(walker: Walker, state: str) -> list[str]:
    """Full names of the days in this state."""
    return [words(cell.select_one(".visually-hidden")) for cell in walker.page.all(f"td.is-{state}")]


def test_free_full_and_closed_days_are_told_apart_in_words(
    walker: Walker, sandbox: Sandbox, cold: Callable[[], None]
) -> None:
    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}&month={_next_month():%Y-%m}")
    [first, *_] = days(walker, "free")
    full = datetime.strptime(first, "%A, %d %B %Y").date()  # noqa: DTZ007
    for member_id in sandbox.salon.locations[BERLIN].members:
        sandbox.salon.take_day(BERLIN, member_id, full)
    cold()

    walker.open(walker.page.url)

    assert f"{first}, fully booked" in days(walker, "full")
    assert any(name.startswith("Sunday") and name.endswith(", closed") for name in days(walker, "closed"))
    assert not walker.page.all("td.is-full a, td.is-closed a")


def test_a_free_day_is_a_link_named_by_its_full_date(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}")

    link = walker.page.all("td.is-free a")[0]
    day = date.fromisoformat(parse_qs(str(link["href"]).split("?")[1])["date"][0])

    assert f"{day:%A}, {day.day} {day:%B %Y}" in words(link)


def test_months_go_back_and_forth_but_not_into_the_past(walker: Walker) -> None:
    first = walker.open(f"/{BERLIN}/date/?service={HAIRCUT}&month={datetime.now(BERLIN_ZONE):%Y-%m}")
    assert not first.links("Previous month")

    walker.follow("Next month")
    assert f"month={_next_month():%Y-%m}" in walker.page.query
    walker.follow("Previous month")

    assert walker.page.query == first.query or words(walker.page.html.h2) == words(first.html.h2)


def test_the_first_free_day_is_one_click_away(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}")
    first = days(walker, "free")[0]

    walker.follow("First free day")

    assert words(walker.page.html.select_one("#times-title")) == first.split(", today")[0]


def test_an_empty_month_says_so_and_shows_the_next_with_something_free(
    walker: Walker, sandbox: Sandbox, travel_to: Callable[[str], None]
) -> None:
    travel_to("2027-01-29T20:00+01:00")
    for day in (29, 30):
        sandbox.salon.take_day(BERLIN, YUSUF, date(2027, 1, day))

    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}&team_member={YUSUF}")

    assert "Yusuf D. has no free days in January 2027." in walker.page.text
    assert words(walker.page.html.select_one("#month")) == "February 2027"
    assert days(walker, "free")
    assert walker.page.links("First free day")


def test_a_month_asked_for_by_name_is_shown_even_if_empty(
    walker: Walker, sandbox: Sandbox, travel_to: Callable[[str], None]
) -> None:
    travel_to("2027-01-29T20:00+01:00")
    for day in (29, 30):
        sandbox.salon.take_day(BERLIN, YUSUF, date(2027, 1, day))

    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}&team_member={YUSUF}&month=2027-01")

    assert words(walker.page.html.select_one("#month")) == "January 2027"
    assert walker.page.links("First free day")


def test_one_further_month_is_asked_for_then_a_look_further_and_the_phone_are_offered(
    walker: Walker, sandbox: Sandbox
) -> None:
    empty = {"booking_days": [], "booking_dates": [], "working_days": [], "working_dates": []}
    sandbox.faults.add("answer", "book_dates", status=200, body={"success": True, "data": empty, "meta": []})

    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}&team_member={YUSUF}")

    assert len([asked for asked in sandbox.requests if asked.path.startswith("book_dates/")]) == 2
    assert walker.page.all("main a[href^='tel:']")
    assert walker.page.links("Show everybody's days")
    [further] = walker.page.links("Look in")
    walker.follow(further)
    months = [dict(asked.query)["date"][:7] for asked in sandbox.requests if asked.path.startswith("book_dates/")]
    assert len(set(months)) == 4


def test_a_person_without_free_days_offers_anyone(walker: Walker, sandbox: Sandbox) -> None:
    today = datetime.now(BERLIN_ZONE).date()
    for ahead in range(150):
        sandbox.salon.take_day(BERLIN, YUSUF, today + timedelta(days=ahead))

    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}&team_member={YUSUF}")
    assert "Yusuf D. has no free days" in walker.page.text

    walker.follow("Show everybody's days")
    assert days(walker, "free")
    assert "team_member=0" in walker.page.query


def test_a_day_that_has_filled_up_offers_the_nearest_days(walker: Walker, sandbox: Sandbox) -> None:
    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}&month={_next_month():%Y-%m}")
    link = walker.page.all("td.is-free a")[3]
    day = date.fromisoformat(parse_qs(str(link["href"]).split("?")[1])["date"][0])
    for member_id in sandbox.salon.locations[BERLIN].members:
        sandbox.salon.take_day(BERLIN, member_id, day)

    walker.follow(link)

    assert "There are no free times on" in walker.page.text
    nearest = [parse_qs(str(way["href"]).split("?")[1])["date"][0] for way in walker.page.all("main a.way")]
    assert len(nearest) == 4
    assert nearest == sorted(nearest)
    assert day.isoformat() not in nearest
    assert all(abs(date.fromisoformat(other) - day) < timedelta(days=14) for other in nearest)


def test_the_calendar_goes_on_past_new_year(walker: Walker, travel_to: Callable[[str], None]) -> None:
    travel_to("2026-12-28T09:00+01:00")

    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}")
    assert words(walker.page.html.select_one("#month")) == "December 2026"
    walker.follow("Next month")

    assert words(walker.page.html.select_one("#month")) == "January 2027"
    assert all("January 2027" in name for name in days(walker, "free"))
    assert "Friday, 1 January 2027, closed" in days(walker, "closed")
    walker.choose_first_day()
    assert "date=2027-01-" in walker.page.query
    walker.choose_time()
    assert walker.page.all('[data-checked="ok"]')


def test_months_without_a_year_follow_from_the_month_asked_for(
    walker: Walker, sandbox: Sandbox, travel_to: Callable[[str], None]
) -> None:
    travel_to("2026-12-28T09:00+01:00")
    data = {"booking_days": {"1": ["4", "5"], "12": ["29"]}, "working_days": {"1": ["4", "5", "6"], "12": ["29"]}}
    sandbox.faults.add("answer", "book_dates", status=200, body={"success": True, "data": data, "meta": []})

    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}")
    assert days(walker, "free") == ["Tuesday, 29 December 2026"]
    walker.follow("Next month")

    assert days(walker, "free") == ["Monday, 4 January 2027", "Tuesday, 5 January 2027"]
    assert days(walker, "full") == ["Wednesday, 6 January 2027, fully booked"]


def test_a_day_of_23_hours_has_no_hour_that_does_not_exist(
    walker: Walker, sandbox: Sandbox, travel_to: Callable[[str], None]
) -> None:
    travel_to("2027-03-20T09:00+01:00")
    sandbox.salon.set_hours(YUSUF, date(2027, 3, 28), [(time(0), time(5))])

    walker.open(f"/{BERLIN}/time/?service={HAIRCUT}&team_member={YUSUF}&date=2027-03-28")

    assert walker.page.times == [*_quarters(0), *_quarters(1), *_quarters(3), "04:00", "04:15"]
    walker.choose_time("03:00")
    assert walker.page.all('[data-checked="ok"]')
    assert parse_qs(walker.page.query)["slot"] == ["2027-03-28T03:00:00+02:00"]


def test_the_hour_that_comes_twice_is_told_apart(
    walker: Walker, sandbox: Sandbox, travel_to: Callable[[str], None]
) -> None:
    travel_to("2027-10-25T09:00+02:00")
    sandbox.salon.set_hours(YUSUF, date(2027, 10, 31), [(time(0), time(5))])

    walker.open(f"/{BERLIN}/time/?service={HAIRCUT}&team_member={YUSUF}&date=2027-10-31")

    chips = [words(chip) for chip in walker.page.all("a.chip")]
    assert "02:00 UTC+2" in chips
    assert "02:00 UTC+1" in chips
    assert "01:00" in chips
    assert len(set(chips)) == len(chips)
    walker.choose_time("02:00 UTC+1")
    assert walker.page.all('[data-checked="ok"]')
    assert parse_qs(walker.page.query)["slot"] == ["2027-10-31T02:00:00+01:00"]


@pytest.mark.parametrize("server_zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_times_are_the_locations_whatever_the_servers_zone_is(
    walker: Walker, sandbox: Sandbox, settings: object, server_zone: str
) -> None:
    settings.TIME_ZONE = server_zone  # type: ignore[attr-defined]
    day = (datetime.now(ZoneInfo("America/New_York")) + timedelta(days=9)).date()
    sandbox.salon.set_hours(7712, day, [(time(9), time(18))])

    walker.open(f"/{NEW_YORK}/time/?service=5502&team_member=7712&date={day.isoformat()}")

    assert walker.page.times[0] == "9:00 AM"
    assert str(walker.page.all("a.chip time")[0]["datetime"]).startswith(f"{day}T09:00:00-0")


def test_a_past_time_is_never_shown(walker: Walker, sandbox: Sandbox, travel_to: Callable[[str], None]) -> None:
    """Altegio is believed to leave past times out; if it ever does not, we do."""
    travel_to("2027-02-01T12:30+01:00")
    slots = [
        {"time": clock, "seance_length": 2700, "datetime": f"2027-02-01T{clock}:00+01:00"}
        for clock in ("09:00", "12:30", "12:45", "18:00")
    ]
    sandbox.faults.add("answer", "book_times", status=200, body={"success": True, "data": slots, "meta": []})

    walker.open(f"/{BERLIN}/time/?service={HAIRCUT}&date=2027-02-01&team_member=0")

    assert walker.page.times == ["12:45", "18:00"]
    assert [words(part) for part in walker.page.all(".part h3")] == ["Afternoon 1 time", "Evening 1 time"]


def test_a_location_ahead_of_the_server_is_already_in_tomorrow(
    walker: Walker, sandbox: Sandbox, travel_to: Callable[[str], None]
) -> None:
    travel_to("2027-01-31T23:30+00:00")

    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}")

    assert datetime.now(UTC).month == 1
    assert words(walker.page.html.select_one("#month")) == "February 2027"


def _quarters(hour: int) -> list[str]:
    return [f"{hour:02}:{minute:02}" for minute in (0, 15, 30, 45)]


def _next_month() -> date:
    return (datetime.now(BERLIN_ZONE).date().replace(day=1) + timedelta(days=31)).replace(day=1)


def test_a_late_shift_goes_on_past_midnight_and_can_be_booked(
    walker: Walker, sandbox: Sandbox, travel_to: Callable[[str], None]
) -> None:
    travel_to("2027-02-01T09:00+01:00")
    sandbox.salon.set_hours(YUSUF, date(2027, 2, 5), [(time(22), time(2))])

    walker.open(f"/{BERLIN}/time/?service={HAIRCUT}&team_member={YUSUF}&date=2027-02-05")

    assert walker.page.times[0] == "22:00"
    assert [words(part).split(" ")[0] for part in walker.page.all(".part h3")] == ["Evening", "After"]
    walker.choose_time("00:30")
    assert walker.page.all('[data-checked="ok"]')
    assert "Saturday, 6 February 2027, 00:30" in walker.page.text


def test_a_past_time_of_the_hour_that_comes_twice_is_not_shown(
    walker: Walker, sandbox: Sandbox, travel_to: Callable[[str], None]
) -> None:
    """At 02:45 for the second time, both 02:50 of the first and 02:30 of the second are over."""
    travel_to("2027-10-31T02:45+01:00")
    moments = ["2027-10-31T02:50:00+02:00", "2027-10-31T02:30:00+01:00", "2027-10-31T02:50:00+01:00"]
    slots = [{"time": moment[11:16], "datetime": moment} for moment in moments]
    sandbox.faults.add("answer", "book_times", status=200, body={"success": True, "data": slots, "meta": []})

    walker.open(f"/{BERLIN}/time/?service={HAIRCUT}&date=2027-10-31&team_member=0")

    assert [str(chip["datetime"]) for chip in walker.page.all("a.chip time")] == ["2027-10-31T02:50:00+01:00"]


def test_notice_is_counted_in_hours_that_pass_not_in_hours_on_the_wall(
    walker: Walker, sandbox: Sandbox, settings: Any, travel_to: Callable[[str], None]
) -> None:
    travel_to("2027-03-28T01:30+01:00")
    settings.LOCATIONS = {BERLIN: replace(settings.LOCATIONS[BERLIN], lead_minutes=120)}
    sandbox.salon.set_hours(YUSUF, date(2027, 3, 28), [(time(0), time(8))])

    walker.open(f"/{BERLIN}/time/?service={HAIRCUT}&team_member={YUSUF}&date=2027-03-28")

    assert walker.page.times[0] == "04:45"


def test_past_days_of_this_week_are_told_from_closed_ones(walker: Walker, travel_to: Callable[[str], None]) -> None:
    travel_to("2027-02-04T09:00+01:00")

    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}")

    assert "Wednesday, 3 February 2027" in days(walker, "over")
    assert "Sunday, 7 February 2027, closed" in days(walker, "closed")
