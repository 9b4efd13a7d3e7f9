"""axe-core finds nothing to say about any kind of page, in either theme, width or direction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from booking_site.sandbox.server import Sandbox
from tests import pseudo
from tests.browser.conftest import NewContext
from tests.browser.situations import ALL, MAIN, show

pytestmark = pytest.mark.browser

WIDE = {"width": 1280, "height": 800}
# The size of targets is WCAG 2.2 AA, but not yet among axe's defaults.
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
"""The theme makes no other difference."""
AXE = Axe()
ALSO_MIRRORED = [
    "slot-taken",
    "closed",
    "details-asked-everything-with-errors",
    "details-with-several",
    "time-by-post",
    "outcome-unknown-taken",
    "cancel-question",
    "cancelled-one-of-two",
]


@pytest.fixture
def page(site: str, new_context: NewContext) -> Page:
    """Of a visitor whose browser lets the test's own script in."""
    return new_context(site, bypass_csp=True).new_page()


def complaints(page: Page, options: dict[str, Any] = OPTIONS) -> Iterator[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    for found in page.evaluate("options => axe.run(options)", options)["violations"]:
        for node in found["nodes"]:
            why = "; ".join(check["message"] for check in [*node["any"], *node["all"], *node["none"]])
            yield f"{found['id']}: {node['html'][:300]}\n    {why}"


@pytest.mark.parametrize("situation", ALL)
def test_nothing_is_wrong_with(page: Page, sandbox: Sandbox, situation: str) -> None:
    show(page, sandbox, situation)
    found = {"light": list(complaints(page))}
    page.emulate_media(color_scheme="dark")
    found["dark"] = list(complaints(page, COLOURS))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    found["wide"] = list(complaints(page))

    assert not _told(found)


@pytest.mark.parametrize("situation", [*MAIN, *ALSO_MIRRORED])
def test_nothing_is_wrong_from_right_to_left_with(
    languages: None, page: Page, sandbox: Sandbox, situation: str
) -> None:
    show(page, sandbox, situation, language=pseudo.RIGHT_TO_LEFT)
    assert page.locator("html").get_attribute("dir") == "rtl"
    found = {"light": list(complaints(page))}
    page.emulate_media(color_scheme="dark")
    found["dark"] = list(complaints(page, COLOURS))

    assert not _told(found)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_that_was_asked_for_beats_the_systems(page: Page, sandbox: Sandbox, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "light" else "light")

    show(page, sandbox, "time", query=f"&theme={theme}")

    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme
    assert not list(complaints(page))


def test_axe_would_find_something(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "services")
    page.evaluate("document.querySelector('.service label').removeAttribute('for')")

    assert any(complaint.startswith("label: ") for complaint in complaints(page))


def _told(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{where}: {complaint}" for where, complaints in found.items() for complaint in complaints)
