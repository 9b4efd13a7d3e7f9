"""What the server was asked, for tests to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

KEPT = 20_000


@dataclass(slots=True)
class Received:
    """One request of the API. ``status`` is 0 while, or if, no answer is sent."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes
    status: int = 0
    at: float = field(default_factory=monotonic)


class RequestLog:
    def __init__(self) -> None:
        self.received: list[Received] = []
        self._lock = Lock()

    def add(self, received: Received) -> None:
        with self._lock:
            self.received.append(received)
            # A server in the foreground runs for weeks.
            del self.received[:-KEPT]
