"""What no person would send: the trap, forms filled in no time, and more of them than anybody needs."""

from __future__ import annotations

import time
from typing import Any

import time_machine

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.at_the_form import ADA, OURS, action, alone, booked_ids, chosen, filled, kept, open_form, send
from tests.journeys.wishes import YUSUF, sent
from tests.walker import Page, Walker, words
from widget.flow import limits
from widget.views.contact_page import new_ticket


def test_the_trap_is_seen_by_no_person(walker: Walker, sandbox: Sandbox) -> None:
    page = open_form(walker, sandbox)

    [trap] = page.all("input[name=homepage]")
    assert (trap["tabindex"], trap["autocomplete"], trap.get("required")) == ("-1", "off", None)
    assert trap.find_parent(attrs={"aria-hidden": "true"})


def test_who_fills_in_the_trap_sends_nothing_and_loses_nothing(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)

    page = send(walker, homepage="https://cheap.example")

    assert (page.status, page.errors) == (422, ["field-invalid"])
    assert (sandbox.salon.records, sent(sandbox)) == ([], [])
    assert kept(page) == ADA


def test_a_person_who_was_caught_sees_the_trap_and_gets_out_of_it(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)
    page = send(walker, homepage="filled in by an eager browser")

    [trap] = page.all("input[name=homepage]")
    assert not trap.find_parent(attrs={"aria-hidden": "true"})
    assert words(page.all("label[for=homepage]")[0]) == "Leave this empty"
    assert booked_ids(walker.press("Book for", homepage=""))


def test_a_form_sent_in_no_time_is_held_for_a_moment_and_then_books(
    walker: Walker, sandbox: Sandbox, widget: Any
) -> None:
    widget.MINIMUM_FILL = 1.5
    page = open_form(walker, sandbox)
    issued_at = float(page.typed()["ticket"].split(":")[2])

    page = send(walker)

    assert booked_ids(page)
    assert sandbox.salon.records[0].created_at.timestamp() - issued_at >= 1.5


def test_who_took_a_moment_is_not_held(walker: Walker, sandbox: Sandbox, widget: Any) -> None:
    widget.MINIMUM_FILL = 30
    open_form(walker, sandbox)

    with time_machine.travel(time.time() + 31, tick=True):
        begun = time.monotonic()
        assert booked_ids(send(walker))
        assert time.monotonic() - begun < 20


def refused_times(walker: Walker, sandbox: Sandbox, times: int, headers: Any = OURS, **typed: str) -> Page:
    """What comes after so many tries with a number that is blocked. ``{}`` in what is sent is the number of the try."""
    form = open_form(walker, sandbox)
    sandbox.faults.add("refuse", "book_record", status=403, code=434)
    for number in range(times + 1):
        fields = filled(form, ticket=new_ticket(BERLIN), **{name: text.format(number) for name, text in typed.items()})
        own = {name: text.format(number) for name, text in headers.items()}
        page = Page(action(form), walker.client.post(action(form), fields, headers=own))
        assert page.status == 422 or number == times, f"already at the {number}."
    return page


def assert_too_many(page: Page, seconds: int) -> None:
    assert (page.status, page.errors) == (429, ["too-many-requests"])
    assert 0 < int(page.response["Retry-After"]) <= seconds
    assert kept(page).keys() == ADA.keys()
    assert page.all("a[href^=tel]")


def test_one_phone_can_be_tried_only_so_often(walker: Walker, sandbox: Sandbox) -> None:
    limit = limits.BOOKINGS_PER_PHONE
    page = refused_times(walker, sandbox, limit.most)

    assert_too_many(page, limit.seconds)
    assert kept(page) == ADA
    assert len(sent(sandbox)) == limit.most


def test_another_phone_from_the_same_address_is_not_held_up(walker: Walker, sandbox: Sandbox) -> None:
    refused_times(walker, sandbox, limits.BOOKINGS_PER_PHONE.most)
    sandbox.faults.clear()
    walker.open(chosen(alone(sandbox, YUSUF)))

    assert booked_ids(send(walker, phone="030 901821"))


def test_the_spelling_of_a_phone_gets_nobody_around_its_limit(walker: Walker, sandbox: Sandbox) -> None:
    refused_times(walker, sandbox, limits.BOOKINGS_PER_PHONE.most)
    walker.open(chosen(alone(sandbox, YUSUF)))

    assert send(walker, phone="+49 (30) 90 18 20").status == 429


