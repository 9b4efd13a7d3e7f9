from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.booking.machine import VisitorMachine


def test_whatever_happens_a_visitor_is_told_the_truth_and_booked_once(
    widget: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget.ALTEGIO_FIRST_REST = 0.01
    monkeypatch.setattr("widget.altegio.retry.PAUSE", (0.0, 0.001))
    few = settings(
        max_examples=40,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(lambda: VisitorMachine(widget), settings=few)
