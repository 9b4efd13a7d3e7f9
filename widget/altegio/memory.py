"""Answers of Altegio that this process remembers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache, TTLCache

from widget.altegio.errors import AltegioError

LARGEST_MEMORY = 4 * 1024 * 1024
"""Bytes, counted as JSON; as Python objects it is several times that."""
OVERHEAD = 400
"""Bytes for an answer's own name and wrapping, so that many small ones are bounded too."""
MOST_FAILURES = 2_000
MOST_TOPICS = 5_000
LONGEST_DROP = 10 * 60
"""Seconds after which nothing is left of what was dropped: dates live no longer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``value`` is what the call's ``read`` made of ``data``. ``at`` is when it was asked for (seconds since 1970)."""

    value: Any
    at: float
    size: int


class Memory:
    """The answers used last, as many as there is room for; which calls failed a moment ago; what was dropped."""

    def __init__(
        self,
        *,
        failure_kept: float,
        largest: int = LARGEST_MEMORY,
        clock: Callable[[], float] = time.time,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._answers: LRUCache[str, Answer] = LRUCache(largest, getsizeof=lambda answer: answer.size + OVERHEAD)
        self._failures: TTLCache[str, AltegioError] = TTLCache(MOST_FAILURES, failure_kept, timer=timer)
        self._dropped_at: TTLCache[str, float] = TTLCache(MOST_TOPICS, LONGEST_DROP, timer=timer)
        self._clock = clock
        self._lock = threading.Lock()

    def answer(self, name: str, topic: str) -> Answer | None:
        with self._lock:
            answer = self._answers.get(name)
            is_dropped = answer and topic and answer.at <= self._dropped_at.get(topic, 0)
            return None if is_dropped else answer

    def keep(self, name: str, answer: Answer) -> None:
        with self._lock:
            known = self._answers.get(name)
            # Two that were asked for at once may come back in either order; one from the future tells of a clock that
            # was set back. What does not fit is not kept.
            is_newest = known is None or known.at <= answer.at or known.at > self._clock()
            if is_newest and answer.size + OVERHEAD <= self._answers.maxsize:
                self._answers[name] = answer

    def forget(self, name: str) -> None:
        with self._lock:
            self._answers.pop(name, None)

    def failure(self, name: str) -> AltegioError | None:
        with self._lock:
            return self._failures.get(name)

    def keep_failure(self, name: str, error: AltegioError) -> None:
        with self._lock:
            self._failures[name] = error

    def drop(self, topics: Iterable[str]) -> None:
        """Whatever was asked for until now about these topics is worthless."""
        with self._lock:
            for topic in topics:
                self._dropped_at[topic] = self._clock()

    @property
    def size(self) -> int:
        """Bytes, as they are counted."""
        return int(self._answers.currsize)
