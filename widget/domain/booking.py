from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from widget.domain.money import PriceRange


@dataclass(frozen=True, slots=True)
class AppointmentKey:
    """What opens a booked appointment. ``manage_token`` is a secret: whoever has it can see and cancel it.

    ``id`` is our own number of the appointment in the booking, as in Appointment.
    """

    id: int
    appointment_id: int
    manage_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BookedService:
    id: int
    title: str
    price: PriceRange | None = None


@dataclass(frozen=True, slots=True)
class BookedAppointment:
    """An appointment that stands in the business's calendar, or stood there.

    ``starts_at`` is in the offset of the business's wall clock.
    """

    appointment_id: int
    services: tuple[BookedService, ...]
    team_member_id: int
    team_member_name: str
    starts_at: datetime
    duration: timedelta | None
    is_cancelled: bool = False
    revision: int = 0
    """Higher after each change of the appointment: calendars believe only that."""

    @property
    def service_ids(self) -> tuple[int, ...]:
        return tuple(service.id for service in self.services if service.id)

    @property
    def names_its_choice(self) -> bool:
        """Whether it is known which services and which person it is: without them no other time can be looked for."""
        return bool(self.services and self.team_member_id) and len(self.service_ids) == len(self.services)

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + self.duration if self.duration else None

    def named(self, own_name: Callable[[str], str]) -> BookedAppointment:
        """With its texts as ``own_name`` has them."""
        services = tuple(replace(one, title=own_name(one.title)) for one in self.services)
        return replace(self, services=services, team_member_name=own_name(self.team_member_name))
