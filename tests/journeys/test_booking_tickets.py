"""Sending a form twice books once: the ticket in it, and what happens when it is missing, foreign, old or used."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import time_machine

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.english import EnglishClient
from tests.journeys.at_the_form import (
    ADA,
    ANYONE,
    OURS,
    action,
    alone,
    booked_ids,
    chosen,
    filled,
    kept,
    open_form,
    send,
)
from tests.journeys.wishes import JONAS, YUSUF, moment, sent
from tests.walker import Page, Walker

LATER = 5 * 60 * 60
TOLD_OF_ONE = ["You're booked", "You have just booked this"]
"""At the form that booked, and at another one with the same wish."""


def without(fields: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in fields.items() if key != name}


def assert_asked_once_more(page: Page, sandbox: Sandbox) -> None:
    """Nothing was booked and nothing is lost; the form has a ticket that is good."""
    assert (page.status, page.errors) == (422, ["request-invalid"])
    assert (sandbox.salon.records, sent(sandbox)) == ([], [])
    assert kept(page) == ADA


@pytest.mark.parametrize(
    "ticket", [None, "", "garbage", "a:b:c:d:e", "a:b:nan:4564:e", "☂" * 50, "x" * 10_000, "\0", "1:2:3:4564:"]
)
def test_a_form_without_a_good_ticket_is_asked_for_once_more(
    walker: Walker, sandbox: Sandbox, ticket: str | None
) -> None:
    page = open_form(walker, sandbox)
    fields = without(filled(page), "ticket") | ({} if ticket is None else {"ticket": ticket})

    page = walker.post(action(page), fields)

    assert_asked_once_more(page, sandbox)
    assert booked_ids(walker.press("Book for"))
    assert len(sandbox.salon.records) == 1


@pytest.mark.parametrize("place", range(5))
def test_a_ticket_that_was_changed_is_none(walker: Walker, sandbox: Sandbox, place: int) -> None:
    page = open_form(walker, sandbox)
    parts = page.typed()["ticket"].split(":")
    parts[place] += "1"

    assert_asked_once_more(walker.post(action(page), filled(page, ticket=":".join(parts))), sandbox)


def test_a_ticket_signed_with_another_key_is_none(walker: Walker, sandbox: Sandbox, settings: Any) -> None:
    open_form(walker, sandbox)
    settings.SECRET_KEY = "another one " * 5

    assert_asked_once_more(send(walker), sandbox)
    assert booked_ids(walker.press("Book for"))


def test_another_locations_ticket_is_none(walker: Walker, sandbox: Sandbox) -> None:
    zone = sandbox.salon.locations[NEW_YORK].zone
    slot = moment(sandbox, "12:00", NEW_YORK).astimezone(zone).isoformat().replace("+", "%2B")
    there = walker.open(f"/{NEW_YORK}/details/?service=5502&team_member=7712&slot={slot}&lang=en")
    ticket = there.typed()["ticket"]
    here = open_form(walker, sandbox)

    page = walker.post(action(here), filled(here, ticket=ticket))

    assert_asked_once_more(page, sandbox)


def test_a_form_that_was_open_for_five_hours_is_asked_for_once_more_and_then_books(
    walker: Walker, sandbox: Sandbox
) -> None:
    open_form(walker, sandbox)

    with time_machine.travel(time.time() + LATER, tick=True):
        page = send(walker)
        assert_asked_once_more(page, sandbox)
        assert "This page was open for a long time." in page.text
        assert booked_ids(walker.press("Book for"))

    assert len(sandbox.salon.records) == 1


def test_a_form_that_was_open_for_half_a_morning_books_at_once(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)

    with time_machine.travel(time.time() + 3.9 * 60 * 60, tick=True):
        assert booked_ids(send(walker))


def test_what_became_of_an_old_form_is_still_known(walker: Walker, sandbox: Sandbox) -> None:
    page = open_form(walker, sandbox)
    fields = filled(page)
    booked = send(walker)

    with time_machine.travel(time.time() + LATER, tick=True):
        again = walker.post(action(page), fields)

    assert again.url == booked.url
    assert len(sandbox.salon.records) == 1


def test_after_a_restart_a_form_is_asked_for_once_more_with_a_warning(
    walker: Walker, sandbox: Sandbox, widget: Any
) -> None:
    open_form(walker, sandbox)
    # A process that starts anew has forgotten the forms it was sent.
    widget.ALTEGIO_API_URL = f"{sandbox.url}/"

    page = send(walker)

    assert_asked_once_more(page, sandbox)
    assert "If you have sent it before, look for a confirmation" in page.text
    assert booked_ids(walker.press("Book for"))


@pytest.mark.parametrize("times", [2, 5])
def test_a_form_sent_again_leads_to_the_same_confirmation(walker: Walker, sandbox: Sandbox, times: int) -> None:
    page = open_form(walker, sandbox)
    fields = filled(page)

    pages = [walker.post(action(page), fields) for _ in range(times)]

    [record] = sandbox.salon.records
    assert {page.url for page in pages} == {pages[0].url}
    assert all(booked_ids(page) == [str(record.id)] for page in pages)
    assert len(sent(sandbox)) == 1


def test_a_booked_form_books_nothing_else_whatever_is_changed_in_it(walker: Walker, sandbox: Sandbox) -> None:
    page = open_form(walker, sandbox)
    fields = filled(page)
    booked = send(walker)

    for changed in ({"phone": "030 901821"}, {"fullname": ""}, {"do": "again"}, {"do": "check"}, {"do": "code"}):
        assert walker.post(action(page), fields | changed).url == booked.url
    other_time = action(page).replace("T12:00", "T15:00")
    assert walker.post(other_time, fields).url == booked.url

    assert len(sandbox.salon.records) == 1


def test_back_to_a_refused_form_another_phone_is_another_try(walker: Walker, sandbox: Sandbox) -> None:
    page = open_form(walker, sandbox)
    sandbox.faults.add("refuse", "book_record", times=1, status=403, code=434)
    assert send(walker).errors == ["blocked"]

    page = walker.post(action(page), filled(page, phone="030 901821"))

    [record] = sandbox.salon.records
    assert booked_ids(page) == [str(record.id)]
    assert record.phone == "+4930901821"


def test_back_to_a_form_that_was_not_sent_another_time_is_another_try(walker: Walker, sandbox: Sandbox) -> None:
    page = open_form(walker, sandbox)
    sandbox.faults.add("rate", "book_record", times=1, retry_after=1)
    assert send(walker).status == 503

    later = walker.post(action(page).replace("T12:00", "T15:00"), filled(page))

    assert booked_ids(later)
    assert [record.starts_at.hour for record in sandbox.salon.records] == [15]


@pytest.fixture
def together() -> Callable[[list[dict[str, str]], str], list[Page]]:
    """Sends all forms at the same moment, each from a browser of its own."""

    def send_all(forms: list[dict[str, str]], url: str) -> list[Page]:
        barrier = Barrier(len(forms))

        def send_one(fields: dict[str, str]) -> Page:
            visitor = Walker(EnglishClient(raise_request_exception=False))
            barrier.wait()
            return visitor.post(url, fields)

        with ThreadPoolExecutor(len(forms)) as pool:
            return list(pool.map(send_one, forms))

    return send_all


@pytest.mark.parametrize("person", [YUSUF, ANYONE])
def test_thirty_clicks_at_once_are_one_booking(
    walker: Walker, sandbox: Sandbox, together: Callable[..., list[Page]], person: int
) -> None:
    page = open_form(walker, sandbox, person)
    sandbox.faults.add("slow", "book_record", seconds=0.3)

    pages = together([filled(page)] * 30, action(page))

    [record] = sandbox.salon.records
    assert len(sent(sandbox)) == 1
    assert {page.url for page in pages} == {pages[0].url}
    assert all(booked_ids(page) == [str(record.id)] for page in pages)


@pytest.mark.parametrize("person", [YUSUF, ANYONE])
def test_two_forms_for_one_wish_at_once_are_one_booking(
    walker: Walker, sandbox: Sandbox, together: Callable[..., list[Page]], person: int
) -> None:
    first = filled(open_form(walker, sandbox, person))
    second = filled(open_form(walker, sandbox, person))
    sandbox.faults.add("slow", "book_record", seconds=0.3)

    pages = together([first, second] * 15, action(walker.page))

    [record] = sandbox.salon.records
    assert len(sent(sandbox)) == 1
    told = {page.heading if page.status == 200 else page.errors[0] for page in pages}
    assert {"You're booked", "You have just booked this"} <= told <= {*TOLD_OF_ONE, "too-many-requests"}
    assert all(booked_ids(page) == [str(record.id)] for page in pages if page.status == 200)


def test_five_clicks_on_each_of_two_forms_all_lead_to_the_booking(
    walker: Walker, sandbox: Sandbox, together: Callable[..., list[Page]]
) -> None:
    first, second = filled(open_form(walker, sandbox)), filled(open_form(walker, sandbox))
    sandbox.faults.add("slow", "book_record", seconds=0.3)

    pages = together([first, second] * 5, action(walker.page))

    [record] = sandbox.salon.records
    assert sorted(page.heading for page in pages) == sorted(TOLD_OF_ONE * 5)
    assert all(booked_ids(page) == [str(record.id)] for page in pages)


def test_two_forms_for_one_wish_at_once_share_a_refusal_or_a_second_try(
    walker: Walker, sandbox: Sandbox, together: Callable[..., list[Page]]
) -> None:
    """Whoever waited for the other's outcome may try once it is known that nothing was booked."""
    first = filled(open_form(walker, sandbox))
    second = filled(open_form(walker, sandbox))
    sandbox.faults.add("refuse", "book_record", times=1, code=433, appointment_id=1)

    pages = together([first, second], action(walker.page))

    assert len(sandbox.salon.records) == 1
    assert sorted(page.status for page in pages) == [200, 409]


