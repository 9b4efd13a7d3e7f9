from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest

from booking_site.sandbox.server import running
from tests.altegio.clock import Clock
from tests.conftest import BERLIN
from tests.redis.server import RedisServer
from widget.altegio.redis_link import RedisLink
from widget.altegio.shared_turns import SETTLING, SharedTurns


def turns(redis: RedisServer, clock: Clock, *, per_second: float = 3, processes: int = 2) -> SharedTurns:
    link = RedisLink(redis.url, "booking:test", clock=clock)
    return SharedTurns(link, per_second=per_second, burst=2, processes=processes)


def test_two_processes_share_the_turns(redis: RedisServer, clock: Clock) -> None:
    one, other = turns(redis, clock, per_second=0.1), turns(redis, clock, per_second=0.1)

    assert [one.take()[0], other.take()[0], one.take()[0], other.take()[0]] == [True, True, False, False]


def test_a_turn_ahead_of_time_is_kept_from_the_other_process(redis: RedisServer, clock: Clock) -> None:
    one, other = turns(redis, clock, per_second=0.1), turns(redis, clock, per_second=0.1)
    one.take(), one.take()

    is_granted, wait = one.take(longest_wait=11)

    assert is_granted
    assert 9 < wait <= 10
    assert 19 < other.take()[1] <= 20


def test_a_pause_stops_the_other_process_too(redis: RedisServer, clock: Clock) -> None:
    one, other = turns(redis, clock), turns(redis, clock)
    one.pause(30)

    is_granted, wait = other.take(longest_wait=2)

    assert not is_granted
    assert 29 < wait <= 30


def test_without_redis_a_process_has_its_share_after_a_moments_rest(redis: RedisServer, clock: Clock) -> None:
    mine = turns(redis, clock, per_second=1000, processes=2)
    assert mine.take()[0]
    redis.stop()

    is_granted, wait = mine.take()
    assert not is_granted
    assert SETTLING - 0.5 < wait <= SETTLING

    time.sleep(wait)
    granted, begun = 0, time.monotonic()
    while time.monotonic() - begun < 0.2:
        granted += mine.take()[0]
    assert 0 < granted <= 1 + 500 * (time.monotonic() - begun)


def test_when_redis_is_back_everybody_rests_for_a_moment(redis: RedisServer, clock: Clock) -> None:
    one, other = turns(redis, clock), turns(redis, clock)
    one.take()
    redis.stop()
    one.take()
    redis.start()
    clock.now += 1.1

    assert one.take() == (False, SETTLING)
    assert other.take()[0] is False


def test_a_clock_of_redis_that_was_set_back_does_not_close_the_shop(
    redis: RedisServer, clock: Clock, link: RedisLink
) -> None:
    an_hour_ahead = round((time.time() + 3600) * 1_000_000)
    link.do(lambda redis: redis.set("booking:test:paid", an_hour_ahead))

    assert turns(redis, clock).take()[0]


@pytest.mark.parametrize("question", ["same", "different"])
def test_two_real_processes_ask_once_and_keep_the_budget(redis: RedisServer, question: str) -> None:
    with running() as sandbox:
        sandbox.faults.add("slow", seconds=0.3)
        variables = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "ALTEGIO_API_URL": sandbox.url,
            "REDIS_URL": redis.url,
            "WEB_CONCURRENCY": "2",
        }
        askers = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.redis.asker", "20", question], env=variables, stdout=subprocess.PIPE
            )
            for _ in range(2)
        ]
        states = [state for asker in askers for state in json.loads(asker.communicate(timeout=60)[0])]

    assert len(states) == 40
    assert sandbox.refused_by_rate == 0
    if question == "same":
        assert [asked.path for asked in sandbox.requests] == [f"company/{BERLIN}"]
        assert set(states) <= {"miss", "shared", "hit"}
    else:
        # Nine questions; how many of them are answered within two seconds is for the machine to say.
        assert len({str(asked.query) for asked in sandbox.requests}) == len(sandbox.requests) <= 9
        assert set(states) <= {"miss", "shared", "hit", "Busy"}
    assert {asked.status for asked in sandbox.requests} == {200}
