"""Whole walks through the nights in which clocks are changed, in zones that do it at odd hours."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from bs4 import Tag
from icalendar import Calendar

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.booked_pages import address, booked_elsewhere, facts
from tests.journeys.wishes import ADA, HAIRCUT, YUSUF, sent
from tests.walker import Walker, words

MINUTE = timedelta(minutes=1)
NIGHT = [(time(0), time(5))]
BACK, AHEAD = date(2027, 10, 31), date(2027, 3, 28)
"""In Berlin."""


@pytest.fixture
def berlin_at(sandbox: Sandbox, travel_to: Callable[[str], None]) -> Callable[[str, date], None]:
    """A week or so before that night Yusuf's hours in it are known."""

    def arrive(now: str, night: date) -> None:
        travel_to(now)
        sandbox.salon.set_hours(YUSUF, night, NIGHT)

    return arrive


def at_times(walker: Walker, day: date, **more: str) -> dict[str, Tag]:
    """The times that are offered, by their names."""
    query = "".join(f"&{name}={value}" for name, value in more.items())
    page = walker.open(f"/{BERLIN}/time/?service={HAIRCUT}&team_member={YUSUF}&date={day}&lang=en{query}")
    chips = page.all("a.chip")
    named = {words(chip): chip for chip in chips}
    assert len(named) == len(chips)
    return named


def moves(sandbox: Sandbox, zone: str) -> ZoneInfo:
    """The business in Berlin is somewhere else."""
    location = sandbox.salon.locations[BERLIN]
    company = {**location.company, "timezone_name": zone}
    sandbox.salon.locations[BERLIN] = replace(location, zone=ZoneInfo(zone), company=company)
    return ZoneInfo(zone)


@pytest.mark.parametrize("offset", ["+02:00", "+01:00"])
def test_each_of_two_times_of_one_name_is_told_apart_until_it_is_booked(
    walker: Walker, sandbox: Sandbox, berlin_at: Callable[[str, date], None], offset: str
) -> None:
    berlin_at("2027-10-20T09:00+02:00", BACK)
    hours = offset[2]

    chips = at_times(walker, BACK)
    assert {"02:30 UTC+2", "02:30 UTC+1", "01:30", "03:00"} <= set(chips)
    assert [name for name in chips if name.startswith("02:")] == [
        f"02:{minute:02} UTC+{offset}" for offset in (2, 1) for minute in (0, 15, 30, 45)
    ]
    details = walker.follow(chips[f"02:30 UTC+{hours}"])
    assert f"02:30 UTC+{hours}–" in details.text
    confirmation = walker.press("Book for", **ADA)

    starts_at = datetime.fromisoformat(f"2027-10-31T02:30:00{offset}")
    assert [body["appointments"][0]["datetime"] for body in sent(sandbox)] == [starts_at.isoformat()]
    assert f"02:30 UTC+{hours}–" in facts(confirmation)["When"]
    [event] = Calendar.from_ical(walker.client.get(_calendar(confirmation)).content).events
    assert (event.start, event.end) == (starts_at, starts_at + 45 * MINUTE)


def test_a_time_whose_twin_is_taken_is_told_from_it_all_the_same(
    walker: Walker, sandbox: Sandbox, berlin_at: Callable[[str, date], None]
) -> None:
    berlin_at("2027-10-20T09:00+02:00", BACK)
    sandbox.salon.take(BERLIN, YUSUF, datetime.fromisoformat("2027-10-31T02:00:00+02:00"), minutes=60)

    chips = at_times(walker, BACK)

    assert [name for name in chips if name.startswith("02:")] == [f"02:{minute} UTC+1" for minute in ("00", 15, 30, 45)]


def test_the_hour_that_is_passed_over_is_not_offered_and_none_is_lost(
    walker: Walker, sandbox: Sandbox, berlin_at: Callable[[str, date], None]
) -> None:
    berlin_at("2027-03-20T09:00+01:00", AHEAD)

    chips = at_times(walker, AHEAD)

    assert list(chips) == [
        f"{hour:02}:{minute:02}" for hour in (0, 1, 3, 4) for minute in (0, 15, 30, 45) if (hour, minute) <= (4, 15)
    ]


