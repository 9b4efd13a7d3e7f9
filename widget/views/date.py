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
    Outlook,
    first_of_month,
    last_month,
    look_ahead,
    next_month,
    out_of_calendar,
    previous_month,
    weeks,
)
from widget.flow.notices import NOTICES, Notice
from widget.language import babel_locale
from widget.views.step import step_view
from widget.views.summary import summary
from widget.views.time import TimeChoice, time_choices, times_on
from widget.views.visit import Visit, if_answered, member_id

MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
MOST_SOONEST = 3
LONGEST_WAIT_FOR_TIMES = 1.5
"""Seconds."""
LONGEST_WEEKDAY = 5
"""Letters that a column of a narrow calendar has room for."""


@step_view("date")
def date(visit: Visit) -> HttpResponse:
    """Choose a day from a month's calendar."""
    asked, notices = _month_asked(visit)
    if visit.day and (reason := out_of_calendar(visit.day, visit.first_day)):
        visit.selection = replace(visit.selection, day=None, slot="")
        notices = (NOTICES[reason],)
    start = asked or first_of_month(visit.day or visit.first_day)
    _begin(visit, start)
    services = visit.services()
    member = visit.team_member()
    outlook = look_ahead(
        lambda day: visit.ask_days(visit.altegio, day, visit.selection.team_member_id), start, visit.first_day
    )
    # An empty month is shown to whoever asked for it by name; others see the one with something to choose.
    month = start if asked or not outlook.first_free else outlook.end
    further = next_month(outlook.end) if not outlook.first_free and outlook.end < last_month(visit.first_day) else None
    context = {
        "summary": summary(visit, services, member),
        "member": member,
        "month": month,
        "outlook": outlook,
        "anyone_url": _anyone_url(visit, member),
        # Perhaps nobody does all of these, or no day has room for them in a row.
        "further_month": further,
        "further_url": _month_url(visit, further) if further else "",
        "fewer_services_url": visit.url("services") if len(services) > 1 and not visit.moving else "",
        "calendar": _calendar(visit, month, outlook.months[month]),
        "weekdays": _weekdays(),
        **_soonest(visit, outlook, member),
        **_neighbours(visit, month, outlook),
    }
    return visit.render(context, notices=notices)


def _begin(visit: Visit, month: Date) -> None:
    """What the page will ask for in any case, side by side."""
    with_whom = visit.selection.team_member_id
    visit.altegio.ahead(
        lambda ahead: visit.ask_days(ahead, max(month, visit.first_day), with_whom),
        *([visit.ask_team] if with_whom else []),
    )


def _soonest(visit: Visit, outlook: Outlook, member: TeamMember | None) -> dict[str, Any]:
    """One click to the first times there are; on a later month it would be the first of that month only."""
    is_current = outlook.start == first_of_month(visit.first_day)
    day = outlook.first_free
    if day is None or not (is_current or outlook.starts_empty):
        return {}
    url = visit.times_url(day, visit.selection.team_member_id)
    return {"is_first": is_current, "first_free_url": url, "soonest": _first_times(visit, day, member)}


def _first_times(visit: Visit, day: Date, member: TeamMember | None) -> list[TimeChoice]:
    """Nice to have: nobody waits long for them."""
    if member is None and not visit.location.allows_anyone:
        return []
    hurried = replace(visit, altegio=visit.altegio.within(LONGEST_WAIT_FOR_TIMES))
    return if_answered(
        hurried, lambda visit: time_choices(visit, times_on(visit, day, member_id(member))[:MOST_SOONEST], member)
    )


def _neighbours(visit: Visit, month: Date, outlook: Outlook) -> dict[str, str]:
    """Back to the current month, and on for as long as there is something free."""
    has_previous = month > first_of_month(visit.first_day)
    has_next = outlook.first_free and month < last_month(visit.first_day)
    return {
        "previous_url": _month_url(visit, previous_month(month)) if has_previous else "",
        "next_url": _month_url(visit, next_month(month)) if has_next else "",
    }


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
    short, shorter, full = (get_day_names(width, "stand-alone", locale) for width in ("abbreviated", "short", "wide"))
    if any(len(name) > LONGEST_WEEKDAY for name in short.values()):
        short = shorter
    order = [(locale.first_week_day + index) % 7 for index in range(7)]
    return [(short[day], full[day]) for day in order]


def _month_url(visit: Visit, month: Date) -> str:
    return visit.url("date", month=f"{month:%Y-%m}")


def _anyone_url(visit: Visit, member: TeamMember | None) -> str:
    """The same days with whoever is free, for when the chosen person is not."""
    if member is None or visit.moving:
        return ""
    anyone = ANYONE if visit.location.allows_anyone else None
    return visit.url("date", replace(visit.selection, team_member_id=anyone, slot="", day=visit.day))
