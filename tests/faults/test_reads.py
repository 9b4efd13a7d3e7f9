"""Every step of the walk over a network that fails: in time, true, with the choice kept, and well again by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.english import EnglishClient
from tests.faults.looking import as_of, in_time, until_good, way_back
from tests.faults.network import HANGING, LOST, NEVER_SENT, Network
from tests.journeys.wishes import HAIRCUT, YUSUF, details_url, moment
from tests.walker import Walker

FAULTS = (*LOST, *NEVER_SENT)
CHOICE = f"service={HAIRCUT}&lang=en&utm_source=card"
STEPS = {
    "services": ("book_services", f"/{BERLIN}/?{CHOICE}", 2 * 60 * 60),
    "date": ("book_dates", f"/{BERLIN}/date/?{CHOICE}", 5 * 60),
    "time": ("book_times", f"/{BERLIN}/time/?{CHOICE}&team_member={YUSUF}&date={{day}}", 60),
}
"""What a step is made of, where it is, and an age in seconds at which that is old and still of use."""

each_step = pytest.mark.parametrize("step", STEPS)
each_fault = pytest.mark.parametrize("kind", FAULTS)


@pytest.fixture
def address(sandbox: Sandbox) -> Callable[[str], str]:
    day = moment(sandbox).date()
    return lambda step: STEPS[step][1].format(day=day)


@each_step
@each_fault
def test_with_nothing_at_hand_a_step_says_that_it_failed_and_then_works(
    walker: Walker, network: Network, address: Callable[[str], str], step: str, kind: str
) -> None:
    url = address(step)
    network.fails(kind, STEPS[step][0])

    with in_time():
        page = walker.open(url)

    assert (page.status, page.errors) == (503, ["unavailable"])
    assert "no free" not in page.text.lower()
    assert way_back(page) == url
    network.heals()
    assert until_good(walker, url)


@pytest.fixture
def noon(travel_to: Callable[[str], None]) -> None:
    """Of today: at midnight another month is looked at, and of that nothing is at hand."""
    travel_to(f"{datetime.now(UTC).date()}T12:00+00:00")


@pytest.mark.usefixtures("noon")
@each_step
@each_fault
def test_with_an_answer_at_hand_a_step_shows_it_with_its_age_and_then_a_new_one(
    walker: Walker, network: Network, address: Callable[[str], str], step: str, kind: str
) -> None:
    url, asked_at = address(step), time.time()
    known = until_good(walker, url, newest=True)
    network.fails(kind)

    with time_machine.travel(time.time() + STEPS[step][2], tick=True):
        with in_time(1.5):
            page = walker.open(url)

        assert (page.status, page.errors) == (200, [])
        assert asked_at - 1 <= datetime.fromisoformat(as_of(page)).timestamp() < time.time() - STEPS[step][2] + 1
        assert step != "time" or page.times == known.times != []
        assert len(page.all("td.is-free a")) == len(known.all("td.is-free a"))
        network.heals()
        until_good(walker, url, newest=True)


@pytest.mark.parametrize("kind", FAULTS)
def test_a_check_that_fails_is_neither_a_yes_nor_a_taken_time(
    walker: Walker, network: Network, sandbox: Sandbox, kind: str
) -> None:
    # There, unlike in Berlin, a yes has a body.
    url = details_url(moment(sandbox, location_id=NEW_YORK), NEW_YORK, utm_source="card")
    until_good(walker, url)
    if kind in NEVER_SENT:
        network.fails(kind)
    else:
        network.fails(kind, "book_check")

    with in_time():
        page = walker.open(url)

    assert (page.status, page.errors) == (503, ["unavailable"])
    assert not page.all("[data-checked]")
    assert way_back(page) == url
    network.heals()
    assert until_good(walker, url).all('[data-checked="ok"]')


@each_step
def test_what_is_too_old_to_show_is_not_shown(
    walker: Walker, network: Network, address: Callable[[str], str], step: str
) -> None:
    until_good(walker, address(step))
    network.fails("reset_before")

    with time_machine.travel(time.time() + 25 * 60 * 60, tick=True):
        page = walker.open(address(step))

    assert (page.status, page.errors) == (503, ["unavailable"])


@pytest.mark.usefixtures("patient")
def test_a_slow_and_uneven_network_is_only_slow(walker: Walker, network: Network, sandbox: Sandbox) -> None:
    network.fails("late", seconds=0.05, jitter=0.1)

    walker.open(f"/{BERLIN}/?lang=en")
    walker.choose_services("Short haircut")
    walker.choose_first_day()
    page = walker.choose_time()

    assert page.all('[data-checked="ok"]')


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("kind", ["reset_before", "reset_after", "closed_before", "garbage"])
@each_step
def test_one_call_that_fails_is_made_again_before_anybody_sees_it(
    walker: Walker, network: Network, address: Callable[[str], str], step: str, kind: str
) -> None:
    network.fails(kind, STEPS[step][0], times=1)

    page = walker.open(address(step))

    assert (page.status, page.errors) == (200, [])


@pytest.mark.usefixtures("patient")
def test_a_crowd_that_waits_for_a_slow_network_waits_for_one_call(network: Network) -> None:
    network.fails("late", "book_services", seconds=0.5)

    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda _: Walker(EnglishClient()).open(f"/{BERLIN}/?{CHOICE}"), range(8)))

    assert [page.status for page in pages] == [200] * 8
    assert network.proxy.fault
    assert network.proxy.fault.met == 1


@each_step
def test_while_nothing_answers_most_visitors_do_not_wait_for_it(
    walker: Walker, network: Network, widget: Any, address: Callable[[str], str], step: str
) -> None:
    widget.ALTEGIO_FIRST_REST = 30.0
    widget.ALTEGIO_FAILURE_KEPT = 0.001  # the breaker alone keeps them from asking
    network.fails("reset_before", STEPS[step][0])
    for _ in range(6):
        walker.open(address(step))
    met = network.proxy.fault.met if network.proxy.fault else 0
    network.heals()
    network.fails("hang_before", STEPS[step][0])

    for _ in range(5):
        page = walker.open(address(step))
        assert (page.status, page.errors) == (503, ["unavailable"])

    assert met
    assert network.proxy.fault
    assert network.proxy.fault.met == 0


@pytest.mark.parametrize("kind", HANGING)
def test_nothing_is_left_waiting_once_a_page_is_answered(walker: Walker, network: Network, kind: str) -> None:
    url = f"/{BERLIN}/?{CHOICE}"
    for _ in range(3):
        network.fails(kind)
        walker.open(url)
        network.heals()
        until_good(walker, url)

    ends_at = time.monotonic() + 10
    while network.proxy.connections > 6 and time.monotonic() < ends_at:
        time.sleep(0.05)
    assert network.proxy.connections <= 6
