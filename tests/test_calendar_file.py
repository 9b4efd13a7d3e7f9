from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation
from icalendar import Calendar, Event

from widget.calendar_file import calendar_file, google_link, map_link, outlook_link
from widget.domain.booking import BookedAppointment, BookedService
from widget.domain.location import Location

BERLIN = Location(
    id=4564,
    title="Atelier Linden",
    zone=ZoneInfo("Europe/Berlin"),
    currency="€",
    phone="+493012345670",
    address="Lindenstraße 84, 10969 Berlin",
    coordinates=(52.5036, 13.3953),
)
NEW_YORK = replace(BERLIN, id=4565, title="Linden on Hudson", zone=ZoneInfo("America/New_York"))
SUMMER, WINTER = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))
START = datetime(2026, 12, 8, 17, 30, tzinfo=WINTER)
HAIRCUT, MANICURE = BookedService(3301, "Haircut & blow-dry"), BookedService(3322, "Gel manicure")


def booked(starts_at: datetime = START, minutes: int | None = 60, **changes: Any) -> BookedAppointment:
    fields: dict[str, Any] = {
        "appointment_id": 2820023,
        "services": (HAIRCUT,),
        "team_member_id": 6541,
        "team_member_name": "Anna K.",
        "duration": timedelta(minutes=minutes) if minutes else None,
    }
    return BookedAppointment(starts_at=starts_at, **{**fields, **changes})


def events(file: bytes) -> list[Event]:
    return list(Calendar.from_ical(file).events)


def event(appointment: BookedAppointment, location: Location = BERLIN) -> Event:
    [event] = events(calendar_file([appointment], location=location))
    return event


def query(link: str) -> dict[str, str]:
    return {name: value for name, [value] in parse_qs(urlsplit(link).query, strict_parsing=True).items()}


@time_machine.travel("2026-11-30T12:00:00Z", tick=False)
def test_a_file_says_what_when_where_and_with_whom() -> None:
    [found] = events(calendar_file([booked(services=(HAIRCUT, MANICURE))], location=BERLIN))

    assert found["SUMMARY"] == "Haircut & blow-dry, Gel manicure · Atelier Linden"
    assert found["LOCATION"] == "Atelier Linden, Lindenstraße 84, 10969 Berlin"
    assert found["DESCRIPTION"] == "With Anna K.\n+493012345670"
    assert found["GEO"].to_ical() == "52.5036;13.3953"
    assert (found["STATUS"], found["SEQUENCE"]) == ("CONFIRMED", 0)
    assert found["DTSTAMP"].dt == datetime(2026, 11, 30, 12, tzinfo=UTC)
    assert found["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert (found.start, found.end) == (START, START + timedelta(hours=1))
    assert found.start.strftime("%H:%M") == "17:30"


def test_a_file_is_one_calendar_of_ours_with_its_zone() -> None:
    calendar = Calendar.from_ical(calendar_file([booked()], location=BERLIN))

    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert "booking-widget" in calendar["PRODID"]
    assert [zone.tz_name for zone in calendar.timezones] == ["Europe/Berlin"]
    assert calendar.get_missing_tzids() == set()
    assert not calendar.errors


@pytest.mark.parametrize(
    ("starts_at", "minutes", "in_utc"),
    [
        (datetime(2026, 10, 25, 1, 30, tzinfo=SUMMER), 120, True),
        (datetime(2026, 10, 25, 2, 30, tzinfo=SUMMER), 30, True),
        (datetime(2026, 10, 25, 2, 30, tzinfo=SUMMER), 60, True),
        (datetime(2026, 10, 25, 2, 30, tzinfo=WINTER), 60, True),
        (datetime(2026, 10, 25, 2, 30, tzinfo=SUMMER), None, False),
        (datetime(2026, 10, 25, 2, 30, tzinfo=WINTER), None, True),
        (datetime(2026, 10, 25, 1, 30, tzinfo=SUMMER), 180, False),
        (datetime(2026, 3, 29, 1, 30, tzinfo=WINTER), 60, False),
        (datetime(2026, 3, 29, 3, 30, tzinfo=SUMMER), 60, False),
    ],
)
def test_the_instants_are_right_in_berlins_nights_of_change(
    starts_at: datetime, minutes: int | None, in_utc: bool
) -> None:
    found = event(booked(starts_at, minutes))

    assert found["DTSTART"].dt.astimezone(UTC) == starts_at.astimezone(UTC)
    if minutes:
        assert found["DTEND"].dt.astimezone(UTC) == (starts_at + timedelta(minutes=minutes)).astimezone(UTC)
    # A calendar takes a local time that comes twice for the first of the two.
    assert ("TZID" not in found["DTSTART"].params) is in_utc
    assert found["DTSTART"].to_ical().endswith(b"Z") is in_utc


@pytest.mark.parametrize("hour", range(8))
def test_the_instants_are_right_around_new_yorks_change_in_march(hour: int) -> None:
    starts_at = datetime(2026, 3, 8, 5, 15, tzinfo=UTC) + timedelta(hours=hour)
    wall = starts_at.astimezone(NEW_YORK.zone)
    found = event(booked(starts_at.astimezone(timezone(wall.utcoffset() or timedelta()))), NEW_YORK)

    assert found["DTSTART"].to_ical() == f"{wall:%Y%m%dT%H%M%S}".encode()
    assert found["DTSTART"].dt.astimezone(UTC) == starts_at
    assert found["DTEND"].dt.astimezone(UTC) == starts_at + timedelta(hours=1)


@pytest.mark.parametrize(
    "zone",
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "Asia/Kolkata", "Africa/Casablanca"],
)
def test_the_zone_in_the_file_is_right_for_who_does_not_know_its_name(zone: str) -> None:
    location = replace(BERLIN, zone=ZoneInfo(zone))
    starts = [datetime(year, 6, 1, 12, tzinfo=UTC) for year in (2026, 2028)]
    calendar = Calendar.from_ical(calendar_file([booked(start) for start in starts], location=location))
    [described] = calendar.timezones
    own = described.to_tz(lookup_tzid=False)

    for hour in range(0, 3 * 366 * 24):
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour, minutes=15)
        wall = moment.astimezone(location.zone)
        if not wall.fold:
            assert wall.replace(tzinfo=own).astimezone(UTC) == moment, wall


