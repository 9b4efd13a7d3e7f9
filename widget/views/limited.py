from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.http import HttpRequest, HttpResponse

from widget.altegio.errors import Busy
from widget.altegio.redis_link import Away
from widget.flow.limits import CALLS_PER_ADDRESS, Limit, take_all
from widget.gateway import books, live_on_memory, tally_of
from widget.views.visitor import is_known, visitor_key


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


def within_share(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """The page, made of what is at hand alone once its visitor's address has had its share of the calls that all
    visitors have to live on. Raises TooMany where that is not enough."""
    if not is_known(request):
        return view()
    who = visitor_key(request)
    try:
        seconds = books().limits.take(CALLS_PER_ADDRESS, who, 0)
    except Away:
        return view()
    if seconds:
        live_on_memory(request)
    try:
        return view()
    except Busy:
        if seconds:
            raise TooMany(seconds) from None
        raise
    finally:
        if sent := len(tally_of(request).sent):
            with suppress(Away):
                books().limits.take(CALLS_PER_ADDRESS, who, sent)
