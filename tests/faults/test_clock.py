"""Clocks that jump, as those of virtual machines do: nothing hangs, nothing old is called new, no form is refused for
ever. Durations are measured by another clock, which never jumps."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.faults.looking import as_of, in_time, until_good
from tests.faults.network import Network
from tests.journeys.at_the_form import action, booked_ids, filled, open_form, send
from tests.journeys.wishes import HAIRCUT, YUSUF, booked, moment, sent
from tests.walker import Walker
from widget.flow.limits import CODES_PER_PHONE_SOON, MemoryLimits

pytestmark = pytest.mark.usefixtures("patient")

MINUTE, HOUR = 60, 60 * 60
each_way = pytest.mark.parametrize("jump", [-HOUR, HOUR], ids=["back", "ahead"])


@contextmanager
def jumped(seconds: float) -> Iterator[None]:
    with time_machine.travel(time.time() + seconds, tick=True):
        yield


def times_url(sandbox: Sandbox) -> str:
    return f"/{BERLIN}/time/?service={HAIRCUT}&team_member={YUSUF}&date={moment(sandbox).date()}&lang=en"


@each_way
def test_a_jump_makes_no_old_answer_a_new_one(walker: Walker, network: Network, sandbox: Sandbox, jump: int) -> None:
    url = times_url(sandbox)
    assert "12:00" in until_good(walker, url).times
    sandbox.salon.take(BERLIN, YUSUF, moment(sandbox), minutes=45)

    with jumped(jump):
        page = walker.open(url)
        assert (page.status, page.errors, as_of(page)) == (200, [], "")
        assert "12:00" not in page.times
        sandbox.requests.clear()
        walker.open(url)
        assert sandbox.requests == []  # and what is new is kept again


def test_of_what_comes_from_the_future_nobody_knows_the_age(walker: Walker, network: Network, sandbox: Sandbox) -> None:
    url = times_url(sandbox)
    until_good(walker, url)
    network.fails("reset_before")

    with jumped(-HOUR), in_time(5.0):
        page = walker.open(url)

    assert (page.status, page.errors) == (503, ["unavailable"])


@pytest.mark.parametrize("jump", [-5 * HOUR, -HOUR, -30, HOUR, 5 * HOUR])
def test_a_form_is_taken_or_renewed_at_once_and_then_taken(
    walker: Walker, network: Network, sandbox: Sandbox, widget: Any, jump: int
) -> None:
    widget.MINIMUM_FILL = 0.5
    open_form(walker, sandbox)

    with jumped(jump), in_time(5.0):
        page = send(walker)
        if not booked_ids(page):
            assert (page.status, page.errors) == (422, ["request-invalid"])
            page = walker.press("Book for")

    assert booked_ids(page)
    assert len(sandbox.salon.records) == len(sent(sandbox)) == 1


@each_way
def test_a_booking_under_way_is_told_and_made_once(
    walker: Walker, network: Network, sandbox: Sandbox, widget: Any, jump: int
) -> None:
    widget.BOOKING_DEADLINE = 10.0
    form = open_form(walker, sandbox)
    fault = sandbox.faults.add("slow", "book_record", seconds=30)

    with ThreadPoolExecutor(1) as pool:
        page = pool.submit(send, walker)
        while not fault.met:
            time.sleep(0.01)
        with jumped(jump):
            fault.cancel()
            assert booked_ids(page.result())
            again = walker.post(action(form), filled(form))

    assert booked_ids(again) == [str(record.id) for record in sandbox.salon.records]
    assert len(sent(sandbox)) == 1


def test_a_booking_that_was_made_in_the_future_is_looked_up(walker: Walker, network: Network, sandbox: Sandbox) -> None:
    page = booked(walker, sandbox)
    sandbox.salon.cancel(sandbox.salon.records[0])

    with jumped(-HOUR):
        again = walker.open(page.url)

    assert again.heading == "This appointment is cancelled"


@each_way
def test_of_what_is_unknown_the_truth_comes_out_in_the_end(
    walker: Walker, network: Network, sandbox: Sandbox, jump: int
) -> None:
    open_form(walker, sandbox)
    network.fails("reset_before", "POST book_record")
    assert send(walker).errors == ["outcome-unknown"]
    network.heals()

    with jumped(jump + (2 * HOUR if jump < 0 else 0)):
        page = walker.press("Check again")
        assert (page.status, page.errors) == (503, ["unavailable"])
        assert "Nothing was booked" in page.text
        assert booked_ids(walker.press("Try again"))

    assert len(sandbox.salon.records) == 1


@each_way
def test_a_breaker_that_is_open_closes_all_the_same(
    walker: Walker, network: Network, sandbox: Sandbox, jump: int
) -> None:
    url = times_url(sandbox)
    network.fails("reset_before")
    for _ in range(4):
        assert walker.open(url).errors == ["unavailable"]
        time.sleep(0.15)
    network.heals()

    with jumped(jump), in_time(5.0):
        until_good(walker, url)


@each_way
def test_the_limit_of_calls_is_kept_and_nobody_waits_for_an_hour(
    walker: Walker, network: Network, sandbox: Sandbox, widget: Any, jump: int
) -> None:
    widget.ALTEGIO_CALLS_PER_SECOND, widget.ALTEGIO_BURST = 3, 2
    until_good(walker, times_url(sandbox))

    with jumped(jump), in_time(5.0):
        until_good(walker, times_url(sandbox))
        at = [asked.at for asked in sandbox.requests]

    assert all(later - earlier >= 0.95 for earlier, later in zip(at, at[5:], strict=False))


@each_way
def test_a_limit_of_tries_ends_when_it_would_have(jump: int) -> None:
    """A jump neither frees a flood nor shuts anybody out."""
    limits = MemoryLimits()
    assert limits.take(CODES_PER_PHONE_SOON, "ada") == 0

    with jumped(jump):
        assert 0 < limits.take(CODES_PER_PHONE_SOON, "ada") <= CODES_PER_PHONE_SOON.seconds


@pytest.mark.parametrize("change", [datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)])
def test_a_form_that_is_open_while_the_clocks_are_changed_is_taken(
    walker: Walker, network: Network, sandbox: Sandbox, change: datetime
) -> None:
    with time_machine.travel(change.timestamp() - MINUTE, tick=True):
        open_form(walker, sandbox)
    with time_machine.travel(change.timestamp() + MINUTE, tick=True):
        page = send(walker)

    assert booked_ids(page)
    assert "12:00" in page.text
