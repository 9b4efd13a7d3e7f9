"""What became of one try to book, as the ledger keeps it. Nothing in it says who the visitor is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.crypto import constant_time_compare

from widget.domain.booking import AppointmentKey
from widget.flow.ticket import Ticket

PENDING_LIFE = 30.0
"""Seconds. A booking is given 22: what is still pending after this was left behind by a process that died."""
KEPT = 24 * 60 * 60
"""Seconds for which it is remembered what became of a ticket."""
BOOKED_HOLDS = 10 * 60
"""Seconds for which the same wish counts as the same booking, sent again."""


class Standing(StrEnum):
    PENDING = "pending"
    BOOKED = "booked"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    NOT_SENT = "not-sent"
    CANCELLED = "cancelled"


HOLDS: Mapping[Standing, int] = {Standing.PENDING: KEPT, Standing.UNKNOWN: KEPT, Standing.BOOKED: BOOKED_HOLDS}
"""For how many seconds a wish is kept from other tickets; the other outcomes free it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One appointment as it was sent. ``id`` is our own number of it, ``minutes`` its length where it is known."""

    id: int
    service_ids: tuple[int, ...]
    team_member_id: int
    wire_datetime: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """That an appointment was given another time. ``appointment_id`` is Altegio's; ``wire_datetime`` is empty as long
    as nobody knows whether it was. ``moved_at`` is in seconds since 1970."""

    appointment_id: int
    wire_datetime: str
    moved_at: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """``error_key`` is what a page calls a refusal (``data-error``), ``appointment_id`` our own number of the
    appointment that was refused, where Altegio named one. ``keys`` hold secrets: none of this is ever logged.
    """

    standing: Standing
    keys: tuple[AppointmentKey, ...] = ()
    error_key: str = ""
    appointment_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An outcome, and what it is the outcome of. ``begun_at`` is in seconds since 1970."""

    standing: Standing
    ticket_id: str
    begun_at: float
    intents: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    keys: tuple[AppointmentKey, ...] = ()
    error_key: str = ""
    appointment_id: int | None = None
    cancelled_ids: tuple[int, ...] = ()
    """Altegio's ids of those appointments that have been cancelled since."""
    location_id: int = 0
    """0 where it was not noted."""
    moves: tuple[Move, ...] = ()
    """The last one of each appointment that was moved since."""

    @property
    def hold(self) -> int:
        return HOLDS.get(self.standing, 0)

    def as_of(self, now: float) -> Entry:
        is_left_behind = self.standing is Standing.PENDING and now - self.begun_at > PENDING_LIFE
        return replace(self, standing=Standing.UNKNOWN) if is_left_behind else self

    def blocks(self, *, again: bool) -> bool:
        """Whether it keeps another ticket from its wish; ``again`` says that a second booking is wanted."""
        return not (again and self.standing is Standing.BOOKED)

    def is_opened_by(self, appointment_id: int, manage_token: str) -> bool:
        return any(
            key.appointment_id == appointment_id and constant_time_compare(key.manage_token, manage_token)
            for key in self.keys
        )

    def settled(self, outcome: Outcome) -> Entry:
        return replace(
            self,
            standing=outcome.standing,
            keys=outcome.keys,
            error_key=outcome.error_key,
            appointment_id=outcome.appointment_id,
        )

    def amended(self, lines: tuple[Line, ...]) -> Entry | None:
        return replace(self, lines=lines) if self.standing is Standing.PENDING else None

    def without(self, appointment_id: int) -> Entry | None:
        if appointment_id in self.cancelled_ids:
            return None
        cancelled_ids = (*self.cancelled_ids, appointment_id)
        is_over = {key.appointment_id for key in self.keys} <= set(cancelled_ids)
        standing = Standing.CANCELLED if is_over else self.standing
        return replace(self, standing=standing, cancelled_ids=cancelled_ids)

    def move_of(self, appointment_id: int) -> Move | None:
        return next((move for move in self.moves if move.appointment_id == appointment_id), None)

    def knows_time_of(self, appointment_id: int) -> bool:
        move = self.move_of(appointment_id)
        return move is None or bool(move.wire_datetime)

    def revision_of(self, appointment_id: int) -> int:
        """As of a BookedAppointment: 0 for what was never moved."""
        move = self.move_of(appointment_id)
        return max(1, round(move.moved_at - self.begun_at)) if move else 0

    def moved(self, move: Move) -> Entry | None:
        known = self.move_of(move.appointment_id)
        if known and known.wire_datetime == move.wire_datetime:
            return None
        return replace(self, moves=(*(one for one in self.moves if one != known), move))

    def found_absent(self) -> Entry | None:
        return replace(self, standing=Standing.NOT_SENT) if self.standing is Standing.UNKNOWN else None


def claimed(ticket: Ticket, at: float, intents: Sequence[str]) -> Entry:
    return Entry(Standing.PENDING, ticket.id, at, tuple(intents), location_id=ticket.location_id)


def to_text(entry: Entry) -> str:
    return json.dumps(asdict(entry))


def from_text(text: str) -> Entry:
    row = json.loads(text)
    return Entry(
        standing=Standing(row["standing"]),
        ticket_id=row["ticket_id"],
        begun_at=row["begun_at"],
        intents=tuple(row["intents"]),
        lines=tuple(_line(line) for line in row["lines"]),
        keys=tuple(AppointmentKey(key["id"], key["appointment_id"], key["manage_token"]) for key in row["keys"]),
        error_key=row["error_key"],
        appointment_id=row["appointment_id"],
        cancelled_ids=tuple(row["cancelled_ids"]),
        location_id=row.get("location_id", 0),
        moves=tuple(_move(move) for move in row.get("moves", ())),
    )


def _move(row: Mapping[str, Any]) -> Move:
    return Move(row["appointment_id"], row["wire_datetime"], row["moved_at"])


def _line(row: Mapping[str, Any]) -> Line:
    return Line(row["id"], tuple(row["service_ids"]), row["team_member_id"], row["wire_datetime"], row["minutes"])
