from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Asked(StrEnum):
    """Whether the business wants to know something of its visitors."""

    NO = "no"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class BookingRules:
    """How a location wants to be booked. Reminders are hours before the appointment, 0 for none."""

    surname: Asked = Asked.NO
    patronymic: Asked = Asked.NO
    email: Asked = Asked.OPTIONAL
    comment: Asked = Asked.OPTIONAL
    comment_label: str = ""
    """What the business calls the comment; empty for the usual word."""
    note: str = ""
    """What the business wants read before its form is filled in."""
    offers_sms_reminder: bool = False
    sms_reminder: int = 0
    email_reminder: int = 0
    needs_code: bool = False
    """Whether the phone has to be confirmed with a code by SMS."""
    has_policy: bool = False
    """Whether there is a privacy policy that has to be accepted."""
    takes_payment: bool = False
    """Whether a deposit or a card is asked for, which only Altegio's own page can take."""
    allows_cancelling: bool = True
    cancelling_notice: timedelta = timedelta()
    """How long before the appointment a visitor may still cancel it."""
    allows_moving: bool = True
    moving_notice: timedelta = timedelta()
    """How long before the appointment a visitor may still give it another time."""
