from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Appointment:
    """A block of time that is wanted: these services, with this person, from this moment on.

    ``id`` is our own small number, 1 and up, by which Altegio names the appointment that it refuses.
    """

    id: int
    service_ids: tuple[int, ...]
    team_member_id: int
    wire_datetime: str
