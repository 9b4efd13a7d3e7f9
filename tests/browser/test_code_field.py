"""The code from an SMS need not be remembered or typed over (WCAG 3.3.8)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from booking_site.sandbox.server import Sandbox
from tests.browser.form import book_button, expect_booked, field
from tests.browser.situations import show

pytestmark = pytest.mark.browser


def test_it_can_be_pasted_as_phones_copy_it(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "code-sent")
    code = field(page, "code")
    expect(code).to_be_focused()
    expect(code).to_have_attribute("autocomplete", "one-time-code")
    expect(code).to_have_attribute("inputmode", "numeric")
    expect(code).to_have_accessible_description("We have sent you a code by SMS. It can take a minute.")
    field(page, "comment").fill("12 34")
    field(page, "comment").press("Control+a")
    field(page, "comment").press("Control+x")

    code.press("Control+v")

    expect(code).to_have_value("12 34")
    field(page, "consent").check()
    book_button(page).click()
    expect_booked(page)
