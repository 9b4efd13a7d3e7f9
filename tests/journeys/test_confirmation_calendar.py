"""A booking in the visitor's own calendar: as a file, and as links to calendars on the web."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar, Event

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.journeys.booked_pages import address, booked_elsewhere, later
from tests.journeys.wishes import HAIRCUT, YUSUF, booked, details, details_url, moment
from tests.walker import Page, Walker


def file(walker: Walker, page: Page) -> Calendar:
    """What the page's link downloads."""
    link = page.all("a[download]")[0]
    response = walker.client.get(str(link["href"]))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    calendar = Calendar.from_ical(response.content)
    assert isinstance(calendar, Calendar)
    assert not calendar.errors
    return calendar


def event(walker: Walker, page: Page) -> Event:
    [found] = file(walker, page).events
    return found


def link_to(page: Page, name: str) -> dict[str, str]:
    query = urlsplit(str(page.links(name)[0]["href"])).query
    return {key: value for key, [value] in parse_qs(query, strict_parsing=True).items()}


def test_a_booking_goes_into_a_calendar_as_it_was_booked(walker: Walker, sandbox: Sandbox) -> None:
    page = booked(walker, sandbox)
    [record] = sandbox.salon.records

    calendar = file(walker, page)

    [found] = calendar.events
    assert calendar["METHOD"] == "PUBLISH"
    assert (found.start, found.end) == (record.starts_at, record.starts_at + timedelta(minutes=45))
    assert found["DTSTART"].params["TZID"] == found["DTEND"].params["TZID"] == "Europe/Berlin"
    assert [zone.tz_name for zone in calendar.timezones] == ["Europe/Berlin"]
    assert found["SUMMARY"] == "Short haircut · Atelier Linden"
    assert found["LOCATION"] == "Atelier Linden, Lindenstraße 84, 10969 Berlin"
    assert found["DESCRIPTION"] == "With Yusuf D.\n+493012345670"
    assert (found["STATUS"], found["SEQUENCE"]) == ("CONFIRMED", 0)


def test_the_clock_of_the_file_is_the_businesss(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox, NEW_YORK)
    page = walker.press("Book for", fullname="Ada", phone="212 555 0123", code="1234", consent="on")

    found = event(walker, page)

    assert found["DTSTART"].params["TZID"] == "America/New_York"
    assert found.start.strftime("%H:%M") == "12:00"
    assert found.start == sandbox.salon.records[0].starts_at


def test_the_same_appointment_is_the_same_event_however_often_it_is_fetched(walker: Walker, sandbox: Sandbox) -> None:
    page = booked(walker, sandbox)
    first = event(walker, page)

    with later(300):
        again = event(walker, walker.open(page.url))

    assert again["UID"] == first["UID"]
    assert (again.start, again.end, again["SUMMARY"]) == (first.start, first.end, first["SUMMARY"])
    other = event(walker, walker.open(address(booked_elsewhere(sandbox, first.start + timedelta(hours=2)))))
    assert other["UID"] != first["UID"]


def test_once_cancelled_the_file_takes_it_out_again(walker: Walker, sandbox: Sandbox) -> None:
    page = booked(walker, sandbox)
    before = event(walker, page)

    page = walker.press("Yes, cancel it")

    assert page.links("Take it out of my calendar")
    calendar = file(walker, page)
    [after] = calendar.events
    assert calendar["METHOD"] == "CANCEL"
    assert after["STATUS"] == "CANCELLED"
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert (after.start, after.end) == (before.start, before.end)
    assert not page.links("Google")


def test_several_appointments_are_one_file_and_one_cancelled_is_marked_in_it(walker: Walker, sandbox: Sandbox) -> None:
    starts_at = moment(sandbox)
    records = [booked_elsewhere(sandbox, starts_at + timedelta(hours=hours)) for hours in (0, 2)]
    sandbox.salon.cancel(records[0])

    calendar = file(walker, walker.open(address(*records)))

    assert calendar["METHOD"] == "PUBLISH"
    assert [(found.start, found["STATUS"]) for found in calendar.events] == [
        (records[0].starts_at, "CANCELLED"),
        (records[1].starts_at, "CONFIRMED"),
    ]
    assert len({found["UID"] for found in calendar.events}) == 2


