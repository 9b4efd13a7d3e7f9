"""A visitor who wants a haircut with Yusuf at noon, and a manicure with Katarzyna at two."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.wishes import HAIRCUT, KATARZYNA, MANICURE, YUSUF, moment
from tests.walker import Page, Walker

NOON_AND_TWO = ["12:00", "14:00"]


def appointment(starts_at: datetime, service_id: int = HAIRCUT, team_member_id: int = YUSUF) -> str:
    """A finished part of a larger booking, as an address holds it."""
    return f"{service_id}~{team_member_id}~{starts_at.isoformat()}"


def details_of(starts_at: datetime, *finished: str, step: str = "details", **query: Any) -> str:
    """The manicure is the one that was chosen last."""
    current = {"service": MANICURE, "team_member": KATARZYNA, "slot": starts_at.isoformat()}
    pairs = current | {"appointment": list(finished), "lang": "en"} | query
    return f"/{BERLIN}/{step}/?{urlencode(pairs, doseq=True)}"


def noon(sandbox: Sandbox) -> datetime:
    """Of a day that Yusuf and Katarzyna have wholly to themselves."""
    return moment(sandbox, members=[YUSUF, KATARZYNA])


def two_wishes(walker: Walker, sandbox: Sandbox, **query: Any) -> Page:
    """The form for both."""
    at = noon(sandbox)
    page = walker.open(details_of(at + timedelta(hours=2), appointment(at), **query))
    assert page.all('[data-checked="ok"]'), page.text
    return page


def starts(page: Page) -> list[str]:
    """The times of the appointments on a page, by the clock on the wall."""
    return [str(tag["datetime"])[11:16] for tag in page.all(".facts time[datetime]")]
