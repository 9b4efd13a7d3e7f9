"""A haircut with Yusuf that was booked for noon, and the way to another time for it."""

from __future__ import annotations

from datetime import datetime

from bs4 import Tag

from booking_site.sandbox.records import Record
from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.wishes import HAIRCUT, YUSUF, booked
from tests.walker import Page, Walker, words

USER = "user-token-of-the-business"


def only(sandbox: Sandbox) -> Record:
    [record] = sandbox.salon.records
    return record


def moving(*records: Record) -> str:
    """What goes along with a visitor who moves the first of these."""
    return ".".join(f"{record.id}-{record.hash}" for record in records)


def choose_again(walker: Walker, sandbox: Sandbox) -> Page:
    """The times for an appointment at noon that stands."""
    booked(walker, sandbox)
    sandbox.requests.clear()
    return walker.press("Move to another time")


def chip(page: Page, clock: str) -> Tag:
    return next(button for button in page.all("button.chip") if words(button.time) == clock)


def ask_for(walker: Walker, sandbox: Sandbox, clock: str = "15:00") -> Page:
    """The page that has only to be sent."""
    page = walker.press(chip(choose_again(walker, sandbox), clock))
    assert page.heading == "Move your appointment?", page.text
    return page


def puts(sandbox: Sandbox) -> list[str]:
    return [asked.body.decode() for asked in sandbox.requests if asked.method == "PUT"]


def step(name: str, starts_at: datetime, location_id: int = BERLIN, **changes: int) -> str:
    """The address of a step of the haircut with Yusuf, or of what ``changes`` say."""
    chosen = {"service": HAIRCUT, "team_member": YUSUF} | changes
    query = "&".join(f"{name}={value}" for name, value in chosen.items())
    return f"/{location_id}/{name}?{query}&slot={starts_at.isoformat().replace('+', '%2B')}&lang=en"
