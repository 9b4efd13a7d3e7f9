"""What the visitors of these journeys want, and the way to the page that asks who they are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.walker import Page, Walker

HAIRCUT, CUT_AND_DRY, BLOW_DRY, MANICURE, BACK_MASSAGE = 3302, 3301, 3304, 3321, 3343
ANNA, YUSUF, SOFIA, KATARZYNA, JONAS = 6541, 6542, 6544, 6546, 6548
GENTLEMANS_CUT, MARCUS = 5502, 7712

ADA = {"fullname": "Ada Lovelace", "phone": "030 1234567"}
ADAS_PHONE = "+49301234567"


def working_day(sandbox: Sandbox, location_id: int = BERLIN, *, members: Sequence[int] = (), ahead: int = 20) -> date:
    """A day that is neither near nor a holiday, and that these people have wholly to themselves."""
    zone = sandbox.salon.locations[location_id].zone
    day = (datetime.now(zone) + timedelta(days=ahead)).date()
    while day.weekday() == 6 or (day.month, day.day) in ((12, 25), (12, 26), (1, 1)):
        day += timedelta(days=1)
    for member_id in members or ((YUSUF,) if location_id == BERLIN else (MARCUS,)):
        sandbox.salon.set_hours(member_id, day, [(time(9), time(18))])
    return day


def moment(sandbox: Sandbox, clock: str = "12:00", location_id: int = BERLIN, **day: Any) -> datetime:
    """That time on the working day."""
    zone = sandbox.salon.locations[location_id].zone
    return datetime.combine(working_day(sandbox, location_id, **day), time.fromisoformat(clock), zone)


def details_url(starts_at: datetime, location_id: int = BERLIN, **query: Any) -> str:
    """A haircut with Yusuf, or in New York a gentleman's cut with Marcus, unless ``query`` says otherwise."""
    usual = (HAIRCUT, YUSUF) if location_id == BERLIN else (GENTLEMANS_CUT, MARCUS)
    chosen = {"service": usual[0], "team_member": usual[1], "slot": starts_at.isoformat(), "lang": "en"}
    return f"/{location_id}/details/?{urlencode(chosen | query, doseq=True)}"


def details(walker: Walker, sandbox: Sandbox, location_id: int = BERLIN, clock: str = "12:00", **query: Any) -> Page:
    """The form, for a time that is free."""
    page = walker.open(details_url(moment(sandbox, clock, location_id), location_id, **query))
    assert page.all('[data-checked="ok"]'), page.text
    return page


def booked(walker: Walker, sandbox: Sandbox, clock: str = "12:00", **typed: str) -> Page:
    """The confirmation of a booking in Berlin."""
    details(walker, sandbox, clock=clock)
    page = walker.press("Book for", **(ADA | typed))
    assert page.all("[data-booked]"), page.text
    return page


def sent(sandbox: Sandbox, endpoint: str = "book_record") -> list[Any]:
    """The bodies that were posted there."""
    return [
        json.loads(asked.body)
        for asked in sandbox.requests
        if asked.method == "POST" and asked.path.split("/")[0] == endpoint
    ]


def own(settings: Any, location_id: int = BERLIN, **changes: Any) -> None:
    """What the operator says of a location, from now on."""
    changed = replace(settings.LOCATIONS[location_id], **changes)
    settings.LOCATIONS = {**settings.LOCATIONS, location_id: changed}