@pytest.mark.parametrize(
    ("now", "day", "offset"),
    [
        ("2027-03-26T09:00+01:00", date(2027, 3, 27), "+01:00"),
        ("2027-03-26T09:00+01:00", date(2027, 3, 29), "+02:00"),
        ("2027-10-29T09:00+02:00", date(2027, 10, 30), "+02:00"),
        ("2027-10-29T09:00+02:00", date(2027, 11, 1), "+01:00"),
    ],
)
def test_the_hour_stays_right_when_the_clocks_are_changed_meanwhile(
    walker: Walker, sandbox: Sandbox, travel_to: Callable[[str], None], now: str, day: date, offset: str
) -> None:
    travel_to(now)
    sandbox.salon.set_hours(YUSUF, day, [(time(9), time(18))])
    starts_at = datetime.fromisoformat(f"{day}T12:00{offset}")
    walker.open(details_url(starts_at))

    page = walker.press("Book for", fullname="Ada", phone="030 1234567")

    assert "12:00–12:45" in page.text
    assert ("Summer" in page.text) == (offset == "+02:00")
    found = event(walker, page)
    assert (found.start, found.start.strftime("%H:%M")) == (starts_at, "12:00")
    assert found.end - found.start == timedelta(minutes=45)
    assert link_to(page, "Google")["dates"].startswith(f"{starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}/")


@pytest.mark.parametrize("offset", ["+02:00", "+01:00"])
def test_in_the_hour_that_comes_twice_the_right_one_is_meant(
    walker: Walker, sandbox: Sandbox, travel_to: Callable[[str], None], offset: str
) -> None:
    travel_to("2027-10-29T09:00+02:00")
    sandbox.salon.set_hours(YUSUF, date(2027, 10, 31), [(time(1), time(6))])
    starts_at = datetime.fromisoformat(f"2027-10-31T02:30{offset}")

    page = walker.open(address(booked_elsewhere(sandbox, starts_at)))

    assert page.all(f'time[datetime="{starts_at.isoformat()}"]')
    assert event(walker, page).start == starts_at
    assert link_to(page, "Google")["dates"].startswith(f"{starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}/")


def test_calendars_on_the_web_are_filled_in_and_learn_no_secret(walker: Walker, sandbox: Sandbox) -> None:
    page = booked(walker, sandbox, email="ada@example.com")
    [record] = sandbox.salon.records
    start, end = (record.starts_at.astimezone(UTC) + timedelta(minutes=minutes) for minutes in (0, 45))

    google, outlook = link_to(page, "Google"), link_to(page, "Outlook")

    assert google["text"] == outlook["subject"] == "Short haircut · Atelier Linden"
    assert google["dates"] == f"{start:%Y%m%dT%H%M%SZ}/{end:%Y%m%dT%H%M%SZ}"
    assert (outlook["startdt"], outlook["enddt"]) == (f"{start:%Y-%m-%dT%H:%M:%SZ}", f"{end:%Y-%m-%dT%H:%M:%SZ}")
    told = " ".join((*google.values(), *outlook.values(), str(file(walker, page).to_ical())))
    for secret in (record.hash, "Lovelace", "1234567 ", "ada@example.com", "booking/"):
        assert secret not in told


def test_an_outage_keeps_nobody_from_their_calendar(walker: Walker, sandbox: Sandbox) -> None:
    page = booked(walker, sandbox)
    sandbox.faults.add("error")

    assert event(walker, page)["SUMMARY"] == "Short haircut · Atelier Linden"


def test_a_visit_of_two_services_is_one_event(walker: Walker, sandbox: Sandbox) -> None:
    walker.open(details_url(moment(sandbox), service=[HAIRCUT, 3301]))
    page = walker.press("Book for", fullname="Ada", phone="030 1234567")

    found = event(walker, page)

    assert found["SUMMARY"] == "Short haircut, Haircut & blow-dry · Atelier Linden"
    assert found.end - found.start == timedelta(minutes=105)
    assert page.path.startswith(f"/{BERLIN}/booking/")
