"""How a location wants to be booked. A rule that cannot be read takes its default, and never costs the page."""

from __future__ import annotations

from datetime import timedelta

from widget.altegio.plain_text import plain_line, plain_text
from widget.altegio.wire import Row, flag, integer, mapping, nice, seconds, text
from widget.domain.rules import Asked, BookingRules

LONGEST_REMINDER = 30 * 24
"""Hours before the appointment."""


def booking_rules(row: Row) -> BookingRules:
    """From what GET company says."""
    return BookingRules(
        surname=_asked("surname", row, shown=_is_set(row, "is_surname_field_enabled")),
        patronymic=_asked("patronymic", row, shown=_is_set(row, "is_patronymic_field_enabled")),
        email=_asked("email", row, shown=not _is_set(row, "booking_email_hidden")),
        comment=_asked("comment", row, shown=not _is_set(row, "booking_comment_hidden")),
        comment_label=nice(lambda: plain_line(text(row, "booking_comment_input_name")), ""),
        note=nice(lambda: plain_text(text(row, "booking_notify_text")), ""),
        offers_sms_reminder=not _is_set(row, "reminds_sms_disabled", default=True),
        sms_reminder=_hours(row, "reminds_sms_default"),
        email_reminder=_hours(row, "email_hours_default"),
        needs_code=_is_set(row, "phone_confirmation") and _is_set(row, "sms_enabled"),
        has_policy=_is_set(row, "is_show_privacy_policy"),
        takes_payment=nice(lambda: text(mapping(row, "payment_policy"), "type"), "") not in ("", "none"),
        allows_cancelling=_is_set(row, "allow_delete_record", default=True),
        cancelling_notice=nice(lambda: seconds(row, "allow_delete_record_delay_step"), None) or timedelta(),
        allows_moving=_is_set(row, "allow_change_record", default=True),
        moving_notice=nice(lambda: seconds(row, "allow_change_record_delay_step"), None) or timedelta(),
    )


def _asked(what: str, row: Row, *, shown: bool) -> Asked:
    """What is required is asked even where it is said to be hidden: without it the booking would be refused."""
    if _is_set(row, f"booking_{what}_required"):
        return Asked.REQUIRED
    return Asked.OPTIONAL if shown else Asked.NO


def _is_set(row: Row, field: str, *, default: bool = False) -> bool:
    return nice(lambda: flag(row, field, default=default), default)


def _hours(row: Row, field: str) -> int:
    hours = nice(lambda: integer(row, field, default=0), 0)
    return hours if 0 <= hours <= LONGEST_REMINDER else 0
