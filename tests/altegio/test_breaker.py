from __future__ import annotations

import threading

import pytest

from tests.altegio.clock import Clock
from widget.altegio.breaker import LONGEST_REST, MOST_FAILURES, Breaker
from widget.altegio.call import Call, Deadline
from widget.altegio.errors import Busy, CircuitOpen, MalformedAnswer, Misconfigured, NotSent, Unreachable


class Upstream:
    """The layer below: fails with ``error`` for as long as there is one, after ``seconds``."""

    def __init__(self, clock):
        self.error = Unreachable("down")
        self.seconds = 0.0
        self.calls = 0
        self._clock = clock

    def __call__(self, call):
        self.calls += 1
        self._clock.now += self.seconds
        if self.error:
            raise self.error
        return "answer"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def upstream(clock):
    return Upstream(clock)


@pytest.fixture
def breaker(upstream, clock):
    return Breaker(upstream, clock=clock)


def times():
    return Call("GET", "book_times/4564/0/2026-12-08", Deadline.after(60))


def fail(breaker, count, error=Unreachable):
    for _ in range(count):
        with pytest.raises(error):
            breaker(times())


def test_it_opens_after_five_quick_failures_in_a_row_and_then_asks_nobody(breaker, upstream):
    fail(breaker, MOST_FAILURES)
    upstream.error = None

    fail(breaker, 20, CircuitOpen)

    assert upstream.calls == MOST_FAILURES


def test_it_opens_sooner_when_the_failures_kept_visitors_waiting(breaker, upstream):
    upstream.seconds = 4
    fail(breaker, 2)

    fail(breaker, 1, CircuitOpen)

    assert upstream.calls == 2


def test_an_answer_in_between_starts_the_count_anew(breaker, upstream):
    for _ in range(3):
        fail(breaker, MOST_FAILURES - 1)
        upstream.error = None
        assert breaker(times()) == "answer"
        upstream.error = Unreachable("down")


@pytest.mark.parametrize("error", [Busy(), MalformedAnswer("x"), Misconfigured(401)])
def test_what_is_an_answer_or_our_own_limit_opens_nothing(breaker, upstream, error):
    upstream.error = error

    fail(breaker, 4 * MOST_FAILURES, type(error))

    assert upstream.calls == 4 * MOST_FAILURES


def test_each_kind_of_call_has_its_own(breaker, upstream):
    fail(breaker, MOST_FAILURES)
    upstream.error = None

    assert breaker(Call("GET", "company/4564", Deadline.after(60))) == "answer"


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "book_record/4564"), ("POST", "book_code/4564"), ("DELETE", "user/records/1/a1")]
)
def test_what_may_not_be_repeated_is_spared_too_and_known_not_to_have_been_sent(breaker, upstream, method, path):
    call = Call(method, path, Deadline.after(60))
    for _ in range(MOST_FAILURES):
        with pytest.raises(Unreachable):
            breaker(call)

    with pytest.raises(NotSent):
        breaker(call)

    assert upstream.calls == MOST_FAILURES


def test_bookings_that_fail_do_not_hide_what_is_booked(breaker, upstream):
    for _ in range(MOST_FAILURES):
        with pytest.raises(Unreachable):
            breaker(Call("POST", "book_record/4564", Deadline.after(60)))
    upstream.error = None

    assert breaker(Call("GET", "book_record/4564/1/a1", Deadline.after(60))) == "answer"


def test_after_a_rest_one_call_goes_to_see_and_closes_it(breaker, upstream, clock):
    fail(breaker, MOST_FAILURES)
    upstream.error = None
    clock.now += 3

    assert [breaker(times()) for _ in range(3)] == ["answer"] * 3


def test_each_probe_that_fails_doubles_the_rest_up_to_a_bound(breaker, upstream, clock):
    fail(breaker, MOST_FAILURES)
    rests = []
    for _ in range(6):
        begun, calls = clock.now, upstream.calls
        while upstream.calls == calls:
            clock.now += 0.1
            with pytest.raises(Unreachable):
                breaker(times())
        rests.append(clock.now - begun)

    assert all(0.8 * rest <= seen <= 1.2 * rest + 0.11 for rest, seen in zip([2, 4, 8, 16, 16, 16], rests, strict=True))
    assert max(rests) <= 1.2 * LONGEST_REST + 0.11


def test_only_one_probe_is_under_way_at_a_time(clock):
    entered, release = threading.Event(), threading.Event()
    calls = []

    def send(call):
        calls.append(call)
        if len(calls) <= MOST_FAILURES:
            raise Unreachable
        entered.set()
        release.wait(10)
        return "answer"

    breaker = Breaker(send, clock=clock)
    fail(breaker, MOST_FAILURES)
    clock.now += 3
    probe = threading.Thread(target=breaker, args=[times()])
    probe.start()
    assert entered.wait(10)

    fail(breaker, 10, CircuitOpen)

    release.set()
    probe.join()
    assert len(calls) == MOST_FAILURES + 1
    assert breaker(times()) == "answer"


def test_a_probe_that_our_own_limit_stopped_decides_nothing(breaker, upstream, clock):
    fail(breaker, MOST_FAILURES)
    clock.now += 3
    upstream.error = Busy()
    fail(breaker, 1, Busy)
    upstream.error = None

    assert breaker(times()) == "answer"
