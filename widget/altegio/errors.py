"""What can go wrong upstream.

AltegioError
├── Unreachable            no answer in time, or a 5xx
│   └── NotSent            the request provably never left: nothing has happened there
│       └── CircuitOpen    not even asked, since it has not been answering
├── Busy                   429, or our own budget is spent
├── MalformedAnswer        an answer that cannot be read
└── Refused                an answer that says no
    ├── Misconfigured      our token, licence, address or header is wrong: for the operator
    ├── NotFound           404
    └── BookingError       no to this choice, for a reason the visitor can act on
        ├── NoServiceChosen        422
        ├── InvalidPhone           431
        ├── WrongConfirmationCode  432
        ├── SlotTaken              433
        ├── VisitorBlocked         434
        ├── NameMissing            435
        ├── NoTeamMemberFree       436
        ├── AppointmentsOverlap    437
        ├── ServiceWithdrawn       438
        ├── TimeUnavailable        422 without any code
        └── RequestInvalid         a map of fields

Codes: https://developer.alteg.io/en/public/openapi/online-booking (book_check, book_record). None of these
carries Altegio's own wording, which can hold names: only numbers and the names of fields.
"""

from __future__ import annotations

from collections.abc import Mapping


class AltegioError(Exception):
    """Anything that kept Altegio from giving us what we asked for."""


class Unreachable(AltegioError):
    """Nobody answered in time, or what answered was broken (5xx)."""


class NotSent(Unreachable):
    """The request provably never left: nothing has happened there. Any other Unreachable leaves that open."""


class CircuitOpen(NotSent):
    """Not asked: this kind of call has failed too often of late."""


class Busy(AltegioError):
    """The limit of calls is reached, Altegio's own or ours. ``retry_after`` is in seconds, if known."""

    def __init__(self, retry_after: float | None = None) -> None:
        super().__init__("no call to spare")
        self.retry_after = retry_after


class MalformedAnswer(AltegioError):
    """An answer that cannot be read. The message names the field, never its content."""


class Refused(AltegioError):
    """Altegio understood and said no. ``code`` is Altegio's own, where it gave one."""

    def __init__(
        self,
        status: int,
        code: int | None = None,
        *,
        appointment_id: int | None = None,
        fields: tuple[str, ...] = (),
    ) -> None:
        super().__init__(f"status {status}, code {code}, fields {', '.join(fields) or 'none'}")
        self.status = status
        self.code = code
        self.appointment_id = appointment_id
        self.fields = fields


class Misconfigured(Refused):
    """The operator has to act: token, licence, rights, location id or the Accept header."""


class NotFound(Refused):
    """Altegio knows no such location, service or team member."""


class BookingError(Refused):
    """This choice cannot be booked; the visitor can do something about it."""


class NoServiceChosen(BookingError):
    pass


class InvalidPhone(BookingError):
    pass


class WrongConfirmationCode(BookingError):
    pass


class SlotTaken(BookingError):
    pass


class VisitorBlocked(BookingError):
    pass


class NameMissing(BookingError):
    pass


class NoTeamMemberFree(BookingError):
    pass


class AppointmentsOverlap(BookingError):
    pass


class ServiceWithdrawn(BookingError):
    pass


class TimeUnavailable(BookingError):
    pass


class RequestInvalid(BookingError):
    pass


BOOKING_ERRORS: Mapping[int, type[BookingError]] = {
    422: NoServiceChosen,
    431: InvalidPhone,
    432: WrongConfirmationCode,
    433: SlotTaken,
    434: VisitorBlocked,
    435: NameMissing,
    436: NoTeamMemberFree,
    437: AppointmentsOverlap,
    438: ServiceWithdrawn,
}
