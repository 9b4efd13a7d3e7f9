"""Altegio's rows → our objects. The wire's names and quirks end here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from widget.altegio.errors import MalformedAnswer
from widget.altegio.plain_text import plain_line, plain_text
from widget.altegio.rules import booking_rules
from widget.altegio.wire import Row, flag, identity, integer, items, mapping, nice, number, rows, seconds, text
from widget.domain.availability import OpenDays, Slot, wall_clock, with_offset
from widget.domain.location import Location
from widget.domain.money import PriceRange
from widget.domain.service import HostedFormReason, Service, ServiceCategory, ServiceMenu
from widget.domain.team import Rating, TeamMember

T = TypeVar("T")
Identified = TypeVar("Identified", Service, ServiceCategory, TeamMember)

NO_PHOTO = ("no-master.png", "no-master-sm.png")


def location(data: Any, asked: int) -> Location:
    """``asked`` is the id given in the call: an answer about another location answers another question."""
    row = _object(data, "company")
    if identity(row) != asked:
        raise MalformedAnswer("id")
    return Location(
        id=asked,
        title=plain_line(text(row, "public_title") or text(row, "title")),
        zone=_zone(row),
        currency=nice(lambda: text(row, "currency_short_title"), ""),
        is_active=flag(row, "active", default=True),
        allows_anyone=flag(row, "show_any_master", default=False),
        phone=nice(lambda: text(row, "phone"), "") or _first_text(row, "phones"),
        address=nice(lambda: text(row, "address"), ""),
        logo_url=nice(lambda: text(row, "logo"), ""),
        country=nice(lambda: text(row, "country"), ""),
        coordinates=nice(lambda: _coordinates(row), None),
        schedule=nice(lambda: plain_text(text(row, "schedule")), ""),
        description=nice(lambda: plain_text(text(row, "description")), ""),
        rules=booking_rules(row),
    )


def menu(data: Any) -> ServiceMenu:
    row = _object(data, "services")
    return ServiceMenu(
        categories=nice(lambda: _categories(row), ()),
        services=_once(service(item) for item in _heaviest_first(rows(row.get("services"), "services"))),
        has_events=isinstance(row.get("events"), Mapping | list) and bool(row["events"]),
    )


def _categories(row: Row) -> tuple[ServiceCategory, ...]:
    return _once(service_category(item) for item in _heaviest_first(rows(row.get("category"), "category")))


def service_category(row: Row) -> ServiceCategory:
    return ServiceCategory(id=integer(row, "id"), title=plain_line(text(row, "title")))


def service(row: Row) -> Service:
    return Service(
        id=identity(row),
        title=plain_line(text(row, "title")),
        category_id=integer(row, "category_id", default=0),
        description=nice(lambda: plain_text(text(row, "comment")), ""),
        price=nice(lambda: price_range(row), None),
        duration=seconds(row, "seance_length"),
        needs_hosted_form=_hosted_form_reason(row),
    )


def team(data: Any) -> tuple[TeamMember, ...]:
    """Everybody who still works there, in the business's order."""
    everyone = _heaviest_first(rows(data, "staff"))
    return _once(team_member(row) for row in everyone if not flag(row, "fired", default=False))


def team_member(row: Row) -> TeamMember:
    photo_url = nice(lambda: text(row, "avatar_big"), "") or nice(lambda: text(row, "avatar"), "")
    role = nice(lambda: text(row, "specialization"), "") or nice(lambda: text(mapping(row, "position"), "title"), "")
    return TeamMember(
        id=identity(row),
        name=plain_line(text(row, "name")),
        role=plain_line(role),
        photo_url="" if photo_url.endswith(NO_PHOTO) else photo_url,
        rating=nice(lambda: _rating(row), None),
        is_bookable=flag(row, "bookable", default=True),
    )


def open_days(data: Any, asked: date) -> OpenDays:
    """``asked`` is the date given in the call: the months of the answer have no year but follow from it."""
    row = _object(data, "dates")
    return OpenDays(
        free=tuple(sorted(_dates(row, "booking_dates", "booking_days", asked))),
        working=nice(lambda: frozenset(_dates(row, "working_dates", "working_days", asked)), frozenset()),
    )


def slots(data: Any, day: date, zone: tzinfo) -> tuple[Slot, ...]:
    """Each moment once, as Altegio ordered them."""
    found = (slot(row, day, zone) for row in rows(data, "times"))
    return tuple({slot.starts_at: slot for slot in found}.values())


def slot(row: Row, day: date, zone: tzinfo) -> Slot:
    wire = text(row, "datetime")
    starts_at = moment(wire, zone) if wire else _wall_time(day, text(row, "time"), zone)
    # A day more or less may be the end of a late shift; anything else answers another question.
    if abs(starts_at.date() - day) > timedelta(days=1):
        raise MalformedAnswer("datetime")
    return Slot(
        starts_at=starts_at,
        wire_datetime=wire or starts_at.isoformat(),
        duration=seconds(row, "sum_length") or seconds(row, "seance_length"),
    )


