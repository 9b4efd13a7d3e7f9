from __future__ import annotations

import pytest

from tests.altegio.clock import Clock
from tests.flow.limits_behaviour import ONE, THREE, LimitsBehaviour
from widget.flow import limits as all_limits
from widget.flow.limits import MOST_COUNTED, Limit, MemoryLimits


class TestMemoryLimits(LimitsBehaviour):
    @pytest.fixture(autouse=True)
    def _begin(self) -> None:
        self.clock = Clock()

    @pytest.fixture
    def limits(self) -> MemoryLimits:
        return MemoryLimits(self.clock)

    def pass_time(self, seconds: float) -> None:
        self.clock.now += seconds

    def test_a_crowd_neither_fills_the_memory_nor_pushes_out_another_limit(self, limits: MemoryLimits) -> None:
        limits.take(ONE, "phone")
        for number in range(MOST_COUNTED + 1000):
            limits.take(THREE, str(number))

        assert limits.take(ONE, "phone") > 0
        assert limits.size <= MOST_COUNTED + 1


def test_no_two_limits_share_a_name() -> None:
    names = [limit.name for limit in vars(all_limits).values() if isinstance(limit, Limit)]

    assert len(names) == len(set(names)) == 11