@pytest.mark.parametrize(
    ("night", "clock", "shown"),
    [
        (AHEAD, "01:30", "01:30 UTC+1–03:15 UTC+2"),
        (BACK, "01:30", "01:30 UTC+2–02:15 UTC+2"),
        (AHEAD, "01:00", "01:00–01:45"),
    ],
)
def test_the_end_is_what_the_clock_will_show_then(
    walker: Walker, sandbox: Sandbox, berlin_at: Callable[[str, date], None], night: date, clock: str, shown: str
) -> None:
    berlin_at(f"{night - timedelta(days=9)}T09:00+01:00", night)

    details = walker.follow(at_times(walker, night)[clock])
    assert f"{shown} " in details.text
    confirmation = walker.press("Book for", **ADA)

    assert f"{shown} " in facts(confirmation)["When"]
    assert facts(confirmation)["How long"] == "45 min"


def test_until_when_it_can_be_cancelled_is_told_by_the_clock_of_that_day(
    walker: Walker, sandbox: Sandbox, travel_to: Callable[[str], None]
) -> None:
    travel_to("2027-03-20T09:00+01:00")
    location = sandbox.salon.locations[BERLIN]
    changed = {**location.company, "allow_delete_record_delay_step": 24 * 60 * 60}
    sandbox.salon.locations[BERLIN] = replace(location, company=changed)
    sandbox.salon.set_hours(YUSUF, AHEAD, [(time(9), time(18))])

    page = walker.open(address(booked_elsewhere(sandbox, datetime.fromisoformat("2027-03-28T12:00:00+02:00"))))

    assert "You can cancel online until Saturday, 27 March 2027, 11:00." in page.text


@pytest.mark.parametrize(
    ("zone", "day", "now"),
    [
        ("Africa/Cairo", date(2027, 10, 28), "2027-10-20T00:10+03:00"),  # midnight comes twice
        ("America/Havana", date(2027, 11, 7), "2027-11-01T23:50-04:00"),
        ("Asia/Beirut", date(2027, 3, 28), "2027-03-20T22:30+00:00"),  # has no midnight
        ("Australia/Lord_Howe", date(2027, 4, 4), "2027-03-28T13:30+00:00"),  # half an hour
        ("Antarctica/Troll", date(2027, 3, 28), "2027-03-20T12:00+00:00"),  # two hours
        ("Pacific/Chatham", date(2027, 4, 4), "2027-03-31T10:30+00:00"),
    ],
)
def test_a_shift_over_the_change_can_be_booked_whole_anywhere(
    walker: Walker, sandbox: Sandbox, travel_to: Callable[[str], None], zone: str, day: date, now: str
) -> None:
    there = moves(sandbox, zone)
    travel_to(now)
    sandbox.salon.set_hours(YUSUF, day, [(time(21), time(5))])
    sandbox.salon.set_hours(YUSUF, day - timedelta(days=1), [(time(21), time(5))])

    for shift in (day - timedelta(days=1), day):
        chips = at_times(walker, shift)
        moments = [datetime.fromisoformat(str(chip.time["datetime"])) for chip in chips.values() if chip.time]
        begins = datetime.combine(shift, time(21), there).astimezone(UTC)
        ends = datetime.combine(shift + timedelta(days=1), time(5), there).astimezone(UTC)
        assert [at.astimezone(UTC) for at in moments] == [
            begins + quarters * 15 * MINUTE for quarters in range((ends - begins - 45 * MINUTE) // (15 * MINUTE) + 1)
        ]
        for chip, at in zip(chips.values(), moments, strict=True):
            [slot] = parse_qs(urlsplit(str(chip["href"])).query)["slot"]
            assert slot == at.isoformat() == at.astimezone(there).isoformat()
            assert words(chip).startswith(f"{at:%H:%M}")

    last, at = list(chips.values())[-1], moments[-1]
    details = walker.follow(last)
    assert f"{at:%A}, {at.day} {at:%B %Y}, {at:%H:%M}" in details.text
    confirmation = walker.press("Book for", **ADA)
    assert f"{at:%A}, {at.day} {at:%B %Y}, {at:%H:%M}" in facts(confirmation)["When"]
    assert [record.starts_at for record in sandbox.salon.records] == [at]
    [event] = Calendar.from_ical(walker.client.get(_calendar(confirmation)).content).events
    assert (event.start, event.end) == (at, at + 45 * MINUTE)


def _calendar(page: Any) -> str:
    [link] = [str(link["href"]) for link in page.links("Add to my calendar")]
    return link if re.match("/", link) else urlsplit(page.url).path + link
