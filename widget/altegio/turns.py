"""Whose turn it is to call Altegio, which allows 5 requests a second and 200 a minute for the whole deployment.

GCRA: calls follow each other at an even interval, a few may go back to back. Own code rather than throttled-py,
since a booking must be able to keep the next turn for itself, a 429 must stop everybody, and tests must be able
to move the clock.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol


class Turns(Protocol):
    interval: float
    """Seconds from one call to the next when many wait."""

    def take(self, longest_wait: float = 0) -> tuple[bool, float]:
        """Whether there is a turn within ``longest_wait`` seconds, and how many seconds ahead it is.

        A turn that was given is spent: wait for it, then call.
        """

    def pause(self, seconds: float) -> None:
        """Gives no turn for so long."""


class MemoryTurns:
    """For the threads of one process."""

    def __init__(self, *, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.interval = 1 / per_second
        self._room = (burst - 1) * self.interval
        self._clock = clock
        self._paid_until = 0.0
        self._paused_until = 0.0
        self._lock = threading.Lock()

    def take(self, longest_wait: float = 0) -> tuple[bool, float]:
        with self._lock:
            now = self._clock()
            starts_at = max(now, self._paused_until, self._paid_until - self._room)
            wait = starts_at - now
            if wait > longest_wait:
                return False, wait
            self._paid_until = max(self._paid_until, starts_at) + self.interval
            return True, wait

    def pause(self, seconds: float) -> None:
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)
