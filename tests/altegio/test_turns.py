from __future__ import annotations

import random

import pytest

from tests.altegio.clock import Clock
from widget.altegio.turns import MemoryTurns


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def turns(clock):
    return MemoryTurns(per_second=3, burst=2, clock=clock)


def test_two_go_back_to_back_and_the_third_waits_its_interval(turns):
    assert [turns.take() for _ in range(2)] == [(True, 0), (True, 0)]

    is_granted, wait = turns.take()
    assert not is_granted
    assert wait == pytest.approx(1 / 3)


def test_a_turn_that_was_refused_costs_nothing(turns, clock):
    turns.take(), turns.take()
    for _ in range(10):
        turns.take()
    clock.now += 0.334

    assert turns.take() == (True, 0)


def test_a_turn_ahead_of_time_is_kept_from_everybody_else(turns, clock):
    turns.take(), turns.take()

    is_granted, wait = turns.take(longest_wait=2)
    assert is_granted
    clock.now += wait

    assert turns.take()[0] is False


def test_a_turn_further_ahead_than_one_can_wait_is_not_given(turns):
    while turns.take(longest_wait=2)[0]:
        pass

    is_granted, wait = turns.take(longest_wait=2)
    assert not is_granted
    assert 2 < wait < 2.4


def test_a_pause_stops_everybody_and_ends(turns, clock):
    turns.pause(7)
    assert turns.take() == (False, pytest.approx(7))
    assert turns.take(longest_wait=2)[0] is False
    clock.now += 7

    assert turns.take() == (True, 0)


def test_a_shorter_pause_does_not_end_a_longer_one(turns):
    turns.pause(7)
    turns.pause(1)

    assert turns.take() == (False, pytest.approx(7))


@pytest.mark.parametrize("seed", range(5))
def test_however_they_come_altegio_sees_at_most_five_a_second_and_182_a_minute(turns, clock, seed):
    rng = random.Random(seed)
    calls = []
    while clock.now < 1_000_120:
        clock.now += rng.choices([0, 0.01, 0.05, 0.2, 1.5], [4, 4, 4, 2, 0.2])[0]
        is_granted, wait = turns.take(longest_wait=rng.choice([0, 0, 2]))
        if is_granted:
            calls.append(clock.now + wait)

    calls.sort()
    assert len(calls) > 250
    assert all(later - earlier > 1 for earlier, later in zip(calls, calls[5:], strict=False))
    assert max(sum(start <= at < start + 60 for at in calls) for start in calls) <= 182
