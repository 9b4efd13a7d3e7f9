"""A clock that is wrong hides free times, shows past ones, and lets forms expire too soon or never."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import requests
from redis.exceptions import RedisError

from booking_site.doctor.finding import Finding, fail, ok, warn
from booking_site.doctor.redis_check import redis_time

MOST_SECONDS = 30
SECONDS = 5.0


def check_clock(api_url: str, redis_url: str) -> Iterator[Finding]:
    """By the ``Date`` of Altegio's answer, whatever else it says; no token is sent. Else by Redis."""
    for name, told in (("Altegio's", _altegio_time(api_url)), ("Redis'", _redis_time(redis_url))):
        if told is None:
            continue
        off = time.time() - told
        if abs(off) > MOST_SECONDS:
            direction = "ahead of" if off > 0 else "behind"
            yield fail(f"the clock is {abs(off):.0f} s {direction} {name}", "set this machine's clock by NTP")
        else:
            yield ok(f"the clock agrees with {name}")
        return
    yield warn("nobody told the time to compare the clock with", "look at `date -u` yourself")


def _altegio_time(api_url: str) -> float | None:
    try:
        answer = requests.head(api_url, timeout=SECONDS, allow_redirects=False)
        # A date is cut to whole seconds: on average half of one is gone.
        return parsedate_to_datetime(answer.headers["Date"]).timestamp() + 0.5
    except (requests.RequestException, KeyError, ValueError):
        return None


def _redis_time(redis_url: str) -> float | None:
    try:
        return redis_time(redis_url) if redis_url else None
    except (RedisError, OSError):
        return None
