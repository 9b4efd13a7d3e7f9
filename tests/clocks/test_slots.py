"""Times of any zone at any time of the year: as the wall's clock shows them, once, in order, neither past nor lost."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from typing import Any, cast
from urllib.parse import parse_qs, urlencode
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.clocks.zones import (
    DAY,
    MINUTE,
    any_moment,
    goes_back,
    lengths,
    plain,
    server_in,
    servers,
    wire,
    zones,
    zones_and_changes,
    zones_and_moments,
)
from tests.conftest import BERLIN
from tests.fuzz.calm import fuzz
from tests.journeys.wishes import own
from widget import formats
from widget.altegio import parse, payload
from widget.altegio.client import Altegio
from widget.domain.availability import Slot, needs_offset, on_the_wall, upcoming, wall_clock, with_offset
from widget.domain.location import Location
from widget.flow.selection import Selection, read_selection
from widget.flow.times import nearest_times, parts_of_day, told_apart_by_offset
from widget.views.visit import Visit

QUARTER = 15 * MINUTE
OFFSETS = st.integers(-12 * 4, 14 * 4).filter(bool).map(lambda quarters: quarters * QUARTER)
SPELLINGS = st.sampled_from(
    ["{0:%Y-%m-%dT%H:%M:%S}{1}:{2}", "{0:%Y-%m-%d %H:%M:%S}{1}{2}", "{0:%Y-%m-%dT%H:%M}{1}:{2}"]
)


def spelt(spelling: str, wall: datetime, offset: timedelta) -> str:
    hours, rest = divmod(abs(offset) // MINUTE, 60)
    return spelling.format(wall, f"{'-' if offset < timedelta() else '+'}{hours:02}", f"{rest:02}")


def times_of(moments: list[datetime], zone: ZoneInfo, day: date) -> tuple[Slot, ...]:
    """As they are read from Altegio's answer."""
    return parse.slots(
        [{"time": f"{at.astimezone(zone):%H:%M}", "datetime": wire(at, zone)} for at in moments], day, zone
    )


def name(slot: Slot, zone: ZoneInfo) -> tuple[date, str, str]:
    """As a visitor is told it."""
    offset = formats.offset(slot.starts_at) if needs_offset(slot.starts_at, zone) else ""
    return slot.day, formats.clock(slot.starts_at), offset


@given(any_moment, OFFSETS, SPELLINGS, zones, servers)
@fuzz(150)
def test_the_clock_shows_what_the_wire_says_and_the_wire_goes_back_as_it_came(
    moment: datetime, offset: timedelta, spelling: str, zone: ZoneInfo, server: AbstractContextManager[None]
) -> None:
    wall = moment.replace(tzinfo=None)
    sent = spelt(spelling, wall, offset)

    with server, translation.override("en"):
        slot = parse.slot({"datetime": sent, "time": "0:00"}, wall.date(), zone)
        selection = Selection(service_ids=(1,), slot=slot.wire_datetime)
        read, nonsense = read_selection(parse_qs(urlencode(selection.pairs())))
        body = payload.appointments([read.current])["appointments"][0]

        assert formats.clock(slot.starts_at) == f"{wall:%H:%M}"
        assert formats.clock(read.starts_at(zone) or moment) == f"{wall:%H:%M}"

    assert slot.day == read.chosen_day(zone) == wall.date()
    assert slot.starts_at == wall.replace(tzinfo=UTC) - offset
    assert (body["datetime"], read.slot, nonsense) == (sent, sent, ())


