"""A booking during an outage: what is told is what is known, and nothing is ever sent twice."""

from __future__ import annotations

import time
from typing import Any

import pytest
import time_machine

from booking_site.sandbox.server import Sandbox
from tests.journeys.at_the_form import (
    ADA,
    ANYONE,
    NO,
    action,
    alone,
    booked_ids,
    chosen,
    filled,
    kept,
    open_form,
    send,
)
from tests.journeys.lost_answers import LOST, MADE, lose, records
from tests.journeys.wishes import JONAS, YUSUF, moment, sent
from tests.walker import Walker

each_lost = pytest.mark.parametrize("name", LOST)


@pytest.fixture
def short_of_time(widget: Any) -> None:
    widget.BOOKING_DEADLINE = 1.1


@each_lost
def test_a_lost_answer_is_told_as_it_is_and_asked_for_once(
    walker: Walker, sandbox: Sandbox, short_of_time: None, name: str
) -> None:
    open_form(walker, sandbox)

    page = lose(walker, sandbox, name)

    assert (page.status, page.errors) == (202, ["outcome-unknown"])
    assert len(sent(sandbox)) == 1
    assert records(sandbox, name) == (name in MADE)
    assert not booked_ids(page)
    assert kept(page) == ADA
    assert f"Your reference: {sent(sandbox)[0]['api_id']}" in page.text
    assert page.all('main a[href="tel:+493012345670"]')
    assert "no-store" in page.response["Cache-Control"]


@each_lost
def test_the_same_form_sent_again_gets_the_same_truth_and_no_second_try(
    walker: Walker, sandbox: Sandbox, short_of_time: None, name: str
) -> None:
    page = open_form(walker, sandbox)
    fields = filled(page)
    lose(walker, sandbox, name)
    sandbox.faults.clear()

    again = walker.post(action(page), fields)

    assert (again.status, again.errors) == (202, ["outcome-unknown"])
    assert len(sent(sandbox)) == 1


@each_lost
def test_another_form_with_the_same_wish_gets_the_same_truth_and_no_second_try(
    walker: Walker, sandbox: Sandbox, short_of_time: None, name: str
) -> None:
    other = open_form(walker, sandbox)
    walker.open(other.url)
    lose(walker, sandbox, name)
    sandbox.faults.clear()

    again = walker.post(action(other), filled(other, fullname="A. Lovelace", comment=""))

    assert (again.status, again.errors) == (202, ["outcome-unknown"])
    assert not booked_ids(again)
    assert len(sent(sandbox)) == 1


def test_another_person_for_the_same_hour_is_the_same_wish(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)
    lose(walker, sandbox, "drop")
    sandbox.faults.clear()
    walker.open(chosen(alone(sandbox, YUSUF, JONAS), JONAS))

    assert send(walker).errors == ["outcome-unknown"]
    assert len(sent(sandbox)) == 1


def test_another_wish_is_booked_while_the_first_is_unknown(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)
    lose(walker, sandbox, "drop")
    sandbox.faults.clear()

    walker.open(chosen(moment(sandbox, "15:00")))

    assert booked_ids(send(walker))


def test_a_limit_that_is_reached_means_not_booked_for_certain(walker: Walker, sandbox: Sandbox) -> None:
    page = open_form(walker, sandbox)
    fields = filled(page)
    sandbox.faults.add("rate", "book_record", times=1, retry_after=1)

    busy = send(walker)

    assert (busy.status, busy.errors) == (503, ["busy"])
    assert busy.response["Retry-After"]
    assert kept(busy) == ADA
    again = walker.post(action(page), fields)
    assert (again.status, again.errors) == (503, ["busy"])
    assert len(sent(sandbox)) == 1
    assert booked_ids(walker.press("Try again"))
    assert len(sandbox.salon.records) == 1


def test_once_bookings_have_kept_failing_the_next_is_not_even_sent(walker: Walker, sandbox: Sandbox) -> None:
    at = alone(sandbox, YUSUF)
    for hour in range(9, 14):
        walker.open(chosen(at.replace(hour=hour)))
        assert lose(walker, sandbox, "500").status == 202
    walker.open(chosen(at.replace(hour=15)))
    sandbox.requests.clear()

    page = send(walker)

    assert (page.status, page.errors) == (503, ["unavailable"])
    assert sent(sandbox) == []
    assert kept(page) == ADA


OUTAGES: dict[str, tuple[str, dict[str, Any], str]] = {
    "drop": ("drop", {}, "unavailable"),
    "error": ("error", {}, "unavailable"),
    "html": ("html", {}, "unavailable"),
    "redirect": ("redirect", {}, "unavailable"),
    "hang": ("hang", {}, "unavailable"),
    "rate": ("rate", {"retry_after": 1}, "busy"),
}


@pytest.mark.parametrize("name", OUTAGES)
@pytest.mark.parametrize(
    ("endpoint", "person"), [("book_check", YUSUF), ("book_check", ANYONE), ("book_staff", ANYONE)]
)
def test_what_fails_before_the_booking_means_not_sent_and_can_be_tried_again(
    walker: Walker, sandbox: Sandbox, widget: Any, endpoint: str, person: int, name: str
) -> None:
    widget.ALTEGIO_FAILURE_KEPT, widget.ALTEGIO_TIMEOUT, widget.ALTEGIO_DEADLINE = 0.05, 1, 4
    open_form(walker, sandbox, person)
    kind, options, key = OUTAGES[name]
    fault = sandbox.faults.add(kind, endpoint, **options)

    page = send(walker)

    assert (page.status, page.errors) == (503, [key])
    assert page.response["Retry-After"]
    assert (sent(sandbox), sandbox.salon.records) == ([], [])
    assert kept(page) == ADA
    fault.cancel()
    time.sleep(2 * widget.ALTEGIO_FAILURE_KEPT)
    assert booked_ids(walker.press("Try again"))
    assert len(sandbox.salon.records) == 1


def test_what_altegio_forbids_before_the_booking_is_for_the_operator(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)
    sandbox.faults.add("answer", "book_check", status=401, body=NO)

    page = send(walker)

    assert (page.status, page.errors) == (503, ["misconfigured"])
    assert (sent(sandbox), kept(page)) == ([], ADA)


def test_an_outage_at_the_confirmation_hides_nothing_that_is_known(walker: Walker, sandbox: Sandbox) -> None:
    page = open_form(walker, sandbox)
    fields = filled(page)
    booked = send(walker)
    sandbox.faults.add("error")

    with time_machine.travel(time.time() + 3600, tick=True):
        again = walker.post(action(page), fields)

    assert booked_ids(again) == booked_ids(booked) == [str(sandbox.salon.records[0].id)]
    assert again.status == 200
