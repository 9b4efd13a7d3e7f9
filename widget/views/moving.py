from __future__ import annotations

from dataclasses import dataclass, replace

from widget.domain.booking import AppointmentKey, BookedAppointment
from widget.flow.notices import Notice
from widget.flow.selection import Selection


@dataclass(frozen=True)
class Moving:
    """The appointment that a visitor is giving another time, as Altegio told it for this page. ``keys`` open it and,
    after it, the others of its booking; ``refusal`` says why it cannot be moved, if it cannot."""

    keys: tuple[AppointmentKey, ...]
    appointment: BookedAppointment
    booking_url: str
    refusal: Notice | None

    @property
    def key(self) -> AppointmentKey:
        return self.keys[0]

    def chosen(self, selection: Selection) -> Selection:
        """Only the time is the visitor's choice, whatever else the address or the form says."""
        return replace(
            selection,
            service_ids=self.appointment.service_ids,
            team_member_id=self.appointment.team_member_id or None,
            finished=(),
        )

    def is_lost_in(self, selection: Selection) -> bool:
        return self.chosen(selection) != selection
