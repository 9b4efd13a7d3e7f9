from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from widget.pictures.fetch import NoPicture

MOST_KEPT = 256
MOST_AT_ONCE = 4
"""A picture host that hangs may hold this many threads and no more."""
FAILURE_KEPT = 60.0
"""Seconds for which a source that failed is not asked again."""


class Shelf:
    """Pictures that were made, the latest used ones; and for a while, which could not be."""

    def __init__(self) -> None:
        self._kept: OrderedDict[object, bytes] = OrderedDict()
        self._failed: dict[object, float] = {}
        self._lock = threading.Lock()
        self._making = threading.BoundedSemaphore(MOST_AT_ONCE)

    def get(self, key: object, make: Callable[[], bytes]) -> bytes:
        """The picture under ``key``, made now if need be. Raises NoPicture."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            if self._failed.get(key, 0) > time.monotonic():
                raise NoPicture("failed a moment ago")
        if not self._making.acquire(blocking=False):
            raise NoPicture("too many at once")
        try:
            return self._keep(key, make())
        except NoPicture:
            self._remember_failure(key)
            raise
        finally:
            self._making.release()

    def _keep(self, key: object, picture: bytes) -> bytes:
        with self._lock:
            self._kept[key] = picture
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return picture

    def _remember_failure(self, key: object) -> None:
        now = time.monotonic()
        with self._lock:
            self._failed = {failed: until for failed, until in self._failed.items() if until > now}
            self._failed[key] = now + FAILURE_KEPT
