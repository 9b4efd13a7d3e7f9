from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from time import monotonic, sleep

import pytest

from booking_site.sandbox.server import running
from tests.altegio.asking import HEADERS, reading
from tests.altegio.clock import Clock
from widget.altegio.budget import LONGEST_PAUSE, PAUSE_AFTER_429, Budget
from widget.altegio.call import Call, Deadline
from widget.altegio.client import Altegio
from widget.altegio.errors import Busy, Unreachable
from widget.altegio.transport import Transport
from widget.altegio.turns import MemoryTurns


class Counted:
    """The layer below: notes what was called and when, and answers with the call's path."""

    def __init__(self, clock=monotonic):
        self.paths, self.at = [], []
        self._clock = clock
        self._lock = Lock()

    def __call__(self, call):
        with self._lock:
            self.paths.append(call.path)
            self.at.append(self._clock())
        return call.path


@pytest.fixture
def clock():
    return Clock()


def budget_over(send, clock=None, per_second=3):
    moved = {"clock": clock} if clock else {}
    turns = MemoryTurns(per_second=per_second, burst=2, **moved)
    return Budget(send, turns, **moved, **({"sleep": clock.sleep} if clock else {}))


def read(path="company/4564", **options):
    return Call("GET", path, Deadline.after(60), **options)


def check(path="book_check/4564"):
    return Call("POST", path, Deadline.after(60))


def outcome(budget, call):
    try:
        return budget(call)
    except Busy as busy:
        return busy


def test_a_call_goes_down_and_its_answer_comes_up():
    assert budget_over(Counted())(read()) == "company/4564"


def test_an_error_from_below_passes_through():
    def dead(call):
        raise Unreachable

    with pytest.raises(Unreachable):
        budget_over(dead)(read())


def test_calls_one_after_another_are_spaced(clock):
    below = Counted(clock)
    budget = budget_over(below, clock)
    for _ in range(6):
        budget(read())

    assert [round(at - below.at[0], 2) for at in below.at] == [0, 0, 0.33, 0.67, 1, 1.33]


def test_who_has_no_patience_is_told_when_to_come_back(clock):
    below = Counted(clock)
    budget = budget_over(below, clock)
    budget(read()), budget(read())

    with pytest.raises(Busy) as busy:
        budget(read(patience=0.2))

    assert busy.value.retry_after == pytest.approx(1 / 3)
    assert clock.slept == []
    assert len(below.at) == 2


@pytest.mark.parametrize("seconds", [0, -5])
def test_with_no_time_left_nobody_waits_at_all(clock, seconds):
    budget = budget_over(Counted(clock), clock)
    budget(read()), budget(read())

    with pytest.raises(Busy):
        budget(Call("GET", "company/4564", Deadline.after(seconds)))

    assert clock.slept == []


def test_a_429_stops_everybody_for_as_long_as_altegio_says(clock):
    answers = [Busy(7)]

    def limited(call):
        if answers:
            raise answers.pop()
        return "answer"

    budget = budget_over(limited, clock)
    with pytest.raises(Busy):
        budget(read())

    for call in (read(), check()):
        with pytest.raises(Busy) as busy:
            budget(call)
        assert busy.value.retry_after == pytest.approx(7)
    clock.now += 7
    assert budget(check()) == "answer"


@pytest.mark.parametrize(
    ("said", "shortest", "longest"), [(None, *PAUSE_AFTER_429), (3600, LONGEST_PAUSE, LONGEST_PAUSE)]
)
def test_a_pause_has_sane_bounds(clock, said, shortest, longest):
    def limited(call):
        raise Busy(said)

    budget = budget_over(limited, clock)
    with pytest.raises(Busy):
        budget(read())
    with pytest.raises(Busy) as busy:
        budget(read())

    assert shortest <= round(busy.value.retry_after, 6) <= longest


def test_who_could_not_make_it_is_not_let_into_the_line():
    """Real threads: the line of a 30 a second budget is full with 60 who have two seconds of patience."""
    below = Counted()
    budget = budget_over(below, per_second=30)
    begun = monotonic()

    with ThreadPoolExecutor(90) as pool:
        outcomes = list(pool.map(lambda _: outcome(budget, read(patience=0.5)), range(90)))

    turned_away = [found for found in outcomes if isinstance(found, Busy)]
    assert turned_away
    assert all(0 < busy.retry_after < 60 for busy in turned_away)
    assert len(below.at) + len(turned_away) == 90
    assert len(below.at) <= 3 + 30 * (monotonic() - begun)


@pytest.mark.parametrize(
    ("method", "path", "is_for_booking"),
    [
        ("POST", "book_check/4564", False),
        ("POST", "book_record/4564", False),
        ("POST", "book_code/4564", False),
        ("DELETE", "user/records/1/a1", False),
        ("GET", "book_times/4564/0/2026-09-21", True),
    ],
)
def test_whoever_is_about_to_book_goes_before_reads_that_stand_in_line(method, path, is_for_booking):
    below = Counted()
    budget = budget_over(below, per_second=4)
    budget(read("first")), budget(read("second"))

    with ThreadPoolExecutor(7) as pool:
        for number in range(5):
            pool.submit(outcome, budget, read(f"read {number}"))
        while budget._waiting < 5:
            sleep(0.001)
        going_first = pool.submit(budget, Call(method, path, Deadline.after(60), is_for_booking=is_for_booking))
        assert going_first.result() == path

    # One read may have been on its way to the wire when the other came.
    assert below.paths.index(path) <= 3
    assert len(below.paths) == 8


class Settling:
    """Turns that nobody is given until a moment has passed, as after Redis came back."""

    interval = 1 / 3

    def __init__(self, clock, until):
        self._clock, self._until = clock, until

    def take(self, longest_wait=0):
        wait = self._until - self._clock()
        return (True, 0.0) if wait <= 0 else (False, wait)

    def pause(self, seconds):
        raise AssertionError


@pytest.mark.parametrize(
    "make", [lambda: read(is_for_booking=True), read, check], ids=["read to book", "read", "check"]
)
@pytest.mark.parametrize(("settles", "is_sent"), [(1.5, True), (2.5, False)])
def test_whoever_has_the_patience_outlives_a_moment_without_turns(clock, make, settles, is_sent):
    call = make()
    below = Counted(clock)
    budget = Budget(below, Settling(clock, clock() + settles), clock=clock, sleep=clock.sleep)

    found = outcome(budget, call)

    assert (found == call.path) is is_sent
    assert len(below.paths) == is_sent


def test_the_strict_sandbox_never_has_to_refuse():
    with running() as sandbox:
        transport = Transport(sandbox.url, HEADERS | {"Authorization": "Bearer sandbox"}, attempt_timeout=20)
        altegio = Altegio(reading(budget_over(transport)), Deadline.after(60))
        found = [altegio.location(4564).id for _ in range(12)]

    assert found == [4564] * 12
    assert sandbox.refused_by_rate == 0
    assert len(sandbox.requests) == 12
