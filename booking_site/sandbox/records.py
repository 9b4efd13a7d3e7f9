"""Appointments made while the sandbox runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from secrets import token_hex


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
    phone: str = ""
    email: str = ""
    comment: str = ""
    notify_by_sms: int = 0
    notify_by_email: int = 0
    master_requested: bool = True
    online: bool = False
    deleted: bool = False
    hash: str = field(default_factory=lambda: token_hex(16), repr=False)
