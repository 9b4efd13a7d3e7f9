from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment, on the monotonic clock, at which the page must have its answer."""

    ends_at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds)

    @property
    def seconds_left(self) -> float:
        return self.ends_at - time.monotonic()


@dataclass(frozen=True, slots=True)
class Call:
    """One request to Altegio. ``path`` is relative to the API's base; keys of ``query`` may repeat."""

    method: str
    path: str
    deadline: Deadline
    query: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = field(default=None, hash=False)

    @property
    def endpoint(self) -> str:
        """The first part of the path: it names the call in logs without telling whose it is."""
        return self.path.split("/", 1)[0]


Send = Callable[[Call], Any]
"""A layer of the way to Altegio: takes a call, returns the envelope's ``data`` or raises an AltegioError."""