@pytest.mark.parametrize("zone", [timezone(timedelta(hours=5, minutes=30)), ZoneInfo("UTC"), UTC])
def test_without_a_named_zone_the_instants_are_in_utc(zone: Any) -> None:
    file = calendar_file([booked()], location=replace(BERLIN, zone=zone))

    assert b"DTSTART:20261208T163000Z\r\nDTEND:20261208T173000Z\r\n" in file
    assert b"VTIMEZONE" not in file


def test_the_business_zone_decides_not_the_offset_of_the_wire() -> None:
    assert event(booked(START.astimezone(UTC)))["DTSTART"].to_ical() == b"20261208T173000"


def test_without_a_duration_the_end_is_left_open() -> None:
    found = event(booked(minutes=None))

    assert "DTEND" not in found
    assert "DURATION" not in found


def test_several_appointments_are_several_events_in_one_zone() -> None:
    file = calendar_file(
        [booked(), booked(START + timedelta(hours=1), appointment_id=2820024, services=(MANICURE,))], location=BERLIN
    )

    assert [str(found["UID"]) for found in events(file)] == [
        "appointment-4564-2820023@booking-widget",
        "appointment-4564-2820024@booking-widget",
    ]
    assert file.count(b"BEGIN:VTIMEZONE") == 1
    assert file.count(b"METHOD:PUBLISH") == 1


def test_an_event_keeps_its_uid_whatever_happens_to_it() -> None:
    moved = booked(START + timedelta(days=1), services=(MANICURE,), is_cancelled=True)

    with time_machine.travel("2031-01-01T00:00:00Z"):
        assert event(moved)["UID"] == event(booked())["UID"] == "appointment-4564-2820023@booking-widget"
    assert event(booked(), NEW_YORK)["UID"] != event(booked())["UID"]


def test_a_cancelled_appointment_is_taken_out_of_the_calendar_again() -> None:
    calendar = Calendar.from_ical(calendar_file([booked(is_cancelled=True)], location=BERLIN))
    [found] = calendar.events

    assert calendar["METHOD"] == "CANCEL"
    assert (found["STATUS"], found["SEQUENCE"]) == ("CANCELLED", 1)


def test_where_one_of_several_is_cancelled_the_file_is_still_an_announcement() -> None:
    both = [booked(), booked(appointment_id=2820024, is_cancelled=True)]
    calendar = Calendar.from_ical(calendar_file(both, location=BERLIN))

    assert calendar["METHOD"] == "PUBLISH"
    assert [(found["STATUS"], found["SEQUENCE"]) for found in calendar.events] == [("CONFIRMED", 0), ("CANCELLED", 1)]


@pytest.mark.parametrize(
    "title",
    [
        "Wash, cut; finish \\ style",
        "Two\nlines",
        'Quoted "cut": 100%',
        "👩🏽‍🦱 Curls " * 30,
        "قص الشعر وتجفيفه، مع العناية؛ " * 20,
        "x" * 5000,
    ],
)
def test_any_text_comes_through_whole_in_lines_of_75_octets(title: str) -> None:
    location = replace(BERLIN, title=title, address=title)
    file = calendar_file([booked(services=(BookedService(1, title),), team_member_name=title)], location=location)
    [found] = events(file)

    assert found["SUMMARY"] == f"{title} · {title}"
    assert found["LOCATION"] == f"{title}, {title}"
    assert found["DESCRIPTION"] == f"With {title}\n{BERLIN.phone}"
    assert max(map(len, file.split(b"\r\n"))) <= 75


