"""A pretend Altegio for one visitor's story: what it was asked to book, and what stands in its calendar."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from booking_site.sandbox.moments import minute
from booking_site.sandbox.received import Received
from booking_site.sandbox.records import Record
from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN

ANYONE, YUSUF, JONAS = 0, 6542, 6548
HAIRCUT, MINUTES = 3302, 45
ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 10, 1, 9, tzinfo=ZONE)
NOON, AFTERNOON = datetime(2026, 10, 20, 12, tzinfo=ZONE), datetime(2026, 10, 20, 15, tzinfo=ZONE)

Wish = tuple[str, datetime]
"""A phone, and when the haircut starts."""


@dataclass
class BookingAsked:
    """One request that may book."""

    received: Received

    @cached_property
    def body(self) -> dict[str, object]:
        body: dict[str, object] = json.loads(self.received.body)
        return body

    @property
    def reference(self) -> int:
        return int(str(self.body["api_id"]))

    @property
    def wishes(self) -> list[Wish]:
        rows = self.body["appointments"]
        assert isinstance(rows, list)
        return [(str(self.body["phone"]), datetime.fromisoformat(row["datetime"]).astimezone(ZONE)) for row in rows]

    @property
    def was_refused(self) -> bool:
        return self.received.status in (401, 422, 429)


def only_two_work(sandbox: Sandbox) -> None:
    """On the day of the wishes, and on no other day anybody needs."""
    for member_id in sandbox.salon.locations[BERLIN].members:
        hours = [(time(9), time(18))] if member_id in (YUSUF, JONAS) else []
        sandbox.salon.set_hours(member_id, NOON.date(), hours)


def bookings_asked(sandbox: Sandbox) -> list[BookingAsked]:
    return [
        BookingAsked(one) for one in sandbox.requests if one.method == "POST" and one.path.startswith("book_record")
    ]


def standing(sandbox: Sandbox) -> list[Record]:
    """Those that were booked by way of the widget, and not cancelled since."""
    return [record for record in sandbox.salon.records if record.online and not record.deleted]


def wish_of(record: Record) -> Wish:
    return record.phone, record.starts_at.astimezone(ZONE)


def is_free(sandbox: Sandbox, member_id: int, at: datetime) -> bool:
    location = sandbox.salon.locations[BERLIN]
    people = [YUSUF, JONAS] if member_id == ANYONE else [member_id]
    return any(sandbox.salon.shift_day(location, location.members[one], minute(at), MINUTES) for one in people)
