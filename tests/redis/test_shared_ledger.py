"""What all ledgers do, with a real Redis; and what happens when that goes away, or forgets."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import rule, run_state_machine_as_test

from tests.altegio.clock import Clock
from tests.flow.ledger_behaviour import (
    BOOKED,
    COLOUR,
    CUT,
    KEYS,
    LINES,
    NOT_SENT,
    REFUSED,
    SHAVE,
    UNKNOWN,
    LedgerBehaviour,
    booked,
    claimed,
    in_the_way,
    is_free,
    known,
    new,
)
from tests.flow.ledger_machine import LedgerMachine
from tests.redis.passing_time import pass_time
from tests.redis.server import RedisServer
from widget.altegio.redis_link import Away, RedisLink
from widget.flow.entry import KEPT, Outcome, Standing
from widget.flow.ledger import Claim
from widget.flow.shared_ledger import SharedLedger


def process(redis: RedisServer, clock: Clock) -> SharedLedger:
    return SharedLedger(RedisLink(redis.url, "booking:test", clock=clock), clock)


@pytest.fixture
def ledger(redis: RedisServer, clock: Clock) -> SharedLedger:
    return process(redis, clock)


@pytest.fixture
def other(redis: RedisServer, clock: Clock) -> SharedLedger:
    """Another process."""
    return process(redis, clock)


def lose_memory(redis: RedisServer, clock: Clock) -> None:
    redis.stop()
    redis.start()
    clock.now += 1.1  # after a failure the links look again


@contextmanager
def hanging(redis: RedisServer) -> Iterator[None]:
    """What is asked of it meanwhile is done afterwards, when nobody waits for it any more."""
    process = redis._process
    assert process
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


class TestSharedLedger(LedgerBehaviour):
    @pytest.fixture(autouse=True)
    def _begin(self, link: RedisLink, clock: Clock) -> None:
        self.link, self.clock = link, clock

    def pass_time(self, seconds: float) -> None:
        self.clock.now += seconds
        pass_time(self.link, seconds)


class SharedLedgerMachine(LedgerMachine):
    """Two processes, now the one and now the other."""

    def __init__(self, link: RedisLink) -> None:
        link.do(lambda redis: redis.flushall())
        self.link = link
        super().__init__()
        self.other = self.new_ledger()

    def new_ledger(self) -> SharedLedger:
        return SharedLedger(self.link, self.clock)

    def let_expire(self, seconds: float) -> None:
        pass_time(self.link, seconds)

    @rule()
    def take_turns(self) -> None:
        self.ledger, self.other = self.other, self.ledger


def test_whatever_happens_one_wish_is_one_booking(link: RedisLink) -> None:
    few = settings(
        max_examples=100, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    run_state_machine_as_test(lambda: SharedLedgerMachine(link), settings=few)


def test_what_one_process_does_the_other_knows(ledger: SharedLedger, other: SharedLedger) -> None:
    ticket = claimed(ledger, CUT)
    assert other.claim(ticket, [CUT]).is_own
    assert other.claim(new(other), [CUT]).is_same_wish
    ledger.amend(ticket.id, LINES)
    ledger.note(ticket.id, BOOKED)

    assert other.entry(ticket.id) == other.entry_of(502, "token-502") == ledger.entry(ticket.id)
    for key in KEYS:
        other.cancelled(key.appointment_id, key.manage_token)
    assert known(ledger, ticket).standing is Standing.CANCELLED
    assert is_free(ledger, CUT)


def test_what_another_process_found_absent_is_free_here_too(
    ledger: SharedLedger, other: SharedLedger, clock: Clock
) -> None:
    ticket = booked(ledger, CUT, outcome=UNKNOWN)
    other.absent(ticket.id)

    assert known(ledger, ticket).standing is Standing.NOT_SENT
    assert is_free(ledger, CUT)


def test_nothing_is_kept_for_longer_than_a_day_but_the_name_of_the_memory(
    ledger: SharedLedger, link: RedisLink
) -> None:
    for outcome in (BOOKED, UNKNOWN, REFUSED, NOT_SENT):
        booked(ledger, outcome.standing.value, outcome=outcome)
    claimed(ledger, CUT)

    lives = {key: link.do(lambda redis, key=key: redis.ttl(key)) for key in link.do(lambda redis: redis.keys("*"))}
    assert lives.pop("booking:test:epoch") == -1
    assert len(lives) == 5 + 3 + 2
    assert all(0 < seconds <= KEPT for seconds in lives.values()), lives


def test_when_redis_forgot_old_tickets_are_stale(
    redis: RedisServer, ledger: SharedLedger, other: SharedLedger, clock: Clock
) -> None:
    used, unused = claimed(ledger, CUT), new(ledger)
    lose_memory(redis, clock)
    assert is_free(other, SHAVE)  # the other process has gone on

    assert other.claim(used, [CUT]) == other.claim(unused, [CUT]) == Claim(is_stale=True)


def test_when_redis_was_emptied_old_tickets_are_stale(
    link: RedisLink, ledger: SharedLedger, other: SharedLedger
) -> None:
    used = claimed(ledger, CUT)
    link.do(lambda redis: redis.flushall())

    assert other.claim(used, [CUT]) == Claim(is_stale=True)
    assert is_free(other, SHAVE)
    assert other.claim(used, [CUT]) == Claim(is_stale=True)


def test_a_wish_whose_ticket_redis_had_to_throw_out_is_still_held(
    link: RedisLink, ledger: SharedLedger, other: SharedLedger
) -> None:
    ticket = booked(ledger, CUT)
    link.do(lambda redis: redis.delete(f"booking:test:ticket:{ticket.id}"))

    entry = in_the_way(other, CUT, again=True)
    assert (entry.standing, entry.ticket_id) == (Standing.UNKNOWN, ticket.id)


def test_when_redis_came_back_with_an_old_copy_tickets_issued_before_are_stale(
    redis: RedisServer, link: RedisLink, ledger: SharedLedger, other: SharedLedger, clock: Clock
) -> None:
    before = booked(ledger, CUT)
    link.do(lambda redis: redis.save())
    after = claimed(ledger, COLOUR)
    lose_memory(redis, clock)

    assert other.claim(after, [COLOUR]) == Claim(is_stale=True)
    assert other.claim(before, [CUT]) == Claim(other.entry(before.id), is_own=True)
    assert other.claim(new(other), [CUT]).is_same_wish


def test_the_process_that_claimed_still_knows_when_redis_forgot(
    redis: RedisServer, ledger: SharedLedger, clock: Clock
) -> None:
    unknown, done = booked(ledger, CUT, outcome=UNKNOWN), booked(ledger, COLOUR)
    booked(ledger, SHAVE, outcome=REFUSED)
    lose_memory(redis, clock)

    assert ledger.claim(unknown, [CUT]) == Claim(ledger.entry(unknown.id), is_own=True)
    assert ledger.claim(done, [COLOUR]).is_own
    assert known(ledger, done).keys == KEYS
    assert ledger.entry_of(501, "token-501") == ledger.entry(done.id)
    assert in_the_way(ledger, CUT, again=True) == ledger.entry(unknown.id)
    assert not is_free(ledger, COLOUR)
    assert is_free(ledger, COLOUR, again=True)
    assert is_free(ledger, SHAVE)
    ledger.absent(unknown.id)
    assert is_free(ledger, CUT)
    for key in KEYS:
        ledger.cancelled(key.appointment_id, key.manage_token)
    assert known(ledger, done).standing is Standing.CANCELLED


def test_nothing_may_be_sent_when_redis_forgot_the_claim(
    redis: RedisServer, link: RedisLink, ledger: SharedLedger, other: SharedLedger
) -> None:
    ticket = claimed(ledger, CUT)
    link.do(lambda redis: redis.flushall())
    claimed(other, CUT)

    assert not ledger.amend(ticket.id, LINES)


def test_without_redis_nothing_is_claimed_and_nothing_kept(
    redis: RedisServer, ledger: SharedLedger, clock: Clock
) -> None:
    ticket = new(ledger)
    redis.stop()

    for act in (
        lambda: ledger.claim(ticket, [CUT]),
        lambda: ledger.entry(ticket.id),
        lambda: ledger.entry_of(501, "token-501"),
        lambda: ledger.amend(ticket.id, LINES),
        lambda: ledger.cancelled(501, "token-501"),
        lambda: ledger.absent(ticket.id),
        ledger.epoch,
    ):
        with pytest.raises(Away):
            act()

    redis.start()
    clock.now += 1.1
    assert ledger.entry(ticket.id) is None
    assert is_free(ledger, CUT)


def test_an_outcome_is_told_although_redis_went_away_after_the_claim(redis: RedisServer, ledger: SharedLedger) -> None:
    ticket = claimed(ledger, CUT)
    redis.stop()

    with pytest.raises(Away):
        ledger.note(ticket.id, BOOKED)

    assert known(ledger, ticket).standing is Standing.BOOKED
    assert ledger.entry_of(501, "token-501") == ledger.entry(ticket.id)
    assert ledger.claim(ticket, [CUT]) == Claim(ledger.entry(ticket.id), is_own=True)


@pytest.mark.parametrize("outcome", [BOOKED, REFUSED, UNKNOWN])
def test_an_outcome_that_redis_missed_is_told_to_it_when_it_is_back(
    ledger: SharedLedger, other: SharedLedger, redis: RedisServer, clock: Clock, outcome: Outcome
) -> None:
    ticket = claimed(ledger, CUT)
    with hanging(redis), pytest.raises(Away):
        ledger.note(ticket.id, outcome)
    clock.now += 40

    ledger.epoch()

    assert other.entry(ticket.id) == ledger.entry(ticket.id)
    assert known(other, ticket).standing is outcome.standing
    assert is_free(other, CUT) is (outcome is REFUSED)


def test_a_claim_of_which_redis_gave_no_word_is_given_back(
    ledger: SharedLedger, other: SharedLedger, redis: RedisServer, clock: Clock
) -> None:
    """Redis notes it after we have gone: it must not look as if something had been sent."""
    ticket = new(ledger)
    with hanging(redis), pytest.raises(Away):
        ledger.claim(ticket, [CUT])
    ends_at = time.monotonic() + 10
    while not other.entry(ticket.id) and time.monotonic() < ends_at:
        time.sleep(0.01)
    assert not is_free(other, CUT)
    clock.now += 1.1

    assert ledger.claim(ticket, [CUT]).is_own
    assert known(ledger, ticket).standing is Standing.NOT_SENT
    assert is_free(other, CUT)


def test_a_doubt_takes_nothing_from_a_claim_that_was_granted_meanwhile(
    ledger: SharedLedger, other: SharedLedger, redis: RedisServer, clock: Clock
) -> None:
    ticket = new(ledger)
    redis.stop()
    with pytest.raises(Away):
        ledger.claim(ticket, [CUT])
    redis.start()
    clock.now += 1.1
    ticket = replace(ticket, epoch=other.epoch())
    assert other.claim(ticket, [CUT]).is_granted

    assert ledger.claim(ticket, [CUT]).is_own
    assert known(ledger, ticket).standing is Standing.PENDING


def test_real_processes_that_race_are_granted_one_claim_of_each(redis: RedisServer) -> None:
    rounds = 40
    claimers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.redis.claimer", redis.url, "2", "8", str(rounds)], stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    granted = [json.loads(claimer.communicate(timeout=60)[0]) for claimer in claimers]

    assert [sum(of_round) for of_round in zip(*granted, strict=True)] == [1] * rounds
