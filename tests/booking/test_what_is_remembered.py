"""What was true a moment ago, and is not any more, must decide nothing about a booking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine

from booking_site.sandbox.server import Sandbox
from tests.booking.salon import (
    AFTERNOON,
    ANYONE,
    HAIRCUT,
    JONAS,
    NOON,
    NOW,
    YUSUF,
    bookings_asked,
    only_two_work,
    standing,
)
from tests.booking.told import Told, booked_ids, told
from tests.conftest import BERLIN
from tests.walker import Page, Walker

ADA, GRACE, JOAN = "+4930901820", "+4930901821", "+4930901822"


@pytest.fixture
def later(sandbox: Sandbox) -> Iterator[Callable[[float], None]]:
    """Moves the clock, which stands some weeks before the day of the wishes."""
    only_two_work(sandbox)
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock.shift


def form(walker: Walker, member_id: int = ANYONE, *earlier: str, step: str = "details") -> Page:
    """Of noon, or of the afternoon where noon is chosen already."""
    at = AFTERNOON if earlier else NOON
    query = [("service", HAIRCUT), ("team_member", member_id), ("slot", at.isoformat()), ("lang", "en")]
    return walker.open(f"/{BERLIN}/{step}/?{urlencode([*query, *(('appointment', one) for one in earlier)])}")


def send(walker: Walker, page: Page, phone: str) -> Page:
    walker.page = page
    return walker.press(page.all("[data-book]")[0], fullname="Ada Lovelace", phone=phone)


def book(walker: Walker, phone: str, member_id: int = ANYONE) -> Page:
    return send(walker, form(walker, member_id), phone)


def test_who_was_cancelled_a_moment_ago_is_free_for_anyone(
    walker: Walker, sandbox: Sandbox, later: Callable[[float], None]
) -> None:
    confirmation = book(walker, ADA, YUSUF)
    book(walker, GRACE)  # which asks who is free: only the other
    walker.page = confirmation
    walker.press("Yes, cancel it")

    page = book(walker, JOAN)

    assert told(page) is Told.BOOKED
    assert sorted(record.team_member_id for record in standing(sandbox)) == [YUSUF, JONAS]


def test_who_was_booked_a_moment_ago_is_not_asked_for_again(
    walker: Walker, sandbox: Sandbox, later: Callable[[float], None]
) -> None:
    for phone in (ADA, GRACE):
        book(walker, phone)

    assert {asked.status for asked in sandbox.requests if asked.path.startswith("book_check")} == {201}


def test_what_was_cancelled_since_is_not_said_to_be_booked(
    walker: Walker, sandbox: Sandbox, later: Callable[[float], None]
) -> None:
    noon = f"{HAIRCUT}~{YUSUF}~{NOON.isoformat()}"
    one, other = (form(walker, YUSUF, noon) for _ in range(2))
    send(walker, one, ADA)
    walker.press(walker.page.buttons("Yes, cancel it")[0])
    [left] = standing(sandbox)

    page = send(walker, other, ADA)

    assert told(page) is Told.ALREADY
    assert booked_ids(page) == {left.id}


def test_nothing_is_found_absent_by_an_answer_from_before_it_arrived(
    walker: Walker, sandbox: Sandbox, widget: Any, later: Callable[[float], None]
) -> None:
    """Altegio took its time, and is down when the visitor looks again: what is at hand still says that it is free."""
    widget.BOOKING_DEADLINE = 1.2
    held = sandbox.faults.add("slow", "book_record", seconds=60)
    unknown = book(walker, ADA)
    assert told(unknown) is Told.UNKNOWN
    [asked] = bookings_asked(sandbox)
    [row] = asked.body["appointments"]  # type: ignore[misc, attr-defined]
    form(walker, row["staff_id"], step="time")
    held.cancel()
    while not standing(sandbox):
        later(0)
    sandbox.faults.add("error", "book_times", status=500)
    later(61)

    walker.page = unknown
    page = walker.press("Check again")

    assert told(page) is Told.UNKNOWN
