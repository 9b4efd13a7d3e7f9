"""What to offer in place of a time that is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from widget.altegio.client import Altegio
from widget.domain.availability import shift_days
from widget.domain.team import TeamMember
from widget.flow.times import nearest_times
from widget.views.time import TimeChoice, days_near, time_choices, times_on
from widget.views.visit import Visit, if_answered, member_id

ENOUGH = 3
"""So many choices, each of them one click, or as many as there are."""
FURTHEST_DAYS = 2
"""Days beyond the lost one that are asked for their times, where that day has not enough: each costs a call."""


@dataclass(frozen=True)
class WaysOut:
    """Each is one click."""

    times: list[TimeChoice]
    """Earlier and later the same day or night, with the same person."""
    members: list[tuple[TeamMember, str]]
    """Others who are free at that time."""
    other_days: list[tuple[date, list[TimeChoice]]]
    """The first times of the nearest days, where the lost one has little left."""
    days: list[tuple[date, str]]


def ways_out(visit: Visit, lost: datetime, member: TeamMember | None, *, to: str = "details") -> WaysOut:
    """``to`` is where a time or a person leads: to its details, or straight to the booking."""

    def times(visit: Visit) -> list[TimeChoice]:
        slots = [slot for day in shift_days(lost) for slot in times_on(visit, day, member_id(member))]
        return time_choices(visit, nearest_times(slots, lost), member, to=to)

    asks_others = [] if visit.moving else [partial(_ask_free, visit)]
    visit.altegio.ahead(lambda ahead: visit.ask_slots(ahead, lost.date(), member_id(member)), *asks_others)
    same_day = if_answered(visit, times)
    members = [] if visit.moving else if_answered(visit, lambda visit: _others_free(visit, member, to))
    days = if_answered(visit, lambda visit: days_near(visit, lost.date(), member))
    missing = ENOUGH - len(same_day) - len(members)
    is_worth_calls = to == "book" and missing > 0
    other_days = _first_times(visit, [day for day, _ in days], member, missing, to) if is_worth_calls else []
    return WaysOut(same_day, members, other_days, days)


def _first_times(
    visit: Visit, days: list[date], member: TeamMember | None, missing: int, to: str
) -> list[tuple[date, list[TimeChoice]]]:
    found: list[tuple[date, list[TimeChoice]]] = []
    for day in days[:FURTHEST_DAYS]:
        slots = if_answered(visit, lambda visit, day=day: list(times_on(visit, day, member_id(member))))  # type: ignore[misc]
        if slots and missing > 0:
            found.append((day, time_choices(visit, slots[: max(missing, ENOUGH)], member, to=to)))
            missing -= len(slots)
    return found


def _others_free(visit: Visit, member: TeamMember | None, to: str) -> list[tuple[TeamMember, str]]:
    return [
        (other, visit.url(to, replace(visit.selection, team_member_id=other.id)))
        for other in _ask_free(visit, visit.altegio)
        if other.is_bookable and other != member
    ]


def _ask_free(visit: Visit, altegio: Altegio) -> tuple[TeamMember, ...]:
    """Everybody, and who of them is free at the time that was chosen."""
    return altegio.team(visit.location.id, service_ids=visit.selection.service_ids, starting=visit.selection.slot)
