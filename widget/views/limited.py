from __future__ import annotations

from contextlib import suppress

from widget.altegio.redis_link import Away
from widget.flow.limits import Limit, take_all
from widget.gateway import books


class TooMany(Exception):
    """More than a person does. ``seconds`` is when it may be tried again."""

    def __init__(self, seconds: float) -> None:
        super().__init__("a limit is reached")
        self.seconds = seconds


def require_room(*taken: tuple[Limit, str]) -> None:
    """Counts each; raises TooMany, and Away where only the Redis that is away could tell."""
    if seconds := take_all(books().limits, taken):
        raise TooMany(seconds)


def give_back(*taken: tuple[Limit, str]) -> None:
    """It did not come to what was counted."""
    with suppress(Away):
        for limit, who in taken:
            books().limits.give_back(limit, who)


def require_room_if_known(*taken: tuple[Limit, str]) -> None:
    """The same for what only looks: it goes on while nobody can count."""
    with suppress(Away):
        require_room(*taken)
