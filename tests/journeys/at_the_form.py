"""The form of a time that was chosen, filled in and sent as visitors do it, and what Altegio was asked meanwhile."""

from __future__ import annotations

from datetime import date, datetime, time
from urllib.parse import quote

from booking_site.sandbox.server import Sandbox
from tests.browser.situations import HAIRCUT, JONAS, YUSUF, noon
from tests.conftest import BERLIN
from tests.walker import Page, Walker

ANYONE = 0
ADA = {"fullname": "Ada Lovelace", "phone": "030 901820", "email": "ada@example.com", "comment": "Ring twice"}


def alone_with(sandbox: Sandbox, *people: int) -> datetime:
    """Noon of a day on which these work from nine to six, and nobody else."""
    at = noon(sandbox)
    for member_id in sandbox.salon.locations[BERLIN].members:
        hours = [(time(9), time(18))] if member_id in people else []
        sandbox.salon.set_hours(member_id, at.date(), hours)
    return at


def form_url(at: datetime, person: int = YUSUF, step: str = "details") -> str:
    return f"/{BERLIN}/{step}/?service={HAIRCUT}&team_member={person}&slot={quote(at.isoformat())}&lang=en"


def open_form(walker: Walker, sandbox: Sandbox, person: int = YUSUF) -> Page:
    """Of noon with that person, who has the day to themselves; or with anyone, where Yusuf and Jonas are free."""
    at = alone_with(sandbox, *({person} if person else {YUSUF, JONAS}))
    page = walker.open(form_url(at, person))
    assert page.all('[data-checked="ok"]')
    return page


def send_form(walker: Walker, **typed: str) -> Page:
    """Fills in the form on the page and books."""
    return walker.press("Book for", **ADA | typed)


def kept(page: Page) -> dict[str, str]:
    """What was typed, as far as the page still has it."""
    typed = page.typed()
    return {name: typed[name] for name in ADA if name in typed}


def asked(sandbox: Sandbox) -> list[str]:
    """The endpoints asked since this was last looked at, in order."""
    endpoints = [received.path.split("/")[0] for received in sandbox.requests]
    sandbox.requests.clear()
    return endpoints


def sent(sandbox: Sandbox) -> list[bytes]:
    """The bookings that Altegio was asked for, whatever came of them."""
    return [one.body for one in sandbox.requests if one.method == "POST" and one.path.startswith("book_record/")]


def posts(sandbox: Sandbox) -> list[str]:
    return [one.path.split("/")[0] for one in sandbox.requests if one.method != "GET"]
