"""The ways in which the answer to a booking gets lost, so that nobody knows what became of it."""

from __future__ import annotations

import time
from typing import Any

from booking_site.sandbox.server import Sandbox
from tests.journeys.at_the_form import send
from tests.walker import Page, Walker

SUCCESS = {"success": True, "data": [], "meta": []}
WITHOUT_KEY = SUCCESS | {"data": [{"id": 1, "record_id": 2820023}]}
NEVER_MADE: dict[str, tuple[str, dict[str, Any]]] = {
    "drop": ("drop", {}),
    "500": ("error", {"status": 500}),
    "502": ("error", {"status": 502}),
    "503": ("error", {"status": 503}),
    "504": ("error", {"status": 504}),
    "html": ("html", {}),
    "empty-201": ("answer", {"status": 201, "body": b""}),
    "empty-list": ("answer", {"status": 201, "body": SUCCESS}),
    "without-key": ("answer", {"status": 201, "body": WITHOUT_KEY}),
    "redirect": ("redirect", {}),
    "huge": ("huge", {}),
    "hang": ("hang", {}),
}
MADE: dict[str, tuple[str, dict[str, Any]]] = {
    "drop-after": ("drop", {"after": True}),
    "truncated": ("truncated", {}),
    "short": ("short", {}),
    "slow": ("slow", {"seconds": 1.5}),
    "drip": ("drip", {"seconds": 0.1}),
    "drip-headers": ("drip_headers", {"seconds": 0.1}),
}
LOST = NEVER_MADE | MADE
"""Faults of book_record after which nobody knows; of some a record is left behind."""


def lose(walker: Walker, sandbox: Sandbox, name: str, **typed: str) -> Page:
    """What is told where the answer to the booking is lost that way."""
    kind, options = LOST[name]
    sandbox.faults.add(kind, "book_record", **options)
    return send(walker, **typed)


def records(sandbox: Sandbox, name: str) -> int:
    """How many there are, once a late one had time to be made."""
    ends_at = time.monotonic() + 2
    while name in MADE and not sandbox.salon.records and time.monotonic() < ends_at:
        time.sleep(0.05)
    return len(sandbox.salon.records)
