from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import Any

from widget.altegio import parse, payload
from widget.altegio.call import Call, Deadline, Send
from widget.altegio.errors import BOOKING_ERRORS, BookingError, Refused, RequestInvalid, TimeUnavailable
from widget.domain.appointment import Appointment
from widget.domain.availability import OpenDays, Slot
from widget.domain.location import Location
from widget.domain.service import ServiceMenu
from widget.domain.team import ANYONE, TeamMember


class Altegio:
    """Altegio's online booking in our terms: one method, one call. All raise AltegioError.

    ``deadline`` bounds everything that is asked through this object: make one per page.
    """

    def __init__(self, send: Send, deadline: Deadline) -> None:
        self._send = send
        self._deadline = deadline

    def location(self, location_id: int) -> Location:
        """The business's place: name, zone, currency and its rules for booking online.

        GET company: https://developer.alteg.io/en/public/openapi/b2b-v1 ("Get location")
        """
        return parse.location(self._read(f"company/{location_id}"))

    def menu(self, location: Location, *, team_member_id: int = ANYONE) -> ServiceMenu:
        """Services in their categories. With a team member: theirs, at their prices, with durations.

        GET book_services: https://developer.alteg.io/en/public/openapi/online-booking
        """
        query = (("staff_id", str(team_member_id)),) if team_member_id else ()
        return parse.menu(self._read(f"book_services/{location.id}", query), location.currency)

    def team(self, location_id: int, *, service_ids: Sequence[int] = (), starting: str = "") -> tuple[TeamMember, ...]:
        """Team members who do all these services; ``is_bookable`` tells who is free then.

        ``starting`` is a slot's wire datetime: then who is free at that moment.
        GET book_staff: https://developer.alteg.io/en/public/openapi/online-booking
        """
        query = _services(service_ids) + ((("datetime", starting),) if starting else ())
        return parse.team(self._read(f"book_staff/{location_id}", query))

    def open_days(
        self, location_id: int, month: date, *, service_ids: Sequence[int], team_member_id: int = ANYONE
    ) -> OpenDays:
        """Days of the month around ``month`` with free times, and days on shift. Past days may be among them.

        GET book_dates: https://developer.alteg.io/en/public/openapi/online-booking
        """
        query = (*_services(service_ids), ("staff_id", str(team_member_id)), ("date", month.isoformat()))
        return parse.open_days(self._read(f"book_dates/{location_id}", query), month)

    def slots(
        self,
        location_id: int,
        day: date,
        *,
        zone: tzinfo,
        service_ids: Sequence[int],
        team_member_id: int = ANYONE,
    ) -> tuple[Slot, ...]:
        """Times on ``day`` at which these services can start, as Altegio ordered them.

        ``zone`` is the location's, for times that come without an offset.
        GET book_times: https://developer.alteg.io/en/public/openapi/online-booking
        """
        path = f"book_times/{location_id}/{team_member_id}/{day.isoformat()}"
        return parse.slots(self._read(path, _services(service_ids)), day, zone)

    def check(self, location_id: int, wanted: Sequence[Appointment]) -> None:
        """Whether these appointments could be booked together, now. Reserves nothing; may be repeated.

        Raises a BookingError that says why not, with the id of the appointment where Altegio gave it.
        POST book_check: https://developer.alteg.io/en/public/openapi/online-booking
        """
        self._ask(Call("POST", f"book_check/{location_id}", self._deadline, body=payload.appointments(wanted)))

    def _read(self, path: str, query: tuple[tuple[str, str], ...] = ()) -> Any:
        return self._ask(Call("GET", path, self._deadline, query=query))

    def _ask(self, call: Call) -> Any:
        try:
            return self._send(call)
        except Refused as refused:
            raise _booking_error(refused, call) from refused


def _services(service_ids: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """The key repeats. Another spelling is ignored by Altegio without a word, and every time shown is wrong."""
    return tuple(("service_ids[]", str(service_id)) for service_id in service_ids)


def _booking_error(refused: Refused, call: Call) -> Refused:
    """A "no" that the visitor can act on, or the refusal as it is."""
    kind: type[BookingError] | None = BOOKING_ERRORS.get(refused.code or 0)
    if kind is None and call.method == "POST" and type(refused) is Refused:
        kind = RequestInvalid if refused.fields else TimeUnavailable
    if kind is None:
        return refused
    return kind(refused.status, refused.code, appointment_id=refused.appointment_id, fields=refused.fields)
