"""The fixed things of the pretend business. What changes while it runs is in ``salon.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

Hours = tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True)
class Category:
    id: int
    title: str
    weight: int


@dataclass(frozen=True, slots=True)
class Service:
    id: int
    category_id: int
    title: str
    minutes: int
    price_min: float
    price_max: float
    weight: int
    comment: str = ""
    prepaid: str = "forbidden"
    members_only: bool = False
    is_composite: bool = False
    active: int = 1


@dataclass(frozen=True, slots=True)
class Member:
    """A team member. ``level`` (0 to 1) places their price inside each service's range."""

    id: int
    name: str
    specialization: str
    position: str | None
    service_ids: frozenset[int]
    week: Mapping[int, Hours]
    weight: int
    level: float = 0.0
    rating: float = 0.0
    votes: int = 0
    show_rating: int = 1
    portrait: str | None = None
    information: str = ""
    bookable: bool = True
    fired: int = 0

    @property
    def takes_bookings(self) -> bool:
        return self.bookable and not self.fired


@dataclass(frozen=True, slots=True)
class Location:
    id: int
    zone: ZoneInfo
    currency: str
    categories: tuple[Category, ...]
    services: Mapping[int, Service]
    members: Mapping[int, Member]
    form_id: int
    company: Mapping[str, Any] = field(default_factory=dict)
    # Its shape is not documented.
    privacy_policy: Any = None
    # Both answers to a passed check occur in the wild: an empty body and a JSON one.
    check_answers_json: bool = False
    # Days of the month come as numbers from some accounts and as strings from others.
    days_as_text: bool = False
    has_events: bool = False
