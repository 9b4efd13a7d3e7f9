"""What was counted, and then did not come about, is not counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.redis.server import running_redis
from widget.altegio.redis_link import RedisLink
from widget.flow.limits import Limit, Limits, MemoryLimits, SharedLimits

TWO = Limit("two", 2, 60)


@pytest.fixture(params=["memory", "redis"])
def limits(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Limits]:
    if request.param == "memory":
        yield MemoryLimits()
    else:
        with running_redis(tmp_path) as server:
            yield SharedLimits(RedisLink(server.url, "booking:test"))


def test_it_can_be_taken_again(limits: Limits) -> None:
    assert [limits.take(TWO, "anna") > 0 for _ in range(3)] == [False, False, True]

    limits.give_back(TWO, "anna")

    assert [limits.take(TWO, "anna") > 0 for _ in range(2)] == [False, True]


def test_nobody_gets_more_than_there_is_by_giving_back_what_they_never_took(limits: Limits) -> None:
    for _ in range(3):
        limits.give_back(TWO, "anna")
    limits.take(TWO, "boris")
    limits.give_back(TWO, "anna")

    assert [limits.take(TWO, "anna") > 0 for _ in range(3)] == [False, False, True]
    assert [limits.take(TWO, "boris") > 0 for _ in range(2)] == [False, True]


def test_a_window_still_ends_and_begins(limits: Limits) -> None:
    limits.take(TWO, "anna")
    limits.give_back(TWO, "anna")
    for _ in range(2):
        limits.take(TWO, "anna")

    assert 0 < limits.take(TWO, "anna") <= 60
