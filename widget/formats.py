"""Dates, times, durations and money as people in the page's language write them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location, get_timezone_name
from babel.numbers import format_currency, format_decimal
from django.utils.translation import gettext as _

from widget.domain.money import PriceRange
from widget.language import babel_locale

LETTER_BESIDE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
"""An abbreviation such as KZT needs room beside its number; a symbol does not."""

OFFSET = re.compile(r"\d\d:\d\d")
HALF_A_YEAR = timedelta(days=182)
NOWHERE = ("ZZ", "001")
"""Territories of zones such as ``Etc/GMT+5``: an unknown one and the world."""


def full_date(day: date) -> str:
    """Tuesday 8 December 2026"""
    return format_date(day, "full", locale=babel_locale())


def short_date(day: date) -> str:
    """Tue 8 Dec"""
    return format_skeleton("MMMEd", day, locale=babel_locale())


def month_and_year(month: date) -> str:
    """December 2026"""
    return format_skeleton("yMMMM", month, locale=babel_locale())


def clock(moment: datetime) -> str:
    """17:30 or 5:30 PM, as the clock on the business's wall shows it: never converted to another zone."""
    return _clock(time(moment.hour, moment.minute), babel_locale())


@lru_cache(maxsize=5_000)
def _clock(moment: time, locale: Locale) -> str:
    """A page has dozens, the same as on the page before."""
    return format_time(moment, "short", locale=locale)


def locale_tag() -> str:
    """en-GB-u-nu-latn: the same way of writing for scripts, with the figures that all of the page has."""
    return f"{str(babel_locale()).replace('_', '-')}-u-nu-latn"


def utc_offset(moment: datetime) -> int:
    """In minutes."""
    return int((moment.utcoffset() or timedelta()).total_seconds() // 60)


def offset(moment: datetime) -> str:
    """UTC+2: tells the two 02:30s of the night that has an hour twice."""
    minutes = utc_offset(moment)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def zone_name(moment: datetime, zone: tzinfo) -> str:
    """Central European Standard Time: whose clock it is, for readers in another zone."""
    if not isinstance(zone, ZoneInfo):
        return offset(moment)
    there, locale = moment.astimezone(zone), babel_locale()
    name = get_timezone_name(there, width="long", locale=locale, zone_variant=_variant(there))
    # Not every zone has a name, and then Babel gives its offset, which most people cannot place.
    return (_place(there, locale) or offset(there)) if OFFSET.search(name) else name


def _variant(there: datetime) -> Literal["daylight", "standard"]:
    """Ireland's law has it that summer is the usual time and winter an hour less; its names are as everybody else's."""
    now, other = ((there + days).dst() or timedelta() for days in (timedelta(), HALF_A_YEAR))
    return "daylight" if now > timedelta() or other < timedelta() else "standard"


def _place(there: datetime, locale: Locale) -> str:
    """The country, or a town of it; empty where the zone is nowhere's. Without Babel's words around it: in Russian it
    takes those of the summer, the whole year."""
    place = get_timezone_location(there, locale=locale)
    before, after = locale.zone_formats["region"].split("%s")
    nowhere = any(locale.territories[territory] in place for territory in NOWHERE)
    return "" if nowhere else place.removeprefix(before).removesuffix(after)


def duration(length: timedelta) -> str:
    """1 h 15 min"""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": minutes}
    if not minutes:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}


def price(amount: PriceRange, currency: str) -> str:
    """€45, or €45 – €60 where it depends; cents only where there are some."""
    locale = babel_locale()
    lowest, highest = (_money(value, currency, locale) for value in (amount.minimum, amount.maximum))
    return lowest if amount.is_fixed else f"{lowest} – {highest}"


@lru_cache(maxsize=5_000)
def _money(value: Decimal, currency: str, locale: Locale) -> str:
    """``currency`` may be any text; an empty one leaves a bare number."""
    pattern = locale.currency_formats["standard"].pattern
    if value == value.to_integral_value():
        pattern = pattern.replace(".00", "")
    money = format_currency(value, currency, pattern, locale=locale, currency_digits=False).strip()
    return LETTER_BESIDE_DIGIT.sub("\N{NO-BREAK SPACE}", money)


def rating(stars: Decimal) -> str:
    return format_decimal(stars, format="0.0", locale=babel_locale())
