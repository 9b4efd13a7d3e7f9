"""Cancelling: asked about first, done once, and only by whoever may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.journeys.booked_pages import address, booked_elsewhere, booked_ids, later
from tests.journeys.wishes import ADA, booked, details, moment
from tests.walker import Page, Walker, words

CANCEL = "Yes, cancel it"


@pytest.fixture
def page(walker: Walker, sandbox: Sandbox) -> Page:
    """What was just booked."""
    return booked(walker, sandbox)


def deletions(sandbox: Sandbox) -> int:
    return len([asked for asked in sandbox.requests if asked.method == "DELETE"])


def is_cancelled(sandbox: Sandbox) -> bool:
    return sandbox.salon.records[0].deleted


def test_a_visitor_is_asked_first_and_then_it_is_done(walker: Walker, sandbox: Sandbox, page: Page) -> None:
    [details] = page.all("details.cancel")
    assert not details.has_attr("open")
    assert words(details.summary) == "Cancel this appointment"
    form = page.form_of(page.buttons(CANCEL)[0])
    assert form in details.find_all("form")
    assert form["method"] == "post"

    page = walker.press(CANCEL)

    assert page.status == 200
    assert page.all("[data-cancelled]")
    assert page.heading == "This appointment is cancelled"
    assert not page.errors
    assert booked_ids(page) == []
    assert not page.buttons(CANCEL)
    assert is_cancelled(sandbox)
    assert deletions(sandbox) == 1


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_cancels_nothing(walker: Walker, sandbox: Sandbox, page: Page, method: str) -> None:
    url = str(page.form_of(page.buttons(CANCEL)[0])["action"])

    response = getattr(walker.client, method)(url)

    assert response.status_code == 302
    assert response["Location"] == page.url
    assert walker.open(url).heading == "You're booked"
    assert deletions(sandbox) == 0


def test_it_stays_cancelled(walker: Walker, sandbox: Sandbox, page: Page) -> None:
    walker.press(CANCEL)

    for seconds in (0, 200):
        with later(seconds):
            assert walker.open(page.url).heading == "This appointment is cancelled"
    sandbox.faults.add("error")
    assert walker.open(page.url).heading == "This appointment is cancelled"


def test_until_when_it_can_be_cancelled_is_told(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.salon.set_company(BERLIN, allow_delete_record_delay_step=2 * 60 * 60)

    page = booked(walker, sandbox)

    told = words(page.html.select_one("details.cancel p"))
    assert told.startswith("The time is then free for others. You can cancel online until ")
    assert told.endswith(", 10:00.")


@pytest.mark.parametrize(
    "rules",
    [
        {"allow_delete_record_delay_step": 40 * 24 * 60 * 60},
        {"allow_delete_record_delay_step": str(40 * 24 * 60 * 60)},
        {"allow_delete_record": False},
        {"allow_delete_record": 0},
    ],
)
def test_what_cannot_be_cancelled_here_is_cancelled_by_phone(
    walker: Walker, sandbox: Sandbox, rules: dict[str, Any]
) -> None:
    sandbox.salon.set_company(BERLIN, **rules)

    page = booked(walker, sandbox)

    assert not page.all("details.cancel")
    assert "To change or cancel it, please call us." in page.text
    assert page.all(".appointment a[href='tel:+493012345670']")
    page = walker.post(f"{page.path}cancel/", {"appointment": booked_ids(page)[0]})
    assert (page.status, page.errors) == (403, ["cancel-refused"])
    assert "It still stands." in page.text
    assert booked_ids(page)
    assert deletions(sandbox) == 0


def test_the_notice_is_counted_to_the_minute(
    walker: Walker, sandbox: Sandbox, travel_to: Callable[[str], None], cold: Callable[[], None]
) -> None:
    travel_to("2027-02-01T09:00+01:00")
    sandbox.salon.set_company(BERLIN, allow_delete_record_delay_step=2 * 60 * 60)
    record = booked_elsewhere(sandbox, moment(sandbox, ahead=1))

    travel_to("2027-02-02T09:59+01:00")
    cold()
    assert walker.open(address(record)).buttons(CANCEL)
    travel_to("2027-02-02T10:01+01:00")
    page = walker.press(CANCEL)

    assert (page.status, page.errors) == (403, ["cancel-refused"])
    assert not record.deleted
    assert not walker.open(address(record)).buttons(CANCEL)


def test_what_is_cancelled_twice_is_told_so(walker: Walker, sandbox: Sandbox, page: Page) -> None:
    url, fields = f"{page.path}cancel/", {"appointment": booked_ids(page)[0]}
    walker.post(url, fields)

    page = walker.post(url, fields)

    assert (page.status, page.errors) == (200, ["already-cancelled"])
    assert page.heading == "This appointment is cancelled"
    assert deletions(sandbox) == 1


@pytest.mark.parametrize("seconds", [0, 200])
def test_what_was_cancelled_elsewhere_is_told_so(walker: Walker, sandbox: Sandbox, page: Page, seconds: float) -> None:
    sandbox.salon.cancel(sandbox.salon.records[0])

    with later(seconds):
        page = walker.press(CANCEL)

    assert (page.status, page.errors) == (200, ["already-cancelled"])
    assert page.heading == "This appointment is cancelled"
    assert not page.all("[data-cancelled]")


def test_the_time_is_free_again_for_the_same_visitor_at_once(walker: Walker, sandbox: Sandbox, page: Page) -> None:
    walker.press(CANCEL)

    page = booked(walker, sandbox)

    assert page.heading == "You're booked"
    assert [record.deleted for record in sandbox.salon.records] == [True, False]
    assert booked_ids(page) == [str(sandbox.salon.records[1].id)]


def test_the_time_is_offered_again_at_once(walker: Walker, sandbox: Sandbox, page: Page) -> None:
    day = sandbox.salon.records[0].day
    times_url = f"/{BERLIN}/time/?service=3302&team_member=6542&date={day}"
    assert "12:00" not in walker.open(times_url).times
    walker.open(page.url)
    walker.press(CANCEL)

    assert "12:00" in walker.open(times_url).times


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://other.example.com"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    ],
)
def test_another_site_cannot_cancel(walker: Walker, sandbox: Sandbox, page: Page, headers: dict[str, str]) -> None:
    page = walker.post(f"{page.path}cancel/", {"appointment": booked_ids(page)[0]}, **headers)

    assert (page.status, page.errors) == (403, ["cross-site"])
    assert deletions(sandbox) == 0


@pytest.mark.parametrize("named", ["1", "2820023x", "-1", "٣", "9" * 5000, "0"])
def test_an_appointment_that_is_not_in_the_booking_is_not_found(
    walker: Walker, sandbox: Sandbox, page: Page, named: str
) -> None:
    page = walker.post(f"{page.path}cancel/", {"appointment": named})

    assert (page.status, page.errors) == (404, ["not-found"])
    assert deletions(sandbox) == 0


@pytest.mark.parametrize(("hours_before", "can_be_cancelled"), [(2.1, True), (1.9, False), (-0.5, False)])
def test_new_york_wants_two_hours_notice(
    walker: Walker, sandbox: Sandbox, hours_before: float, can_be_cancelled: bool
) -> None:
    details(walker, sandbox, NEW_YORK)
    page = walker.press("Book for", fullname=ADA["fullname"], phone="212 555 0123", code="1234", consent="on")
    [record] = sandbox.salon.records

    with time_machine.travel(record.starts_at - timedelta(hours=hours_before), tick=True):
        page = walker.open(page.url)

    assert bool(page.buttons(CANCEL)) == can_be_cancelled
    assert ("To change or cancel it, please call us." in page.text) == (hours_before == 1.9)
