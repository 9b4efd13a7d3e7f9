"""One fault that somebody asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Any


@dataclass(eq=False, slots=True)
class Fault:
    """A handle: ``cancel()`` ends it, and ``met`` counts the requests it has met. ``endpoint`` is ``book_record``,
    ``PUT book_record`` for one of the things that are done there, or ``*``."""

    kind: str
    endpoint: str
    times: int | None
    options: Mapping[str, Any]
    met: int = 0
    ended: Event = field(default_factory=Event)

    def cancel(self) -> None:
        self.ended.set()

    def meets(self, endpoint: str, method: str = "") -> bool:
        spent = self.times is not None and self.met >= self.times
        return not spent and not self.ended.is_set() and self.endpoint in ("*", endpoint, f"{method} {endpoint}")

    def pause(self, seconds: float) -> None:
        """Waits, but not beyond the fault's own end."""
        self.ended.wait(seconds)
