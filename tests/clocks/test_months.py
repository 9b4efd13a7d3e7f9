"""The calendar in any zone and language: each day once, under its weekday, and today where the business is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime, timedelta
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest
import time_machine
from babel.dates import get_day_names
from hypothesis import given
from hypothesis import strategies as st

from booking_site.sandbox.server import Sandbox
from tests.clocks.zones import DAY, fuzz_pages, languages, reading, servers, zones_and_moments
from tests.conftest import BERLIN
from tests.fuzz.calm import fuzz
from tests.journeys.at_the_form import always_free
from tests.journeys.wishes import HAIRCUT, YUSUF
from tests.walker import Walker, words
from widget import formats
from widget.altegio import parse
from widget.language import babel_locale

ASKED = st.dates(date(2024, 1, 1), date(2032, 12, 31))
AHEAD = st.lists(st.integers(0, 364), unique=True, max_size=40)
PHONES = {"Germany": "+49301234567", "United States": "+12125550123", "Israel": "+97231234567", "Egypt": "+20221234567"}
MONDAY, SATURDAY, SUNDAY = 0, 5, 6


def months(days: list[date], *, as_text: bool) -> dict[str, list[int | str]]:
    """As Altegio has them: a month's days, without a year."""
    found: dict[str, list[int | str]] = {}
    for day in days:
        found.setdefault(str(day.month), []).append(str(day.day) if as_text else day.day)
    return found


@given(ASKED, AHEAD, st.booleans(), servers)
@fuzz(200)
def test_the_year_of_a_month_follows_from_the_day_asked_for(
    asked: date, ahead: list[int], as_text: bool, server: AbstractContextManager[None]
) -> None:
    first = asked.replace(day=1)
    until = first.replace(year=first.year + 1)
    days = sorted({first + timedelta(days=days) for days in ahead if first + timedelta(days=days) < until})

    with server:
        found = parse.open_days({"booking_days": months(days, as_text=as_text), "working_days": {}}, asked)

    assert list(found.free) == days


@given(
    place=zones_and_moments(),
    language=languages,
    country=st.sampled_from(sorted(PHONES)),
    turned=st.integers(0, 2),
    server=servers,
)
@fuzz_pages(12)
def test_a_month_has_each_of_its_days_once_under_its_weekday_from_the_first_that_can_be_booked(
    sandbox: Sandbox,
    walker: Walker,
    cold: Callable[[], None],
    place: tuple[ZoneInfo, datetime],
    language: str,
    country: str,
    turned: int,
    server: AbstractContextManager[None],
) -> None:
    zone, now = place
    location = sandbox.salon.locations[BERLIN]
    company = {**location.company, "timezone_name": zone.key, "phone": PHONES[country], "country": country}
    sandbox.salon.locations[BERLIN] = replace(location, zone=zone, company=company)
    cold()

    with server, time_machine.travel(now, tick=False):
        always_free(sandbox)
        today = now.astimezone(zone).date()
        month = today.replace(day=1)
        for _ in range(turned):
            month = (month + 31 * DAY).replace(day=1)
        query = f"service={HAIRCUT}&team_member={YUSUF}&month={month:%Y-%m}&lang={language}"
        page = walker.open(f"/{BERLIN}/date/?{query}")
        with reading(language, country):
            first_weekday = babel_locale().first_week_day
            widths = ("abbreviated", "short")
            names = [get_day_names(width, "stand-alone", babel_locale()) for width in widths]
            written = [" ".join(formats.full_date(month + days * DAY).split()) for days in range(31)]

    rows = page.all("table tbody tr")
    heads = [words(head.select_one("[aria-hidden]") or head) for head in page.all("table thead th")]
    assert heads in [[each[(first_weekday + column) % 7] for column in range(7)] for each in names]
    shown = [
        (date(month.year, month.month, int(words(cell.select_one("[aria-hidden]")))), column, cell)
        for row in rows
        for column, cell in enumerate(row.find_all("td", recursive=False))
        if words(cell)
    ]
    last = (month + 31 * DAY).replace(day=1) - DAY
    begins = month if turned else today - (today.weekday() - first_weekday) % 7 * DAY
    assert [day for day, _, _ in shown] == [
        max(begins, month) + days * DAY for days in range((last - max(begins, month)).days + 1)
    ]
    for day, column, cell in shown:
        assert (day.weekday() - first_weekday) % 7 == column
        assert words(cell.select_one(".visually-hidden")).startswith(written[day.day - 1])
        link = cell.select_one("a[href]")
        assert not link or (day >= today and parse_qs(str(link["href"]).split("?")[1])["date"] == [str(day)])
        assert ("is-today" in cell["class"]) is (day == today)


@pytest.mark.parametrize(
    ("language", "country", "first"),
    [
        ("en", "United States", SUNDAY),
        ("en", "United Kingdom", MONDAY),
        ("en", "Germany", MONDAY),
        ("de", "Germany", MONDAY),
        ("de", "United States", MONDAY),
        ("fr", "Canada", SUNDAY),
        ("es", "Mexico", SUNDAY),
        ("pt", "Portugal", SUNDAY),
        ("pt", "Brazil", SUNDAY),
        ("pt", "Germany", SUNDAY),
        ("he", "Israel", SUNDAY),
        ("he", "Germany", SUNDAY),
        ("ar", "United Arab Emirates", MONDAY),
        ("ar", "Egypt", SATURDAY),
        ("ar", "Saudi Arabia", SUNDAY),
        ("ar", "Germany", MONDAY),
        ("ru", "Kazakhstan", MONDAY),
        ("kk", "Kazakhstan", MONDAY),
        ("ka", "Georgia", MONDAY),
        ("tr", "Türkiye", MONDAY),
    ],
)
def test_a_week_begins_as_it_does_there(language: str, country: str, first: int) -> None:
    with reading(language, country):
        assert babel_locale().first_week_day == first
