"""Where the system's own few colours replace ours, what is chosen, focused or waiting still looks different."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Locator, Page, expect

from booking_site.sandbox.server import Sandbox
from tests.browser.conftest import NewContext
from tests.browser.situations import show

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("one_day")]

AROUND = 6
"""Pixels that an outline may take beside what it is around."""
LEAST_DIFFERENCE = 12
"""Points of a picture: a dot is no less."""

MARKS = {
    "services": [(".service :checked", "box => box.checked = !box.checked", ".service:has(:checked)")],
    "date": [
        (".day [aria-current]", "day => day.toggleAttribute('aria-current')", ".day [aria-current]"),
        (".is-today > *", "day => day.parentElement.classList.toggle('is-today')", ".is-today"),
        (".steps [aria-current]", "step => step.toggleAttribute('aria-current')", ".steps [aria-current]"),
    ],
    "time-by-post": [
        (".member[aria-current]", "member => member.toggleAttribute('aria-current')", ".member[aria-current]"),
        (".chip[aria-current]", "chip => chip.toggleAttribute('aria-current')", ".chip[aria-current]"),
    ],
    "code-sent": [("[data-wait]", "button => button.disabled = !button.disabled", "[data-wait]")],
    "details-with-errors": [
        ("#phone", "field => field.parentElement.querySelector('.error').hidden ^= true", ".is-wrong:has(#phone)")
    ],
}
"""Situation → what has a mark, what takes it away (and brings it back), and what then looks different."""

FOCUSED = {
    "services": [".service :checked", ".primary", "[type=search]", ".skip >> nth=0"],
    "date": [".day [aria-current]", "td.is-free a >> nth=0", "[rel=next]", ".soonest", ".summary a >> nth=0"],
    "time-by-post": [".member[aria-current]", ".member >> nth=0", ".chip[aria-current]", ".chip >> nth=0"],
    "details-with-errors": ["#phone", "#email", "[data-book]", "#wrong a >> nth=0", "select >> nth=0"],
    "code-sent": ["#consent", "summary >> nth=0"],
}


@pytest.fixture
def page(site: str, new_context: NewContext) -> Page:
    return new_context(site, forced_colors="active").new_page()


@pytest.mark.parametrize("situation", MARKS)
def test_marks_and_the_focus_are_to_be_seen(page: Page, sandbox: Sandbox, situation: str) -> None:
    show(page, sandbox, situation)
    page.wait_for_load_state()
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    expect(page.locator("[data-wait]:enabled")).to_have_count(0)

    unseen = [mark for mark in MARKS[situation] if not is_mark_seen(page, *mark)]
    unseen_focus = [stop for stop in FOCUSED[situation] if not is_focus_seen(page, page.locator(stop))]

    assert unseen == []
    assert unseen_focus == []


def is_mark_seen(page: Page, marked: str, toggle: str, looks_different: str) -> bool:
    """The places are found before the mark goes, since it may be what finds them."""
    changing, shown = page.locator(marked).element_handle(), page.locator(looks_different).element_handle()
    page.evaluate("document.activeElement.blur()")
    with_mark = Image.open(BytesIO(shown.screenshot()))
    changing.evaluate(toggle)
    without_mark = Image.open(BytesIO(shown.screenshot()))
    changing.evaluate(toggle)
    return with_mark.size != without_mark.size or difference(with_mark, without_mark) >= LEAST_DIFFERENCE


def is_focus_seen(page: Page, stop: Locator) -> bool:
    stop.focus()
    focused = picture(page, stop)
    stop.blur()
    return difference(focused, picture(page, stop)) >= LEAST_DIFFERENCE


def picture(page: Page, shown: Locator) -> Image.Image:
    """With what is around it. Comes into view first, as it does when it gets the focus."""
    shown.scroll_into_view_if_needed()
    box = shown.bounding_box()
    assert box
    x, y = max(0, box["x"] - AROUND), max(0, box["y"] - AROUND)
    clip = {"x": x, "y": y, "width": box["width"] + 2 * AROUND, "height": box["height"] + 2 * AROUND}
    return Image.open(BytesIO(page.screenshot(clip=clip)))


def difference(one: Image.Image, other: Image.Image) -> int:
    """How many points differ clearly."""
    red, green, blue = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).split()
    most = ImageChops.lighter(red, ImageChops.lighter(green, blue))
    return sum(most.histogram()[64:])
