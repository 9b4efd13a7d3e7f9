"""A whole booking inside a frame, step by step, and what the page around it can see of it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from playwright.sync_api import Frame, FrameLocator, Page, expect

from tests.browser.form import expect_booked, fill, press_book
from tests.browser.walking import PERSON, SERVICE

PATIENCE = 12.0


def walk(frame: FrameLocator) -> Iterator[str]:
    """Gives the name of each step once its page is there; the last is "booking"."""
    expect(frame.get_by_label(SERVICE)).to_be_visible()
    yield "services"
    frame.get_by_label(SERVICE).check()
    frame.get_by_role("button", name="Continue").click()
    expect(frame.locator("table")).to_be_visible()
    yield "date"
    frame.get_by_role("link", name="Next month").click()
    expect(frame.get_by_role("link", name="Previous month")).to_be_visible()
    frame.locator("td.is-free a").first.click()
    expect(frame.locator(".chip").first).to_be_visible()
    yield "time"
    frame.get_by_role("link", name=PERSON).click()
    expect(frame.locator(".member[aria-current=true] .name")).to_have_text(PERSON)
    frame.locator("a.chip").first.click()
    expect(frame.locator("[data-checked=ok]")).to_be_visible()
    yield "details"
    fill(frame)
    press_book(frame)
    expect_booked(frame)
    yield "booking"


def book(frame: FrameLocator) -> None:
    assert list(walk(frame))[-1] == "booking"


def frame_of(page: Page, number: int = 0) -> FrameLocator:
    return page.frame_locator("iframe").nth(number)


def inside(page: Page, number: int = 0) -> Frame:
    """The document in a frame of the page."""
    frame = page.locator("iframe").nth(number).element_handle().content_frame()
    assert frame
    return frame


OUTSIDE = """number => {
  const frame = document.querySelectorAll("iframe")[number];
  return [frame.clientHeight, frame.getBoundingClientRect().top];
}"""
INSIDE = "() => [document.body?.getBoundingClientRect().height ?? 0, document.documentElement?.scrollHeight ?? 0]"


def expect_grown(page: Page, number: int = 0) -> None:
    """The frame is as high as what is in it, within a pixel, nothing in it scrolls, and the page has come to rest."""
    ends_at = time.monotonic() + PATIENCE
    top = None
    while True:
        before, (outer, top) = top, page.evaluate(OUTSIDE, number)
        inner, whole = inside(page, number).evaluate(INSIDE)
        if 0 <= outer - inner <= 1 and whole <= outer and top == before:
            return
        assert time.monotonic() < ends_at, f"{outer} px outside, {inner} inside, {whole} with what sticks out"
        page.wait_for_timeout(30)
