from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from widget.altegio.tally import Tally


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment, on the monotonic clock, at which the page must have its answer; and until when, all its calls
    taken together, it may wait for a turn."""

    ends_at: float
    turn_by: float = math.inf

    @classmethod
    def after(cls, seconds: float, patience: float = math.inf) -> Deadline:
        now = time.monotonic()
        return cls(now + seconds, now + patience)

    def within(self, seconds: float) -> Deadline:
        """An earlier one, unless this is earlier still."""
        return Deadline(min(self.ends_at, time.monotonic() + seconds), self.turn_by)

    @property
    def patience_left(self) -> float:
        return max(0.0, self.turn_by - time.monotonic())

    @property
    def seconds_left(self) -> float:
        return self.ends_at - time.monotonic()


class Reach(Enum):
    """How far a read may go for its answer."""

    UPSTREAM = "upstream"
    MEMORY = "memory"
    """What is at hand or nothing: no call is made."""
    AHEAD = "ahead"
    """Begins the call, if one is needed, and does not wait for its answer."""


PATIENCE = 2.0
"""Seconds to wait for a turn to call."""


class NotYet(Exception):
    """Asked ahead, and on its way: no error, and nobody but the asker sees it."""


def as_it_is(data: Any) -> Any:
    return data


@dataclass(frozen=True, slots=True)
class Call:
    """One request to Altegio. ``path`` is relative to the API's base; keys of ``query`` may repeat.

    ``read`` makes our objects of the answer's ``data``: what it cannot read is never kept as an answer.
    ``patience`` is how many seconds the call may wait for its turn. Path and body can hold secrets: neither is in
    the ``repr``.
    """

    method: str
    path: str = field(repr=False)
    deadline: Deadline
    query: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = field(default=None, hash=False, repr=False)
    read: Callable[[Any], Any] = field(default=as_it_is, compare=False)
    reach: Reach = Reach.UPSTREAM
    wants_newest: bool = False
    patience: float = PATIENCE
    is_for_booking: bool = False
    """Whether the page that asks is one on which somebody is about to book."""
    tally: Tally = field(default_factory=Tally, compare=False)

    @property
    def endpoint(self) -> str:
        """The first part of the path: it names the call in logs without telling whose it is."""
        return self.path.split("/", 1)[0]

    @property
    def is_repeatable(self) -> bool:
        """Whether asking twice does no harm. A booking or an SMS code is never sent twice."""
        return self.method == "GET" or self.endpoint == "book_check"

    @property
    def is_booking(self) -> bool:
        return self.method == "POST" and self.endpoint == "book_record"

    @property
    def is_moving(self) -> bool:
        """Of all calls the only one that is made in a user's name."""
        return self.method == "PUT" and self.endpoint == "book_record"

    @property
    def takes_time(self) -> bool:
        """Whether a time that was free is not free after it."""
        return self.is_booking or self.is_moving

    @property
    def needs_fresh_connection(self) -> bool:
        """Whether it must be known if it was sent at all: a pooled connection may have died without a word."""
        return not self.is_repeatable

    @property
    def is_urgent(self) -> bool:
        """Those who are about to book go before those who look around."""
        return self.method != "GET" or self.is_for_booking


Send = Callable[[Call], Any]
"""A layer of the way to Altegio: takes a call, returns the envelope's ``data`` or raises an AltegioError."""
