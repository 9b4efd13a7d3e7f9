from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from booking_site.sandbox.server import Sandbox
from tests.browser.salon import keep_free
from tests.engines.overheard import Overheard
from tests.serving import serving

HEADINGS = ["engine", "setting", "in a frame", "on the own site", "JavaScript", "storage", "booking"]


@pytest.fixture
def overheard() -> Overheard:
    return Overheard()


@pytest.fixture
def site(widget: Any, sandbox: Sandbox, overheard: Overheard, tmp_path: Path) -> Iterator[str]:
    """The address of the widget, by another name than that of the business's site: two sites to a browser."""
    widget.STATIC_ROOT = tmp_path / "static"
    widget.STATIC_ROOT.mkdir()
    widget.WHITENOISE_USE_FINDERS = True
    widget.IMAGE_HOSTS = ["127.0.0.1"]
    keep_free(sandbox)
    with serving(overheard.around) as url:
        yield url.replace("127.0.0.1", "localhost")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The matrix as it was measured, one line a test."""
    rows = [
        [*row, outcome]
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        if (row := dict(report.user_properties).get("row"))
    ]
    if rows:
        terminalreporter.section("cookies that were kept")
        for row in [HEADINGS, *sorted(rows)]:
            terminalreporter.write_line("{:<26}{:<24}{:<14}{:<18}{:<13}{:<10}{}".format(*row))
