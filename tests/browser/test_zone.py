"""Whose clock it is, told to everybody; and what their own shows then, to those for whom it is another time."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from booking_site.sandbox.server import Sandbox
from tests.browser.conftest import NewContext
from tests.browser.salon import HAIRCUT, YUSUF
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser

WINTER, SUMMER = date(2027, 3, 26), date(2027, 3, 29)
"""Before and after the clocks of Europe are changed; America has done it on the 14th."""
CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")
OFFERED = {f"{hour}:{minute:02}" for hour in (11, 12, 13) for minute in (0, 15, 30, 45) if (hour, minute) <= (13, 15)}
CHOICE = {"service": HAIRCUT, "team_member": YUSUF}


@pytest.fixture
def site(site: str, sandbox: Sandbox, travel_to: Callable[[str], None]) -> str:
    travel_to("2027-03-20T09:00+01:00")
    for day in (WINTER, SUMMER):
        sandbox.salon.set_hours(YUSUF, day, [(time(11), time(14))])
    return site


def open_times(page: Page, day: date, lang: str = "en") -> None:
    page.goto(f"/{BERLIN}/time/?{urlencode({**CHOICE, 'date': day, 'lang': lang})}")
    expect(page.locator("a.chip").first).to_be_visible()


def open_details(page: Page, at: datetime, lang: str = "en") -> None:
    page.goto(f"/{BERLIN}/details/?{urlencode({**CHOICE, 'slot': at.isoformat(), 'lang': lang})}")
    expect(page.locator("[data-checked=ok]")).to_be_visible()


def open_noon(page: Page, day: date) -> None:
    open_details(page, noon(day))


def noon(day: date, zone: str = "Europe/Berlin") -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(zone))


def clocks_elsewhere(page: Page) -> set[str]:
    """All times that can be read on the page, but for the line about the visitor's own."""
    text = page.locator("body").inner_text()
    own = page.locator("p.own-time")
    return set(CLOCK.findall(text.replace(own.inner_text(), "") if own.count() else text))


@pytest.mark.parametrize(
    ("there", "winter", "summer"),
    [
        ("Europe/Berlin", "", ""),
        ("Africa/Johannesburg", "13:00", ""),
        ("Africa/Lagos", "", "11:00"),
        ("Asia/Kathmandu", "16:45", "15:45"),
        ("America/New_York", "07:00", "06:00"),
    ],
)
def test_the_visitors_own_time_is_told_where_their_clock_differs_on_that_day(
    site: str, new_context: NewContext, there: str, winter: str, summer: str
) -> None:
    page = new_context(site, timezone_id=there).new_page()

    for day, own, name in ((WINTER, winter, "Standard"), (SUMMER, summer, "Summer")):
        line = page.locator("p.zone:not(.own-time)")
        told = f"Where you are it is {day.day} Mar 2027, {own} then." if own else ""
        for show, clocks in ((open_times, OFFERED), (open_noon, {"12:00", "12:45"})):
            show(page, day)
            expect(line).to_have_text(f"Central European {name} Time")
            expect(page.locator("p.zone.is-elsewhere")).to_have_count(page.locator("p.zone").count() if own else 0)
            assert clocks_elsewhere(page) == clocks
        expect(page.locator("p.own-time")).to_have_text(told)


@pytest.mark.parametrize("step", ["time", "details"])
@pytest.mark.parametrize("width", [360, 390, 1280])
def test_nothing_moves_for_it(site: str, new_context: NewContext, step: str, width: int) -> None:
    """However late the script comes, and wherever the visitor is."""
    tops = []
    for there in ("Europe/Berlin", "America/New_York"):
        page = new_context(site, timezone_id=there, viewport={"width": width, "height": 900}).new_page()
        open_times(page, WINTER) if step == "time" else open_noon(page, WINTER)
        found = page.locator("main :is(p, h2, h3, a, label, input:not([type=hidden]))")
        tops.append(found.evaluate_all("parts => parts.map(part => part.getBoundingClientRect().top)"))

    assert tops[0] == tops[1]


def test_two_zones_with_the_same_clock_the_whole_year_are_one(
    site: str, sandbox: Sandbox, new_context: NewContext
) -> None:
    location = sandbox.salon.locations[BERLIN]
    company = {**location.company, "timezone_name": "Europe/London"}
    sandbox.salon.locations[BERLIN] = replace(location, zone=ZoneInfo("Europe/London"), company=company)
    page = new_context(site, timezone_id="Europe/Lisbon").new_page()

    for day in (WINTER, SUMMER):
        open_times(page, day)
        expect(page.locator("p.is-elsewhere")).to_have_count(0)
        open_details(page, noon(day, "Europe/London"))
        expect(page.locator("p.is-elsewhere")).to_have_count(0)
        expect(page.locator("p.own-time")).to_be_empty()


@pytest.mark.parametrize(
    ("lang", "own"),
    [("de", "26.03.2027, 07:00"), ("ar", "26/03/2027، 7:00 ص"), ("he", "26 במרץ 2027, 7:00"), ("kk", "07:00")],
)
def test_the_visitors_own_time_is_written_as_the_page_is(
    site: str, new_context: NewContext, lang: str, own: str
) -> None:
    page = new_context(site, timezone_id="America/New_York").new_page()

    open_details(page, noon(WINTER), lang)

    text = re.sub(r"[\u200e\u200f]", "", page.locator("p.own-time").inner_text())
    assert own in " ".join(text.split())
    assert not re.search(r"[^\W\D0-9]", text)


def test_a_page_without_scripts_says_nothing_of_the_visitors_clock(site: str, new_context: NewContext) -> None:
    page = new_context(site, timezone_id="America/New_York", java_script_enabled=False).new_page()

    open_times(page, WINTER)
    expect(page.locator("p.is-elsewhere")).to_have_count(0)
    open_details(page, noon(WINTER))
    expect(page.locator("p.own-time")).to_be_hidden()
    assert clocks_elsewhere(page) == {"12:00", "12:45"}
