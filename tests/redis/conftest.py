from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.altegio.clock import Clock
from tests.redis.server import RedisServer, running_redis
from widget.altegio.redis_link import RedisLink


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    with running_redis(tmp_path) as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def link(redis: RedisServer, clock: Clock) -> RedisLink:
    return RedisLink(redis.url, "booking:test", clock=clock)
