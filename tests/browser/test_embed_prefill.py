"""What a page that knows its visitor writes into the form."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from booking_site.sandbox.server import Sandbox
from tests.browser.business import OpenBusiness
from tests.browser.embedding import Visit, snippet
from tests.browser.form import NAME, field, press_book
from tests.browser.framed import frame_of, walk

pytestmark = pytest.mark.browser


def prefilled(page: Page, prefill: dict[str, Any]) -> FrameLocator:
    page.wait_for_selector("iframe")
    page.evaluate("prefill => { document.querySelector('booking-widget').prefill = prefill }", prefill)
    frame = frame_of(page)
    steps = walk(frame)
    while next(steps) != "details":
        pass
    return frame


@pytest.fixture
def page(embedded: str, open_business: OpenBusiness, visit: Visit) -> Page:
    return visit(open_business(snippet(embedded)))


def test_empty_fields_are_filled_visibly_and_can_be_changed(page: Page, sandbox: Sandbox) -> None:
    contact = {"fullname": "Grace Hopper", "phone": "030 1234567", "email": "grace@example.com"}
    frame = prefilled(page, contact)

    for name, text in contact.items():
        expect(field(frame, name)).to_have_value(text)
        expect(field(frame, name)).to_be_editable()
    field(frame, "fullname").fill(NAME)
    press_book(frame)
    expect(frame.locator("[data-booked]").first).to_be_visible()
    assert [record.fullname for record in sandbox.salon.records] == [NAME]
    assert "Grace" not in " ".join(request.line for request in sandbox.requests if hasattr(request, "line"))


def test_what_was_typed_is_not_written_over(page: Page) -> None:
    frame = prefilled(page, {"fullname": "Grace Hopper"})
    field(frame, "fullname").fill(NAME)
    press_book(frame)
    expect(frame.locator("#wrong")).to_be_visible()

    expect(field(frame, "fullname")).to_have_value(NAME)


def test_an_observed_object_will_do(page: Page) -> None:
    """Frameworks wrap what they are given; a wrapped object cannot be sent as it is."""
    page.wait_for_selector("iframe")
    page.evaluate("() => { document.querySelector('booking-widget').prefill = new Proxy({ phone: '030 12' }, {}) }")
    frame = frame_of(page)
    for step in walk(frame):
        if step == "details":
            break

    expect(field(frame, "phone")).to_have_value("030 12")


def test_what_is_no_text_is_left_out(page: Page) -> None:
    frame = prefilled(page, {"fullname": {"a": 1}, "phone": 12, "comment": "not offered"})

    for name in ("fullname", "phone", "comment"):
        expect(field(frame, name)).to_have_value("")
