"""Where it is kept what became of tickets and of wishes, so that one wish never becomes two bookings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from widget.flow.entry import Entry, Line, Outcome
from widget.flow.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Claim:
    """Whether a booking may be sent for a ticket; if not, ``entry`` is what stands in the way."""

    entry: Entry | None = None
    is_granted: bool = False
    is_own: bool = False
    """The ticket has been used before: ``entry`` is what became of it."""
    is_stale: bool = False
    """The ledger lost its memory after the ticket was issued: nobody knows whether it was used."""

    @property
    def is_same_wish(self) -> bool:
        """Another ticket holds one of the wishes."""
        return self.entry is not None and not self.is_granted and not self.is_own


class Ledger(Protocol):
    """Every method raises Away while the memory that all processes share cannot be reached and is needed."""

    def epoch(self) -> str:
        """Names the ledger's memory: another text as soon as some of it may have been lost."""

    def claim(self, ticket: Ticket, intents: Sequence[str], *, again: bool = False) -> Claim:
        """All of the wishes, for this ticket alone, or none. ``again``: although one of them was just booked.

        A ticket that has expired and that ``entry`` does not know is for the caller to refuse.
        """

    def amend(self, ticket_id: str, lines: Sequence[Line]) -> bool:
        """Keeps what is about to be sent. False: the ticket is not pending any more, and nothing may be sent."""

    def note(self, ticket_id: str, outcome: Outcome) -> None:
        """What became of a ticket whose claim was granted here."""

    def entry(self, ticket_id: str) -> Entry | None:
        """What is known of a ticket."""

    def entry_of(self, appointment_id: int, manage_token: str) -> Entry | None:
        """The booking that holds this appointment, for those who have its key."""

    def cancelled(self, appointment_id: int, manage_token: str) -> None:
        """This appointment was cancelled; with the last of its booking the wishes are free again."""

    def moved(self, appointment_id: int, manage_token: str, wire_datetime: str) -> None:
        """This appointment has another time. Empty: it may soon have one, and what it had is not to be relied on."""

    def absent(self, ticket_id: str) -> None:
        """What was unknown turned out not to have been booked."""
