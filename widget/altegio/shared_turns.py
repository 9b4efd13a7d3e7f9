from __future__ import annotations

import threading

from widget.altegio.redis_link import Away, RedisLink
from widget.altegio.turns import MemoryTurns

TAKE = """
-- Moments and durations in microseconds, by the clock of Redis: everybody's.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, room = tonumber(ARGV[1]), tonumber(ARGV[2])
local longest_wait = tonumber(ARGV[3])
local paid_until = tonumber(redis.call('GET', KEYS[1]) or 0)
local paused_until = tonumber(redis.call('GET', KEYS[2]) or 0)
-- A clock that was set back must not close the shop until it has caught up.
if paid_until > now + 60000000 then paid_until = now end
local starts_at = math.max(now, paused_until, paid_until - room)
local wait = starts_at - now
if wait > longest_wait then return {0, string.format('%.0f', wait)} end
paid_until = math.max(paid_until, starts_at) + interval
redis.call('SET', KEYS[1], string.format('%.0f', paid_until), 'PX', 120000)
return {1, string.format('%.0f', wait)}
"""
PAUSE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local until_ = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now + tonumber(ARGV[1]))
redis.call('SET', KEYS[1], string.format('%.0f', until_), 'PX', 120000)
"""
MICROSECONDS = 1_000_000
SETTLING = 1.5
"""Seconds without a call when Redis goes or comes back: what others did meanwhile nobody knows, and Altegio
counts by the second."""


class SharedTurns:
    """For all processes, by way of Redis; while it is away each process has its share of the whole."""

    def __init__(self, link: RedisLink, *, per_second: float, burst: int, processes: int) -> None:
        self._link = link
        self.interval = 1 / per_second
        self._room = (burst - 1) * self.interval
        self._alone = MemoryTurns(per_second=per_second / processes, burst=1)
        self._is_alone = False
        self._seen_returns = link.returns
        self._lock = threading.Lock()

    def take(self, longest_wait: float = 0) -> tuple[bool, float]:
        try:
            found = self._take_shared(longest_wait)
        except Away:
            self._went_alone()
            return self._alone.take(longest_wait)
        if self._has_returned():
            self.pause(SETTLING)
            return False, SETTLING
        return found

    def pause(self, seconds: float) -> None:
        self._alone.pause(seconds)
        try:
            key = self._link.key("paused")
            self._link.do(lambda redis: redis.eval(PAUSE, 1, key, round(seconds * MICROSECONDS)))
        except Away:
            self._went_alone()

    def _take_shared(self, longest_wait: float) -> tuple[bool, float]:
        keys = [self._link.key("paid"), self._link.key("paused")]
        args = [round(seconds * MICROSECONDS) for seconds in (self.interval, self._room, longest_wait)]
        granted, wait = self._link.do(lambda redis: redis.eval(TAKE, len(keys), *keys, *args))
        return bool(granted), int(wait) / MICROSECONDS

    def _has_returned(self) -> bool:
        """Whether Redis came back since this was last asked: true for one thread of each process."""
        with self._lock:
            has_returned = self._link.returns > self._seen_returns
            self._seen_returns = self._link.returns
            self._is_alone = False
            return has_returned

    def _went_alone(self) -> None:
        with self._lock:
            if self._is_alone:
                return
            self._is_alone = True
        self._alone.pause(SETTLING)
