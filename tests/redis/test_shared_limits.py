from __future__ import annotations

import pytest

from tests.altegio.clock import Clock
from tests.flow.limits_behaviour import ONE, THREE, LimitsBehaviour
from tests.redis.passing_time import pass_time
from tests.redis.server import RedisServer
from widget.altegio.redis_link import Away, RedisLink
from widget.flow.limits import SharedLimits


class TestSharedLimits(LimitsBehaviour):
    @pytest.fixture(autouse=True)
    def _begin(self, link: RedisLink) -> None:
        self.link = link

    @pytest.fixture
    def limits(self, link: RedisLink) -> SharedLimits:
        return SharedLimits(link)

    def pass_time(self, seconds: float) -> None:
        pass_time(self.link, seconds)


def test_processes_count_together(redis: RedisServer, clock: Clock) -> None:
    one, other = (SharedLimits(RedisLink(redis.url, "booking:test", clock=clock)) for _ in range(2))

    assert one.take(ONE, "anna") == 0
    assert other.take(ONE, "anna") > 0


def test_nothing_is_counted_for_ever(link: RedisLink) -> None:
    SharedLimits(link).take(THREE, "anna")

    [key] = link.do(lambda redis: redis.keys("*"))
    assert 0 < link.do(lambda redis: redis.ttl(key)) <= THREE.seconds


def test_without_redis_nothing_is_granted(redis: RedisServer, link: RedisLink) -> None:
    redis.stop()

    with pytest.raises(Away):
        SharedLimits(link).take(THREE, "anna")
