from __future__ import annotations

from typing import Any

from throttled import MemoryStore, Throttled, rate_limiter

from widget.altegio.call import Call, Send
from widget.altegio.errors import Busy

LONGEST_WAIT = 2.0
"""Seconds that a call may wait for its turn."""


class Budget:
    """Spaces the calls so that Altegio's limit (5 a second, 200 a minute per address) is never met.

    ``per_second`` calls are sustained, ``burst`` may go back to back; all threads of the process share it.
    """

    def __init__(self, send: Send, *, per_second: int = 3, burst: int = 2) -> None:
        self._send = send
        self._interval = 1 / per_second
        self._throttle = Throttled(
            key="altegio",
            using="gcra",
            quota=rate_limiter.per_sec(per_second, burst=burst),
            store=MemoryStore(),
        )

    def __call__(self, call: Call) -> Any:
        # throttled-py looks again after each wait, so it may stay one interval longer than it is told to.
        wait = min(LONGEST_WAIT, call.deadline.seconds_left) - self._interval
        turn = self._throttle.limit(timeout=wait if wait > 0 else None)
        if turn.limited:
            raise Busy(retry_after=turn.state.retry_after)
        return self._send(call)
