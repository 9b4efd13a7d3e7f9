"""Our objects → the bodies that Altegio takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from widget.domain.appointment import Appointment


def appointments(wanted: Sequence[Appointment]) -> dict[str, Any]:
    return {
        "appointments": [
            {
                "id": appointment.id,
                "services": list(appointment.service_ids),
                "staff_id": appointment.team_member_id,
                "datetime": appointment.wire_datetime,
            }
            for appointment in wanted
        ]
    }
