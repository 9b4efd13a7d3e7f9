"""Calendar files: whoever opens one gets the same moments, whether or not their calendar knows the zone by its name."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from hypothesis import given
from icalendar import Calendar

from tests.clocks.zones import goes_back, lengths, plain, servers, zones_and_changes, zones_and_moments
from tests.fuzz.calm import fuzz
from widget.calendar_file import calendar_file, google_link, outlook_link
from widget.domain.booking import BookedAppointment, BookedService
from widget.domain.location import Location


def booked(starts_at: datetime, length: timedelta) -> BookedAppointment:
    return BookedAppointment(1, (BookedService(1, "Haircut"),), 1, "Anna", starts_at, length)


def read(file: bytes, name: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """What stands there, read by hand: the moment it means by the zone's name, and by the zone as the file has it."""
    calendar = Calendar.from_ical(file)
    assert not calendar.errors
    [event] = calendar.events
    text = event[name].to_ical().decode()
    if text.endswith("Z"):
        moment = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return moment, moment
    assert event[name].params["TZID"] == zone.key
    [described] = calendar.timezones
    assert described.tz_name == zone.key
    wall = datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the wall's
    # A local time that comes twice means the first of the two (RFC 5545, 3.3.5), as fold=0 does.
    known, own = wall.replace(tzinfo=zone), wall.replace(tzinfo=described.to_tz(lookup_tzid=False))
    assert known.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall, "no clock ever shows it"
    return known.astimezone(UTC), own.astimezone(UTC)


@given(zones_and_moments(), lengths, servers)
@fuzz(100)
def test_start_and_end_are_the_moments_that_were_booked(
    place: tuple[ZoneInfo, datetime], length: timedelta, server: AbstractContextManager[None]
) -> None:
    zone, moment = place
    location = Location(1, "Salon", zone, "€")

    with server:
        file = calendar_file([booked(plain(moment, zone), length)], location=location)
        [event] = Calendar.from_ical(file).events

    assert read(file, "DTSTART", zone) == (moment, moment)
    assert read(file, "DTEND", zone) == (moment + length, moment + length)
    assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (moment, moment + length)


@given(zones_and_changes(), lengths, servers)
@fuzz(40)
def test_the_hour_that_comes_twice_is_told_in_utc(
    place: tuple[ZoneInfo, datetime], length: timedelta, server: AbstractContextManager[None]
) -> None:
    zone, change = place
    location = Location(1, "Salon", zone, "€")
    starts = [change - timedelta(minutes=30), change]

    with server:
        files = [calendar_file([booked(plain(at, zone), length)], location=location) for at in starts]

    assert [read(file, "DTSTART", zone)[0] for file in files] == starts
    second = Calendar.from_ical(files[1]).events[0]["DTSTART"].to_ical()
    assert not goes_back(zone, change) or second.endswith(b"Z")


@given(zones_and_moments(), lengths, servers)
@fuzz(40)
def test_links_to_calendars_name_the_same_moments(
    place: tuple[ZoneInfo, datetime], length: timedelta, server: AbstractContextManager[None]
) -> None:
    zone, moment = place
    location, appointment = Location(1, "Salon", zone, "€"), booked(plain(moment, zone), length)

    with server:
        google = parse_qs(urlsplit(google_link(appointment, location)).query)
        outlook = parse_qs(urlsplit(outlook_link(appointment, location)).query)

    assert google["dates"] == [f"{moment:%Y%m%dT%H%M%SZ}/{moment + length:%Y%m%dT%H%M%SZ}"]
    assert google["ctz"] == [zone.key]
    assert [outlook[name][0] for name in ("startdt", "enddt")] == [
        f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (moment, moment + length)
    ]
