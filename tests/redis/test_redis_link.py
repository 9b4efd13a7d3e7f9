"""Redis goes away and comes back, and nobody has to restart anything."""

from __future__ import annotations

import logging
import socket
import time
from threading import Event

import pytest

from tests.altegio.clock import Clock
from tests.redis.server import RedisServer
from widget.altegio.redis_link import Away, RedisLink


def test_a_command_goes_through(link: RedisLink) -> None:
    assert link.do(lambda redis: redis.set("a", "b"))
    assert link.do(lambda redis: redis.get("a")) == "b"


def test_while_redis_is_away_one_in_a_second_goes_to_look(redis: RedisServer, link: RedisLink, clock: Clock) -> None:
    tried: list[float] = []

    def command(redis: object) -> object:
        tried.append(clock.now)
        return redis.ping()  # type: ignore[attr-defined]

    link.do(command)
    redis.stop()
    for _ in range(30):
        with pytest.raises(Away):
            link.do(command)
        clock.now += 0.1

    assert 4 <= len(tried) <= 5


def test_it_is_used_again_when_it_is_back(redis: RedisServer, link: RedisLink, clock: Clock) -> None:
    link.do(lambda redis: redis.ping())
    redis.stop()
    with pytest.raises(Away):
        link.do(lambda redis: redis.ping())
    redis.start()
    clock.now += 1

    assert link.do(lambda redis: redis.ping())
    assert link.returns == 1


def test_its_absence_is_said_once_a_minute_and_its_return_once(
    redis: RedisServer, link: RedisLink, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    redis.stop()
    for _ in range(130):
        with pytest.raises(Away):
            link.do(lambda redis: redis.ping())
        clock.now += 1
    said = [record.message for record in caplog.records if "away" in record.message]
    redis.start()
    for _ in range(3):
        link.do(lambda redis: redis.ping())

    assert len(said) == 3
    assert [record.message for record in caplog.records[3:]] == ["Redis is back"]


def test_a_redis_that_hangs_costs_half_a_second_once(link: RedisLink, clock: Clock) -> None:
    link.do(lambda redis: redis.ping())
    begun = time.monotonic()
    with pytest.raises(Away):
        link.do(lambda redis: redis.blpop(["nothing"], timeout=60))
    for _ in range(50):
        with pytest.raises(Away):
            link.do(lambda redis: redis.ping())

    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
def test_a_resolver_that_hangs_costs_no_more(clock: Clock, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    over = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(30) and [])
    link = RedisLink(f"{scheme}://hangs.test/0", "x", clock=clock)
    begun = time.monotonic()

    with pytest.raises(Away):
        link.do(lambda redis: redis.ping())

    over.set()
    assert time.monotonic() - begun < 5


def test_nothing_of_an_address_reaches_the_log(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    link = RedisLink("redis://user:secret@127.0.0.1:9/0", "x", clock=clock)
    with pytest.raises(Away):
        link.do(lambda redis: redis.ping())

    assert "secret" not in caplog.text
