"""What has been chosen so far, each part with the way back to where it can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from widget.domain.availability import Slot
from widget.domain.money import PriceRange, total
from widget.domain.service import Service
from widget.domain.team import ANYONE, TeamMember
from widget.views.visit import Visit


@dataclass(frozen=True)
class Summary:
    services: tuple[Service, ...]
    services_url: str
    """Empty while an appointment is moved: only its time can be changed."""
    price: PriceRange | None
    day: date | None
    day_url: str
    is_anyone: bool
    """Chosen explicitly; a person that is still to be chosen leaves both this and ``member`` empty."""
    member: TeamMember | None
    member_url: str
    """Where another person can be chosen, if one can."""
    time_url: str
    starts_at: datetime | None
    ends_at: datetime | None
    duration: timedelta | None
    is_marked: bool = False
    """Altegio named this appointment as the one in the way."""


def summary(visit: Visit, services: Sequence[Service], member: TeamMember | None, slot: Slot | None = None) -> Summary:
    starts_at = slot.starts_at if slot else visit.selection.starts_at(visit.location.zone)
    return Summary(
        services=tuple(services),
        services_url="" if visit.moving else visit.url("services"),
        price=total(service.price for service in services),
        day=visit.day,
        day_url=visit.url("date"),
        is_anyone=visit.selection.team_member_id == ANYONE,
        member=member,
        member_url=visit.url("time") if visit.day and not visit.moving else "",
        time_url=visit.url("time") if visit.day else "",
        starts_at=starts_at,
        ends_at=slot.ends_at if slot else None,
        duration=slot.duration if slot else None,
    )