def test_an_unknown_browser_has_fewer_tries_for_all_phones_together(walker: Walker, sandbox: Sandbox) -> None:
    limit = limits.BOOKINGS_PER_UNKNOWN_BROWSER

    page = refused_times(walker, sandbox, limit.most, headers={}, phone="030 9018{:02}")

    assert_too_many(page, limit.seconds)


def test_an_address_has_room_for_a_busy_evening_and_no_more(walker: Walker, sandbox: Sandbox) -> None:
    limit = limits.BOOKINGS_PER_ADDRESS
    headers = OURS | {"X-Forwarded-For": "192.0.2.7"}

    page = refused_times(walker, sandbox, limit.most, headers=headers, phone="030 9018{:02}")

    assert_too_many(page, limit.seconds)


def test_what_a_visitor_claims_as_their_address_does_not_count(walker: Walker, sandbox: Sandbox) -> None:
    """The right-most hop is the one that our own router has seen."""
    limit = limits.BOOKINGS_PER_UNKNOWN_BROWSER
    headers = {"X-Forwarded-For": "10.0.0.{}, 192.0.2.7"}

    page = refused_times(walker, sandbox, limit.most, headers=headers, phone="030 9018{:02}")

    assert_too_many(page, limit.seconds)


def test_visitors_behind_the_router_are_told_apart(walker: Walker, sandbox: Sandbox) -> None:
    limit = limits.BOOKINGS_PER_UNKNOWN_BROWSER
    headers = {"X-Forwarded-For": "192.0.2.7, 198.51.100.{}"}

    page = refused_times(walker, sandbox, limit.most, headers=headers, phone="030 9018{:02}")

    assert page.status == 422


def test_a_network_of_the_newer_internet_is_one_visitor(walker: Walker, sandbox: Sandbox) -> None:
    limit = limits.BOOKINGS_PER_UNKNOWN_BROWSER
    headers = {"X-Forwarded-For": "2001:db8:7:7::{}"}

    assert_too_many(refused_times(walker, sandbox, limit.most, headers=headers, phone="030 9018{:02}"), limit.seconds)


def test_without_a_router_what_is_claimed_does_not_count_at_all(walker: Walker, sandbox: Sandbox, widget: Any) -> None:
    widget.TRUSTED_PROXY_COUNT = 0
    limit = limits.BOOKINGS_PER_UNKNOWN_BROWSER
    headers = {"X-Forwarded-For": "198.51.100.{}"}

    assert_too_many(refused_times(walker, sandbox, limit.most, headers=headers, phone="030 9018{:02}"), limit.seconds)


def test_a_form_that_was_refused_is_no_way_around_the_limits(walker: Walker, sandbox: Sandbox) -> None:
    """Back to it with another phone is another try, and counts like one."""
    form = open_form(walker, sandbox)
    sandbox.faults.add("refuse", "book_record", status=403, code=434)
    most = limits.BOOKINGS_PER_UNKNOWN_BROWSER.most

    answers = [
        walker.client.post(action(form), filled(form, phone=f"030 9018{number:02}")).status_code
        for number in range(most + 1)
    ]

    assert answers == [422] * most + [429]
    assert len(sent(sandbox)) == most


def test_the_same_form_sent_again_and_again_takes_no_room(walker: Walker, sandbox: Sandbox) -> None:
    form = open_form(walker, sandbox)
    sandbox.faults.add("drop", "book_record")

    for _ in range(limits.BOOKINGS_PER_PHONE.most + 1):
        assert walker.post(action(form), filled(form)).errors == ["outcome-unknown"]


def test_looking_again_from_another_form_takes_no_room_either(walker: Walker, sandbox: Sandbox) -> None:
    other = open_form(walker, sandbox)
    walker.open(other.url)
    sandbox.faults.add("drop", "book_record", after=True)
    send(walker)
    sandbox.faults.clear()
    walker.post(action(other), filled(other))

    for _ in range(limits.BOOKINGS_PER_PHONE.most + 1):
        assert walker.press("Check again").errors == ["outcome-unknown"]


def test_a_machines_checks_of_times_are_limited_too(walker: Walker, sandbox: Sandbox) -> None:
    url = chosen(alone(sandbox, YUSUF))
    for _ in range(limits.CHECKS_PER_ADDRESS.most):
        assert walker.client.get(url).status_code == 200

    page = walker.open(url)

    assert (page.status, page.errors) == (429, ["too-many-requests"])
