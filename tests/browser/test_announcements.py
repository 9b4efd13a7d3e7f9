"""What changes in a page is announced where a script changes it, and once."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from booking_site.sandbox.server import Sandbox
from tests.browser.situations import show

pytestmark = pytest.mark.browser

LISTEN = """() => {
  window.heard = [];
  const regions = [...document.querySelectorAll("[role=status], [role=alert], [aria-live]")];
  const observer = new MutationObserver(changes => {
    const regionOf = ({ target }) => (target.closest ? target : target.parentElement).closest("[role], [aria-live]");
    for (const region of new Set(changes.map(regionOf))) heard.push(region.textContent);
  });
  for (const region of regions) observer.observe(region, { childList: true, characterData: true, subtree: true });
  return regions.map(region => region.textContent);
}"""
"""A listener hears each change of a region that was there before it."""


def test_a_search_tells_what_it_found_once(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "services")
    assert page.evaluate(LISTEN) == [""]

    page.get_by_role("searchbox").press_sequentially("pedicurexyz")
    page.get_by_role("searchbox").fill("")
    expect(page.get_by_role("status")).to_be_empty()

    heard = page.evaluate("heard")
    assert heard[-2:] == ["Nothing found. Try a shorter word.", ""]
    assert heard[-3] == "Services found: 1"
    assert [text for text, after in pairwise(heard) if text == after] == []


def test_seconds_are_counted_in_silence(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "code-sent")
    page.evaluate(LISTEN)
    first = page.locator("[data-wait]").inner_text()

    expect(page.locator("[data-wait]")).not_to_have_text(first)

    assert page.evaluate("heard") == []
    assert page.locator(":is([role=status], [role=alert], [aria-live]) [data-wait]").count() == 0
