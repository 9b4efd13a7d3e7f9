"""A client as the gateway builds it, and one plain question for each of its methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from widget.altegio import envelope
from widget.altegio.call import Call, Deadline
from widget.altegio.client import Altegio
from widget.altegio.transport import Transport
from widget.domain.appointment import Appointment
from widget.domain.location import Location

BASE = "https://altegio.test/api/v1"
HEADERS = {
    "Accept": "application/vnd.api.v2+json",
    "Authorization": "Bearer partner-token",
    "Content-Type": "application/json",
}
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 9, 21)
SALON = Location(id=4564, title="Salon", zone=BERLIN, currency="USD")
WANTED = Appointment(id=1, service_ids=(331,), team_member_id=6544, wire_datetime="2026-09-21T15:30:00-05:00")

READS: Mapping[str, Callable[[Altegio], Any]] = {
    "location": lambda altegio: altegio.location(4564),
    "menu": lambda altegio: altegio.menu(SALON),
    "team": lambda altegio: altegio.team(4564),
    "open_days": lambda altegio: altegio.open_days(4564, MONDAY, service_ids=[331]),
    "slots": lambda altegio: altegio.slots(4564, MONDAY, zone=BERLIN, service_ids=[331]),
}
METHODS = READS | {"check": lambda altegio: altegio.check(4564, [WANTED])}


def client(base_url: str, *, attempt_timeout: float = 20, headers: Mapping[str, str] = HEADERS) -> Altegio:
    return Altegio(Transport(base_url, headers, attempt_timeout=attempt_timeout), Deadline.after(60))


def answered(body: bytes, status: int = 200) -> Altegio:
    """A client that gets this answer to whatever it asks, with no HTTP in between."""

    def send(call: Call) -> Any:
        return envelope.data(status, body)

    return Altegio(send, Deadline.after(60))
