from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from booking_site.sandbox.server import Sandbox
from tests.faults.network import Network
from tests.faults.proxy import running


@pytest.fixture
def network(sandbox: Sandbox, widget: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """Between the widget and the sandbox; with times so short that what hangs is over soon."""
    with running(sandbox.url) as proxy:
        network = Network(proxy)
        with network.resolving(monkeypatch):
            widget.ALTEGIO_API_URL = network.url
            widget.ALTEGIO_TIMEOUT, widget.ALTEGIO_DEADLINE = 0.3, 0.5
            widget.ALTEGIO_FAILURE_KEPT = widget.ALTEGIO_FIRST_REST = 0.1
            yield network


@pytest.fixture
def patient(network: Network, widget: Any) -> None:
    """Time enough, on a busy machine too, for what does not fail; a booking that hangs is over soon nevertheless."""
    widget.ALTEGIO_TIMEOUT, widget.ALTEGIO_DEADLINE, widget.BOOKING_DEADLINE = 3.0, 5.0, 1.1
