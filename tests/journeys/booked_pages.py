"""The pages of what was booked: how to come by one, and what it says."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import time_machine

from booking_site.sandbox.moments import minute
from booking_site.sandbox.records import Record
from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.wishes import HAIRCUT, YUSUF
from tests.walker import Page, words


@contextmanager
def later(seconds: float) -> Iterator[None]:
    """What was told when it was booked is not taken for the present beyond two minutes."""
    with time_machine.travel(time.time() + seconds, tick=True):
        yield


def booked_elsewhere(sandbox: Sandbox, starts_at: datetime, **details: Any) -> Record:
    """An appointment with Yusuf in Berlin that was made on another page: we remember nothing of it."""
    location = sandbox.salon.locations[BERLIN]
    details = {"service_ids": (HAIRCUT,), "fullname": "Ada", "phone": "+49301234567"} | details
    return sandbox.salon.book(location, location.members[YUSUF], minute(starts_at), 45, **details)


def address(*records: Record, location_id: int = BERLIN) -> str:
    keys = ".".join(f"{record.id}-{record.hash}" for record in records)
    return f"/{location_id}/booking/{keys}/?lang=en"


def facts(page: Page) -> dict[str, str]:
    """Of the first appointment on the page."""
    rows = page.html.select(".appointment .facts")[0].find_all("div", recursive=False)
    return {words(row.dt): words(row.dd) for row in rows}


def booked_ids(page: Page) -> list[str]:
    return [str(tag["data-booked"]) for tag in page.all("[data-booked]")]
