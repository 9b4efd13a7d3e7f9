"""Looking again for a booking of which nobody knows whether it was made."""

from __future__ import annotations

import time
from typing import Any

import pytest
import time_machine

from booking_site.sandbox.server import Sandbox
from tests.journeys.at_the_form import ADA, action, booked_ids, filled, kept, open_form
from tests.journeys.lost_answers import lose, records
from tests.journeys.wishes import sent
from tests.walker import Walker


@pytest.fixture
def short_of_time(widget: Any) -> None:
    widget.BOOKING_DEADLINE = 1.1


def test_a_second_look_only_reads(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)
    lose(walker, sandbox, "drop-after")
    sandbox.requests.clear()

    page = walker.press("Check again")

    assert (page.status, page.errors) == (202, ["outcome-unknown"])
    assert "The time is taken now, very likely by your booking." in page.text
    assert {one.method for one in sandbox.requests} == {"GET"}
    assert not booked_ids(page)


def test_a_time_that_is_still_free_may_be_booked_yet(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)
    lose(walker, sandbox, "drop")
    sandbox.requests.clear()

    page = walker.press("Check again")

    assert (page.status, page.errors) == (202, ["outcome-unknown"])
    assert "The time still looks free." in page.text
    assert {one.method for one in sandbox.requests} == {"GET"}


def test_a_booking_that_comes_late_is_seen_at_the_next_look(
    walker: Walker, sandbox: Sandbox, short_of_time: None
) -> None:
    open_form(walker, sandbox)
    lose(walker, sandbox, "slow")
    assert records(sandbox, "slow") == 1

    assert "The time is taken now" in walker.press("Check again").text


def test_after_a_minute_a_time_still_free_was_not_booked_and_can_be_tried_again(
    walker: Walker, sandbox: Sandbox
) -> None:
    open_form(walker, sandbox)
    lose(walker, sandbox, "drop")
    sandbox.faults.clear()

    with time_machine.travel(time.time() + 61, tick=True):
        page = walker.press("Check again")
        assert (page.status, page.errors) == (503, ["unavailable"])
        assert "Nothing was booked" in page.text
        assert kept(page) == ADA
        assert len(sent(sandbox)) == 1

        page = walker.press("Try again")
        [record] = sandbox.salon.records
        assert booked_ids(page) == [str(record.id)]
        assert len(sent(sandbox)) == 2


def test_a_time_that_is_taken_is_never_called_not_booked(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)
    lose(walker, sandbox, "drop-after")

    with time_machine.travel(time.time() + 3600, tick=True):
        page = walker.press("Check again")

    assert (page.status, page.errors) == (202, ["outcome-unknown"])
    assert "The time is taken now" in page.text


def test_nobody_books_another_one_while_the_first_is_unknown(walker: Walker, sandbox: Sandbox) -> None:
    other = open_form(walker, sandbox)
    walker.open(other.url)
    lose(walker, sandbox, "drop")
    sandbox.faults.clear()

    page = walker.post(action(other), filled(other, do="again"))

    assert (page.status, page.errors) == (202, ["outcome-unknown"])
    assert len(sent(sandbox)) == 1


def test_a_second_look_from_another_form_looks_after_the_first(walker: Walker, sandbox: Sandbox) -> None:
    other = open_form(walker, sandbox)
    walker.open(other.url)
    lose(walker, sandbox, "drop")
    sandbox.faults.clear()
    walker.post(action(other), filled(other))

    with time_machine.travel(time.time() + 61, tick=True):
        page = walker.press("Check again")
        assert (page.status, page.errors) == (503, ["unavailable"])
        assert booked_ids(walker.press("Try again"))

    assert len(sandbox.salon.records) == 1


def test_a_look_at_what_was_found_absent_meanwhile_books_nothing(walker: Walker, sandbox: Sandbox) -> None:
    other = open_form(walker, sandbox)
    walker.open(other.url)
    first = lose(walker, sandbox, "drop")
    sandbox.faults.clear()
    second = walker.post(action(other), filled(other))

    with time_machine.travel(time.time() + 61, tick=True):
        walker.page = first
        assert walker.press("Check again").status == 503
        walker.page = second
        assert walker.press("Check again").status == 503

    assert sandbox.salon.records == []
    assert len(sent(sandbox)) == 1


@pytest.mark.parametrize("kind", ["error", "drop", "rate"])
def test_while_nothing_answers_a_look_tells_what_is_known(walker: Walker, sandbox: Sandbox, kind: str) -> None:
    open_form(walker, sandbox)
    lose(walker, sandbox, "drop-after")
    sandbox.faults.clear()
    sandbox.faults.add(kind)

    page = walker.press("Check again")

    assert (page.status, page.errors) == (202, ["outcome-unknown"])
    assert kept(page) == ADA
    sandbox.faults.clear()
    assert walker.press("Check again").errors[0] in ("outcome-unknown", "busy")
