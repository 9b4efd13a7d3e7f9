from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from widget import formats
from widget.domain.money import PriceRange
from widget.templatetags.shown import initials, phone_link, tint

DAY = date(2026, 12, 8)


@pytest.mark.parametrize(
    ("low", "high", "currency", "shown"),
    [
        ("45", "45", "€", "€45"),
        ("45", "60", "€", "€45 – €60"),
        ("38.5", "38.5", "$", "$38.50"),
        ("1500", "1500", "EUR", "€1,500"),
        ("20", "20", "₸", "₸20"),
        ("20", "20", "KZT", "KZT 20"),
        ("20", "20", "", "20"),
    ],
)
def test_money_is_written_as_people_write_it(low: str, high: str, currency: str, shown: str) -> None:
    assert formats.price(PriceRange(Decimal(low), Decimal(high)), currency).replace("\xa0", " ") == shown


def test_dates_are_written_with_their_weekday() -> None:
    assert formats.full_date(DAY) == "Tuesday, 8 December 2026"
    assert formats.short_date(DAY) == "Tue 8 Dec"
    assert formats.month_and_year(DAY) == "December 2026"


def test_dates_follow_the_language_of_the_page() -> None:
    with translation.override("de"):
        assert formats.full_date(DAY) == "Dienstag, 8. Dezember 2026"


def test_the_clock_is_the_walls_whatever_zone_is_active() -> None:
    moment = datetime(2026, 12, 8, 9, 5, tzinfo=timezone(timedelta(hours=5, minutes=30)))

    assert formats.clock(moment) == "09:05"
    assert formats.offset(moment) == "UTC+5:30"
    assert formats.offset(moment.astimezone(timezone(timedelta(hours=-5)))) == "UTC-5"
    assert formats.offset(moment.astimezone(UTC)) == "UTC+0"


@pytest.mark.parametrize(
    ("zone", "in_winter", "in_summer"),
    [
        ("Europe/Berlin", "Central European Standard Time", "Central European Summer Time"),
        ("Europe/Dublin", "Greenwich Mean Time", "Irish Standard Time"),
        ("Europe/Istanbul", "Türkiye", "Türkiye"),
        ("Asia/Srednekolymsk", "Russia (Srednekolymsk)", "Russia (Srednekolymsk)"),
        ("Etc/GMT+5", "UTC-5", "UTC-5"),
    ],
)
def test_a_zone_is_named_as_people_know_it(zone: str, in_winter: str, in_summer: str) -> None:
    for month, shown in ((1, in_winter), (7, in_summer)):
        assert formats.zone_name(datetime(2027, month, 8, 12, tzinfo=UTC), ZoneInfo(zone)) == shown


def test_no_zone_has_summer_the_whole_year() -> None:
    with translation.override("ru"):
        assert formats.zone_name(datetime(2027, 1, 8, 12, tzinfo=UTC), ZoneInfo("Europe/Istanbul")) == "Турция"


@pytest.mark.parametrize(("minutes", "shown"), [(15, "15 min"), (60, "1 h"), (75, "1 h 15 min"), (150, "2 h 30 min")])
def test_durations_are_hours_and_minutes(minutes: int, shown: str) -> None:
    assert formats.duration(timedelta(minutes=minutes)) == shown


@pytest.mark.parametrize(
    ("name", "shown"), [("Anna K.", "AK"), ("mei", "M"), ("", ""), ("👑 Ola", "O"), ("ანა ბ", "ᲐᲑ")]
)
def test_initials_stand_for_a_missing_portrait(name: str, shown: str) -> None:
    assert initials(name) == shown
    assert 0 <= tint(name) < 6


def test_a_phone_link_holds_digits_only() -> None:
    assert phone_link('+49 (30) 123-45 "><script>') == "+493012345"
