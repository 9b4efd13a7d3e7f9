"""Answers that all processes remember together, in Redis. Every method raises Away."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from widget.altegio.redis_link import RedisLink

LEAD_KEPT = 10.0
"""Seconds after which a process that went to ask and was never seen again is no longer waited for."""
RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end"


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a question. Moments are in seconds since 1970, 0 for never."""

    at: float
    """When the answer that is kept was asked for."""
    dropped_at: float
    """What was asked for until then is worthless."""
    has_failed: bool


class SharedMemory:
    def __init__(self, link: RedisLink, *, failure_kept: float, clock: Callable[[], float] = time.time) -> None:
        self._link = link
        self._failure_kept = failure_kept
        self._clock = clock

    def look(self, name: str, topic: str) -> Stored:
        """Without the answer itself, which is large and seldom new."""
        keys = [self._key("at", name), self._key("failed", name), self._key("dropped", topic)]
        at, failed, dropped_at = self._link.do(lambda redis: redis.mget(keys))
        return Stored(float(at or 0), float(dropped_at or 0), bool(failed))

    def data(self, name: str) -> tuple[Any, float, int] | None:
        """The answer, when it was asked for, and its size."""
        text = self._link.do(lambda redis: redis.get(self._key("data", name)))
        if not text:
            return None
        kept = json.loads(text)
        return kept["data"], float(kept["at"]), len(text)

    def keep(self, name: str, text: str, at: float, seconds: float) -> None:
        """``text`` is the answer as JSON."""

        def store(redis: Any) -> None:
            with redis.pipeline() as pipe:
                pipe.set(self._key("data", name), f'{{"at": {at!r}, "data": {text}}}', ex=round(seconds))
                pipe.set(self._key("at", name), repr(at), ex=round(seconds))
                pipe.delete(self._key("failed", name))
                pipe.execute()

        self._link.do(store)

    def keep_failure(self, name: str) -> None:
        key, milliseconds = self._key("failed", name), max(1, round(self._failure_kept * 1000))
        self._link.do(lambda redis: redis.set(key, 1, px=milliseconds))

    def forget(self, name: str) -> None:
        self._link.do(lambda redis: redis.delete(self._key("at", name), self._key("data", name)))

    def drop(self, topics: Iterable[str], seconds: float) -> None:
        """Whatever was asked for until now about these topics is worthless."""
        now = repr(self._clock())

        def store(redis: Any) -> None:
            with redis.pipeline() as pipe:
                for topic in topics:
                    pipe.set(self._key("dropped", topic), now, ex=round(seconds))
                pipe.execute()

        self._link.do(store)

    def lead(self, name: str) -> str:
        """A token for the one process that may ask now; empty for the others."""
        token = secrets.token_hex(8)
        key = self._key("asking", name)
        is_leader = self._link.do(lambda redis: redis.set(key, token, nx=True, px=round(LEAD_KEPT * 1000)))
        return token if is_leader else ""

    def release(self, name: str, token: str) -> None:
        self._link.do(lambda redis: redis.eval(RELEASE, 1, self._key("asking", name), token))

    def _key(self, kind: str, name: str) -> str:
        return self._link.key(kind, name)
