from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import replace
from datetime import date, tzinfo
from functools import partial
from typing import Any, TypeVar

from widget.altegio import booked, parse, payload
from widget.altegio.call import PATIENCE, Call, Deadline, NotYet, Reach, Send, as_it_is
from widget.altegio.errors import (
    BOOKING_ERRORS,
    AltegioError,
    BookingError,
    NoServiceChosen,
    NotFound,
    Refused,
    RequestInvalid,
    TimeUnavailable,
)
from widget.altegio.tally import Asked, Tally
from widget.domain.appointment import Appointment
from widget.domain.availability import OpenDays, Slot
from widget.domain.booking import AppointmentKey, BookedAppointment
from widget.domain.contact import Contact
from widget.domain.location import Location
from widget.domain.service import ServiceMenu
from widget.domain.team import ANYONE, TeamMember

T = TypeVar("T")

PATIENCE_IN_PASSING = 1.0
"""Seconds to wait for a turn to call."""


class Altegio:
    """Altegio's online booking in our terms: one method, one call. All raise AltegioError.

    ``deadline`` bounds everything that is asked through this object, and ``tally`` counts it: make one per page.
    ``own_name`` gives a name that the business wrote (of a service, a category, a person) as the page writes it.
    """

    def __init__(
        self,
        send: Send,
        deadline: Deadline,
        tally: Tally | None = None,
        reach: Reach = Reach.UPSTREAM,
        patience: float = PATIENCE,
        own_name: Callable[[str], str] | None = None,
    ) -> None:
        self._send = send
        self._deadline = deadline
        self._reach = reach
        self._patience = patience
        self._own_name = own_name
        self._is_for_booking = False
        self.tally = Tally() if tally is None else tally

    def ahead(self, *asks: Callable[[Altegio], Any]) -> None:
        """Begins what is asked for and does not wait, so that calls go side by side: ask again for the answers."""
        ahead = self._with(_reach=Reach.AHEAD)
        for ask in asks if self._reach is Reach.UPSTREAM else ():
            # What cannot be had will be told to whoever asks for the answer.
            with suppress(NotYet, AltegioError):
                ask(ahead)

    def at_hand(self, ask: Callable[[Altegio], T]) -> T | None:
        """The answer if it can be had without a call."""
        tally = Tally() if self._reach is Reach.AHEAD else self.tally
        try:
            return ask(self._with(tally=tally, _reach=Reach.MEMORY))
        except AltegioError:
            return None

    def still_says(self, answers: Iterable[Asked]) -> bool:
        """Whether each of these answers is the one at hand now, and fresh. Only then they count as asked for."""
        tally = Tally()
        probe = self._with(tally=tally, _reach=Reach.MEMORY)
        for answer in answers:
            try:
                probe._read(answer.read or as_it_is, answer.path, answer.query)
            except AltegioError:
                return False
            if (tally.asked[-1].state, tally.asked[-1].at) != ("hit", answer.at):
                return False
        for asked in tally.asked:
            self.tally.note(asked)
        return True

    def in_passing(self) -> Altegio:
        """The same for what a page can do without: it does not stand in a long line for it."""
        return self._with(_patience=PATIENCE_IN_PASSING)

    def for_booking(self) -> Altegio:
        """The same for a visitor who has chosen: reads go before those of visitors who look around."""
        return self._with(_is_for_booking=True)

    def within(self, seconds: float) -> Altegio:
        """The same for what is not worth waiting longer for; the next page finds the answer at hand."""
        return self._with(_deadline=self._deadline.within(seconds))

    def _with(self, **changes: Any) -> Altegio:
        changed = copy(self)
        vars(changed).update(changes)
        return changed

    def location(self, location_id: int) -> Location:
        """The business's place: name, zone, currency and its rules for booking online.

        GET company: https://developer.alteg.io/en/public/openapi/b2b-v1 ("Get location")
        """
        return self._read(partial(parse.location, asked=location_id), f"company/{location_id}")

    def policy(self, location_id: int) -> str:
        """The privacy policy that a visitor has to accept; empty where the business has none of its own.

        GET privacy_policy: https://developer.alteg.io/en/public/openapi/online-booking
        """
        return self._read(booked.policy_text, f"privacy_policy/{location_id}")

    def menu(self, location_id: int, *, team_member_id: int = ANYONE) -> ServiceMenu:
        """Services in their categories. With a team member: theirs, at their prices, with durations.

        GET book_services: https://developer.alteg.io/en/public/openapi/online-booking
        """
        query = (("staff_id", str(team_member_id)),) if team_member_id else ()
        menu: ServiceMenu = self._read(parse.menu, f"book_services/{location_id}", query)
        return menu.named(self._own_name) if self._own_name else menu

    def team(
        self, location_id: int, *, service_ids: Sequence[int] = (), starting: str = "", is_newest: bool = False
    ) -> tuple[TeamMember, ...]:
        """Team members who do all these services; ``is_bookable`` tells who is free then.

        ``starting`` is a slot's wire datetime: then who is free at that moment.
        GET book_staff: https://developer.alteg.io/en/public/openapi/online-booking
        """
        query = _services(service_ids) + ((("datetime", starting),) if starting else ())
        team: tuple[TeamMember, ...] = self._read(parse.team, f"book_staff/{location_id}", query, is_newest=is_newest)
        return tuple(member.named(self._own_name) for member in team) if self._own_name else team

    def open_days(
        self, location_id: int, month: date, *, service_ids: Sequence[int], team_member_id: int = ANYONE
    ) -> OpenDays:
        """Days of the month around ``month`` with free times, and days on shift. Past days may be among them.

        GET book_dates: https://developer.alteg.io/en/public/openapi/online-booking
        """
        query = (*_services(service_ids), ("staff_id", str(team_member_id)), ("date", month.isoformat()))
        return self._read(partial(parse.open_days, asked=month), f"book_dates/{location_id}", query)

    def slots(
        self,
        location_id: int,
        day: date,
        *,
        zone: tzinfo,
        service_ids: Sequence[int],
        team_member_id: int = ANYONE,
        is_newest: bool = False,
    ) -> tuple[Slot, ...]:
        """Times on ``day`` at which these services can start, as Altegio ordered them.

        ``zone`` is the location's, for times that come without an offset. ``is_newest``: not those that somebody
        was told a few seconds ago.
        GET book_times: https://developer.alteg.io/en/public/openapi/online-booking
        """
        path = f"book_times/{location_id}/{team_member_id}/{day.isoformat()}"
        read = partial(parse.slots, day=day, zone=zone)
        return self._read(read, path, _services(service_ids), is_newest=is_newest)

    def check(self, location_id: int, wanted: Sequence[Appointment]) -> None:
        """Whether these appointments could be booked together, now. Reserves nothing; may be repeated.

        Raises a BookingError that says why not, with the id of the appointment where Altegio gave it.
        POST book_check: https://developer.alteg.io/en/public/openapi/online-booking
        """
        self._ask(self._call("POST", f"book_check/{location_id}", body=payload.appointments(wanted)))

    def send_code(self, location_id: int, phone: str, full_name: str) -> None:
        """Has a code sent to the phone by SMS, which the business pays. Never sent twice.

        POST book_code: https://developers.yclients.com, where the same API is described more fully
        """
        self._ask(self._call("POST", f"book_code/{location_id}", body=payload.code_request(phone, full_name)))

    def book(
        self, location_id: int, contact: Contact, wanted: Sequence[Appointment], *, reference: int
    ) -> tuple[AppointmentKey, ...]:
        """Books these appointments and returns what opens each, in the same order. Never sent twice.

        After Refused, Busy or NotSent nothing is booked. After any other Unreachable, or a MalformedAnswer, nobody
        knows. ``reference`` is our own number for the booking.
        POST book_record: https://developer.alteg.io/en/public/openapi/online-booking
        """
        body = payload.booking(contact, wanted, reference=reference)
        read = partial(booked.appointment_keys, wanted=wanted)
        keys: tuple[AppointmentKey, ...] = self._ask(
            self._call("POST", f"book_record/{location_id}", body=body, read=read)
        )
        return keys

    def booked_appointment(
        self, location_id: int, appointment_id: int, manage_token: str, *, zone: tzinfo
    ) -> BookedAppointment:
        """The appointment as it stands in the business's calendar now. ``zone`` is the location's.

        GET book_record: https://developer.alteg.io/en/public/openapi/online-booking
        """
        path = f"book_record/{location_id}/{appointment_id}/{_secret(manage_token)}"
        found: BookedAppointment = self._read(partial(booked.booked_appointment, zone=zone), path)
        # Whatever number the answer gives it: it is what was asked for, and our pages look for that.
        found = replace(found, appointment_id=appointment_id)
        return found.named(self._own_name) if self._own_name else found

    def cancel(self, appointment_id: int, manage_token: str) -> None:
        """Cancels the appointment. Never sent twice; NotFound where it is gone already.

        DELETE user/records: https://developers.yclients.com, where the same API is described more fully
        """
        self._ask(self._call("DELETE", f"user/records/{appointment_id}/{_secret(manage_token)}"))

    def move(self, location_id: int, appointment_id: int, wire_datetime: str) -> None:
        """Gives the appointment another time, with the same services and person. Never sent twice.

        Altegio asks for the user's token and for no key: whoever calls this has made sure that the visitor holds it.
        After Refused, Busy or NotSent it stands as it was; after any other Unreachable, or a MalformedAnswer, nobody
        knows.
        PUT book_record: https://developer.alteg.io/en/public/openapi/online-booking
        """
        body = payload.new_time(wire_datetime)
        self._ask(self._call("PUT", f"book_record/{location_id}/{appointment_id}", body=body))

    def _read(
        self, read: Callable[[Any], T], path: str, query: tuple[tuple[str, str], ...] = (), *, is_newest: bool = False
    ) -> T:
        answer: T = self._ask(self._call("GET", path, query=query, read=read, wants_newest=is_newest))
        return answer

    def _call(self, method: str, path: str, **more: Any) -> Call:
        return Call(
            method,
            path,
            self._deadline,
            reach=self._reach,
            patience=self._patience,
            is_for_booking=self._is_for_booking,
            tally=self.tally,
            **more,
        )

    def _ask(self, call: Call) -> Any:
        try:
            return self._send(call)
        except Refused as refused:
            kind = _booking_error(refused, call)
            if kind is None:
                raise
            raise kind(
                refused.status, refused.code, appointment_id=refused.appointment_id, fields=refused.fields
            ) from refused


def _services(service_ids: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """The key repeats. Another spelling is ignored by Altegio without a word, and every time shown is wrong."""
    return tuple(("service_ids[]", str(service_id)) for service_id in service_ids)


def _secret(manage_token: str) -> str:
    """As a part of a path. What Altegio would never have given out is not asked for: it might lead elsewhere."""
    if not booked.MANAGE_TOKEN.fullmatch(manage_token):
        raise NotFound(404)
    return manage_token


def _booking_error(refused: Refused, call: Call) -> type[BookingError] | None:
    """Which "no" it is that the visitor can act on; None where the refusal stays as it is."""
    kind = BOOKING_ERRORS.get(refused.code or 0)
    wants_time = call.endpoint == "book_check" or call.takes_time
    if kind is NoServiceChosen and (call.is_moving or not wants_time):
        # Where no services are sent, a code of 422 only repeats the status.
        kind = None
    if kind is None and wants_time and type(refused) is Refused:
        return RequestInvalid if refused.fields else TimeUnavailable
    return kind
