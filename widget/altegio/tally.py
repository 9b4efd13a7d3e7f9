"""What one page has asked of Altegio, for the operator's log line and for the visitor's "as of"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["hit", "stale", "old", "miss", "shared", "direct"]
"""hit: fresh, at hand · stale: at hand, being renewed · old: Altegio did not answer, so the last good one ·
miss: this page made the call · shared: it waited for somebody else's · direct: never kept, such as a check."""


@dataclass(frozen=True, slots=True)
class Asked:
    endpoint: str
    state: State
    seconds: float
    at: float | None = None
    """When the answer was asked for, in seconds since 1970; None where it is not kept."""
    path: str = field(default="", repr=False)
    query: tuple[tuple[str, str], ...] = ()
    read: Callable[[Any], Any] | None = None
    """What it takes to ask again."""
    fresh: float = 0.0
    stale: float = 0.0
    """Ages in seconds up to which it is served, and served while it is renewed."""

    @property
    def is_fresh(self) -> bool:
        return self.state in ("hit", "miss", "shared")


@dataclass(slots=True)
class Tally:
    """``sent`` has the endpoint of each request to Altegio that went out for this page so far, repeated ones included.

    Workers append to it while the page reads it: a list allows that.
    """

    asked: list[Asked] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    begun: set[str] = field(default_factory=set)
    """What this page asked for ahead, by its name: whenever the answer is looked at, it was no hit."""
    oldest_at: float | None = None
    """When the oldest of the answers that have to be marked was asked for, in seconds since 1970."""

    has_failed: bool = False
    """Whether something could not be had at all, so that the page is made without it."""

    def note(self, asked: Asked) -> None:
        self.asked.append(asked)
        if asked.state == "old" and asked.at is not None:
            self.oldest_at = asked.at if self.oldest_at is None else min(self.oldest_at, asked.at)

    def good_for(self, now: float) -> tuple[float, float]:
        """Seconds for which all the answers together are fresh, and for which they are served while they are renewed.
        Nothing where one was never kept, or could not be had."""
        if self.has_failed or not self.asked or any(asked.at is None or asked.state == "old" for asked in self.asked):
            return 0.0, 0.0
        fresh = min((asked.at or 0.0) + asked.fresh - now for asked in self.asked)
        stale = min((asked.at or 0.0) + asked.stale - now for asked in self.asked)
        return max(0.0, fresh), max(0.0, stale)

    def has_old(self, endpoint: str) -> bool:
        return any(asked.endpoint == endpoint and asked.state == "old" for asked in self.asked)

    @property
    def seconds(self) -> float:
        """Waited for Altegio, in all."""
        return sum(asked.seconds for asked in self.asked)
