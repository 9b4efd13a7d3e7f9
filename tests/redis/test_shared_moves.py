from __future__ import annotations

import pytest

from tests.altegio.clock import Clock
from tests.flow.ledger_behaviour import CUT, booked, known
from tests.flow.moves_behaviour import NEW, MovesBehaviour
from tests.redis.passing_time import pass_time
from tests.redis.server import RedisServer
from widget.altegio.redis_link import Away, RedisLink
from widget.flow.shared_ledger import SharedLedger


def process(redis: RedisServer, clock: Clock) -> SharedLedger:
    return SharedLedger(RedisLink(redis.url, "booking:test", clock=clock), clock)


@pytest.fixture
def ledger(redis: RedisServer, clock: Clock) -> SharedLedger:
    return process(redis, clock)


class TestSharedLedger(MovesBehaviour):
    @pytest.fixture(autouse=True)
    def _begin(self, link: RedisLink, clock: Clock) -> None:
        self.link, self.clock = link, clock

    def pass_time(self, seconds: float) -> None:
        self.clock.now += seconds
        pass_time(self.link, seconds)


def test_what_one_process_moves_the_other_knows(redis: RedisServer, clock: Clock, ledger: SharedLedger) -> None:
    ticket = booked(ledger, CUT)
    process(redis, clock).moved(501, "token-501", NEW)

    assert known(ledger, ticket).move_of(501)


@pytest.mark.parametrize("is_booked_here", [True, False])
def test_while_the_others_cannot_be_told_a_move_is_not_to_be_sent(
    redis: RedisServer, clock: Clock, ledger: SharedLedger, is_booked_here: bool
) -> None:
    booked(ledger if is_booked_here else process(redis, clock), CUT)
    redis.stop()

    with pytest.raises(Away):
        ledger.moved(501, "token-501", "")
