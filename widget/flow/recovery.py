"""What a visitor is told, and where they can go on, when Altegio says no to their choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from widget.altegio.errors import (
    AppointmentsOverlap,
    BookingError,
    InvalidPhone,
    NameMissing,
    NoServiceChosen,
    NoTeamMemberFree,
    RequestInvalid,
    ServiceWithdrawn,
    SlotTaken,
    TimeUnavailable,
    VisitorBlocked,
    WrongConfirmationCode,
)


@dataclass(frozen=True, slots=True)
class Recovery:
    """``key`` is for machines (``data-error``), ``step`` the one to go back to, ``field`` the one to mend."""

    key: str
    text: str | Promise
    step: str
    field: str = ""

    @property
    def needs_another_time(self) -> bool:
        return self.step == "time"


RECOVERIES: Mapping[type[BookingError], Recovery] = {
    SlotTaken: Recovery("slot-taken", _("That time has just been taken."), "time"),
    TimeUnavailable: Recovery("time-unavailable", _("That time cannot be booked."), "time"),
    NoTeamMemberFree: Recovery("nobody-free", _("Nobody is free at that time any more."), "time"),
    AppointmentsOverlap: Recovery(
        "appointments-overlap", _("Two of your appointments would overlap. Give one of them another time."), "time"
    ),
    ServiceWithdrawn: Recovery("service-withdrawn", _("This service can no longer be booked online."), "services"),
    NoServiceChosen: Recovery("no-service", _("Choose at least one service."), "services"),
    InvalidPhone: Recovery(
        "invalid-phone", _("Check the phone number, with its country code."), "details", field="phone"
    ),
    WrongConfirmationCode: Recovery("wrong-code", _("That code is not right."), "details", field="code"),
    VisitorBlocked: Recovery(
        "blocked", _("Online booking is not open for this number. Please contact us."), "details", field="phone"
    ),
    NameMissing: Recovery("name-missing", _("Enter your name."), "details", field="fullname"),
    RequestInvalid: Recovery("request-invalid", _("We could not check that. Please choose again."), "services"),
}

NOT_OFFERED = Recovery("slot-taken", _("That time is not free for this choice."), "time")
"""For a time that is gone from the list already: it was taken, or the choice has grown too long for it."""

GONE = Recovery("choice-changed", _("What you chose is no longer offered. Please choose again."), "services")
"""For a service or a person that Altegio does not find any more."""

BY_KEY: Mapping[str, Recovery] = {recovery.key: recovery for recovery in (*RECOVERIES.values(), GONE)}


def recovery_from(error: BookingError) -> Recovery:
    return RECOVERIES[type(error)]
