"""The times of a day as the time step shows them, and those to offer in place of a lost one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from widget.domain.availability import Slot

NOON = time(12)
PARTS: tuple[tuple[str | Promise, time], ...] = (
    (_("Morning"), NOON),
    (_("Afternoon"), time(17)),
    (_("Evening"), time.max),
)
"""Parts of the day and when each is over, by the clock on the wall."""


@dataclass(frozen=True, slots=True)
class PartOfDay:
    label: str | Promise
    slots: tuple[Slot, ...]


def parts_of_day(slots: Iterable[Slot], day: date) -> list[PartOfDay]:
    """Parts that have times in them, in the order of the day. A late shift of ``day`` may end on the next."""
    in_order = sorted(slots, key=lambda slot: slot.starts_at)
    parts = []
    begins = time.min
    for label, ends in PARTS:
        within = (slot for slot in in_order if slot.day == day and begins <= slot.starts_at.time() < ends)
        parts.append(PartOfDay(label, tuple(within)))
        begins = ends
    parts.append(PartOfDay(_("After midnight"), tuple(slot for slot in in_order if slot.day > day)))
    return [part for part in parts if part.slots]


def nearest_times(slots: Iterable[Slot], wanted: datetime, *, each_way: int = 3) -> tuple[Slot, ...]:
    """The closest times before and after a lost one, in the order of the day."""
    others = sorted((slot for slot in slots if slot.starts_at != wanted), key=lambda slot: slot.starts_at)
    earlier = [slot for slot in others if slot.starts_at < wanted]
    later = [slot for slot in others if slot.starts_at > wanted]
    return (*earlier[-each_way:], *later[:each_way])


def told_apart_by_offset(slots: Iterable[Slot]) -> frozenset[Slot]:
    """Times that the clock on the wall shows twice: in the night that has an hour twice."""
    shown = list(slots)
    count = Counter((slot.starts_at.date(), slot.starts_at.time()) for slot in shown)
    return frozenset(slot for slot in shown if count[slot.starts_at.date(), slot.starts_at.time()] > 1)
