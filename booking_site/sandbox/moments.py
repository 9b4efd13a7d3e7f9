"""Instants as whole minutes since 1970 in UTC, so that arithmetic is right across clock changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[int, int]


def minute(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def wall(at: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at * 60, UTC).astimezone(zone)


def localized(moment: datetime, zone: ZoneInfo) -> datetime:
    """A datetime without an offset is the location's wall time."""
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def standard_offset_hours(zone: ZoneInfo) -> int:
    """Hours without daylight saving: a trap for whoever reads them in place of the zone's name."""
    january = datetime(2026, 1, 1, tzinfo=zone)
    return int((january.utcoffset() or timedelta()).total_seconds()) // 3600


def span(day: date, start: time, end: time, zone: ZoneInfo) -> Span:
    """From one wall time to another; an end that is not later belongs to the next day.

    When a wall time occurs twice, the span starts at its first occurrence and ends at its second.
    """
    last_day = day if end > start else day + timedelta(days=1)
    return (
        minute(datetime.combine(day, start, zone)),
        minute(datetime.combine(last_day, end, zone).replace(fold=1)),
    )


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of ``spans`` when every one of ``taken`` is cut out."""
    left = list(spans)
    for start, end in taken:
        left = [piece for one in left for piece in _cut(one, start, end)]
    return left


def _cut(one: Span, start: int, end: int) -> list[Span]:
    first, last = one
    if end <= first or start >= last:
        return [one]
    pieces = [(first, min(start, last)), (max(end, first), last)]
    return [(begin, finish) for begin, finish in pieces if begin < finish]
