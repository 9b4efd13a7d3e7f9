from __future__ import annotations

from datetime import date

import pytest

from widget.flow.selection import Selection
from widget.flow.steps import STEPS, first_incomplete

SERVICE = Selection(service_ids=(1,))
DAY = Selection(service_ids=(1,), day=date(2026, 12, 8))
ALL = Selection(service_ids=(1,), team_member_id=0, slot="2026-12-08T17:30:00+01:00")


@pytest.mark.parametrize(
    ("selection", "before", "missing"),
    [
        (Selection(), "services", None),
        (Selection(), "details", "services"),
        (SERVICE, "date", None),
        (SERVICE, "details", "date"),
        (DAY, "time", None),
        (DAY, "details", "time"),
        (ALL, "details", None),
        (Selection(service_ids=(1,), slot=ALL.slot), "details", "time"),
        (Selection(team_member_id=0, slot=ALL.slot), "details", "services"),
    ],
)
def test_the_first_incomplete_step_is_found(selection: Selection, before: str, missing: str | None) -> None:
    step = first_incomplete(selection, before=before)

    assert (step.name if step else None) == missing


def test_steps_stand_in_the_order_of_the_walk() -> None:
    assert [step.name for step in STEPS] == ["services", "date", "time", "details"]