def test_thirty_clicks_whose_answer_is_lost_are_one_try(
    walker: Walker, sandbox: Sandbox, together: Callable[..., list[Page]]
) -> None:
    page = open_form(walker, sandbox)
    sandbox.faults.add("drop", "book_record", after=True)

    pages = together([filled(page)] * 30, action(page))

    assert len(sandbox.salon.records) == len(sent(sandbox)) == 1
    assert {(page.status, *page.errors) for page in pages} == {(202, "outcome-unknown")}


def test_the_answer_to_a_sent_form_is_no_page_that_a_reload_would_send_again(walker: Walker, sandbox: Sandbox) -> None:
    page = open_form(walker, sandbox)

    response = walker.client.post(action(page), filled(page), headers=OURS)

    assert response.status_code == 303
    assert walker.client.get(response["Location"]).status_code == 200


def test_every_form_has_a_ticket_of_its_own(walker: Walker, sandbox: Sandbox) -> None:
    at = alone(sandbox, YUSUF, JONAS)

    tickets = {walker.open(chosen(at, person)).typed()["ticket"] for person in (YUSUF, YUSUF, JONAS, ANYONE)}

    assert len(tickets) == 4


def test_a_ticket_tells_nothing_of_the_visitor(walker: Walker, sandbox: Sandbox) -> None:
    ticket = open_form(walker, sandbox).typed()["ticket"]

    assert ticket.count(":") == 4
    assert ticket.split(":")[3] == str(BERLIN)