@pytest.mark.parametrize("end", ["\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1c"])
def test_no_text_can_begin_a_line_of_its_own(end: str) -> None:
    location = replace(BERLIN, title=f"Salon{end}ATTENDEE:mailto:x@example.com\x00")
    file = calendar_file([booked()], location=location)

    assert not [line for line in file.decode().splitlines() if line.startswith("ATTENDEE")]
    assert "\x00" not in file.decode()


def test_a_file_holds_nothing_of_the_visitor_and_nothing_that_opens_the_appointment() -> None:
    assert set(event(booked())) == {
        *("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "GEO", "STATUS", "SEQUENCE")
    }
    assert not event(booked()).subcomponents


def test_what_is_not_known_is_left_out() -> None:
    bare = Location(id=1, title="Salon", zone=ZoneInfo("Europe/Berlin"), currency="")
    found = event(booked(services=(), team_member_name=""), bare)

    assert (found["SUMMARY"], found["LOCATION"]) == ("Salon", "Salon")
    assert not {"DESCRIPTION", "GEO"} & set(found)


def test_the_name_comes_in_the_language_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("widget.calendar_file._", lambda text: f"{translation.get_language()}: {text}")

    with translation.override("de"):
        assert event(booked())["DESCRIPTION"].startswith("de: With Anna K.")


def test_a_file_without_appointments_is_a_calendar_all_the_same() -> None:
    calendar = Calendar.from_ical(calendar_file([], location=BERLIN))

    assert (calendar["METHOD"], calendar.subcomponents) == ("PUBLISH", [])


def test_google_is_told_everything() -> None:
    link = google_link(booked(services=(HAIRCUT, MANICURE)), BERLIN)

    assert link.startswith("https://calendar.google.com/calendar/render?action=TEMPLATE&")
    assert query(link) == {
        "action": "TEMPLATE",
        "text": "Haircut & blow-dry, Gel manicure · Atelier Linden",
        "dates": "20261208T163000Z/20261208T173000Z",
        "location": "Atelier Linden, Lindenstraße 84, 10969 Berlin",
        "ctz": "Europe/Berlin",
    }


def test_outlook_is_told_everything() -> None:
    link = outlook_link(booked(), BERLIN)

    assert link.startswith("https://outlook.live.com/calendar/0/action/compose?rru=addevent&")
    assert query(link) == {
        "rru": "addevent",
        "subject": "Haircut & blow-dry · Atelier Linden",
        "startdt": "2026-12-08T16:30:00Z",
        "enddt": "2026-12-08T17:30:00Z",
        "location": "Atelier Linden, Lindenstraße 84, 10969 Berlin",
    }


def test_links_take_an_hour_where_the_duration_is_not_known() -> None:
    appointment = booked(minutes=None)

    assert query(google_link(appointment, BERLIN))["dates"] == "20261208T163000Z/20261208T173000Z"
    assert query(outlook_link(appointment, BERLIN))["enddt"] == "2026-12-08T17:30:00Z"


def test_links_are_right_in_the_night_that_has_an_hour_twice() -> None:
    appointment = booked(datetime(2026, 10, 25, 1, 30, tzinfo=SUMMER), 120)

    assert query(google_link(appointment, BERLIN))["dates"] == "20261024T233000Z/20261025T013000Z"


def test_google_is_told_no_zone_where_it_has_no_name() -> None:
    assert "ctz" not in query(google_link(booked(), replace(BERLIN, zone=SUMMER)))


@pytest.mark.parametrize("title", ["A&B=C?#+%20", "قص الشعر", "👩🏽‍🦱", "a\nb", '"><script>'])
def test_links_keep_any_text_and_are_plain_ascii(title: str) -> None:
    location = replace(BERLIN, title=title, address="")

    for link, name in ((google_link(booked(), location), "text"), (outlook_link(booked(), location), "subject")):
        assert query(link)[name] == f"Haircut & blow-dry · {title}"
        assert not set(link) & set(" +\"'<>\n")
        assert link.isascii()


def test_the_map_shows_the_address_or_else_the_place() -> None:
    assert query(map_link(BERLIN)) == {"api": "1", "query": "Lindenstraße 84, 10969 Berlin"}
    assert query(map_link(replace(BERLIN, address=""))) == {"api": "1", "query": "52.503600,13.395300"}
    assert map_link(replace(BERLIN, address="", coordinates=None)) == ""


def test_the_equator_is_a_place_too() -> None:
    assert query(map_link(replace(BERLIN, address="", coordinates=(0.0, 0.0))))["query"] == "0.000000,0.000000"


def test_a_day_in_the_file_is_the_day_on_the_wall() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    found = event(booked(late), NEW_YORK)

    assert (found.start.date(), found.end.date()) == (date(2026, 12, 31), date(2027, 1, 1))
