"""A line in the log where a page that is not on the list wants to frame us: its visitors see an empty frame, and nobody
else could tell the operator why."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from threading import Lock

from cachetools import TTLCache
from django.http import HttpRequest

from widget.embed.origins import Origin, is_allowed, origin_of

log = logging.getLogger(__name__)

HOUR = 60 * 60.0
MOST_TOLD = 200
"""In an hour. Whoever makes origins up fills no disk."""

FRAMES = ("iframe", "frame")
OURS = ("same-origin", "none")


class RefusedFrames:
    """Tells of each origin and location once an hour."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._told: TTLCache[tuple[str, str], bool] = TTLCache(MOST_TOLD, HOUR, timer=clock)
        self._lock = Lock()

    def note(self, request: HttpRequest, sources: Sequence[str], location_id: str) -> None:
        """``sources`` are those that may frame the page, ``location_id`` is empty for the choice of locations."""
        origin = _host_page(request)
        if origin is None or not sources or is_allowed(str(origin), sources) or not self._is_news(origin, location_id):
            return
        if location_id:
            log.warning(
                "%s wants to frame location %s but is not allowed. "
                "Add it to EMBED_ALLOWED_ORIGINS or to allowed_origins of [%s] in LOCATIONS_FILE",
                origin,
                location_id,
                location_id,
            )
        else:
            log.warning(
                "%s wants to frame the choice of locations but is not allowed. Add it to EMBED_ALLOWED_ORIGINS", origin
            )

    def _is_news(self, origin: Origin, location_id: str) -> bool:
        key = (str(origin), location_id)
        with self._lock:
            if key in self._told or len(self._told) >= MOST_TOLD:
                return False
            self._told[key] = True
            return True


def _host_page(request: HttpRequest) -> Origin | None:
    """Whose page frames this one, where the browser tells."""
    headers = request.headers
    if headers.get("Sec-Fetch-Dest") not in FRAMES or headers.get("Sec-Fetch-Site", OURS[0]) in OURS:
        return None
    return origin_of(headers.get("Origin", "")) or origin_of(headers.get("Referer", ""))
