"""The real client, with nothing between it and the socket."""

from __future__ import annotations

from tests.altegio.asking import reading
from widget.altegio.call import Deadline
from widget.altegio.client import Altegio
from widget.altegio.transport import Transport
from widget.domain.appointment import Appointment

HEADERS = {
    "Accept": "application/vnd.api.v2+json",
    "Authorization": "Bearer sandbox",
    "Content-Type": "application/json",
}


def client(url: str, **changed: str) -> Altegio:
    """``changed`` are headers that are sent otherwise."""
    return Altegio(reading(Transport(url, HEADERS | changed, attempt_timeout=20)), Deadline.after(60))


def wanted(starts_at: str, *, id: int = 1, services: tuple[int, ...] = (3301,), member: int = 6541) -> Appointment:
    return Appointment(id, services, member, starts_at)
