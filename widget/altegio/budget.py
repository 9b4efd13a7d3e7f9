from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from widget.altegio.call import Call, Send
from widget.altegio.errors import Busy
from widget.altegio.turns import Turns

PAUSE_AFTER_429 = (3.0, 6.0)
"""Seconds, at random, where Altegio does not say how long."""
LONGEST_PAUSE = 60.0
"""Altegio counts by the minute: beyond that a stated pause is a mistake, and would close the shop for nothing."""


class Budget:
    """Spaces the calls so that Altegio's limit is never met, and stops them all when it was met nevertheless.

    A booking or a check keeps the next turn for itself, and so do the reads of a page on which somebody is about to
    book. Other reads wait in line behind them, each for as long as it has patience; whoever could not make it is told
    at once.
    """

    def __init__(
        self,
        send: Send,
        turns: Turns,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._send = send
        self._turns = turns
        self._clock = clock
        self._sleep = sleep
        self._waiting = 0
        self._count = threading.Lock()
        self._first_in_line = threading.Lock()

    def __call__(self, call: Call) -> Any:
        patience = max(0.0, min(call.patience, call.deadline.seconds_left))
        if call.is_urgent:
            self._keep_turn(patience)
        else:
            self._stand_in_line(patience)
        try:
            return self._send(call)
        except Busy as refused:
            self._turns.pause(min(refused.retry_after or random.uniform(*PAUSE_AFTER_429), LONGEST_PAUSE))  # noqa: S311
            raise

    def _keep_turn(self, patience: float) -> None:
        self._wait_for_turn(self._clock() + patience, keeps_next=True)

    def _stand_in_line(self, patience: float) -> None:
        ends_at = self._clock() + patience
        with self._place_in_line(patience):
            self._wait_for_turn(ends_at, keeps_next=False)

    def _wait_for_turn(self, ends_at: float, *, keeps_next: bool) -> None:
        """Takes a turn that is still to come, and is nobody else's from then on; or only one that is there."""
        while True:
            is_granted, wait = self._turns.take(max(0.0, ends_at - self._clock()) if keeps_next else 0.0)
            if not is_granted and self._clock() + wait > ends_at:
                raise Busy(wait)
            if wait > 0:
                self._sleep(wait)
            if is_granted:
                return

    @contextmanager
    def _place_in_line(self, patience: float) -> Iterator[None]:
        """Only the first in line looks for a turn."""
        with self._count:
            before_us = self._waiting * self._turns.interval
            if before_us > patience:
                raise Busy(before_us)
            self._waiting += 1
        try:
            if not self._first_in_line.acquire(timeout=patience):
                raise Busy(self._turns.interval)
            try:
                yield
            finally:
                self._first_in_line.release()
        finally:
            with self._count:
                self._waiting -= 1
