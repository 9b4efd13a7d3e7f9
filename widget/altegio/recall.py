from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any, NamedTuple

from cachetools import TTLCache

from widget.altegio.errors import AltegioError, MalformedAnswer, Unreachable
from widget.altegio.memory import LONGEST_DROP, Answer, Memory
from widget.altegio.redis_link import Away
from widget.altegio.shared_memory import SharedMemory, Stored

TRUSTED_FOR = 1.0
"""Seconds for which a process believes its own memory before it looks whether another one knows better."""
MOST_TRUSTED = 5_000

Read = Callable[[Any], Any]


class Known(NamedTuple):
    """The last good answer, if there is one, and what went wrong a moment ago, if anything did."""

    answer: Answer | None
    failure: AltegioError | None


class Recall:
    """What is remembered: by this process, and by all together where there is a Redis and it is not away."""

    def __init__(
        self, memory: Memory, shared: SharedMemory | None = None, *, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._memory = memory
        self._shared = shared
        self._trusted: TTLCache[str, bool] = TTLCache(MOST_TRUSTED, TRUSTED_FOR, timer=timer)
        self._lock = Lock()

    def look(self, name: str, topic: str, read: Read) -> Known:
        """As far as it is worth it: this process's memory is believed for a second."""
        return self.look_here(name, topic) if self._is_trusted(name) else self.look_everywhere(name, topic, read)

    def look_here(self, name: str, topic: str) -> Known:
        return Known(self._memory.answer(name, topic), self._memory.failure(name))

    def look_everywhere(self, name: str, topic: str, read: Read) -> Known:
        if self._shared:
            with suppress(Away):
                known = self._look_further(self._shared, name, topic, read)
                self._trust(name)
                return known
        return self.look_here(name, topic)

    def keep(self, name: str, data: Any, value: Any, at: float, seconds: float) -> Answer:
        """``seconds``: how long the answer can be of any use."""
        text = json.dumps(data, default=str)
        answer = Answer(value, at, len(text))
        self._memory.keep(name, answer)
        if self._shared:
            with suppress(Away):
                self._shared.keep(name, text, at, seconds)
        return answer

    def keep_failure(self, name: str, error: AltegioError) -> None:
        self._memory.keep_failure(name, error)
        if self._shared and isinstance(error, Unreachable | MalformedAnswer):
            with suppress(Away):
                self._shared.keep_failure(name)

    def forget(self, name: str) -> None:
        self._memory.forget(name)
        if self._shared:
            with suppress(Away):
                self._shared.forget(name)

    def drop(self, topics: Iterable[str]) -> None:
        """Whatever was asked for until now about these topics is worthless, to every process."""
        worthless = set(topics)
        self._memory.drop(worthless)
        if self._shared:
            with suppress(Away):
                self._shared.drop(worthless, LONGEST_DROP)

    @contextmanager
    def leading(self, name: str) -> Iterator[bool]:
        """True for the one process that may ask now, as far as processes can know of each other."""
        token = ""
        if self._shared:
            with suppress(Away):
                token = self._shared.lead(name)
                if not token:
                    yield False
                    return
        try:
            yield True
        finally:
            if self._shared and token:
                with suppress(Away):
                    self._shared.release(name, token)

    def _is_trusted(self, name: str) -> bool:
        with self._lock:
            return self._shared is None or name in self._trusted

    def _trust(self, name: str) -> None:
        with self._lock:
            self._trusted[name] = True

    def _look_further(self, shared: SharedMemory, name: str, topic: str, read: Read) -> Known:
        stored = shared.look(name, topic)
        failure = self._memory.failure(name)
        if failure is None and stored.has_failed:
            failure = Unreachable("failed a moment ago")
        return Known(self._newest(shared, name, topic, read, stored), failure)

    def _newest(self, shared: SharedMemory, name: str, topic: str, read: Read, stored: Stored) -> Answer | None:
        answer = self._memory.answer(name, topic)
        if stored.at > max(stored.dropped_at, answer.at if answer else 0) and (found := shared.data(name)):
            data, at, size = found
            # Another version of this program may have kept what we cannot read: then we ask ourselves.
            with suppress(AltegioError):
                answer = Answer(read(data), at, size)
                self._memory.keep(name, answer)
        return None if answer and answer.at <= stored.dropped_at else answer
