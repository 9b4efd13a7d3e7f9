from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cachetools import TLRUCache, TTLCache

from widget.flow.entry import KEPT, Entry, Line, Move, Outcome, Standing, claimed
from widget.flow.ledger import Claim
from widget.flow.ticket import Ticket

MOST_TICKETS = 20_000
MOST_INTENTS = MOST_APPOINTMENTS = 50_000
NEVER_BOOKED = (Standing.REFUSED, Standing.NOT_SENT)


@dataclass(frozen=True, slots=True)
class Holder:
    """The ticket that has a wish to itself, until a moment in seconds since 1970."""

    ticket_id: str
    until: float


class MemoryLedger:
    """The ledger of one process, which ends with it.

    Half of the room is for tickets that stand, stood or may stand in the calendar, half for those that were refused
    or not sent, so that no flood of the latter pushes out one of the former. Only beyond 10,000 bookings in a day is
    the one forgotten that was asked for longest ago.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._epoch = secrets.token_hex(8)
        self._booked: TTLCache[str, Entry] = TTLCache(MOST_TICKETS // 2, KEPT, timer=clock)
        self._never_booked: TTLCache[str, Entry] = TTLCache(MOST_TICKETS // 2, KEPT, timer=clock)
        self._holders: TLRUCache[str, Holder] = TLRUCache(MOST_INTENTS, lambda *item: item[1].until, timer=clock)
        self._ticket_ids: TTLCache[int, str] = TTLCache(MOST_APPOINTMENTS, KEPT, timer=clock)
        self._lock = threading.RLock()

    def epoch(self) -> str:
        return self._epoch

    def claim(self, ticket: Ticket, intents: Sequence[str], *, again: bool = False) -> Claim:
        with self._lock:
            if known := self.entry(ticket.id):
                return Claim(known, is_own=True)
            if ticket.epoch != self._epoch:
                return Claim(is_stale=True)
            if obstacles := self.obstacles(intents, again=again):
                return Claim(obstacles[0])
            entry = claimed(ticket, self._clock(), intents)
            self.take(entry)
            return Claim(entry, is_granted=True)

    def amend(self, ticket_id: str, lines: Sequence[Line]) -> bool:
        return self._change(ticket_id, lambda entry: entry.amended(tuple(lines)))

    def note(self, ticket_id: str, outcome: Outcome) -> None:
        with self._lock:
            known = self.entry(ticket_id) or Entry(outcome.standing, ticket_id, self._clock())
            self._keep(noted := known.settled(outcome))
            self._hold(noted)

    def entry(self, ticket_id: str) -> Entry | None:
        with self._lock:
            entry = self._booked.get(ticket_id) or self._never_booked.get(ticket_id)
            return entry.as_of(self._clock()) if entry else None

    def entry_of(self, appointment_id: int, manage_token: str) -> Entry | None:
        with self._lock:
            entry = self.entry(self._ticket_ids.get(appointment_id, ""))
        return entry if entry and entry.is_opened_by(appointment_id, manage_token) else None

    def cancelled(self, appointment_id: int, manage_token: str) -> None:
        if entry := self.entry_of(appointment_id, manage_token):
            self._change(entry.ticket_id, lambda entry: entry.without(appointment_id))

    def moved(self, appointment_id: int, manage_token: str, wire_datetime: str) -> None:
        move = Move(appointment_id, wire_datetime, self._clock())
        if entry := self.entry_of(appointment_id, manage_token):
            self._change(entry.ticket_id, lambda entry: entry.moved(move))

    def absent(self, ticket_id: str) -> None:
        self._change(ticket_id, Entry.found_absent)

    def obstacles(self, intents: Sequence[str], *, again: bool) -> list[Entry]:
        """What keeps these wishes from a ticket that asks for them now."""
        with self._lock:
            holders = [self._holders[intent] for intent in intents if intent in self._holders]
            entries = [self.entry(holder.ticket_id) or self._forgotten(holder.ticket_id) for holder in holders]
            return [entry for entry in entries if entry.blocks(again=again)]

    def take(self, entry: Entry) -> None:
        """Gives a ticket its wishes, whoever had them."""
        with self._lock:
            self._keep(entry)
            for intent in entry.intents:
                self._holders[intent] = Holder(entry.ticket_id, self._clock() + entry.hold)

    @property
    def size(self) -> int:
        """How many tickets are remembered."""
        with self._lock:
            return len(self._booked) + len(self._never_booked)

    def _change(self, ticket_id: str, change: Callable[[Entry], Entry | None]) -> bool:
        with self._lock:
            entry = self.entry(ticket_id)
            changed = change(entry) if entry else None
            if not entry or not changed:
                return False
            self._keep(changed)
            # Who cancels one of two appointments does not start the ten minutes anew.
            if changed.standing is not entry.standing:
                self._hold(changed)
            return True

    def _keep(self, entry: Entry) -> None:
        kept, other = self._booked, self._never_booked
        if entry.standing in NEVER_BOOKED:
            kept, other = other, kept
        kept[entry.ticket_id] = entry
        other.pop(entry.ticket_id, None)
        for key in entry.keys:
            self._ticket_ids[key.appointment_id] = entry.ticket_id

    def _hold(self, entry: Entry) -> None:
        """Keeps its wishes for as long as its outcome wants it, or frees them; not those that another ticket has."""
        for intent in entry.intents:
            holder = self._holders.get(intent)
            if holder and holder.ticket_id != entry.ticket_id:
                continue
            if entry.hold:
                self._holders[intent] = Holder(entry.ticket_id, self._clock() + entry.hold)
            else:
                self._holders.pop(intent, None)

    def _forgotten(self, ticket_id: str) -> Entry:
        """A ticket that had to make room, while its wish is still held."""
        return Entry(Standing.UNKNOWN, ticket_id, self._clock())
