"""Zones, moments in them (mostly such as make trouble), servers that live elsewhere, and readers from anywhere."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.test import RequestFactory, override_settings
from django.utils import translation
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.fuzz.calm import fuzz
from widget.domain.location import Location
from widget.language import settle

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2033, 1, 1, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

NAMES = sorted(available_timezones() - {"Factory", "localtime", "posixrules"})
TROUBLED = [
    *("Europe/Berlin", "Europe/London", "Europe/Dublin", "America/New_York", "America/St_Johns", "Asia/Jerusalem"),
    *("Africa/Casablanca", "Africa/El_Aaiun"),  # an hour less in Ramadan
    *("Asia/Beirut", "Africa/Cairo", "America/Havana", "America/Santiago", "America/Asuncion", "Asia/Gaza"),  # midnight
    *("Antarctica/Troll", "Australia/Lord_Howe"),  # by two hours, by half an hour
    *("Pacific/Chatham", "America/Nuuk", "America/Scoresbysund", "Atlantic/Azores", "Pacific/Easter"),
    *("Asia/Almaty", "Asia/Qostanay"),  # once and for all, in 2024
]
FARTHEST = ["Pacific/Kiritimati", "Etc/GMT+12", "UTC", "Asia/Kathmandu", "America/New_York", "Europe/Berlin"]
COUNTRIES = [
    *("", "Germany", "Austria", "Switzerland", "France", "Canada", "Belgium", "Spain", "Mexico", "United States"),
    *("United Kingdom", "Ireland", "Australia", "India", "Italy", "Portugal", "Brazil", "Poland", "Ukraine", "Russia"),
    *("Türkiye", "Kazakhstan", "Georgia", "United Arab Emirates", "Saudi Arabia", "Egypt", "Morocco", "Israel"),
]

zones = st.one_of(st.sampled_from(TROUBLED), st.sampled_from(NAMES)).map(ZoneInfo)
troubled_zones = st.sampled_from(TROUBLED).map(ZoneInfo)
any_moment = st.integers(0, (LAST - FIRST) // (5 * MINUTE) - 1).map(lambda steps: FIRST + steps * 5 * MINUTE)
around = st.sampled_from([*range(-4 * 12, 4 * 12), *range(-26 * 12, 26 * 12, 12)]).map(lambda steps: steps * 5 * MINUTE)
languages = st.sampled_from([code for code, _ in settings.LANGUAGES])
countries = st.sampled_from(COUNTRIES)
minutes = st.one_of(st.sampled_from([15, 45, 60, 90, 120, 180]), st.integers(1, 12 * 60))
lengths = minutes.map(lambda count: count * MINUTE)


def fuzz_pages(examples: int) -> Any:
    """What fails is told as it was found: pages are too slow to look for the smallest."""
    return hypothesis_settings(fuzz(examples), phases=[Phase.generate])


@cache
def changes(zone: ZoneInfo) -> tuple[datetime, ...]:
    """The moments at which its clock is changed."""
    days = [FIRST + days * DAY for days in range((LAST - FIRST).days)]
    return tuple(_change(zone, day) for day in days if _offset(zone, day) != _offset(zone, day + DAY))


def _change(zone: ZoneInfo, day: datetime) -> datetime:
    before, after = 0, 24 * 60
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, day + middle * MINUTE) == _offset(zone, day):
            before = middle
        else:
            after = middle
    return day + after * MINUTE


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def goes_back(zone: ZoneInfo, change: datetime) -> bool:
    """An hour comes twice there."""
    return _offset(zone, change) < _offset(zone, change - MINUTE)


@st.composite
def zones_and_changes(draw: st.DrawFn) -> tuple[ZoneInfo, datetime]:
    zone = draw(troubled_zones)
    return zone, draw(st.sampled_from(changes(zone)))


@st.composite
def zones_and_moments(draw: st.DrawFn) -> tuple[ZoneInfo, datetime]:
    """A zone and a moment, in UTC; mostly about a change of its clock."""
    if draw(st.sampled_from([True, True, True, False])):
        zone, change = draw(zones_and_changes())
        return zone, change + draw(around)
    return draw(zones), draw(any_moment)


def wire(moment: datetime, zone: ZoneInfo) -> str:
    """As Altegio writes it: the clock on the wall, and how far that is from UTC."""
    return moment.astimezone(zone).isoformat()


def plain(moment: datetime, zone: ZoneInfo) -> datetime:
    """The same in a fixed offset."""
    return moment.astimezone(timezone(_offset(zone, moment)))


@contextmanager
def server_in(django: str, process: str) -> Iterator[None]:
    """The app's own zone, and that of the machine."""
    with override_settings(TIME_ZONE=django):
        os.environ["TZ"] = process
        time.tzset()
        try:
            yield
        finally:
            os.environ["TZ"] = django
            time.tzset()


servers = st.builds(server_in, st.sampled_from(FARTHEST), st.sampled_from(FARTHEST))


@contextmanager
def reading(code: str, country: str) -> Iterator[None]:
    """A page in this language, about a business in this country."""
    with translation.override(code):
        _settle(country)
        try:
            yield
        finally:
            _settle("")


def _settle(country: str) -> None:
    settle(RequestFactory().get("/"), Location(1, "Salon", UTC, "", country=country))
