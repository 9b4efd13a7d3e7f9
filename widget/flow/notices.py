"""Why a visitor finds themselves at a step they did not ask for. The reason travels as ``?notice=``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Notice:
    """``key`` is for machines (``data-error``), ``text`` for people."""

    key: str
    text: str | Promise


NOTICES: Mapping[str, Notice] = {
    "services": Notice("choice-changed", _("Choose at least one service to go on.")),
    "date": Notice("choice-changed", _("Choose a day to go on.")),
    "time": Notice("choice-changed", _("Choose a time to go on.")),
    "service-gone": Notice(
        "choice-changed", _("A service you chose is no longer offered online. Please choose again.")
    ),
    "team-member-gone": Notice(
        "choice-changed", _("The person you chose is not available for this. Please choose again.")
    ),
    "anyone-gone": Notice("choice-changed", _("Please choose a person together with the time.")),
    "day-passed": Notice("choice-changed", _("That day has passed. Please choose another.")),
    "time-passed": Notice("choice-changed", _("That time has passed. Please choose another.")),
    "day-out-of-range": Notice("request-invalid", _("That day is too far ahead to be booked. Please choose another.")),
    "month-out-of-range": Notice("request-invalid", _("That month cannot be booked. Here is the first one that can.")),
    "unreadable-service": Notice(
        "request-invalid", _("We could not read the service in this link. Please choose it again.")
    ),
    "unreadable-team_member": Notice(
        "request-invalid", _("We could not read the person in this link. Please choose them again.")
    ),
    "unreadable-date": Notice("request-invalid", _("We could not read the day in this link. Please choose it again.")),
    "unreadable-month": Notice(
        "request-invalid", _("We could not read the month in this link. Here is the current one.")
    ),
    "unreadable-appointment": Notice(
        "request-invalid", _("We could not read one of the appointments in this link. Please choose it again.")
    ),
    "form-renewed": Notice("request-invalid", _("This page was open for a long time. Please send it once more.")),
    "form-lost-track": Notice(
        "request-invalid",
        _("We lost track of this page. If you have sent it before, look for a confirmation before you send it again."),
    ),
    "unreadable-slot": Notice("request-invalid", _("We could not read the time in this link. Please choose it again.")),
}

CANCELLING: Mapping[str, Notice] = {
    "already-cancelled": Notice("already-cancelled", _("This appointment had been cancelled already.")),
    "too-late": Notice(
        "cancel-refused", _("This appointment cannot be cancelled online any more. It still stands. Please call us.")
    ),
    "refused": Notice(
        "cancel-refused", _("We could not cancel this appointment online. It still stands. Please call us.")
    ),
    "not-sent": Notice(
        "unavailable", _("It is not cancelled: we could not reach the booking system. Please try again in a moment.")
    ),
    "unknown": Notice(
        "outcome-unknown", _("We do not know yet whether it is cancelled. Look again in a minute, or call us.")
    ),
}
"""What came of cancelling, where it is not simply done."""

NOT_MOVED: Mapping[str, Notice] = {
    "too-late": Notice(
        "move-refused", _("This appointment cannot be moved online any more. It stands as it was. Please call us.")
    ),
    "refused": Notice(
        "move-refused", _("We could not move this appointment online. It stands as it was. Please call us.")
    ),
    "not-sent": Notice(
        "unavailable", _("It is not moved: we could not reach the booking system. Please try again in a moment.")
    ),
    "busy": Notice("busy", _("It is not moved: many people are booking right now. Please try again in a few seconds.")),
}
"""Why an appointment has the time that it had."""
