"""The two locations, put together from their services and people."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from booking_site.sandbox.entities import Location
from booking_site.sandbox.people import BERLIN_MEMBERS, NEW_YORK_MEMBERS
from booking_site.sandbox.places import BERLIN_COMPANY, NEW_YORK_COMPANY, NEW_YORK_POLICY
from booking_site.sandbox.services import BERLIN_CATEGORIES, BERLIN_SERVICES, NEW_YORK_CATEGORIES, NEW_YORK_SERVICES


def berlin() -> Location:
    return Location(
        id=4564,
        zone=ZoneInfo("Europe/Berlin"),
        currency="EUR",
        categories=BERLIN_CATEGORIES,
        services={service.id: service for service in BERLIN_SERVICES},
        members={member.id: member for member in BERLIN_MEMBERS},
        form_id=181564,
        company=BERLIN_COMPANY,
    )


def new_york() -> Location:
    return Location(
        id=4565,
        zone=ZoneInfo("America/New_York"),
        currency="USD",
        categories=NEW_YORK_CATEGORIES,
        services={service.id: service for service in NEW_YORK_SERVICES},
        members={member.id: member for member in NEW_YORK_MEMBERS},
        form_id=181565,
        company=NEW_YORK_COMPANY,
        privacy_policy=NEW_YORK_POLICY,
        check_answers_json=True,
        days_as_text=True,
    )


def locations() -> dict[int, Location]:
    return {location.id: location for location in (berlin(), new_york())}
