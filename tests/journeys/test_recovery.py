"""Every way in which Altegio says no to a choice, in every shape, and the way on from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from urllib.parse import parse_qs

import pytest

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.walker import Page, Walker, words

HAIRCUT, YUSUF = 3302, 6542

KEYS = {
    422: "no-service",
    431: "invalid-phone",
    432: "wrong-code",
    433: "slot-taken",
    434: "blocked",
    435: "name-missing",
    436: "nobody-free",
    437: "appointments-overlap",
    438: "service-withdrawn",
}
"""Altegio's code → what the page says to machines."""

CODED_SHAPES = ["B", "D", "F"]


@pytest.fixture
def chosen(walker: Walker, sandbox: Sandbox) -> Page:
    """The details page of a time with Yusuf, on a day he has to himself."""
    day = _a_working_day(sandbox)
    sandbox.salon.set_hours(YUSUF, day, [(time(9), time(18))])
    walker.open(f"/{BERLIN}/time/?service={HAIRCUT}&team_member={YUSUF}&date={day.isoformat()}&lang=en")
    page = walker.choose_time("12:00")
    assert page.all('[data-checked="ok"]')
    return page


def _a_working_day(sandbox: Sandbox) -> date:
    zone = sandbox.salon.locations[BERLIN].zone
    day = (datetime.now(zone) + timedelta(days=20)).date()
    while day.weekday() == 6 or (day.month, day.day) in ((12, 25), (1, 1)):
        day += timedelta(days=1)
    return day


@pytest.mark.parametrize("code", KEYS)
@pytest.mark.parametrize("shape", CODED_SHAPES)
def test_every_code_in_every_shape_has_its_message_and_a_way_on(
    walker: Walker, sandbox: Sandbox, chosen: Page, code: int, shape: str
) -> None:
    status = 403 if code == 434 else 422
    sandbox.faults.add("refuse", "book_check", status=status, code=code, shape=shape, appointment_id=1)

    page = walker.open(chosen.url)

    assert page.status == 200
    assert page.errors == [KEYS[code]]
    assert not page.all("[data-checked]")
    ways = page.all("main a.way, main a.chip, main a.member, main a[href^=tel]")
    assert ways
    assert all(f"service={HAIRCUT}" in str(way["href"]) for way in ways if "/time/" in str(way["href"]))


@pytest.mark.parametrize(
    ("shape", "key"),
    [("A", "time-unavailable"), ("C", "request-invalid"), ("E", "request-invalid"), ("H", "time-unavailable")],
)
def test_a_refusal_without_a_code_is_told_by_what_it_names(
    walker: Walker, sandbox: Sandbox, chosen: Page, shape: str, key: str
) -> None:
    sandbox.faults.add("refuse", "book_check", status=422, code=0, shape=shape, appointment_id=1)

    page = walker.open(chosen.url)

    assert page.errors == [key]
    assert page.status == 200


def test_an_unknown_code_is_a_time_that_cannot_be_booked(walker: Walker, sandbox: Sandbox, chosen: Page) -> None:
    sandbox.faults.add("refuse", "book_check", status=422, code=499, shape="B", appointment_id=1)

    assert walker.open(chosen.url).errors == ["time-unavailable"]


def test_a_time_taken_meanwhile_offers_the_nearest_times_of_the_same_person(
    walker: Walker, sandbox: Sandbox, chosen: Page
) -> None:
    sandbox.salon.take(BERLIN, YUSUF, _slot(chosen), 45)

    page = walker.open(chosen.url)

    assert page.errors == ["slot-taken"]
    assert page.times == ["10:45", "11:00", "11:15", "12:45", "13:00", "13:15"]
    assert page.status == 200
    walker.choose_time("12:45")
    assert walker.page.all('[data-checked="ok"]')
    assert f"team_member={YUSUF}" in walker.page.query


