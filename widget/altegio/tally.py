"""What one page has asked of Altegio, for the operator's log line and for the visitor's "as of"."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

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

    def note(self, endpoint: str, state: State, seconds: float, at: float | None = None) -> None:
        self.asked.append(Asked(endpoint, state, seconds, at))
        if state == "old" and at is not None:
            self.oldest_at = at if self.oldest_at is None else min(self.oldest_at, at)

    def has_old(self, endpoint: str) -> bool:
        return any(asked.endpoint == endpoint and asked.state == "old" for asked in self.asked)

    @property
    def seconds(self) -> float:
        """Waited for Altegio, in all."""
        return sum(asked.seconds for asked in self.asked)
