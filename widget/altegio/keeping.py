"""How long each kind of answer is good for, and what makes it worthless before that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from widget.altegio.call import Call

MINUTE, HOUR = 60, 60 * 60


@dataclass(frozen=True, slots=True)
class Keeping:
    """Ages in seconds. Up to ``fresh``: served. Up to ``stale``: served while it is renewed. Up to
    ``last_resort``: served, marked with its age, when Altegio does not answer."""

    fresh: float
    stale: float
    last_resort: float


KEPT: Mapping[str, Keeping] = {
    "company": Keeping(10 * MINUTE, HOUR, 24 * HOUR),
    "privacy_policy": Keeping(10 * MINUTE, HOUR, 24 * HOUR),
    "book_services": Keeping(5 * MINUTE, HOUR, 6 * HOUR),
    "book_staff": Keeping(5 * MINUTE, HOUR, 6 * HOUR),
    "book_dates": Keeping(60, 2 * MINUTE, 10 * MINUTE),
    "book_times": Keeping(15, 15, 2 * MINUTE),
}
"""By endpoint. What is not listed is never kept."""

FREE_AT_THAT_MOMENT = KEPT["book_times"]
NEWEST = 3.0
"""Seconds for which even an answer to "refresh" will do: a finger that keeps tapping costs one call in three."""


def keeping(call: Call) -> Keeping | None:
    """None for what must never be kept."""
    if call.method != "GET":
        return None
    return FREE_AT_THAT_MOMENT if _moment(call) else KEPT.get(call.endpoint)


def name(call: Call) -> str:
    """What tells one question from another. The order of a query's parameters is ours and always the same."""
    return "?".join([call.path, "&".join(f"{key}={value}" for key, value in call.query)])


def topic(call: Call) -> str:
    """What an answer is about: one day of a location for times and for who is free then, a location for dates; others
    are never dropped."""
    parts = call.path.split("/")
    if moment := _moment(call):
        return _topic("book_times", parts[1], moment[:10])
    if call.endpoint == "book_times" and len(parts) == 4:
        return _topic("book_times", parts[1], parts[3])
    return _topic("book_dates", parts[1]) if call.endpoint == "book_dates" else ""


def topics_of_taken(location_id: str, days: Iterable[date]) -> set[str]:
    """What a time that was taken on one of ``days`` has made worthless.

    The day before too: a late shift's times after midnight are listed under it.
    """
    affected = {day - timedelta(days=back) for day in days for back in (0, 1)}
    return {_topic("book_dates", location_id), *(_topic("book_times", location_id, str(day)) for day in affected)}


def _moment(call: Call) -> str:
    """For which it is asked who is free then."""
    return next((value for name, value in call.query if name == "datetime" and call.endpoint == "book_staff"), "")


def _topic(*parts: str) -> str:
    return "/".join(parts)
