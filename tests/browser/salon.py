"""The pretend business as the browser tests find it: who works when, and what is booked there already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from booking_site.sandbox.entities import Member, Service
from booking_site.sandbox.moments import minute
from booking_site.sandbox.records import Record
from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN

HAIRCUT, BLOW_DRY, BRIDAL_STYLING, GENTLEMANS_CUT = 3302, 3304, 3307, 5502
ANNA, YUSUF, JONAS, MARCUS = 6541, 6542, 6548, 7712
SUNDAY = 6

WHOLE_DAY = [(time(9), time(18))]


def keep_free(sandbox: Sandbox) -> None:
    """Yusuf, and Marcus in New York, have all days but Sundays to themselves for months, whatever day it is on which
    the tests run."""
    today = datetime.now(sandbox.salon.locations[BERLIN].zone).date()
    for day in (today + timedelta(days=ahead) for ahead in range(-1, 100)):
        for member_id in (YUSUF, MARCUS):
            sandbox.salon.set_hours(member_id, day, WHOLE_DAY if day.weekday() != SUNDAY else [])


def working_day(sandbox: Sandbox) -> date:
    """A day that is neither near nor a Sunday."""
    day = datetime.now(sandbox.salon.locations[BERLIN].zone).date() + timedelta(days=20)
    return day + timedelta(days=1) if day.weekday() == SUNDAY else day


def at(sandbox: Sandbox, hour: int, location_id: int = BERLIN) -> datetime:
    """That hour of the working day, by the location's clock."""
    return datetime.combine(working_day(sandbox), time(hour), sandbox.salon.locations[location_id].zone)


def book(sandbox: Sandbox, hour: int = 12, location_id: int = BERLIN) -> Record:
    """An appointment that was made long ago, with Yusuf or with Marcus."""
    location = sandbox.salon.locations[location_id]
    member_id, service_id = (YUSUF, HAIRCUT) if location_id == BERLIN else (MARCUS, GENTLEMANS_CUT)
    starts_at, minutes = at(sandbox, hour, location_id), location.services[service_id].minutes
    return sandbox.salon.book(
        location, location.members[member_id], minute(starts_at), minutes, service_ids=(service_id,)
    )


def set_menu(sandbox: Sandbox, services: Iterable[Service], members: Iterable[Member]) -> None:
    """Berlin has these services and these people instead, all day long and each able to do everything."""
    berlin = sandbox.salon.locations[BERLIN]
    menu = {service.id: service for service in services}
    team = {member.id: replace(member, service_ids=frozenset(menu)) for member in members}
    sandbox.salon.locations[BERLIN] = replace(berlin, services=menu, members=team)
    for member_id in team:
        sandbox.salon.set_hours(member_id, working_day(sandbox), WHOLE_DAY)
