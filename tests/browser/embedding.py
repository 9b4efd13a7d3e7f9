"""The snippet on a business's page, and what that page is told by the widget."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.conftest import BERLIN

Visit = Callable[..., Page]

EVENTS = ["ready", "step", "slot_selected", "slot_lost", "booked", "cancelled", "error"]
RECORD_EVENTS = f"""
window.told = [];
window.violated = [];
for (const name of {json.dumps(EVENTS)}) {{
  addEventListener("booking-widget:" + name, ({{ detail, target }}) => {{
    told.push({{ name, detail, from: target.localName }});
  }});
}}
addEventListener("securitypolicyviolation", (event) => violated.push(event.violatedDirective));
"""


def snippet(embedded: str, attributes: str = f'location="{BERLIN}"', label: str = "Book online") -> str:
    element = f'<booking-widget {attributes}><a href="{embedded}/{BERLIN}/">{label}</a></booking-widget>'
    return f'{element}<script async src="{embedded}/embed.js"></script>'


def told(page: Page) -> list[tuple[str, dict[str, Any]]]:
    return [(one["name"], one["detail"]) for one in page.evaluate("told")]


def expect_told(page: Page, name: str) -> dict[str, Any]:
    """What the page was told by that name, last."""
    ends_at = time.monotonic() + 12
    while not (found := [detail for one, detail in told(page) if one == name]):
        assert time.monotonic() < ends_at, f"never told: {name}; only {told(page)}"
        page.wait_for_timeout(30)
    return found[-1]
