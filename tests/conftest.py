from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine

from booking_site.sandbox.server import Sandbox, running
from tests.english import EnglishClient
from tests.walker import Walker

BERLIN, NEW_YORK = 4564, 4565


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """With REQUIRE_ALL a test that skips itself has failed: a machine without Chromium proves nothing."""
    report = yield
    if report.skipped and os.environ.get("REQUIRE_ALL") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although REQUIRE_ALL is set: {call.excinfo and call.excinfo.value}"
    return report


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A pretend Altegio of the test's own, over real HTTP, without its limit of calls."""
    with running(rate_limited=False) as server:
        yield server


@pytest.fixture
def widget(sandbox: Sandbox, settings: Any) -> Any:
    """The widget's settings, pointed at the sandbox and free of the budget that would slow tests down."""
    settings.ALTEGIO_API_URL = sandbox.url
    settings.ALTEGIO_CALLS_PER_SECOND = settings.ALTEGIO_BURST = 10_000
    return settings


@pytest.fixture
def cold(widget: Any) -> Callable[[], None]:
    """Forgets all that was learnt from Altegio, good and bad, as a process does that starts anew."""

    def forget() -> None:
        widget.ALTEGIO_BURST = widget.ALTEGIO_BURST

    return forget


@pytest.fixture
def client() -> EnglishClient:
    return EnglishClient()


@pytest.fixture
def walker(widget: Any) -> Walker:
    """A visitor without JavaScript who follows links and sends forms."""
    return Walker(EnglishClient(raise_request_exception=False))


@pytest.fixture
def travel_to() -> Iterator[Callable[[str], None]]:
    """Moves this process, the sandbox included, to a moment such as ``2026-12-30T09:00+01:00``."""
    travellers: list[time_machine.travel] = []

    def travel(moment: str) -> None:
        traveller = time_machine.travel(datetime.fromisoformat(moment), tick=True)
        traveller.start()
        travellers.append(traveller)

    yield travel
    for traveller in reversed(travellers):
        traveller.stop()
