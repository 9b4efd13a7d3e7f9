"""The walk inside the page of another site, where the browser keeps no cookies for us."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from booking_site.sandbox.server import Sandbox
from tests.browser.conftest import NewContext
from tests.browser.form import NAME, cancel, expect_booked, fill, press_book
from tests.browser.framed import walk
from tests.browser.walking import PERSON, SERVICE
from tests.business_site import business_site
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser


@pytest.fixture
def framed(site: str) -> str:
    """The widget's address under another site's name than the host's: 127.0.0.1 and localhost are two sites."""
    return f"{site.replace('127.0.0.1', 'localhost')}/{BERLIN}/"


def test_a_visitor_books_and_cancels_in_a_frame_on_another_site(
    framed: str, widget: Any, sandbox: Sandbox, new_context: NewContext, has_script: bool
) -> None:
    with business_site(framed) as origin:
        widget.EMBED_ALLOWED_ORIGINS = (origin,)
        page = new_context(origin, java_script_enabled=has_script).new_page()
        page.goto("/")
        frame = page.frame_locator("iframe")

        steps = walk(frame)
        while next(steps) != "details":
            pass

        expect(frame.locator(".facts")).to_contain_text(SERVICE)
        expect(frame.locator(".facts")).to_contain_text(PERSON)
        press_book(frame)
        expect(frame.locator("#wrong")).to_be_visible()
        if has_script:
            expect(frame.locator("#wrong")).to_be_focused()
        fill(frame)
        press_book(frame)
        expect_booked(frame)
        assert [record.fullname for record in sandbox.salon.records] == [NAME]
        cancel(frame)
        expect(frame.locator("[data-cancelled]")).to_be_attached()
        assert [record.deleted for record in sandbox.salon.records] == [True]
        assert page.context.cookies() == []


def test_a_site_that_is_not_on_the_list_gets_no_frame(framed: str, widget: Any, new_context: NewContext) -> None:
    with business_site(framed) as origin:
        widget.EMBED_ALLOWED_ORIGINS = ("https://www.example.com",)
        page = new_context(origin).new_page()
        page.goto("/")

        expect(page.frame_locator("iframe").get_by_text("Atelier Linden")).to_have_count(0)
        assert not [frame for frame in page.frames if "localhost" in frame.url and frame.query_selector("main")]
