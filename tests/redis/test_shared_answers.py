"""Two processes, each with its own memory, that know of each other through Redis."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from tests.altegio.clock import Clock
from tests.altegio.keeping_layer import FAILURE_KEPT, Upstream, ask, layer, outcome
from tests.redis.server import RedisServer
from widget.altegio.errors import MalformedAnswer, Refused, Unreachable
from widget.altegio.freshness import Freshness
from widget.altegio.redis_link import RedisLink
from widget.altegio.shared_memory import SharedMemory

TIMES = "book_times/4564/0/2026-12-08"


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


def process(send: Any, redis: RedisServer, clock: Clock) -> Freshness:
    link = RedisLink(redis.url, "booking:test", clock=clock)
    return layer(send, clock, shared=SharedMemory(link, failure_kept=FAILURE_KEPT, clock=clock))


@pytest.fixture
def both(upstream: Upstream, redis: RedisServer, clock: Clock) -> tuple[Freshness, Freshness]:
    return process(upstream, redis, clock), process(upstream, redis, clock)


def test_what_one_knows_the_other_need_not_ask(both: tuple[Freshness, Freshness], upstream: Upstream) -> None:
    assert [process(ask()) for process in both] == [1, 1]
    assert len(upstream.calls) == 1


def test_answers_travel_as_they_came_and_are_read_by_whoever_uses_them(redis: RedisServer, clock: Clock) -> None:
    data = {"rating": Decimal("4.8"), "name": "Анна", "list": [1, None, True]}
    first, second = (process(lambda call: data, redis, clock) for _ in range(2))
    read = {"read": lambda data: (Decimal(data["rating"]), data["name"], data["list"])}

    assert first(ask(**read)) == second(ask(**read)) == (Decimal("4.8"), "Анна", [1, None, True])


def test_two_that_ask_at_once_make_one_call(both: tuple[Freshness, Freshness], upstream: Upstream) -> None:
    upstream.hold()
    with ThreadPoolExecutor(20) as pool:
        found = [pool.submit(process, ask()) for process in both for _ in range(10)]
        upstream.wait_for_call()
        time.sleep(0.2)  # long enough for the other process to have asked too, if it were to
        upstream.release()

        assert [one.result(20) for one in found] == [1] * 20
    assert len(upstream.calls) == 1


def test_a_failure_of_one_is_the_others_too(both: tuple[Freshness, Freshness], upstream: Upstream) -> None:
    upstream.error = Unreachable("down")

    assert [outcome(process, ask()) for process in both] == [Unreachable, Unreachable]
    assert len(upstream.calls) == 1


def test_a_process_that_died_while_asking_is_not_waited_for_for_ever(
    both: tuple[Freshness, Freshness], redis: RedisServer, link: RedisLink, upstream: Upstream
) -> None:
    dead = SharedMemory(link, failure_kept=FAILURE_KEPT)
    assert dead.lead("book_dates/4564?")
    ended = threading.Timer(0.3, lambda: link.do(lambda redis: redis.delete("booking:test:asking:book_dates/4564?")))
    ended.start()

    assert both[0](ask()) == 1
    assert link.do(lambda redis: redis.keys("*asking*")) == []


def test_a_taken_time_is_dropped_by_every_process(
    both: tuple[Freshness, Freshness], upstream: Upstream, clock: Clock
) -> None:
    assert [process(ask(TIMES)) for process in both] == [1, 1]
    clock.now += 1.1
    upstream.error = Refused(422, 433)
    body = {"appointments": [{"id": 1, "datetime": "2026-12-08T12:00:00+01:00"}]}
    assert outcome(both[0], ask("book_check/4564", "POST", body=body)) is Refused
    upstream.error = None
    clock.now += 0.1

    assert [process(ask(TIMES)) for process in both] == [3, 3]


def test_what_another_version_has_kept_and_we_cannot_read_is_asked_for_anew(
    both: tuple[Freshness, Freshness], upstream: Upstream
) -> None:
    def read(data: Any) -> Any:
        if data == 1:
            raise MalformedAnswer("of another version")
        return data

    both[0](ask())

    assert both[1](ask(read=read)) == 2


def test_without_redis_each_goes_on_from_its_own_memory(
    both: tuple[Freshness, Freshness], redis: RedisServer, upstream: Upstream, clock: Clock
) -> None:
    assert [process(ask()) for process in both] == [1, 1]
    redis.stop()
    clock.now += 1.1

    assert [process(ask()) for process in both] == [1, 1]
    assert [process(ask("company/4564")) for process in both] == [2, 3]

    redis.start()
    clock.now += 1.1
    assert both[0](ask(TIMES)) == both[1](ask(TIMES)) == 4


def test_nothing_is_kept_for_longer_than_it_can_be_used(
    both: tuple[Freshness, Freshness], link: RedisLink, upstream: Upstream
) -> None:
    both[0](ask(TIMES))
    upstream.error = Unreachable("down")
    outcome(both[0], ask())

    lives = {key: link.do(lambda redis, key=key: redis.ttl(key)) for key in link.do(lambda redis: redis.keys("*"))}
    assert lives
    assert all(0 < seconds <= 120 for seconds in lives.values()), lives
