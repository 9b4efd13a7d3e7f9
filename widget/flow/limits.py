"""How often something may be tried. Families, offices and mobile networks share an address, so the limits of an
address are wide: they stop a machine, not a busy evening. Those of a phone protect whoever has that number.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from cachetools import TTLCache

from widget.altegio.redis_link import RedisLink


@dataclass(frozen=True, slots=True)
class Limit:
    """``most`` in a window of so many seconds, which starts with the first. Twice as many may fall together where one
    window ends and the next begins: good enough here, and one number to keep instead of many.
    """

    name: str
    most: int
    seconds: int


BOOKINGS_PER_ADDRESS = Limit("bookings-per-address", 60, 10 * 60)
BOOKINGS_PER_UNKNOWN_BROWSER = Limit("bookings-per-unknown-browser", 20, 10 * 60)
"""Per address, for what tells neither ``Sec-Fetch-Site`` nor ``Origin``: text browsers, and most scripts."""
BOOKINGS_PER_PHONE = Limit("bookings-per-phone", 10, 30 * 60)
"""A parent books for the whole family, and tries again when a time was taken."""
CODES_PER_PHONE_SOON = Limit("codes-per-phone-soon", 1, 60)
"""A message takes a moment to arrive."""
CODES_PER_PHONE = Limit("codes-per-phone", 5, 60 * 60)
"""The number may be somebody else's."""
CODES_PER_ADDRESS = Limit("codes-per-address", 10, 10 * 60)
CODES_PER_LOCATION = Limit("codes-per-location", 100, 60 * 60)
"""The business pays for each message, whoever has it sent from however many addresses."""
CHECKS_PER_ADDRESS = Limit("checks-per-address", 60, 60)
SEARCHES_PER_ADDRESS = Limit("searches-per-address", 120, 60)
"""Each reads the whole menu, though it costs no call."""
CALLS_PER_ADDRESS = Limit("calls-per-address", 120, 60)
"""Two thirds of what Altegio grants all visitors together: more than a dozen whole walks that find nothing at hand, and
a call a second left to everybody else. Beyond them only what is at hand is shown."""
READS_OF_BOOKINGS_PER_ADDRESS = Limit("reads-of-bookings-per-address", 60, 60)
"""Nobody guesses a key at this rate."""

MOST_COUNTED = 20_000
"""Of each limit, in the memory of one process. Beyond that whoever was seen longest ago starts anew."""

TAKE = """
local taken = tonumber(redis.call('GET', KEYS[1]) or 0)
if taken >= tonumber(ARGV[1]) then return math.max(redis.call('PTTL', KEYS[1]), 1) end
if redis.call('INCRBY', KEYS[1], ARGV[3]) == tonumber(ARGV[3]) then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return 0
"""
GIVE_BACK = "if tonumber(redis.call('GET', KEYS[1]) or 0) > 0 then redis.call('DECR', KEYS[1]) end"


class Limits(Protocol):
    def take(self, limit: Limit, who: str, count: int = 1) -> float:
        """0 when it is granted, and counted; else the seconds until it may be tried again. ``who`` is a hash.

        What is still free grants a ``count`` of any size: 0 only asks, and what was done is counted afterwards.
        """

    def give_back(self, limit: Limit, who: str) -> None:
        """What was counted did not come about."""


@dataclass(slots=True)
class Window:
    ends_at: float
    taken: int = 0


class MemoryLimits:
    """For the threads of one process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._windows: dict[Limit, TTLCache[str, Window]] = {}
        self._lock = threading.Lock()

    def take(self, limit: Limit, who: str, count: int = 1) -> float:
        with self._lock:
            window = self._window(limit, who)
            if window.taken >= limit.most:
                return window.ends_at - self._clock()
            window.taken += count
            return 0

    def give_back(self, limit: Limit, who: str) -> None:
        with self._lock:
            window = self._window(limit, who)
            window.taken = max(0, window.taken - 1)

    @property
    def size(self) -> int:
        """How many windows are counted in now."""
        with self._lock:
            return sum(len(windows) for windows in self._windows.values())

    def _window(self, limit: Limit, who: str) -> Window:
        # Each limit by itself, so that a flood of addresses makes nobody forget what was sent to a phone.
        windows = self._windows.get(limit)
        if windows is None:
            windows = self._windows[limit] = TTLCache(MOST_COUNTED, limit.seconds, timer=self._clock)
        window = windows.get(who)
        if window is None:
            window = windows[who] = Window(self._clock() + limit.seconds)
        return window


class SharedLimits:
    """For all processes, by way of Redis. Raises Away."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link

    def take(self, limit: Limit, who: str, count: int = 1) -> float:
        key = self._link.key("limit", limit.name, who)
        return int(self._link.do(lambda redis: redis.eval(TAKE, 1, key, limit.most, limit.seconds, count))) / 1000

    def give_back(self, limit: Limit, who: str) -> None:
        key = self._link.key("limit", limit.name, who)
        self._link.do(lambda redis: redis.eval(GIVE_BACK, 1, key))


def take_all(limits: Limits, wanted: Iterable[tuple[Limit, str]]) -> float:
    """The longest wait of several. Those that were granted are counted, although another was not."""
    return max((limits.take(limit, who) for limit, who in wanted), default=0)
