"""What Altegio says of each location, in six calls at most."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from booking_site.doctor.finding import Finding, fail, ok, warn
from widget.altegio.client import Altegio
from widget.altegio.errors import AltegioError, Busy, MalformedAnswer, Misconfigured, NotFound, Unreachable
from widget.domain.location import Location

HORIZON = timedelta(days=60)
MARKETPLACE = "app.alteg.io/appstore/developers/1"
ONLINE_BOOKING = "in Altegio: Online booking, Settings"
MOST_UNANSWERED = 2


def check_locations(altegio: Altegio, location_ids: Collection[int]) -> Iterator[Finding]:
    """Stops where asking on would only tell the same: a token that is refused, an Altegio that does not answer."""
    unanswered = 0
    for asked, location_id in enumerate(location_ids, 1):
        try:
            location = altegio.location(location_id)
        except AltegioError as error:
            yield _refusal(f"location {location_id}", error)
            unanswered = unanswered + 1 if isinstance(error, Unreachable | Busy) else 0
            if unanswered == MOST_UNANSWERED or _is_token_refused(error):
                if left := len(location_ids) - asked:
                    yield warn(f"{left} more of the locations were not asked for", "mend this first")
                return
            continue
        unanswered = 0
        yield from _location(altegio, location)


def _location(altegio: Altegio, location: Location) -> Iterator[Finding]:
    name = f"location {location.id}"
    if not location.is_active:
        yield fail(f"{name} ({location.title}) is not active in Altegio", "activate it there, or serve it no longer")
        return
    yield ok(f"the token is accepted for {name}: {location.title}, {location.zone}")
    for check in (_services, _team, _days):
        try:
            yield check(altegio, location)
        except AltegioError as error:
            yield _refusal(name, error)


def _services(altegio: Altegio, location: Location) -> Finding:
    services = altegio.menu(location.id).services
    bookable = [service for service in services if not service.needs_hosted_form]
    if not services:
        advice = f"{ONLINE_BOOKING}, let services be booked online"
        return fail(f"location {location.id} has no service that can be booked online", advice)
    if not bookable:
        advice = "prepaid services, memberships and packages can only be booked on Altegio's own page"
        return fail(f"none of the {len(services)} services of location {location.id} can be booked here", advice)
    return ok(f"location {location.id} has {len(bookable)} services to book here, of {len(services)} online")


def _team(altegio: Altegio, location: Location) -> Finding:
    team = altegio.team(location.id)
    bookable = [member for member in team if member.is_bookable]
    if not bookable:
        advice = "give them a schedule and services in Altegio, and show them in online booking"
        return fail(f"none of the {len(team)} team members of location {location.id} can be booked", advice)
    return ok(f"location {location.id} has {len(bookable)} team members to book, of {len(team)}")


def _days(altegio: Altegio, location: Location) -> Finding:
    today = datetime.now(location.zone).date()
    last = today + HORIZON
    for month in _months(today, last):
        free = altegio.open_days(location.id, month, service_ids=()).free
        if days := sorted(day for day in free if today <= day <= last):
            return ok(f"location {location.id} has free times, from {days[0].isoformat()} on")
    advice = "look at the team's schedules in Altegio, and how far ahead online booking is open"
    return fail(f"location {location.id} has no free day in the next {HORIZON.days}", advice)


def _months(first: date, last: date) -> Iterator[date]:
    """A day of each month, three at most: the first one, then the beginnings."""
    while first <= last:
        yield first
        first = (first.replace(day=1) + timedelta(days=32)).replace(day=1)


def _is_token_refused(error: AltegioError) -> bool:
    return isinstance(error, Misconfigured) and error.status == 401


def _refusal(name: str, error: AltegioError) -> Finding:
    if isinstance(error, Misconfigured):
        return _misconfigured(name, error)
    if isinstance(error, NotFound):
        return fail(f"Altegio knows no {name} (404)", "check the ids in ALTEGIO_LOCATION_IDS and LOCATIONS_FILE")
    if isinstance(error, Busy):
        return fail(f"Altegio's limit of calls is reached, so {name} could not be checked", "try again in a minute")
    if isinstance(error, Unreachable):
        advice = "check ALTEGIO_API_URL, and whether this machine may reach it; then try again"
        return fail(f"Altegio did not answer for {name} ({error})", advice)
    if isinstance(error, MalformedAnswer):
        advice = "check ALTEGIO_API_URL: something else may answer there"
        return fail(f"Altegio's answer for {name} cannot be read ({error})", advice)
    return fail(f"Altegio refused to tell of {name} ({error})", "look it up in Altegio's documentation")


def _misconfigured(name: str, error: Misconfigured) -> Finding:
    if error.status == 401:
        return fail("Altegio does not accept the token (401)", f"copy ALTEGIO_PARTNER_TOKEN anew from {MARKETPLACE}")
    if error.status == 403:
        advice = "connect your application to it in Altegio's Marketplace, and look at its rights"
        return fail(f"Altegio knows the token, but it may not use {name} (403)", advice)
    advice = "check ALTEGIO_ACCEPT and ALTEGIO_API_URL"
    return fail(f"Altegio does not understand how it is asked ({error.status})", advice)
