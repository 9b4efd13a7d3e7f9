"""The pretend business's site of `make demo`: what a newcomer looks at first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from booking_site.salon_site.server import serving_salon
from booking_site.sandbox.server import Sandbox
from tests.browser.embedding import Visit
from tests.browser.framed import book, frame_of
from tests.browser.walking import SERVICE

pytestmark = pytest.mark.browser


@pytest.fixture
def page(widget: Any, embedded: str, visit: Visit) -> Iterator[Page]:
    with serving_salon(embedded) as origin:
        widget.EMBED_ALLOWED_ORIGINS = (origin,)
        yield visit(origin)


def test_it_books_in_the_page_and_lists_what_it_was_told(page: Page, sandbox: Sandbox) -> None:
    page.get_by_role("link", name="Booking").click()
    book(frame_of(page))

    assert len(sandbox.salon.records) == 1
    entries = page.locator(".log li strong")
    expect(entries.first).to_have_text("booked")
    assert {"ready", "step", "slot_selected", "booked"} <= set(entries.all_inner_texts())
    assert page.evaluate("violated") == []


@pytest.mark.parametrize(
    ("role", "name"),
    [("link", "Book an appointment"), ("button", "Book a short cut"), ("button", "Book a colour")],
)
def test_each_of_its_buttons_opens_the_widget(page: Page, role: Any, name: str) -> None:
    page.get_by_role(role, name=name).click()

    expect(page.get_by_role("dialog").frame_locator("iframe").get_by_label(SERVICE)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_floating_button_lets_visitors_choose_a_location(page: Page) -> None:
    page.get_by_role("button", name="Book", exact=True).click()

    frame = page.get_by_role("dialog").frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Where would you like to come?")).to_be_visible()
