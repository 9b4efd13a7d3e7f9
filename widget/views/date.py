from __future__ import annotations

import re
from dataclasses import replace
from datetime import date as Date
from typing import Any

from babel.dates import get_day_names
from django.http import HttpResponse

from widget.domain.availability import OpenDays
from widget.domain.team import ANYONE, TeamMember
from widget.flow.calendar import (
    first_of_month,
    free_in_month,
    last_month,
    look_ahead,
    next_month,
    previous_month,
    weeks,
)
from widget.flow.notices import NOTICES, Notice
from widget.language import babel_locale
from widget.views.step import step_view
from widget.views.summary import summary
from widget.views.visit import Visit

MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)


@step_view("date")
def date(visit: Visit) -> HttpResponse:
    """Choose a day from a month's calendar."""
    services = visit.services()
    member = visit.team_member()
    asked, notices = _month_asked(visit)
    if visit.day and not visit.first_day <= visit.day < next_month(last_month(visit.first_day)):
        visit.selection = replace(visit.selection, day=None, slot="")
        notices = (NOTICES["day-passed"],)
    first = asked or _month_to_start_with(visit)
    is_current = first == first_of_month(visit.first_day)
    months = look_ahead(lambda day: visit.open_days(day, visit.selection.team_member_id), first, visit.first_day)
    last = max(months)
    first_free = next(iter(free_in_month(months[last], last, visit.first_day)), None)
    # An empty month is shown to whoever asked for it by name; others see the one with something to choose.
    shown = first if asked or not first_free else last
    context = {
        "summary": summary(visit, services, member),
        "member": member,
        "month": shown,
        "empty_month": first if first_free is None or last != first else None,
        "first_free": first_free if is_current or last != first else None,
        "is_first": is_current,
        "first_free_url": visit.times_url(first_free, visit.selection.team_member_id) if first_free else "",
        "looked_until": last,
        "anyone_url": _anyone_url(visit, member),
        # Perhaps nobody does all of these, or no day has room for them in a row.
        "fewer_services_url": visit.url("services") if len(services) > 1 else "",
        "calendar": _calendar(visit, shown, months[shown]),
        "weekdays": _weekdays(),
        "previous_url": _month_url(visit, previous_month(shown)) if shown > first_of_month(visit.first_day) else "",
        "next_url": _month_url(visit, next_month(shown)) if first_free and shown < last_month(visit.first_day) else "",
    }
    return visit.render(context, notices=notices)


def _month_asked(visit: Visit) -> tuple[Date | None, tuple[Notice, ...]]:
    """The month in ``?month=``, if it can be shown."""
    value = visit.request.GET.get("month", "")
    if not value:
        return None, ()
    try:
        month = Date.fromisoformat(f"{value}-01" if MONTH.fullmatch(value) else "")
    except ValueError:
        return None, (NOTICES["unreadable-month"],)
    if not first_of_month(visit.first_day) <= month <= last_month(visit.first_day):
        return None, (NOTICES["month-out-of-range"],)
    return month, ()


def _month_to_start_with(visit: Visit) -> Date:
    """The chosen day's, or the current one."""
    return first_of_month(visit.day or visit.first_day)


def _calendar(visit: Visit, month: Date, open_days: OpenDays) -> list[list[dict[str, Any] | None]]:
    grid = weeks(
        month,
        open_days,
        first_day=visit.first_day,
        today=visit.now.date(),
        chosen=visit.day,
        first_weekday=babel_locale().first_week_day,
    )
    return [
        [
            {"cell": cell, "url": visit.times_url(cell.day, visit.selection.team_member_id)} if cell else None
            for cell in week
        ]
        for week in grid
    ]


def _weekdays() -> list[tuple[str, str]]:
    """Short and full names in the order in which the page's readers begin a week."""
    locale = babel_locale()
    short, full = (get_day_names(width, "stand-alone", locale) for width in ("abbreviated", "wide"))
    order = [(locale.first_week_day + index) % 7 for index in range(7)]
    return [(short[day], full[day]) for day in order]


def _month_url(visit: Visit, month: Date) -> str:
    return visit.url("date", month=f"{month:%Y-%m}")


def _anyone_url(visit: Visit, member: TeamMember | None) -> str:
    """The same days with whoever is free, for when the chosen person is not."""
    if member is None:
        return ""
    anyone = ANYONE if visit.location.allows_anyone else None
    return visit.url("date", replace(visit.selection, team_member_id=anyone, slot="", day=visit.day))
