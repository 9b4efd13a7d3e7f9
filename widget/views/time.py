from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.http import HttpResponse

from widget.altegio.errors import Busy, MalformedAnswer, Unreachable
from widget.domain.availability import OpenDays, Slot, needs_offset, shift_days, upcoming
from widget.domain.team import ANYONE, TeamMember
from widget.flow.calendar import first_of_month, free_in_month, look_ahead, nearest, out_of_calendar
from widget.flow.times import NOON, parts_of_day, told_apart_by_offset
from widget.views.detour import StepBack
from widget.views.step import step_view
from widget.views.summary import summary
from widget.views.visit import Visit, if_answered, member_id

NEAREST_DAYS = 4
MANY = 5
"""Times in a list that can be skipped."""


@dataclass(frozen=True)
class MemberChoice:
    """``member`` is None for "Anyone"."""

    member: TeamMember | None
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class TimeChoice:
    slot: Slot
    url: str
    is_chosen: bool = False
    needs_offset: bool = False


@step_view("time")
def time(visit: Visit) -> HttpResponse:
    """Choose a team member and a time on the chosen day."""
    day = _day_ahead(visit)
    with_whom = visit.selection.team_member_id or ANYONE
    if with_whom != ANYONE or visit.location.allows_anyone:
        visit.altegio.ahead(lambda ahead: visit.ask_slots(ahead, day, with_whom), visit.ask_team)
    services = visit.services()
    member = visit.team_member()
    bookable, is_team_known = _bookable(visit, member)
    if member is None and not visit.location.allows_anyone and len(bookable) == 1:
        [member] = bookable
    is_decided = member is not None or visit.location.allows_anyone
    if is_decided:
        day = _day_of_shift(visit, day, member_id(member))
    slots = times_on(visit, day, member_id(member)) if is_decided else ()
    has_nobody = is_team_known and not bookable and not slots
    is_full = is_decided and not slots and not has_nobody
    context = {
        "summary": summary(visit, services, member),
        "day": day,
        "noon": datetime.combine(day, NOON, visit.location.zone),
        "member": member,
        "is_decided": is_decided,
        "is_team_known": is_team_known,
        "member_choices": [] if visit.moving else _member_choices(visit, day, member, bookable),
        "has_many_times": len(slots) > MANY,
        "parts": [
            {"label": part.label, "choices": time_choices(visit, part.slots, member)}
            for part in parts_of_day(slots, day)
        ],
        "nearest_days": if_answered(visit, lambda visit: days_near(visit, day, member)) if is_full else [],
        "anyone_url": _anyone_url(visit, day, member),
        "has_nobody": has_nobody,
        "services_url": visit.url("services"),
        "calendar_url": visit.url("date"),
    }
    return visit.render(context)


def times_on(visit: Visit, day: date, team_member_id: int) -> tuple[Slot, ...]:
    """Times that can still be booked on ``day``, with that person or with anyone."""
    found = visit.ask_slots(visit.altegio, day, team_member_id)
    return tuple(slot for slot in upcoming(found, visit.earliest) if slot.day >= day)


def time_choices(
    visit: Visit, slots: Iterable[Slot], member: TeamMember | None, *, to: str = "details"
) -> list[TimeChoice]:
    """Each time with the address it leads to: its details, or the booking itself."""
    offered = tuple(slots)
    doubled = told_apart_by_offset(offered)
    chosen = replace(visit.selection, team_member_id=member_id(member), day=None)
    return [
        TimeChoice(
            slot,
            visit.url(to, replace(chosen, slot=slot.wire_datetime)),
            is_chosen=slot.wire_datetime == visit.selection.slot,
            # The other one of the two may be taken, or not be among those few.
            needs_offset=slot in doubled or needs_offset(slot.starts_at, visit.location.zone),
        )
        for slot in offered
    ]


def days_near(visit: Visit, day: date, member: TeamMember | None) -> list[tuple[date, str]]:
    """The free days closest to ``day``, itself left out, each with the address of its times."""

    def ask(wanted: date) -> OpenDays:
        found = visit.ask_days(visit.altegio, wanted, member_id(member))
        return replace(found, free=tuple(free for free in found.free if free != day))

    outlook = look_ahead(ask, first_of_month(day), visit.first_day)
    free = free_in_month(outlook.months[outlook.end], outlook.end, visit.first_day)
    with_whom = member.id if member else visit.selection.team_member_id
    return [(other, visit.times_url(other, with_whom)) for other in nearest(free, day, NEAREST_DAYS)]


def _day_ahead(visit: Visit) -> date:
    day = visit.day
    reason = "date" if day is None else out_of_calendar(day, visit.first_day)
    if day is None or reason:
        raise StepBack("date", reason, replace(visit.selection, day=None, slot=""))
    return day


def _day_of_shift(visit: Visit, day: date, team_member_id: int) -> date:
    """Under which the time that was chosen is listed, among the others of its night."""
    starts_at = visit.selection.starts_at(visit.location.zone)
    for before in shift_days(starts_at)[1:] if starts_at else ():
        if before >= visit.first_day and any(
            slot.starts_at == starts_at for slot in times_on(visit, before, team_member_id)
        ):
            return before
    return day


def _anyone_url(visit: Visit, day: date, member: TeamMember | None) -> str:
    can_change = member and visit.location.allows_anyone and not visit.moving
    return visit.times_url(day, ANYONE) if can_change else ""


def _member_choices(
    visit: Visit, day: date, member: TeamMember | None, bookable: list[TeamMember]
) -> list[MemberChoice]:
    """ "Anyone" first, where the location allows it: the fastest way to a time."""
    anyone = [None] if visit.location.allows_anyone else []
    return [
        MemberChoice(other, visit.times_url(day, member_id(other)) + "#times", is_chosen=other == member)
        for other in (*anyone, *bookable)
    ]


def _bookable(visit: Visit, chosen: TeamMember | None) -> tuple[list[TeamMember], bool]:
    """Those who can be chosen (and who is chosen, so that the page can say what became of them); and whether they
    are known: times with anyone need no names, and are worth more than a page that asks to try again."""
    try:
        return [member for member in visit.team if member.is_bookable or member == chosen], True
    except (Busy, Unreachable, MalformedAnswer):
        if not visit.location.allows_anyone:
            raise
        return [], False
