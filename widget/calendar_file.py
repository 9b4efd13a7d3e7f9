"""A booked appointment for the visitor's own calendar: as a file, as links to calendars on the web, and the way there.

Nothing here names the visitor or opens the appointment: such a file is passed on, and such a link ends up in logs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from widget.calendar_zone import vtimezone
from widget.domain.booking import BookedAppointment
from widget.domain.location import Location

PRODUCT = "-//booking-widget//Booking widget for Altegio//EN"
GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/action/compose"
MAP = "https://www.google.com/maps/search/"
USUAL_LENGTH = timedelta(hours=1)
"""For the links, which need an end where Altegio told none."""
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
"""Everything but a new line that some calendar would take for the end of a line, or refuse."""


def calendar_file(booked: Sequence[BookedAppointment], *, location: Location) -> bytes:
    """An iCalendar file (RFC 5545). It takes the appointments out of a calendar again if all are cancelled."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    is_cancelled = bool(booked) and all(appointment.is_cancelled for appointment in booked)
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    for appointment in booked:
        calendar.add_component(_event(appointment, location))
    if isinstance(location.zone, ZoneInfo) and calendar.get_missing_tzids():
        _add_zone(calendar, location.zone, booked)
    return bytes(calendar.to_ical())


def google_link(appointment: BookedAppointment, location: Location) -> str:
    """Opens a new event in Google Calendar with everything filled in."""
    dates = "/".join(f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" for moment in _from_and_to(appointment))
    return _address(
        GOOGLE,
        action="TEMPLATE",
        text=_summary(appointment, location),
        dates=dates,
        location=_place(location),
        ctz=location.zone.key if isinstance(location.zone, ZoneInfo) else "",
    )


def outlook_link(appointment: BookedAppointment, location: Location) -> str:
    """The same in Outlook on the web."""
    start, end = (f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for moment in _from_and_to(appointment))
    subject = _summary(appointment, location)
    return _address(OUTLOOK, rru="addevent", subject=subject, startdt=start, enddt=end, location=_place(location))


def map_link(location: Location) -> str:
    """Where the business is, on a map; empty when nobody knows."""
    point = ",".join(f"{degrees:.6f}" for degrees in location.coordinates or ())
    query = location.address or point
    return _address(MAP, api="1", query=query) if query else ""


def _event(appointment: BookedAppointment, location: Location) -> Event:
    event = Event()
    event.add("uid", f"appointment-{location.id}-{appointment.appointment_id}@booking-widget")
    event.add("dtstamp", timezone.now())
    # Without a known end there is no DTEND: the event then ends when it starts (RFC 5545, 3.6.1), which calendars show
    # as a moment. An invented end would block time in the visitor's calendar.
    for name, moment in zip(("dtstart", "dtend"), _moments(appointment, location), strict=False):
        event.add(name, moment)
    event.add("summary", _summary(appointment, location))
    event.add("location", _place(location))
    if description := _description(appointment, location):
        event.add("description", description)
    if location.coordinates:
        event.add("geo", location.coordinates)
    event.add("status", "CANCELLED" if appointment.is_cancelled else "CONFIRMED")
    # A calendar only believes a change whose number is higher.
    event.add("sequence", appointment.revision + int(appointment.is_cancelled))
    return event


def _moments(appointment: BookedAppointment, location: Location) -> list[datetime]:
    """Start and end by the business's clock, or in UTC where that clock cannot tell them: a local time that comes
    twice means the first of the two (RFC 5545, 3.3.5)."""
    known = [moment for moment in (appointment.starts_at, appointment.ends_at) if moment]
    local = [moment.astimezone(location.zone) for moment in known]
    if isinstance(location.zone, ZoneInfo) and not any(moment.fold for moment in local):
        return local
    return [moment.astimezone(UTC) for moment in known]


def _add_zone(calendar: Calendar, zone: ZoneInfo, booked: Sequence[BookedAppointment]) -> None:
    """With a year to either side, for whoever then moves the event."""
    years = [appointment.starts_at.year for appointment in booked]
    first, last = (datetime(year, 1, 1, tzinfo=UTC) for year in (min(years) - 1, max(years) + 2))
    # Before the events that refer to it, for those who read a file once.
    calendar.subcomponents.insert(0, vtimezone(zone, first, last))


def _from_and_to(appointment: BookedAppointment) -> tuple[datetime, datetime]:
    return appointment.starts_at, appointment.ends_at or appointment.starts_at + USUAL_LENGTH


def _summary(appointment: BookedAppointment, location: Location) -> str:
    services = _joined(", ", *(service.title for service in appointment.services))
    return _joined(" · ", services, location.title)


def _place(location: Location) -> str:
    return _joined(", ", location.title, location.address)


def _description(appointment: BookedAppointment, location: Location) -> str:
    name = appointment.team_member_name
    return _joined("\n", _("With %(name)s") % {"name": name} if name else "", location.phone)


def _joined(between: str, *parts: str) -> str:
    return CONTROL.sub(" ", between.join(filter(None, parts)))


def _address(base: str, **query: str) -> str:
    """A space is written %20: Outlook shows a plus as a plus."""
    return f"{base}?{urlencode({name: value for name, value in query.items() if value}, quote_via=quote)}"
