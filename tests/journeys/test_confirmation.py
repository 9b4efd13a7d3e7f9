"""What was booked: who, what, when and where, as it stands now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from booking_site.sandbox.moments import minute
from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.journeys.booked_pages import address, booked_elsewhere, booked_ids, facts, later
from tests.journeys.wishes import BLOW_DRY, HAIRCUT, SOFIA, YUSUF, booked, details, details_url, moment, own
from tests.walker import Walker, words


def reads(sandbox: Sandbox) -> int:
    return len([asked for asked in sandbox.requests if asked.method == "GET" and asked.path.startswith("book_record/")])


def test_a_confirmation_says_what_who_when_how_long_how_much_and_where(walker: Walker, sandbox: Sandbox) -> None:
    page = booked(walker, sandbox)

    assert page.status == 200
    assert page.heading == "You're booked"
    assert words(page.html.title) == "You're booked · Atelier Linden"
    when = facts(page)["When"]
    starts_at = moment(sandbox)
    assert when.startswith(f"{starts_at:%A, %-d %B %Y}")
    assert "12:00–12:45" in when
    assert when.endswith(f"Central European {'Summer' if starts_at.dst() else 'Standard'} Time")
    assert page.all(f'.appointment time[datetime="{starts_at.isoformat()}"]')
    assert {name: text for name, text in facts(page).items() if name != "When"} == {
        "What": "Short haircut",
        "With": "Yusuf D.",
        "How long": "45 min",
        "Price": "€42 – €52",
        "Where": "Atelier Linden Lindenstraße 84, 10969 Berlin Show on the map",
    }
    [record] = sandbox.salon.records
    assert booked_ids(page) == [str(record.id)]
    assert page.path == f"/{BERLIN}/booking/{record.id}-{record.hash}/"


def test_the_map_leads_to_the_address_and_opens_apart(walker: Walker, sandbox: Sandbox) -> None:
    [link] = booked(walker, sandbox).links("Show on the map")

    assert parse_qs(urlsplit(str(link["href"])).query)["query"] == ["Lindenstraße 84, 10969 Berlin"]
    assert (link["target"], link["rel"]) == ("_blank", ["noopener"])


def test_the_clock_is_the_businesss_wherever_the_visitor_is(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox, NEW_YORK)

    page = walker.press("Book for", fullname="Ada", phone="212 555 0123", code="1234", consent="on")

    assert "12:00 PM–12:45 PM" in facts(page)["When"]
    assert "Eastern" in facts(page)["When"]
    assert facts(page)["Price"].startswith("$")
    assert facts(page)["With"] == "Marcus J."
    assert str(page.all(".appointment time")[0]["datetime"])[-6:] in ("-05:00", "-04:00")


def test_whoever_was_found_for_anyone_is_named(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox, team_member=0)

    page = walker.press("Book for", fullname="Ada", phone="030 1234567")

    [record] = sandbox.salon.records
    assert facts(page)["With"] == sandbox.salon.locations[BERLIN].members[record.team_member_id].name


def test_several_services_of_one_appointment_are_all_named(walker: Walker, sandbox: Sandbox) -> None:
    starts_at = moment(sandbox, members=[SOFIA])
    walker.open(details_url(starts_at, service=[HAIRCUT, BLOW_DRY], team_member=SOFIA))

    page = walker.press("Book for", fullname="Ada", phone="030 1234567")

    assert facts(page)["What"] == "Short haircut Blow-dry & styling"
    assert facts(page)["How long"] == "1 h 30 min"
    assert facts(page)["Price"] == "€76 – €98.50"


def test_several_appointments_are_in_the_order_of_their_times(walker: Walker, sandbox: Sandbox) -> None:
    starts_at = moment(sandbox)
    records = [booked_elsewhere(sandbox, starts_at + timedelta(hours=hours)) for hours in (3, 0)]

    page = walker.open(address(*records))

    assert booked_ids(page) == [str(records[1].id), str(records[0].id)]
    assert words(page.html.select_one(".sums")) == "Total price €96"
    assert page.links("Add all to my calendar")
    assert len({str(part["aria-label"]) for part in page.all(".appointment")}) == 2


@pytest.mark.parametrize("path", ["", "calendar.ics", "cancel/"])
def test_nobody_keeps_the_page_and_its_address_goes_nowhere(walker: Walker, sandbox: Sandbox, path: str) -> None:
    page = booked(walker, sandbox)

    response = walker.client.get(page.path + path)

    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"


def test_links_that_leave_us_hold_nothing_that_opens_the_booking(walker: Walker, sandbox: Sandbox) -> None:
    page = booked(walker, sandbox)
    [record] = sandbox.salon.records

    leaving = [str(link["href"]) for link in page.all("a[href^=http]")]

    assert len(leaving) == 3
    assert not [url for url in leaving if record.hash in url or str(record.id) in url or "Ada" in url]
    staying = [str(tag.get("href") or tag.get("action")) for tag in page.all("main a[href^='/'], form")]
    assert {urlsplit(url).path for url in staying if record.hash in url} == {
        f"{page.path}calendar.ics",
        f"{page.path}cancel/",
    }


def test_language_and_looks_go_along_and_the_campaign_to_its_first_page_alone(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox, theme="dark", accent="7a3e5c", utm_source="card")

    page = walker.press("Book for", fullname="Ada", phone="030 1234567")

    looks = {"lang": ["en"], "theme": ["dark"], "accent": ["7a3e5c"]}
    assert parse_qs(page.query) == {**looks, "utm_source": ["card"]}
    own = [str(tag.get("href") or tag.get("action")) for tag in page.all("main a[href*='/booking/'], form")]
    assert len(own) >= 2
    assert [parse_qs(urlsplit(url).query) for url in own] == [looks] * len(own)
    assert page.html.html["data-theme"] == "dark"  # type: ignore[index]


def test_the_business_may_say_it_in_its_own_words(walker: Walker, sandbox: Sandbox, settings: Any) -> None:
    own(
        settings,
        booked_title="Request <received>",
        booked_text="We call you.\nPlease wait.",
        thank_you_url="https://linden.example/thanks?a=1&b=2",
    )

    page = booked(walker, sandbox)

    assert page.heading == "Request <received>"
    assert words(page.html.title).startswith("Request <received>")
    assert words(page.html.select_one(".lead")) == "We call you. Please wait."
    [link] = page.links("Go on")
    assert link["href"] == "https://linden.example/thanks?a=1&b=2"
    walker.press("Yes, cancel it")
    assert walker.page.heading == "This appointment is cancelled"
    assert not walker.page.all(".lead")
    assert not walker.page.links("Go on")


def test_to_book_it_again_leads_to_the_days_with_the_same_service_and_person(walker: Walker, sandbox: Sandbox) -> None:
    booked(walker, sandbox)

    page = walker.follow("Book this again")

    assert page.path == f"/{BERLIN}/date/"
    query = parse_qs(page.query)
    assert (query["service"], query["team_member"]) == ([str(HAIRCUT)], [str(YUSUF)])
    assert "slot" not in query
    walker.open(address(*sandbox.salon.records))
    assert walker.follow("Book something else").path == f"/{BERLIN}/"


def test_the_first_look_costs_no_call_and_a_later_one_a_single_one(walker: Walker, sandbox: Sandbox) -> None:
    page = booked(walker, sandbox)
    assert reads(sandbox) == 0

    with later(180):
        walker.open(page.url)

    assert reads(sandbox) == 1


def test_a_later_look_shows_what_stands_in_the_calendar_then(walker: Walker, sandbox: Sandbox) -> None:
    page = booked(walker, sandbox)
    [record] = sandbox.salon.records
    sandbox.salon.move(record, minute(record.starts_at + timedelta(hours=2)))

    with later(180):
        page = walker.open(page.url)

    assert "14:00–14:45" in facts(page)["When"]
    assert facts(page)["Price"] == "€48"


def test_an_appointment_made_elsewhere_is_shown_alike(walker: Walker, sandbox: Sandbox) -> None:
    page = walker.open(address(booked_elsewhere(sandbox, moment(sandbox))))

    assert page.heading == "You're booked"
    assert (facts(page)["What"], facts(page)["With"]) == ("Short haircut", "Yusuf D.")
    assert page.buttons("Yes, cancel it")


def test_what_is_over_is_only_told(walker: Walker, sandbox: Sandbox) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))

    with time_machine.travel(record.starts_at + timedelta(minutes=10), tick=True):
        page = walker.open(address(record))

    assert page.heading == "Your appointment"
    assert not page.buttons("Yes, cancel it")
    assert not page.all(".calendars")
    assert page.links("Book this again")
