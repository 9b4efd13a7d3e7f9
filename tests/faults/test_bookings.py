"""Bookings over a network that fails: what is told is what is known, and there is never a second record."""

from __future__ import annotations

import time
from typing import Any

import pytest

from booking_site.sandbox.server import Sandbox
from tests.faults.looking import in_time, until_good
from tests.faults.network import BROKEN, LOST, NEVER_SENT, NOT_PASSED_ON, OF_THE_BODY, Network
from tests.journeys.at_the_form import ADA, ANYONE, action, booked_ids, filled, kept, open_form, send
from tests.journeys.booked_pages import address, booked_elsewhere, later
from tests.journeys.wishes import YUSUF, booked, moment, sent
from tests.walker import Page, Walker

pytestmark = pytest.mark.usefixtures("patient")
FAULTS = (*LOST, *NEVER_SENT)


def record_is_made(sandbox: Sandbox, kind: str) -> bool:
    """Once one that was passed on had time to arrive."""
    ends_at = time.monotonic() + 5
    while kind in LOST and kind not in NOT_PASSED_ON and not sandbox.salon.records and time.monotonic() < ends_at:
        time.sleep(0.02)
    return bool(sandbox.salon.records)


def until_booked(walker: Walker, page: Page) -> Page:
    """Pressed again for as long as the page itself says that nothing was sent."""
    ends_at = time.monotonic() + 20
    walker.page = page
    while not booked_ids(page):
        assert page.errors == ["unavailable"], page.errors
        assert time.monotonic() < ends_at
        page = walker.press("Try again")
    return page


@pytest.mark.parametrize("kind", LOST)
def test_once_a_byte_has_left_nobody_knows_and_nothing_is_sent_again(
    walker: Walker, network: Network, sandbox: Sandbox, kind: str, widget: Any
) -> None:
    form = open_form(walker, sandbox)
    if kind in BROKEN:
        widget.BOOKING_DEADLINE = 10.0  # there would be time to try again
    network.fails(kind, "POST book_record")

    with in_time(1.1):
        page = send(walker)

    assert (page.status, page.errors) == (202, ["outcome-unknown"])
    assert record_is_made(sandbox, kind) == (kind not in NOT_PASSED_ON)
    assert not booked_ids(page)
    assert kept(page) == ADA
    assert network.proxy.fault
    assert network.proxy.fault.met == 1
    network.heals()
    looked = walker.press("Check again")
    again = walker.post(action(form), filled(form))
    changed = walker.post(action(form), filled(form, phone="030 555444"))
    assert [(one.status, one.errors) for one in (looked, again, changed)] == [(202, ["outcome-unknown"])] * 3
    assert ("is taken now" in looked.text) == (kind not in NOT_PASSED_ON)
    assert len(sandbox.salon.records) == (kind not in NOT_PASSED_ON)
    assert len(sent(sandbox)) == (kind not in NOT_PASSED_ON)


@pytest.mark.parametrize("kind", NEVER_SENT)
def test_where_not_a_byte_has_left_nothing_was_booked_and_it_can_be_tried_again(
    walker: Walker, network: Network, sandbox: Sandbox, kind: str
) -> None:
    """Those who are connected go on: the check before it passes, and the booking needs a connection of its own."""
    open_form(walker, sandbox)
    network.fails(kind, hangs_up=False)
    sandbox.requests.clear()

    with in_time(1.1):
        page = send(walker)

    assert [one.path.split("/")[0] for one in sandbox.requests][-1] == "book_check"
    assert (page.status, page.errors) == (503, ["unavailable"])
    assert "Nothing was booked" in page.text
    assert page.response["Retry-After"]
    assert kept(page) == ADA
    network.heals()
    assert booked_ids(until_booked(walker, page))
    assert len(sandbox.salon.records) == len(sent(sandbox)) == 1


