"""The frame is as high as what is in it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.business import OpenBusiness
from tests.browser.embedding import Visit, snippet
from tests.browser.framed import expect_grown, frame_of, inside, walk

pytestmark = pytest.mark.browser


def test_follows_up_and_down(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    page = visit(open_business(snippet(embedded)))
    heights = []
    for _step in walk(frame_of(page)):
        expect_grown(page)
        heights.append(page.locator("iframe").evaluate("frame => frame.clientHeight"))

    changes = [later - before for before, later in pairwise(heights)]
    assert min(changes) < 0 < max(changes)


def test_follows_the_width(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    page = visit(open_business(snippet(embedded)))
    expect_grown(page)
    for width in (280, 1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        expect_grown(page)


def test_is_settled_at_once(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    """No feedback: the page grows, and then stays."""
    page = visit(open_business(snippet(embedded)))
    expect_grown(page)
    page.evaluate("""() => {
      window.changes = 0;
      const watcher = new MutationObserver(() => changes++);
      watcher.observe(document.querySelector("iframe"), { attributeFilter: ["style"] });
    }""")
    page.wait_for_timeout(600)

    assert page.evaluate("changes") == 0


def test_is_reserved_before_the_first_message(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    page = visit(open_business(snippet(embedded), is_allowed=False))
    expect(page.locator("iframe")).to_be_attached()

    assert page.locator("iframe").evaluate("frame => frame.clientHeight") == 640


def test_a_flood_of_heights_stays_within_bounds(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    page = visit(open_business(snippet(embedded)))
    expect_grown(page)
    for height in (1e9, -5, None, "x"):
        message = {"ns": "booking-widget", "v": 1, "type": "height", "height": height}
        inside(page).evaluate("message => parent.postMessage(message, '*')", message)
    page.wait_for_timeout(100)

    assert page.locator("iframe").evaluate("frame => frame.clientHeight") == 20_000
