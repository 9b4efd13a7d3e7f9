from __future__ import annotations

from itertools import accumulate

import pytest

from booking_site.sandbox.rate import RateLimit
from booking_site.sandbox.server import running
from tests.sandbox.asking import Asker


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_the_sixth_request_of_a_second_is_refused(clock):
    with running(clock=clock) as sandbox:
        ask = Asker(sandbox)
        replies = [ask("company/4564") for _ in range(6)]
        clock.now += 1.0
        later = ask("company/4564")

    assert [reply.status for reply in replies] == [200] * 5 + [429]
    assert replies[-1].json == {"success": False, "data": None, "meta": {"message": "Too many requests"}}
    assert replies[-1].headers["Retry-After"] == "1"
    assert later.status == 200
    assert sandbox.refused_by_rate == 1
    assert [received.status for received in sandbox.requests] == [200] * 5 + [429, 200]


def test_pictures_and_controls_use_nothing_up(clock):
    with running(clock=clock) as sandbox:
        ask = Asker(sandbox)
        statuses = [ask.send("GET", "/images/logos/4564.png").status for _ in range(9)]
        statuses += [ask.send("DELETE", "/_sandbox/faults").status for _ in range(9)]

    assert statuses == [200] * 9 + [204] * 9
    assert sandbox.refused_by_rate == 0
    assert sandbox.requests == []


def test_the_limit_can_be_switched_off(sandbox, ask):
    assert {ask("privacy_policy/4564").status for _ in range(20)} == {200}


def test_the_second_slides(clock):
    limit = RateLimit(clock)
    admitted = []
    for step in accumulate([0, 0.25, 0.25, 0.25, 0.125, 0.0625, 0.0625, 0.125]):
        clock.now = 1000 + step
        admitted.append(limit.admits())

    assert admitted == [True] * 5 + [False, True, False]


def test_a_minute_allows_two_hundred(clock):
    limit = RateLimit(clock)
    admitted = 0
    for step in range(240):
        clock.now = 1000 + step * 0.25
        admitted += limit.admits()

    assert admitted == 200
    clock.now = 1060
    assert limit.admits()
