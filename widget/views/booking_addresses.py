"""The addresses of a booking that was made. They hold what opens it: nobody else may see them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse

from widget.domain.booking import AppointmentKey
from widget.views.detour import read_request


class KeysConverter:
    """``2820023-567df6…``, and up to four more after a dot each."""

    regex = r"[0-9]{1,15}-[0-9A-Za-z]{1,128}(?:\.[0-9]{1,15}-[0-9A-Za-z]{1,128}){0,4}"

    def to_python(self, value: str) -> tuple[AppointmentKey, ...]:
        pairs = (part.split("-") for part in value.split("."))
        return tuple(AppointmentKey(number, int(id_), token) for number, (id_, token) in enumerate(pairs, 1))

    def to_url(self, keys: Sequence[AppointmentKey]) -> str:
        return ".".join(f"{key.appointment_id}-{key.manage_token}" for key in keys)


def booking_url(
    location_id: int, keys: Sequence[AppointmentKey], request: HttpRequest, page: str = "booking", **extra: str
) -> str:
    """``page`` is the name of the address: the booking itself, its calendar file, or where it is cancelled.

    Language and looks go along; the campaign only to the page that reports the booking.
    """
    kept = [pair for pair in read_request(request)[0].kept if not pair[0].startswith("utm_")]
    path = reverse(f"widget:{page}", args=[location_id, keys])
    query = urlencode([*kept, *extra.items()])
    return f"{path}?{query}" if query else path


def campaign(request: HttpRequest) -> dict[str, str]:
    """What brought the visitor to the business's page."""
    return {name: value for name, value in read_request(request)[0].kept if name.startswith("utm_")}


def moved_at(starts_at: datetime) -> str:
    """How the booking's address names the time that one of its appointments was moved to."""
    return str(int(starts_at.timestamp()))


def written(keys: Sequence[AppointmentKey]) -> str:
    return KeysConverter().to_url(keys)


def read(text: str) -> tuple[AppointmentKey, ...]:
    """Raises Http404 for what is no key."""
    if not re.fullmatch(KeysConverter.regex, text, re.ASCII):
        raise Http404
    return KeysConverter().to_python(text)
