from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.booking.machine import VisitorMachine

FEW = settings(
    max_examples=10,  # beyond that Hypothesis varies those that it has tried already, which finds nothing here
    stateful_step_count=30,
    deadline=None,
    database=None,
    phases=[Phase.generate],  # add Phase.shrink, and a longer timeout, to look into what was found
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("number", range(5))
def test_whatever_happens_a_visitor_is_told_the_truth_and_booked_once(
    widget: Any, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    widget.ALTEGIO_FIRST_REST = 0.01
    monkeypatch.setattr("widget.altegio.retry.PAUSE", (0.0, 0.001))

    run_state_machine_as_test(seed(number)(lambda: VisitorMachine(widget)), settings=FEW)
