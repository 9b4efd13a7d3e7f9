"""What a page tells a visitor of their booking."""

from __future__ import annotations

import re
from enum import Enum

from tests.walker import Page

REFUSALS = {"slot-taken", "nobody-free", "invalid-phone", "time-unavailable"}


class Told(Enum):
    BOOKED = "it is booked"
    ALREADY = "the same was booked a moment ago"
    CANCELLED = "it is cancelled"
    UNKNOWN = "nobody knows whether it is booked"
    NOT_BOOKED = "it is not booked"
    NOTHING = "nothing: the page is about something else"


def told(page: Page) -> Told:
    is_booking, errors = "/booking/" in page.path, set(page.errors)
    if is_booking and page.status == 200:
        return Told.BOOKED if page.all("[data-booked]") else Told.CANCELLED
    if is_booking:
        return Told.NOTHING
    if page.all("[data-booked]"):
        return Told.ALREADY
    if "outcome-unknown" in errors:
        return Told.UNKNOWN
    if "not booked" in page.heading or (page.status in (409, 422) and errors & REFUSALS):
        return Told.NOT_BOOKED
    return Told.NOTHING


def booked_ids(page: Page) -> set[int]:
    """Of the appointments that the page says stand."""
    return {int(str(tag["data-booked"])) for tag in page.all("[data-booked]")}


def opened_ids(page: Page) -> set[int]:
    """Of those whose key its address holds: to be led there says that they were booked."""
    return set(map(int, re.findall(r"[/.](\d+)-[0-9a-f]{32}", page.path)))


def reference(page: Page) -> int:
    """The number that an unknown outcome is told by."""
    [found] = re.findall(r"Your reference: (\d+)", page.text)
    return int(found)
