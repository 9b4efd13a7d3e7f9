"""What a page tells the business's page about itself (docs/embedding.md): ids and times, in JSON, for frame.js.

Never a name, a phone, an email, or what opens a booking.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from widget.domain.booking import BookedAppointment
from widget.flow.selection import Selection


def page_facts(step: str, location_id: int | None = None, **more: Any) -> str:
    """``step``: as the page's template is called."""
    return json.dumps({"step": step, "location": location_id, **more}, separators=(",", ":"))


def selection_facts(step: str, location_id: int, selection: Selection) -> str:
    """``date`` and ``slot`` are the location's wall time, as Altegio writes it; what is not chosen yet is null."""
    return page_facts(
        step,
        location_id,
        services=selection.service_ids,
        team_member=selection.team_member_id,
        date=selection.day.isoformat() if selection.day else selection.slot[:10] or None,
        slot=selection.slot or None,
    )


def booking_facts(location_id: int, appointments: Iterable[BookedAppointment]) -> str:
    return page_facts(
        "booking",
        location_id,
        appointments=[
            {
                "record": one.appointment_id,
                "services": one.service_ids,
                "team_member": one.team_member_id,
                "starts_at": one.starts_at.isoformat(),
                "is_cancelled": one.is_cancelled,
            }
            for one in appointments
        ],
    )
