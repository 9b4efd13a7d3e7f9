"""Dates, times, zones and prices in every language of ours, about businesses in many countries."""

from __future__ import annotations

import re
import unicodedata
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.dates import get_day_names, get_month_names
from django.conf import settings
from django.template import Context, Template
from django.utils.html import conditional_escape
from hypothesis import given
from hypothesis import strategies as st

from tests.clocks.zones import COUNTRIES, NAMES, countries, languages, plain, reading, servers, zones_and_moments
from tests.fuzz.calm import fuzz
from widget import formats
from widget.domain.money import PriceRange
from widget.language import babel_locale

LANGUAGES = [code for code, _ in settings.LANGUAGES]
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
QUARTERS = [time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45)]
AFTERNOON = datetime(2026, 12, 8, 17, 30, tzinfo=UTC)
LINES = Template(
    '{% include "widget/partials/zone.html" with starts_at=starts_at zone=zone only %}'
    '{% include "widget/partials/own_time.html" with starts_at=starts_at only %}'
)


def assert_western(text: str) -> None:
    assert not [char for char in text if unicodedata.category(char) in ("Nd", "Nl", "No") and char not in "0123456789"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_time_of_the_day_is_written_so_that_it_can_be_read_back(language: str) -> None:
    for country in COUNTRIES:
        with reading(language, country):
            written = [formats.clock(datetime.combine(AFTERNOON, at, UTC)) for at in QUARTERS]
        read = [tuple(map(int, re.findall(r"\d+", text))) for text in written]
        assert {len(numbers) for numbers in read} == {2}
        has_24_hours = max(hour for hour, _ in read) > 12
        marks = [re.sub(r"[\d:.\s]", "", text) for text in written]
        for at, (hour, minute), text in zip(QUARTERS, read, written, strict=True):
            assert (hour, minute) == (at.hour if has_24_hours else at.hour % 12 or 12, at.minute), (country, text)
            assert_western(text)
        morning, evening = set(marks[:48]), set(marks[48:])
        assert len(morning) == len(evening) == 1
        assert (morning == evening) is has_24_hours, country


@pytest.mark.parametrize(
    ("language", "country", "shown"),
    [
        ("en", "United States", "5:30 PM"),
        ("en", "Australia", "5:30 pm"),
        ("en", "United Kingdom", "17:30"),
        ("en", "Germany", "17:30"),
        ("de", "Germany", "17:30"),
        ("de", "United States", "17:30"),
        ("fr", "Canada", "17 h 30"),
        ("es", "Spain", "17:30"),
        ("es", "Mexico", "5:30 p.m."),
        ("pt", "Brazil", "17:30"),
        ("ru", "Kazakhstan", "17:30"),
        ("ar", "United Arab Emirates", "5:30 م"),
        ("ar", "Egypt", "5:30 م"),
        ("ar", "Germany", "5:30 م"),
        ("ar", "Morocco", "17:30"),
        ("he", "Israel", "17:30"),
    ],
)
def test_the_clock_has_12_or_24_hours_as_it_has_there(language: str, country: str, shown: str) -> None:
    with reading(language, country):
        assert " ".join(formats.clock(AFTERNOON).split()) == shown


@given(languages, countries, DAYS, servers)
@fuzz(150)
def test_a_date_names_its_weekday_its_month_and_its_year(
    language: str, country: str, day: date, server: AbstractContextManager[None]
) -> None:
    with server, reading(language, country):
        locale = babel_locale()
        full, short, month = formats.full_date(day), formats.short_date(day), formats.month_and_year(day)

    weekdays, months = get_day_names("wide", "format", locale), get_month_names("wide", "format", locale)
    # Days since a Monday, counted here.
    assert weekdays[(day - date(2024, 1, 1)).days % 7].casefold() in full.casefold()
    assert months[day.month] in full
    assert sorted(map(int, re.findall(r"\d+", full))) == [day.day, day.year]
    assert day.day in map(int, re.findall(r"\d+", short))
    assert [int(number) for number in re.findall(r"\d+", month)] == [day.year]
    for text in (full, short, month):
        assert_western(text)


@pytest.mark.parametrize(
    ("language", "country", "currency", "shown"),
    [
        ("en", "United States", "$", "$1,234.50"),
        ("en", "Germany", "€", "€1,234.50"),
        ("de", "Germany", "€", "1.234,50 €"),
        ("de", "Austria", "€", "€ 1.234,50"),
        ("de", "Switzerland", "CHF", "CHF 1’234.50"),
        ("fr", "France", "€", "1 234,50 €"),
        ("ru", "Kazakhstan", "₸", "1 234,50 ₸"),
        ("kk", "Kazakhstan", "₸", "1 234,50 ₸"),
        ("pt", "Brazil", "R$", "R$ 1.234,50"),
        ("he", "Israel", "₪", "1,234.50 ₪"),
    ],
)
def test_a_price_is_written_as_it_is_there(language: str, country: str, currency: str, shown: str) -> None:
    with reading(language, country):
        written = formats.price(PriceRange(Decimal("1234.5"), Decimal("1234.5")), currency)

    assert " ".join(re.sub(r"[\u200e\u200f]", "", written).split()) == shown


@given(languages, countries, st.decimals(1, 99999, places=2), st.sampled_from(["€", "$", "₸", "PLN.", "zł", "د.إ", ""]))
@fuzz(150)
def test_a_price_is_the_amount_in_any_language(language: str, country: str, amount: Decimal, currency: str) -> None:
    with reading(language, country):
        written = formats.price(PriceRange(amount, amount), currency)

    assert_western(written)
    assert currency in written
    figures = re.sub(r"\D", "", written)
    is_whole = amount == amount.to_integral_value()
    assert figures == (f"{amount:.0f}" if is_whole else f"{amount:.2f}".replace(".", ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_zone_has_a_name_that_is_none_of_a_machine(language: str) -> None:
    unknown = Locale.parse(language).territories["ZZ"]
    with reading(language, ""):
        for name in NAMES:
            for month in (1, 7):
                moment = datetime(2027, month, 8, 12, tzinfo=UTC)
                shown = formats.zone_name(moment, ZoneInfo(name))
                assert shown
                assert unknown not in shown
                # Only where a zone is no place at all.
                assert shown == formats.offset(moment.astimezone(ZoneInfo(name))) or not re.search(r"\d", shown), name


@given(zones_and_moments(), languages, countries, servers)
@fuzz(100)
def test_the_lines_about_the_zone_say_how_far_the_wall_is_from_utc(
    place: tuple[ZoneInfo, datetime], language: str, country: str, server: AbstractContextManager[None]
) -> None:
    zone, moment = place
    starts_at = plain(moment, zone)
    far = (starts_at.replace(tzinfo=UTC) - moment) // timedelta(minutes=1)

    with server, reading(language, country):
        assert formats.utc_offset(starts_at) == far
        assert re.fullmatch(r"UTC[+-]\d{1,2}(:\d\d)?", formats.offset(starts_at))
        tag = formats.locale_tag()
        name = formats.zone_name(starts_at, zone)
        lines = LINES.render(Context({"starts_at": starts_at, "zone": zone}))

    assert lines.count(f'data-zone="{far}"') == 2
    assert lines.count(f'data-at="{starts_at.isoformat()}"') == 2
    assert f'data-locale="{tag}"' in lines
    assert f">{conditional_escape(name)}</p>" in lines
    assert re.fullmatch(rf"{language}(-[A-Z]{{2}}|)-u-nu-latn", tag)
