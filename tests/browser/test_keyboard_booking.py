"""A booking from the first page to its end, and out of it again, with the keyboard alone. At every press of Tab it is
to be seen where one is (``keyboard.complaint``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Frame, Locator, Page, expect

from booking_site.sandbox.server import Sandbox
from tests.browser.business import OpenBusiness
from tests.browser.conftest import NewContext
from tests.browser.embedding import Visit, snippet
from tests.browser.form import NAME, PHONE
from tests.browser.framed import inside
from tests.browser.keyboard import tab_to
from tests.browser.walking import PERSON, SERVICE
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser

HOST = (
    '<header><a href="/">Salon</a></header><main><h1>Book</h1>{widget}</main><footer><a href="/">Imprint</a></footer>'
)


@dataclass
class Visitor:
    """``frame`` is None where the widget is the page."""

    page: Page
    frame: Frame | None = None

    @property
    def where(self) -> Frame:
        return self.frame or self.page.main_frame

    def find(self, selector: str, text: str = "") -> Locator:
        return self.where.locator(selector, **({"has_text": text} if text else {})).first

    def press(self, key: str, target: Locator) -> None:
        tab_to(self.page, target, self.frame)
        self.page.keyboard.press(key)

    def type(self, name: str, text: str) -> None:
        tab_to(self.page, self.find(f"[name={name}]"), self.frame)
        self.page.keyboard.type(text)

    def expect_to_begin_at(self, heading: str) -> None:
        """In a frame the heading is where one is; a page of its own begins at its beginning."""
        expect(self.find("h1")).to_have_text(heading)
        if self.frame:
            expect(self.find("h1")).to_be_focused()
        else:
            assert self.page.evaluate("[scrollY, document.activeElement.localName]") == [0, "body"]


@pytest.fixture
def on_a_page(site: str, new_context: NewContext) -> Callable[..., Visitor]:
    def visit(**options: bool) -> Visitor:
        page = new_context(site, **options).new_page()
        page.goto(f"/{BERLIN}/?lang=en")
        return Visitor(page)

    return visit


@pytest.fixture
def in_a_frame(embedded: str, open_business: OpenBusiness, visit: Visit) -> Callable[..., Visitor]:
    def visit_business() -> Visitor:
        page = visit(open_business(HOST.replace("{widget}", snippet(embedded))))
        expect(page.frame_locator("iframe").locator("h1")).to_be_visible()
        return Visitor(page, inside(page))

    return visit_business


def test_on_a_page_of_its_own(on_a_page: Callable[..., Visitor], has_script: bool, sandbox: Sandbox) -> None:
    book_and_cancel(on_a_page(java_script_enabled=has_script), sandbox)


def test_in_a_frame(in_a_frame: Callable[..., Visitor], sandbox: Sandbox) -> None:
    book_and_cancel(in_a_frame(), sandbox)


def book_and_cancel(visitor: Visitor, sandbox: Sandbox) -> None:
    visitor.press("Space", visitor.where.get_by_label(SERVICE))
    visitor.press("Enter", visitor.find(".menu .primary"))
    visitor.expect_to_begin_at("Which day suits you?")

    visitor.press("Enter", visitor.find("[rel=next]"))
    expect(visitor.find("[rel=prev]")).to_be_visible()
    visitor.expect_to_begin_at("Which day suits you?")
    visitor.press("Enter", visitor.find("td.is-free a"))
    visitor.expect_to_begin_at("When and with whom?")

    visitor.press("Enter", visitor.find(".member", PERSON))
    expect(visitor.find(".member[aria-current]")).to_contain_text(PERSON)
    visitor.press("Enter", visitor.find("a.chip"))
    visitor.expect_to_begin_at("Who is coming?")

    visitor.type("fullname", NAME)
    visitor.page.keyboard.press("Enter")
    expect(visitor.find("#wrong")).to_be_focused()
    visitor.press("Enter", visitor.find("#wrong a"))
    expect(visitor.find("[name=phone]")).to_be_focused()
    expect(visitor.find("[name=phone]")).to_have_accessible_description("Enter your phone number.")
    visitor.type("phone", PHONE)
    visitor.press("Enter", visitor.find("[data-book]"))
    visitor.expect_to_begin_at("You're booked")
    assert [(record.fullname, record.deleted) for record in sandbox.salon.records] == [(NAME, False)]

    visitor.press("Enter", visitor.find(".cancel summary"))
    visitor.press("Enter", visitor.find(".cancel[open] button"))
    visitor.expect_to_begin_at("This appointment is cancelled")
    assert [record.deleted for record in sandbox.salon.records] == [True]