def test_a_taken_time_offers_the_same_time_with_someone_else(walker: Walker, sandbox: Sandbox, chosen: Page) -> None:
    day = _slot(chosen).date()
    sandbox.salon.set_hours(6548, day, [(time(9), time(18))])
    sandbox.salon.take(BERLIN, YUSUF, _slot(chosen), 45)

    walker.open(chosen.url)
    walker.follow("Jonas B.")

    assert walker.page.all('[data-checked="ok"]')
    assert "Jonas B." in words(walker.page.html.select_one(".facts"))
    assert parse_qs(walker.page.query)["slot"] == parse_qs(chosen.query)["slot"]


def test_a_taken_time_offers_the_next_free_days(walker: Walker, sandbox: Sandbox, chosen: Page) -> None:
    sandbox.salon.take_day(BERLIN, YUSUF, _slot(chosen).date())

    page = walker.open(chosen.url)

    assert page.errors == ["slot-taken"]
    assert not page.times
    days = page.all("main a.way[href*='date=']")
    assert days
    walker.follow(days[0])
    assert walker.page.path == f"/{BERLIN}/time/"
    assert f"team_member={YUSUF}" in walker.page.query
    assert walker.page.times


def test_a_time_that_is_not_offered_costs_no_check(
    walker: Walker, sandbox: Sandbox, chosen: Page, cold: Callable[[], None]
) -> None:
    sandbox.salon.take(BERLIN, YUSUF, _slot(chosen), 45)
    sandbox.requests.clear()
    cold()

    walker.open(chosen.url)

    assert not [asked for asked in sandbox.requests if asked.path.startswith("book_check/")]


def test_the_refusal_is_told_even_if_nothing_more_can_be_asked(walker: Walker, sandbox: Sandbox, chosen: Page) -> None:
    sandbox.faults.add("refuse", "book_check", status=422, code=433, shape="B", appointment_id=1)
    sandbox.faults.add("error", "book_dates", status=500)

    page = walker.open(chosen.url)

    assert page.errors == ["slot-taken"]
    assert page.times
    assert page.links("See all times on")


def test_a_refused_time_is_not_offered_again(walker: Walker, sandbox: Sandbox, chosen: Page) -> None:
    sandbox.faults.add("refuse", "book_check", status=422, code=433, shape="B", appointment_id=1)

    assert "12:00" not in walker.open(chosen.url).times


def test_a_withdrawn_service_leads_back_to_the_menu_with_the_rest_kept(
    walker: Walker, sandbox: Sandbox, chosen: Page
) -> None:
    sandbox.faults.add("refuse", "book_check", status=422, code=438, shape="B", appointment_id=1)
    walker.open(chosen.url)

    walker.follow("Choose services")

    assert walker.page.path == f"/{BERLIN}/"
    assert not walker.page.all("input[name=service][checked]")
    assert walker.page.all(f'input[name="team_member"][value="{YUSUF}"]')
    assert walker.page.all('input[name="slot"]')


def test_an_overlap_marks_the_appointment_that_is_in_the_way(walker: Walker, sandbox: Sandbox, chosen: Page) -> None:
    sandbox.faults.add("refuse", "book_check", status=422, code=437, shape="B", appointment_id=1)

    page = walker.open(chosen.url)

    assert words(page.html.select_one(".summary.is-marked .mark")) == "This one overlaps"
    assert page.times


def test_nobody_free_at_that_time_offers_other_times(walker: Walker, sandbox: Sandbox, chosen: Page) -> None:
    anyone = chosen.url.replace(f"team_member={YUSUF}", "team_member=0")
    sandbox.faults.add("refuse", "book_check", status=422, code=436, shape="B", appointment_id=1)

    page = walker.open(anyone)

    assert page.errors == ["nobody-free"]
    assert page.times
    assert "team_member=0" in str(page.all("a.chip")[0]["href"])


def _slot(page: Page) -> datetime:
    return datetime.fromisoformat(parse_qs(page.query)["slot"][0])
