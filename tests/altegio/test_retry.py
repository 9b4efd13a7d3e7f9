from __future__ import annotations

import pytest

from tests.altegio.clock import Clock
from widget.altegio.call import Call, Deadline
from widget.altegio.errors import Busy, CircuitOpen, MalformedAnswer, Misconfigured, NotSent, Unreachable
from widget.altegio.retry import PAUSE, Retry


def failing(error, times=9):
    calls = []

    def send(call):
        calls.append(call.endpoint)
        if len(calls) <= times:
            raise error
        return "answer"

    return send, calls


def call(method="GET", path="company/4564", seconds=6.0):
    return Call(method, path, Deadline.after(seconds))


def test_a_read_that_nobody_answered_is_repeated_once_after_a_jittered_pause():
    send, calls = failing(Unreachable(), times=1)
    pauses = set()
    for _ in range(20):
        clock = Clock()
        calls.clear()
        assert Retry(send, sleep=clock.sleep)(call()) == "answer"
        pauses.update(clock.slept)

    assert len(calls) == 2
    assert len(pauses) == 20
    assert all(PAUSE[0] <= pause <= PAUSE[1] for pause in pauses)


@pytest.mark.parametrize(
    ("method", "path", "times"),
    [
        ("GET", "book_times/1", 2),
        ("GET", "book_record/1/2/a", 2),
        ("POST", "book_check/1", 2),
        ("POST", "book_record/1", 1),
        ("POST", "book_code/1", 1),
        ("DELETE", "user/records/1", 1),
    ],
)
@pytest.mark.parametrize("error", [Unreachable(), NotSent()])
def test_a_read_or_a_check_is_repeated_but_never_a_booking(method, path, times, error):
    send, calls = failing(error)

    with pytest.raises(type(error)):
        Retry(send, sleep=Clock().sleep)(call(method, path))

    assert len(calls) == times


@pytest.mark.parametrize("error", [Busy(), MalformedAnswer("x"), Misconfigured(401), CircuitOpen("x")])
def test_an_answer_is_not_asked_for_again_and_a_closed_door_is_not_knocked_at(error):
    send, calls = failing(error)

    with pytest.raises(type(error)):
        Retry(send, sleep=Clock().sleep)(call())

    assert len(calls) == 1


def test_without_time_left_nothing_is_repeated():
    send, calls = failing(Unreachable())
    clock = Clock()

    with pytest.raises(Unreachable):
        Retry(send, sleep=clock.sleep)(call(seconds=1.0))

    assert (len(calls), clock.slept) == (1, [])
