"""Upstream's limit: 5 requests in any second and 200 in any minute, for everybody together."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock

from booking_site.sandbox.errors import envelope
from booking_site.sandbox.wire import Answer, as_json

PER_SECOND = 5
PER_MINUTE = 200


class RateLimit:
    """Sliding windows. Refused requests use nothing up, but are counted in ``refused``."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._admitted: deque[float] = deque(maxlen=PER_MINUTE)
        self._lock = Lock()
        self.refused = 0

    def admits(self) -> bool:
        with self._lock:
            now = self._clock()
            if self._is_within(now, 1.0, PER_SECOND) or self._is_within(now, 60.0, PER_MINUTE):
                self.refused += 1
                return False
            self._admitted.append(now)
            return True

    def _is_within(self, now: float, seconds: float, allowed: int) -> bool:
        """Whether the last ``allowed`` admitted requests all lie inside the window."""
        return len(self._admitted) >= allowed and now - self._admitted[-allowed] < seconds


def too_many(retry_after: int | None) -> Answer:
    headers = () if retry_after is None else (("Retry-After", str(retry_after)),)
    return as_json(429, envelope(message="Too many requests"), *headers)
