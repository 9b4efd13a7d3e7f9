"""A client as the gateway builds it, and one plain question for each of its methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from widget.altegio import envelope
from widget.altegio.call import Call, Deadline, Send
from widget.altegio.client import Altegio
from widget.altegio.transport import Transport
from widget.domain.appointment import Appointment
from widget.domain.contact import Contact
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
ADA = Contact(name="Ada", phone="+4930123456", email="ada@example.com")
TOKEN = "567df655304da9b98487769426d4e76e"

READS: Mapping[str, Callable[[Altegio], Any]] = {
    "location": lambda altegio: altegio.location(4564),
    "menu": lambda altegio: altegio.menu(4564),
    "team": lambda altegio: altegio.team(4564),
    "open_days": lambda altegio: altegio.open_days(4564, MONDAY, service_ids=[331]),
    "slots": lambda altegio: altegio.slots(4564, MONDAY, zone=BERLIN, service_ids=[331]),
    "booked_appointment": lambda altegio: altegio.booked_appointment(4564, 2820023, TOKEN, zone=BERLIN),
}
"""Those that must have an answer."""
ACTS: Mapping[str, Callable[[Altegio], Any]] = {
    "book": lambda altegio: altegio.book(4564, ADA, [WANTED], reference=7),
    "send_code": lambda altegio: altegio.send_code(4564, "+4930123456", "Ada"),
    "cancel": lambda altegio: altegio.cancel(2820023, TOKEN),
}
"""Those that are never sent twice."""
METHODS = {
    **READS,
    **ACTS,
    "check": lambda altegio: altegio.check(4564, [WANTED]),
    "policy": lambda altegio: altegio.policy(4564),
}


def client(
    base_url: str, *, attempt_timeout: float = 20, headers: Mapping[str, str] = HEADERS, seconds: float = 60
) -> Altegio:
    transport = Transport(base_url, headers, attempt_timeout=attempt_timeout)
    return Altegio(reading(transport), Deadline.after(seconds))


def answered(body: bytes, status: int = 200) -> Altegio:
    """A client that gets this answer to whatever it asks, with no HTTP in between."""

    return Altegio(reading(lambda call: envelope.data(status, body)), Deadline.after(60))


def reading(send: Send) -> Send:
    """What stands above the other layers: answers as our objects. Here without keeping any of them."""

    def answer(call: Call) -> Any:
        return call.read(send(call))

    return answer
