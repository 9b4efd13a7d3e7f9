"""Two short ways: to begin with a person, and to take one of the soonest times at once."""

from __future__ import annotations

import time as clock
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.journeys.wishes import HAIRCUT, JONAS, KATARZYNA, YUSUF, sent
from tests.walker import Page, Walker, words


def always_free(sandbox: Sandbox, *members: int) -> None:
    """All days but today and Sundays for months, whenever it is that the tests run; nobody else works."""
    today = datetime.now(sandbox.salon.locations[BERLIN].zone).date()
    for day in (today + timedelta(days=ahead) for ahead in range(100)):
        for member_id in sandbox.salon.locations[BERLIN].members:
            works = member_id in members and day != today and day.weekday() != 6
            sandbox.salon.set_hours(member_id, day, [(time(9), time(18))] if works else [])


def names(page: Page) -> list[str]:
    return [words(name) for name in page.all(".member .name")]


def asked(sandbox: Sandbox) -> list[str]:
    """The endpoints asked since this was last looked at."""
    endpoints = [received.path.split("/")[0] for received in sandbox.requests]
    sandbox.requests.clear()
    return endpoints


def test_a_person_can_be_chosen_first(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/?utm_source=card&lang=en")

    page = walker.follow("Start with a person")

    assert page.heading == "Who would you like to see?"
    assert page.path == f"/{BERLIN}/"
    assert names(page) == [
        "Anna K.", "Sofia R.", "Yusuf D.", "Olumide A.", "Katarzyna W.", "Mei L.", "Priya N.", "Jonas B.",
    ]  # fmt: skip
    for link in page.all("a.member"):
        query = parse_qs(str(link["href"]).partition("?")[2])
        assert query["team_member"]
        assert query["utm_source"] == ["card"]
    assert walker.follow("Choose by service").heading == "What would you like to book?"


def test_then_all_that_follows_is_about_them(walker: Walker, sandbox: Sandbox) -> None:
    always_free(sandbox, YUSUF, JONAS)
    walker.open(f"/{BERLIN}/")
    walker.follow("Start with a person")

    page = walker.follow("Yusuf")

    assert parse_qs(page.query)["team_member"] == [str(YUSUF)]
    titles = [words(title) for title in page.all(".service .title")]
    assert "Short haircut" in titles
    assert "Blow-dry & styling" not in titles
    assert not page.links("Start with a person")
    assert "Short haircut €48 45 min" in words(page.html.select_one(f"label[for=service-{HAIRCUT}]"))
    page = walker.choose_services("Short haircut")
    assert "Yusuf D." in words(page.html.select_one(".summary"))
    assert "€48" in words(page.html.select_one(".summary"))
    page = walker.choose_first_day()
    assert words(page.html.select_one('.member[aria-current="true"] .name')) == "Yusuf D."
    page = walker.choose_time()
    assert page.all('[data-checked="ok"]')
    assert "Yusuf D." in words(page.html.select_one(".facts"))
    asked_of = {dict(received.query).get("staff_id") for received in sandbox.requests if "dates" in received.path}
    assert asked_of == {str(YUSUF)}
    assert all(f"/{YUSUF}/" in received.path for received in sandbox.requests if "book_times" in received.path)


def test_a_day_in_the_address_stays_and_a_time_with_somebody_else_does_not(walker: Walker) -> None:
    day = (datetime.now().astimezone() + timedelta(days=5)).date()
    walker.open(f"/{BERLIN}/?people=1&date={day}&service={HAIRCUT}")

    query = parse_qs(str(walker.page.links("Yusuf")[0]["href"]).partition("?")[2])

    assert query["date"] == [str(day)]
    assert query["service"] == [str(HAIRCUT)]


def test_everybodys_services_are_one_click_away(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/?team_member={KATARZYNA}")
    assert len(walker.page.all(".category")) == 1

    page = walker.follow("Show everybody's services")

    assert len(page.all(".category")) == 5
    assert page.links("Start with a person")


@pytest.mark.parametrize(("kind", "options"), [("error", {}), ("drop", {})])
def test_a_team_that_cannot_be_had_is_told_with_a_way_on(
    walker: Walker, sandbox: Sandbox, kind: str, options: dict[str, Any]
) -> None:
    walker.open(f"/{BERLIN}/")
    sandbox.faults.add(kind, "book_staff", **options)

    page = walker.follow("Start with a person")

    assert (page.status, page.errors) == (503, ["unavailable"])
    assert walker.follow("Start again").all(".service")


def test_the_three_soonest_times_are_on_the_page_of_days(walker: Walker, sandbox: Sandbox) -> None:
    always_free(sandbox, YUSUF, JONAS)
    walker.open(f"/{BERLIN}/")

    page = walker.choose_services("Short haircut")

    chips = page.all(".soonest-times .chip")
    assert len(chips) == 3
    first_day = parse_qs(str(page.all("a.soonest")[0]["href"]).partition("?")[2])["date"]
    assert {str(chip.time["datetime"])[:10] for chip in chips} == set(first_day)  # type: ignore[index]
    for chip in chips:
        page = walker.follow(chip)
        assert page.path == f"/{BERLIN}/details/"
        assert page.all('[data-checked="ok"]')
        assert parse_qs(page.query)["team_member"] == ["0"]
    assert len(sent(sandbox, "book_check")) == 3


def test_they_are_the_first_of_that_day_and_cost_one_call(walker: Walker, sandbox: Sandbox) -> None:
    always_free(sandbox, YUSUF, JONAS)
    walker.open(f"/{BERLIN}/")
    asked(sandbox)

    page = walker.choose_services("Short haircut")

    soonest = page.times[:3]
    calls = asked(sandbox)
    assert sorted(calls)[-1] == "book_times"
    assert len(calls) <= 2 + calls.count("book_dates") - 1  # a month that is over costs a look at the next
    assert walker.choose_first_day().times[:3] == soonest
    assert "book_times" not in asked(sandbox)


def test_with_a_person_they_are_theirs(walker: Walker, sandbox: Sandbox) -> None:
    always_free(sandbox, YUSUF)

    page = walker.open(f"/{BERLIN}/date/?service={HAIRCUT}&team_member={YUSUF}")

    chips = page.all(".soonest-times .chip")
    assert len(chips) == 3
    assert all(f"team_member={YUSUF}&" in str(chip["href"]) for chip in chips)


def test_where_a_person_has_to_be_chosen_there_are_none_without_one(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.salon.set_company(BERLIN, show_any_master=False)
    always_free(sandbox, YUSUF)

    page = walker.open(f"/{BERLIN}/date/?service={HAIRCUT}")

    assert page.all("a.soonest")
    assert not page.all(".soonest-times .chip")
    assert "book_times" not in asked(sandbox)


def test_on_a_later_month_there_are_none(walker: Walker, sandbox: Sandbox) -> None:
    always_free(sandbox, YUSUF)
    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}")
    asked(sandbox)

    page = walker.follow("Next month")

    assert page.all("td.is-free")
    assert not page.all(".soonest-times")
    assert "book_times" not in asked(sandbox)


@pytest.mark.parametrize(
    ("kind", "options"), [("error", {}), ("drop", {}), ("slow", {"seconds": 5}), ("hang", {}), ("truncated", {})]
)
def test_days_do_not_wait_long_for_them_and_do_without(
    walker: Walker, sandbox: Sandbox, kind: str, options: dict[str, Any]
) -> None:
    always_free(sandbox, YUSUF)
    sandbox.faults.add(kind, "book_times", **options)
    begun = clock.monotonic()

    page = walker.open(f"/{BERLIN}/date/?service={HAIRCUT}")

    assert clock.monotonic() - begun < 4
    assert (page.status, page.errors) == (200, [])
    assert page.all("td.is-free")
    assert page.all("a.soonest")
    assert not page.all(".soonest-times .chip")


def test_each_location_has_its_own_clock(walker: Walker) -> None:
    page = walker.open(f"/{NEW_YORK}/date/?service=5501&team_member=0")

    moments = [str(chip.time["datetime"]) for chip in page.all(".soonest-times .chip")]  # type: ignore[index]
    assert moments
    assert all(moment[-6:] in ("-05:00", "-04:00") for moment in moments)
