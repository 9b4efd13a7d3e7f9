"""Appointments made while the sandbox runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from secrets import token_hex
from typing import Any

from booking_site.sandbox.moments import Span, minute


@dataclass(slots=True)
class Record:
    id: int
    location_id: int
    team_member_id: int
    day: date
    starts_at: datetime
    minutes: int
    created_at: datetime
    service_ids: tuple[int, ...] = ()
    fullname: str = ""
    surname: str = ""
    patronymic: str = ""
    phone: str = ""
    email: str = ""
    comment: str = ""
    code: str = ""
    # As it was sent: documented as a text in one place and as a number in another.
    api_id: str | int = ""
    custom_fields: Mapping[str, Any] = field(default_factory=dict)
    notify_by_sms: int = 0
    notify_by_email: int = 0
    master_requested: bool = True
    online: bool = False
    deleted: bool = False
    changed_at: datetime | None = None
    hash: str = field(default_factory=lambda: token_hex(16), repr=False)

    @property
    def span(self) -> Span:
        at = minute(self.starts_at)
        return at, at + self.minutes