@given(zones_and_moments(), servers)
@fuzz(150)
def test_without_an_offset_the_wire_means_the_zone_of_the_business(
    place: tuple[ZoneInfo, datetime], server: AbstractContextManager[None]
) -> None:
    zone, moment = place
    wall = moment.replace(tzinfo=None)  # any time at all, in gaps as well

    with server:
        found = wall_clock(wall.isoformat(), zone)
        in_utc = wall_clock(f"{wall.isoformat()}Z", zone)

    assert found.replace(tzinfo=None) == wall
    assert found.utcoffset() in {wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    assert isinstance(found.tzinfo, timezone)
    assert in_utc == moment
    assert in_utc.replace(tzinfo=None) == moment.astimezone(zone).replace(tzinfo=None)


@given(zones_and_changes(), st.integers(), servers)
@fuzz(100)
def test_around_a_change_no_time_is_lost_or_doubled_and_no_two_are_named_alike(
    place: tuple[ZoneInfo, datetime], seed: int, server: AbstractContextManager[None]
) -> None:
    zone, change = place
    moments = [change + quarters * QUARTER for quarters in range(-16, 17)]
    shuffled = [*moments, *moments[::3]]
    Random(seed).shuffle(shuffled)
    day = change.astimezone(zone).date()

    with server, translation.override("en"):
        found = upcoming(times_of(shuffled, zone, day), change - DAY)
        names = {name(slot, zone) for slot in found}

    assert [slot.starts_at.astimezone(UTC) for slot in found] == moments
    assert len(names) == len(found)
    shown_twice = {slot for slot in found if needs_offset(slot.starts_at, zone)}
    assert told_apart_by_offset(found) == shown_twice
    assert bool(shown_twice) is goes_back(zone, change)
    # What the wall's clock passes over it never shows.
    for slot in found:
        assert slot.starts_at.astimezone(zone).replace(tzinfo=None) == slot.starts_at.replace(tzinfo=None)


@given(zones_and_changes(), st.integers(-16, 16), servers)
@fuzz(60)
def test_the_nearest_times_are_near_in_time_and_not_on_the_wall(
    place: tuple[ZoneInfo, datetime], lost: int, server: AbstractContextManager[None]
) -> None:
    zone, change = place
    moments = [change + quarters * QUARTER for quarters in range(-16, 17)]
    wanted = plain(change + lost * QUARTER, zone)

    with server:
        found = nearest_times(reversed(times_of(moments, zone, wanted.date())), wanted)

    assert [slot.starts_at for slot in found] == [
        at for at in moments if at != wanted and abs(at - wanted) <= 3 * QUARTER
    ]


@given(place=zones_and_moments(), lead=st.integers(0, 3 * 24 * 60), offset=st.integers(-200, 600), server=servers)
@fuzz(100)
def test_no_past_time_is_shown_and_none_that_is_ahead_is_hidden(
    place: tuple[ZoneInfo, datetime], lead: int, offset: int, server: AbstractContextManager[None], settings: Any
) -> None:
    zone, now = place
    own(settings, BERLIN, lead_minutes=lead)
    location = Location(BERLIN, "Salon", zone, "€")
    request = RequestFactory().get("/")
    earliest = now + lead * MINUTE
    moments = [earliest + offset * MINUTE + quarters * QUARTER for quarters in range(-20, 20)]
    day = moments[20].astimezone(zone).date()

    with server, time_machine.travel(now, tick=False):
        visit = Visit(request, "time", location, Selection(), (), cast(Altegio, None))
        found = upcoming(times_of(moments, zone, day), visit.earliest)

        assert visit.now.date() == now.astimezone(zone).date()
        assert visit.earliest == earliest
        assert visit.first_day == earliest.astimezone(zone).date()
    assert [slot.starts_at for slot in found] == [at for at in moments if at > earliest]


@given(zones_and_moments(), lengths, servers)
@fuzz(150)
def test_a_visit_ends_when_its_time_has_passed_whatever_the_clock_did_meanwhile(
    place: tuple[ZoneInfo, datetime], length: timedelta, server: AbstractContextManager[None]
) -> None:
    zone, moment = place

    with server:
        slot = replace(times_of([moment], zone, moment.astimezone(zone).date())[0], duration=length)
        assert slot.ends_at
        ends_at = on_the_wall(slot.ends_at, slot.starts_at, zone)

    assert ends_at - slot.starts_at == length
    assert ends_at.replace(tzinfo=None) == (moment + length).astimezone(zone).replace(tzinfo=None)


@given(zones_and_moments(), servers)
@fuzz(100)
def test_a_late_shift_is_shown_whole_on_its_day_in_the_order_of_time(
    place: tuple[ZoneInfo, datetime], server: AbstractContextManager[None]
) -> None:
    zone, moment = place
    day = moment.astimezone(zone).date()
    noon = with_offset(datetime(day.year, day.month, day.day, 12, tzinfo=zone)).astimezone(UTC)
    shift = [noon + quarters * QUARTER for quarters in range(16 * 4)]  # until about four

    with server:
        parts = parts_of_day(times_of(shift[::-1], zone, day), day)

    shown = [slot for part in parts for slot in part.slots]
    assert [slot.starts_at for slot in shown] == shift
    assert {slot.day for slot in parts[-1].slots} == {day + DAY}
    assert {slot.day for part in parts[:-1] for slot in part.slots} == {day}


@pytest.mark.parametrize("process", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_a_server_can_be_told_another_zone_at_all(process: str) -> None:
    """Or the tests here would prove nothing."""
    moment = datetime(2027, 1, 31, 12, tzinfo=UTC)

    with server_in("UTC", process):
        assert moment.astimezone().utcoffset() == moment.astimezone(ZoneInfo(process)).utcoffset()
    assert moment.astimezone().utcoffset() == timedelta()
