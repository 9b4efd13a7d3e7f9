"""Altegio's own booking page, for what cannot be booked here, with what was chosen."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

from widget.domain.appointment import Appointment


def hosted_form_url(location_id: int, wanted: Iterable[Appointment] = ()) -> str:
    """Empty where the operator has named none.

    ``?o=`` holds a person (``m``) and services (``s``), as seen in links in the wild; an older form ignores it.
    """
    url = settings.LOCATIONS[location_id].hosted_form_url
    if not url:
        return ""
    parts = urlsplit(url)
    path = parts.path.rstrip("/") or f"/company/{location_id}/personal/menu"
    chosen = "".join(_written(appointment) for appointment in wanted)
    query = "&".join(part for part in (parts.query, f"o={chosen}" if chosen else "") if part)
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def _written(appointment: Appointment) -> str:
    member = f"m{appointment.team_member_id}" if appointment.team_member_id else "m-1"
    return member + "".join(f"s{service_id}" for service_id in appointment.service_ids)