@pytest.mark.parametrize(
    ("kind", "person"),
    [(kind, YUSUF) for kind in FAULTS if kind not in OF_THE_BODY]
    + [(kind, ANYONE) for kind in (*OF_THE_BODY, "hang_before", "refused")],
)
def test_what_fails_before_the_booking_means_that_nothing_was_booked(
    walker: Walker, network: Network, sandbox: Sandbox, kind: str, person: int, widget: Any
) -> None:
    url = open_form(walker, sandbox, person).url
    _hasten(widget)
    until_good(walker, url)
    if kind in NEVER_SENT:
        network.fails(kind)
    else:
        network.fails(kind, "book_check" if person else "book_staff")

    with in_time():
        page = send(walker)

    assert (page.status, page.errors) == (503, ["unavailable"])
    assert "Nothing was booked" in page.text
    assert kept(page) == ADA
    assert sent(sandbox) == sandbox.salon.records == []
    network.heals()
    assert booked_ids(until_booked(walker, page))
    assert len(sandbox.salon.records) == len(sent(sandbox)) == 1


@pytest.mark.parametrize("kind", FAULTS)
def test_a_confirmation_that_cannot_be_had_is_no_booking_that_is_gone(
    walker: Walker, network: Network, sandbox: Sandbox, kind: str, widget: Any
) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))
    _hasten(widget)
    url = address(record)
    network.fails(kind)

    with in_time():
        page = walker.open(url)

    assert (page.status, page.errors) == (503, ["unavailable"])
    network.heals()
    assert booked_ids(until_good(walker, url)) == [str(record.id)]


@pytest.mark.parametrize("kind", FAULTS)
def test_a_booking_of_ours_is_confirmed_whatever_the_network_does(
    walker: Walker, network: Network, sandbox: Sandbox, kind: str, widget: Any
) -> None:
    page = booked(walker, sandbox)
    _hasten(widget)
    until_good(walker, page.url)
    network.fails(kind, "GET book_record" if kind in LOST else "*")

    with later(300), in_time(1.5):
        again = walker.open(page.url)

    assert booked_ids(again) == booked_ids(page) != []
    assert again.status == 200


@pytest.mark.parametrize("kind", LOST)
def test_a_cancellation_that_is_lost_is_looked_up_and_never_sent_twice(
    walker: Walker, network: Network, sandbox: Sandbox, kind: str, widget: Any
) -> None:
    page = booked(walker, sandbox)
    widget.BOOKING_DEADLINE = 0.3
    network.fails(kind, "DELETE user")

    with in_time(5.0):
        told = walker.press("Yes, cancel it")

    [record] = sandbox.salon.records
    is_told = (told.status, told.errors) == (200, [])
    assert is_told or (told.status, told.errors) == (202, ["outcome-unknown"])
    assert is_told == record.deleted == (kind not in NOT_PASSED_ON)
    assert network.proxy.fault
    assert network.proxy.fault.met == 1
    network.heals()
    again = until_good(walker, page.url)
    assert (again.heading == "This appointment is cancelled") == record.deleted


@pytest.mark.parametrize("kind", NEVER_SENT)
def test_a_cancellation_that_never_left_leaves_the_booking_as_it_is(
    walker: Walker, network: Network, sandbox: Sandbox, kind: str, widget: Any
) -> None:
    booked(walker, sandbox)
    widget.BOOKING_DEADLINE = 0.3
    network.fails(kind, hangs_up=False)

    with in_time(5.0):
        told = walker.press("Yes, cancel it")

    assert (told.status, told.errors) == (503, ["unavailable"])
    assert "It is not cancelled" in told.text
    network.heals()
    widget.BOOKING_DEADLINE = 5.0
    assert walker.press("Yes, cancel it").all("[data-cancelled]")


def _hasten(widget: Any) -> None:
    """What hangs from now on is over soon."""
    widget.ALTEGIO_TIMEOUT, widget.ALTEGIO_DEADLINE = 0.3, 0.5
