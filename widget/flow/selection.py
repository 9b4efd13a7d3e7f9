"""The visitor's choices ↔ the query string: the only place where one becomes the other.

The query string is all the memory the widget has of a visitor. It never holds a name, phone or email.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo

from widget.domain.appointment import Appointment
from widget.domain.availability import wall_clock
from widget.domain.team import ANYONE

MOST_SERVICES = 20
"""In one visit. Far above what anybody books, and a bound on what an address can make us ask Altegio."""
MOST_APPOINTMENTS = 5
"""In one booking, the one that is being chosen included."""

ID = re.compile(r"[0-9]{1,15}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
SLOT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}[0-9:.+ Z-]{0,20}", re.ASCII)
APPOINTMENT = re.compile(
    rf"(?P<services>{ID.pattern}(\.{ID.pattern}){{0,{MOST_SERVICES - 1}}})"
    rf"~(?P<member>{ID.pattern})~(?P<slot>{SLOT.pattern})",
    re.ASCII,
)

LOOKS: Mapping[str, re.Pattern[str]] = {
    "lang": re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}"),
    "theme": re.compile(r"light|dark|auto"),
    "accent": re.compile(r"[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}"),
    "corners": re.compile(r"none|soft|round"),
    "font": re.compile(r"system|serif"),
}
UTM = re.compile(r"utm_[a-z_]{1,20}")
MOST_UTM = 8
LONGEST_UTM = 150


@dataclass(frozen=True, slots=True)
class Selection:
    """What a visitor has chosen so far at one location: an appointment, and others of the same booking that are
    chosen already (``finished``, numbered from 1)."""

    service_ids: tuple[int, ...] = ()
    team_member_id: int | None = None
    """None: not chosen yet; ANYONE: it does not matter who."""
    day: date | None = None
    slot: str = ""
    """Altegio's datetime, verbatim. It carries the day with it."""
    finished: tuple[Appointment, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    """Language, looks and campaign: not choices, but every link keeps them."""

    @property
    def current(self) -> Appointment:
        """The appointment that is being chosen; whole only when the steps are done."""
        return Appointment(
            id=len(self.finished) + 1,
            service_ids=self.service_ids,
            team_member_id=self.team_member_id or ANYONE,
            wire_datetime=self.slot,
        )

    @property
    def wanted(self) -> tuple[Appointment, ...]:
        """All appointments of the booking."""
        return (*self.finished, self.current)

    @property
    def has_room(self) -> bool:
        return len(self.finished) + 1 < MOST_APPOINTMENTS

    def without_services(self) -> Selection:
        return replace(self, service_ids=())

    def with_another(self) -> Selection:
        """The current appointment is finished; the next is still to be chosen."""
        return replace(self, service_ids=(), team_member_id=None, day=None, slot="", finished=self.wanted)

    def turned_to(self, appointment_id: int) -> Selection:
        """That one is being chosen again; the others are finished."""
        return self._of([*(one for one in self.wanted if one.id != appointment_id), *self._numbered(appointment_id)])

    def without(self, appointment_id: int) -> Selection:
        """That one is not wanted any more; the last of the others is the current one."""
        return self._of([one for one in self.wanted if one.id != appointment_id])

    def _numbered(self, appointment_id: int) -> list[Appointment]:
        return [one for one in self.wanted if one.id == appointment_id]

    def _of(self, wanted: Sequence[Appointment]) -> Selection:
        if not wanted:
            return replace(self, service_ids=(), team_member_id=None, day=None, slot="", finished=())
        *finished, current = wanted
        return replace(
            self,
            service_ids=current.service_ids,
            team_member_id=current.team_member_id,
            day=None,
            slot=current.wire_datetime,
            finished=tuple(replace(one, id=number) for number, one in enumerate(finished, 1)),
        )

    def starts_at(self, zone: tzinfo) -> datetime | None:
        return wall_clock(self.slot, zone) if self.slot else None

    def chosen_day(self, zone: tzinfo) -> date | None:
        starts_at = self.starts_at(zone)
        return starts_at.date() if starts_at else self.day

    @property
    def looks(self) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in self.kept if pair[0] in LOOKS)

    def with_language(self, code: str) -> Selection:
        """Links of a page in a negotiated language name it, so that they read alike for everybody."""
        others = tuple(pair for pair in self.kept if pair[0] != "lang")
        return replace(self, kept=(("lang", code), *others))

    def pairs(self) -> list[tuple[str, str]]:
        """The selection as a form's hidden fields or an address's query hold it."""
        pairs = [("service", str(service_id)) for service_id in self.service_ids]
        if self.team_member_id is not None:
            pairs.append(("team_member", str(self.team_member_id)))
        if self.slot:
            pairs.append(("slot", self.slot))
        elif self.day:
            pairs.append(("date", self.day.isoformat()))
        pairs += [("appointment", _written(appointment)) for appointment in self.finished]
        return pairs + list(self.kept)