def price_range(row: Row) -> PriceRange | None:
    """None when both ends are 0: the business has set no price, which is not the same as free."""
    minimum = number(row, "price_min") or Decimal(0)
    maximum = max(number(row, "price_max") or Decimal(0), minimum)
    if minimum < 0 or not maximum:
        return None
    return PriceRange(minimum, maximum)


def moment(wire: str, zone: tzinfo) -> datetime:
    try:
        return wall_clock(wire, zone)
    except (ValueError, OverflowError) as unreadable:
        raise MalformedAnswer("datetime") from unreadable


def _once(found: Iterable[Identified]) -> tuple[Identified, ...]:
    """The first of each id: a page that lists the same thing twice has two ways to tick it."""
    by_id: dict[int, Identified] = {}
    for item in found:
        by_id.setdefault(item.id, item)
    return tuple(by_id.values())


def _object(data: Any, what: str) -> Row:
    if not isinstance(data, Mapping):
        raise MalformedAnswer(what)
    return data


def _heaviest_first(items: Iterable[Row]) -> list[Row]:
    return sorted(items, key=lambda row: -(nice(lambda: number(row, "weight"), None) or 0))


def _first_text(row: Row, field: str) -> str:
    """Of a list that is nice to have: whatever else stands there is passed over."""
    found = row.get(field)
    texts = (text({field: item}, field) for item in found if isinstance(item, str)) if isinstance(found, list) else ()
    return next(filter(None, texts), "")


def _zone(row: Row) -> tzinfo:
    """The IANA zone; where Altegio names none, the fixed offset in hours, which knows no summer time."""
    try:
        return ZoneInfo(text(row, "timezone_name"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hours = number(row, "timezone")
    if hours is None or abs(hours) > 14:
        raise MalformedAnswer("timezone_name")
    return timezone(timedelta(hours=float(hours)))


def _coordinates(row: Row) -> tuple[float, float] | None:
    """None as well for 0, 0, which is in the sea: the business has set none."""
    latitude, longitude = number(row, "coordinate_lat"), number(row, "coordinate_lon")
    if latitude is None or longitude is None or not (latitude or longitude):
        return None
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return float(latitude), float(longitude)


def _hosted_form_reason(row: Row) -> HostedFormReason | None:
    if nice(lambda: text(row, "prepaid"), "") == "required":
        return HostedFormReason.PREPAID
    if nice(lambda: flag(row, "abonement_restriction", default=False), False):
        return HostedFormReason.MEMBERS_ONLY
    if nice(lambda: flag(row, "is_composite", default=False), False):
        return HostedFormReason.PACKAGE
    return None


def _rating(row: Row) -> Rating | None:
    stars = number(row, "rating")
    if not stars or not flag(row, "show_rating", default=False):
        return None
    return Rating(stars)


def _dates(row: Row, dates_field: str, days_field: str, asked: date) -> set[date]:
    """Full dates are the authority; the months without a year serve where there are none."""
    dates = row.get(dates_field)
    if dates is None and row.get(days_field) in (None, ""):
        raise MalformedAnswer(dates_field)
    if dates is not None:
        return {_readable(_date, value, dates_field) for value in items(dates, dates_field)}
    return {
        _readable(partial(_date_in_month, month=month, asked=asked), day, days_field)
        for month, days in mapping(row, days_field).items()
        for day in items(days, days_field)
    }


def _readable(read: Callable[[Any], date], value: Any, field: str) -> date:
    try:
        return read(value)
    except (ValueError, TypeError, OverflowError, OSError) as unreadable:
        raise MalformedAnswer(field) from unreadable


def _date(value: Any) -> date:
    """``YYYY-MM-DD``, or seconds since 1970 at midnight UTC as the older format has it."""
    if isinstance(value, int) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, UTC).date()
    return date.fromisoformat(value)


def _date_in_month(day: Any, month: str, asked: date) -> date:
    year = asked.year if int(month) >= asked.month else asked.year + 1
    # By way of text, so that neither 4.7 nor true nor 1e9 counts as a day.
    return date(year, int(month), int(str(day)))


def _wall_time(day: date, clock: str, zone: tzinfo) -> datetime:
    """A time without a zero in front (``9:30``) on ``day``."""
    hour, _, minute = clock.partition(":")
    try:
        return with_offset(datetime.combine(day, time(int(hour), int(minute[:2])), zone))
    except (ValueError, OverflowError) as unreadable:
        raise MalformedAnswer("time") from unreadable
