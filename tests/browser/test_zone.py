"""Whose clock it is, told to those whose own shows another time then, and to nobody else."""

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


def noon(day: date, zone: str = "Europe/Berlin") -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(zone))


def clocks_elsewhere(page: Page) -> set[str]:
    """All times that can be read on the page, but for the line about the visitor's own."""
    text = page.locator("body").inner_text()
    return set(CLOCK.findall(text.replace(page.locator("p.zone").inner_text(), "")))


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
def test_the_zone_is_named_where_the_visitors_clock_differs_on_that_day(
    site: str, new_context: NewContext, there: str, winter: str, summer: str
) -> None:
    page = new_context(site, timezone_id=there).new_page()

    for day, own, name in ((WINTER, winter, "Standard"), (SUMMER, summer, "Summer")):
        line = page.locator("p.zone")
        open_times(page, day)
        expect(line).to_be_visible(visible=bool(own))
        if own:
            expect(line).to_have_text(f"The time is local to the business: Central European {name} Time.")
        assert clocks_elsewhere(page) == OFFERED

        open_details(page, noon(day))
        expect(line).to_be_visible(visible=bool(own))
        if own:
            expect(line).to_contain_text(f"Central European {name} Time. Where you are it is {day.day} Mar 2027, {own}")
        assert clocks_elsewhere(page) == {"12:00", "12:45"}


def test_two_zones_with_the_same_clock_the_whole_year_are_one(
    site: str, sandbox: Sandbox, new_context: NewContext
) -> None:
    location = sandbox.salon.locations[BERLIN]
    company = {**location.company, "timezone_name": "Europe/London"}
    sandbox.salon.locations[BERLIN] = replace(location, zone=ZoneInfo("Europe/London"), company=company)
    page = new_context(site, timezone_id="Europe/Lisbon").new_page()

    for day in (WINTER, SUMMER):
        open_times(page, day)
        expect(page.locator("p.zone")).to_be_hidden()
        open_details(page, noon(day, "Europe/London"))
        expect(page.locator("p.zone")).to_be_hidden()


@pytest.mark.parametrize(
    ("lang", "own"),
    [("de", "26.03.2027, 07:00"), ("ar", "26/03/2027، 7:00 ص"), ("he", "26 במרץ 2027, 7:00"), ("kk", "07:00")],
)
def test_the_visitors_own_time_is_written_as_the_page_is(
    site: str, new_context: NewContext, lang: str, own: str
) -> None:
    page = new_context(site, timezone_id="America/New_York").new_page()

    open_details(page, noon(WINTER), lang)

    text = re.sub(r"[\u200e\u200f]", "", page.locator("p.zone").inner_text())
    assert own in " ".join(text.split())
    assert not re.search(r"[^\W\D0-9]", text)


def test_a_page_without_scripts_says_nothing_of_the_visitors_clock(site: str, new_context: NewContext) -> None:
    page = new_context(site, timezone_id="America/New_York", java_script_enabled=False).new_page()

    open_times(page, WINTER)
    expect(page.locator("p.zone")).to_be_hidden()
    open_details(page, noon(WINTER))
    expect(page.locator("p.zone")).to_be_hidden()
    assert clocks_elsewhere(page) == {"12:00", "12:45"}
