from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from widget.altegio.call import Call, Send
from widget.altegio.errors import CircuitOpen, Unreachable

PAUSE = (0.1, 0.5)
"""Seconds, at random, so that many who failed together do not come back together."""
WORTH_TRYING = 1.0
"""Seconds that must be left after the pause."""


class Retry:
    """Repeats a call once when nobody answered and there is time for it. Never repeats a booking."""

    def __init__(self, send: Send, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._send = send
        self._sleep = sleep

    def __call__(self, call: Call) -> Any:
        try:
            return self._send(call)
        except CircuitOpen:
            raise
        except Unreachable:
            pause = random.uniform(*PAUSE)  # noqa: S311 - no secret
            if not call.is_repeatable or call.deadline.seconds_left < pause + WORTH_TRYING:
                raise
            self._sleep(pause)
        return self._send(call)
