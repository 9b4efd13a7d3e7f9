from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from time import monotonic

import pytest

from booking_site.sandbox.server import running
from tests.altegio.asking import HEADERS
from widget.altegio.budget import LONGEST_WAIT, Budget
from widget.altegio.call import Call, Deadline
from widget.altegio.client import Altegio
from widget.altegio.errors import Busy, Unreachable
from widget.altegio.transport import Transport


class Counted:
    """The layer below: notes when it was called, and answers with the call's path."""

    def __init__(self):
        self.at = []
        self._lock = Lock()

    def __call__(self, call):
        with self._lock:
            self.at.append(monotonic())
        return call.path


def company(seconds=60):
    return Call("GET", "company/4564", Deadline.after(seconds))


def outcome(budget, seconds=60):
    try:
        return budget(company(seconds))
    except Busy as busy:
        return busy


def test_a_call_goes_down_and_its_answer_comes_up():
    assert Budget(Counted())(company()) == "company/4564"


def test_an_error_from_below_passes_through():
    def dead(call):
        raise Unreachable

    with pytest.raises(Unreachable):
        Budget(dead)(company())


def test_many_threads_share_the_seconds_and_who_would_wait_too_long_is_told_when_to_come_back():
    below = Counted()
    budget = Budget(below)
    begun = monotonic()

    with ThreadPoolExecutor(24) as pool:
        outcomes = list(pool.map(lambda _: outcome(budget), range(24)))

    turned_away = [found for found in outcomes if isinstance(found, Busy)]
    assert turned_away
    assert all(0 < busy.retry_after < 60 for busy in turned_away)
    assert len(below.at) + len(turned_away) == 24
    assert len(below.at) <= 2 + 3 * (monotonic() - begun)


def test_nobody_waits_beyond_the_deadline_of_their_page():
    below = Counted()
    budget = Budget(below, per_second=1, burst=1)
    budget(company())
    begun = monotonic()

    with pytest.raises(Busy):
        budget(company(seconds=0.1))

    assert monotonic() - begun < LONGEST_WAIT / 2
    assert len(below.at) == 1


@pytest.mark.parametrize("seconds", [0, -5])
def test_with_no_time_left_nobody_waits_at_all(seconds):
    budget = Budget(Counted(), per_second=1, burst=1)
    budget(company())

    with pytest.raises(Busy):
        budget(company(seconds))


def test_each_budget_is_its_own():
    for _ in range(3):
        assert Budget(Counted(), per_second=1, burst=1)(company(0)) == "company/4564"


def test_the_strict_sandbox_never_has_to_refuse():
    with running() as sandbox:
        transport = Transport(sandbox.url, HEADERS | {"Authorization": "Bearer sandbox"}, attempt_timeout=20)
        altegio = Altegio(Budget(transport), Deadline.after(60))
        found = [altegio.location(4564).id for _ in range(12)]

    assert found == [4564] * 12
    assert sandbox.refused_by_rate == 0
    assert len(sandbox.requests) == 12
