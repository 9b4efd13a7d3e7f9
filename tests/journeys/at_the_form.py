"""The form of a time that was chosen, filled in and sent as visitors do it, and what Altegio was asked meanwhile."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from urllib.parse import quote

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.wishes import HAIRCUT, JONAS, YUSUF, moment
from tests.walker import Page, Walker

ANYONE = 0
ADA = {"fullname": "Ada Lovelace", "phone": "030 901820", "email": "ada@example.com", "comment": "Ring twice"}
ADAS_PHONE = "+4930901820"
NO: dict[str, object] = {"success": False, "data": None, "meta": []}
OURS = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}


def alone(sandbox: Sandbox, *people: int) -> datetime:
    """Noon of a day on which these work from nine to six, and nobody else."""
    at = moment(sandbox)
    for member_id in sandbox.salon.locations[BERLIN].members:
        hours = [(time(9), time(18))] if member_id in people else []
        sandbox.salon.set_hours(member_id, at.date(), hours)
    return at


def always_free(sandbox: Sandbox, person: int = YUSUF) -> None:
    """All days but Sundays for months, whatever day it is on which the tests run."""
    today = datetime.now(sandbox.salon.locations[BERLIN].zone).date()
    for day in (today + timedelta(days=ahead) for ahead in range(100)):
        sandbox.salon.set_hours(person, day, [(time(9), time(18))] if day.weekday() != 6 else [])


def chosen(at: datetime, person: int = YUSUF, step: str = "details") -> str:
    """The address of a step with that choice."""
    return f"/{BERLIN}/{step}/?service={HAIRCUT}&team_member={person}&slot={quote(at.isoformat())}&lang=en"


def open_form(walker: Walker, sandbox: Sandbox, person: int = YUSUF) -> Page:
    """Of noon with that person, who has the day to themselves; or with anyone, where Yusuf and Jonas are free."""
    at = alone(sandbox, *([person] if person else [YUSUF, JONAS]))
    page = walker.open(chosen(at, person))
    assert page.all('[data-checked="ok"]')
    return page


def send(walker: Walker, **typed: str) -> Page:
    """Fills in the form on the page and books."""
    return walker.press("Book for", **ADA | typed)


def filled(page: Page, **typed: str) -> dict[str, str]:
    """All that the page's form sends once it is filled in."""
    return page.typed() | ADA | typed


def action(page: Page) -> str:
    return str(page.all("form#typed")[0]["action"])


def kept(page: Page) -> dict[str, str]:
    """What the page still has of what was typed."""
    return {name: value for name, value in page.typed().items() if name in ADA}


def asked(sandbox: Sandbox) -> list[str]:
    """The endpoints asked since this was last looked at, in order."""
    endpoints = [received.path.split("/")[0] for received in sandbox.requests]
    sandbox.requests.clear()
    return endpoints


def booked_ids(page: Page) -> list[str]:
    return [str(tag["data-booked"]) for tag in page.all("[data-booked]")]
