"""What a booking form carries so that sending it twice books once: a number of its own, signed and dated."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from hashlib import blake2b

from django.core.signing import BadSignature, Signer

TICKET_LIFE = 4 * 60 * 60
"""Seconds. Long enough for a form that waited over lunch; the ledger remembers for longer than that."""
CLOCKS_DIFFER_BY = 60
"""Seconds that the clock of the server that issued a ticket may be ahead of ours."""
SMALLEST_REFERENCE, REFERENCES = 100_000_000, 900_000_000


class TicketInvalid(Exception):
    """Not one of ours, or another location's."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """``epoch`` names the memory of the ledger that it was issued for. ``issued_at`` is in seconds since 1970."""

    id: str
    epoch: str
    issued_at: float
    location_id: int

    @property
    def age(self) -> float:
        """In seconds."""
        return time.time() - self.issued_at

    @property
    def is_expired(self) -> bool:
        return not -CLOCKS_DIFFER_BY <= self.age <= TICKET_LIFE


def issue(location_id: int, epoch: str) -> Ticket:
    return Ticket(secrets.token_urlsafe(12), epoch, time.time(), location_id)


def sign(ticket: Ticket) -> str:
    parts = (ticket.id, ticket.epoch, repr(ticket.issued_at), str(ticket.location_id))
    return _signer().sign(":".join(parts))


def read(text: str, location_id: int) -> Ticket:
    """Raises TicketInvalid. An expired one can be read: what became of it may still be known."""
    try:
        id, epoch, issued_at, issued_for = _signer().unsign(text).split(":")
        ticket = Ticket(id, epoch, float(issued_at), int(issued_for))
    except (BadSignature, ValueError) as error:
        raise TicketInvalid from error
    if ticket.location_id != location_id:
        raise TicketInvalid
    return ticket


def reference(ticket_id: str) -> int:
    """Nine digits that a visitor can read out to the business; Altegio gets them too, as ``api_id``."""
    digest = blake2b(ticket_id.encode(), digest_size=8).digest()
    return SMALLEST_REFERENCE + int.from_bytes(digest) % REFERENCES


def _signer() -> Signer:
    return Signer(salt="widget.ticket")