def read_selection(query: Mapping[str, Sequence[str]]) -> tuple[Selection, tuple[str, ...]]:
    """The selection in a query string, and the names of the parameters that made no sense.

    What makes no sense is left out, so that the visitor gets that step again and keeps the rest.
    """
    nonsense: list[str] = []

    def read(name: str, value: str, pattern: re.Pattern[str]) -> str:
        if value and pattern.fullmatch(value):
            return value
        if value:
            nonsense.append(name)
        return ""

    services = [read("service", value, ID) for value in query.get("service", ())]
    team_member = read("team_member", _last(query, "team_member"), ID)
    day = _day(read("date", _last(query, "date"), DAY), nonsense)
    slot = _slot(read("slot", _last(query, "slot"), SLOT), nonsense)
    service_ids = tuple(dict.fromkeys(int(value) for value in services if value))
    if len(service_ids) > MOST_SERVICES:
        nonsense.append("service")
    finished = [
        _appointment(read("appointment", value, APPOINTMENT), nonsense) for value in query.get("appointment", ())
    ]
    readable = [one for one in finished if one]
    if len(readable) >= MOST_APPOINTMENTS:
        nonsense.append("appointment")
    selection = Selection(
        service_ids=service_ids[:MOST_SERVICES],
        team_member_id=int(team_member) if team_member else None,
        day=day,
        slot=slot,
        finished=tuple(replace(one, id=number) for number, one in enumerate(readable[: MOST_APPOINTMENTS - 1], 1)),
        kept=tuple(_kept(query)),
    )
    return selection, tuple(dict.fromkeys(nonsense))


def _written(appointment: Appointment) -> str:
    services = ".".join(str(service_id) for service_id in appointment.service_ids)
    return f"{services}~{appointment.team_member_id}~{appointment.wire_datetime}"


def _appointment(value: str, nonsense: list[str]) -> Appointment | None:
    """Its number is given by whoever knows its place in the booking."""
    found = APPOINTMENT.fullmatch(value)
    slot = _slot(found["slot"], nonsense, "appointment") if found else ""
    if not found or not slot:
        return None
    service_ids = tuple(dict.fromkeys(int(service_id) for service_id in found["services"].split(".")))
    return Appointment(id=0, service_ids=service_ids, team_member_id=int(found["member"]), wire_datetime=slot)


def _last(query: Mapping[str, Sequence[str]], name: str) -> str:
    values = query.get(name, ())
    return values[-1].strip() if values else ""


def _day(value: str, nonsense: list[str]) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        nonsense.append("date")
        return None


def _slot(value: str, nonsense: list[str], name: str = "slot") -> str:
    """Whoever forgets to write ``+`` as ``%2B`` sends a space; inside a datetime it can mean nothing else."""
    wire = value[:11] + value[11:].replace(" ", "+")
    try:
        # Room for a day on either side, so that no zone can push it out of the calendar.
        if wire and not 1 < wall_clock(wire, UTC).year < 9999:
            raise ValueError
    except ValueError:
        nonsense.append(name)
        return ""
    return wire


def read_looks(query: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Language, theme, accent, corners and font, as far as they are given and make sense."""
    return {name: value for name, pattern in LOOKS.items() if pattern.fullmatch(value := _last(query, name))}


def _kept(query: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, str]]:
    yield from read_looks(query).items()
    campaign = sorted(name for name in query if UTM.fullmatch(name))[:MOST_UTM]
    for name in campaign:
        if (value := _last(query, name)) and value.isprintable():
            yield name, value[:LONGEST_UTM]
