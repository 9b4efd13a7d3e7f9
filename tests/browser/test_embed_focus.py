"""Where a visitor looks and types after a step."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from booking_site.sandbox.server import Sandbox
from tests.browser.business import OpenBusiness
from tests.browser.conftest import PHONE
from tests.browser.embedding import Visit, expect_told, snippet
from tests.browser.form import fill, press_book
from tests.browser.framed import expect_grown, frame_of, walk
from tests.browser.walking import SERVICE

pytestmark = pytest.mark.browser


@pytest.fixture
def page(embedded: str, open_business: OpenBusiness, visit: Visit) -> Page:
    return visit(
        open_business(f'<p style="height: 700px">Above</p>{snippet(embedded)}<p style="height: 900px">Below</p>')
    )


def test_a_step_brings_the_top_back_where_it_is_out_of_view(page: Page) -> None:
    frame = frame_of(page)
    frame.get_by_label("Hot-stone massage").scroll_into_view_if_needed()
    frame.get_by_label(SERVICE).check()
    frame.get_by_role("button", name="Continue").click()
    expect(frame.locator("h1")).to_be_focused()

    top = page.locator("iframe").evaluate("frame => Math.round(frame.getBoundingClientRect().top)")
    assert top == 0


def test_a_step_leaves_the_page_where_it_is_while_the_top_is_in_view(page: Page) -> None:
    frame = frame_of(page)
    expect_grown(page)
    page.evaluate("scrollTo(0, 600)")
    # As a keyboard does it: no click that would scroll the page first.
    frame.get_by_label(SERVICE).evaluate("box => { box.checked = true; box.form.requestSubmit() }")
    expect(frame.locator("table")).to_be_visible()
    expect(frame.locator("h1")).to_be_focused()

    assert page.evaluate("scrollY") == 600


def test_the_first_page_takes_no_focus_and_moves_nothing(page: Page) -> None:
    page.evaluate("scrollTo(0, 300)")
    expect_grown(page)
    expect_told(page, "step")

    assert page.evaluate("[scrollY, document.activeElement.localName]") == [300, "body"]


def test_another_month_is_no_other_step(page: Page) -> None:
    frame = frame_of(page)
    steps = walk(frame)
    next(steps), next(steps)
    expect_grown(page)
    page.evaluate("scrollTo(0, 800)")
    frame.get_by_role("link", name="Next month").evaluate("link => link.click()")
    expect(frame.get_by_role("link", name="Previous month")).to_be_visible()
    expect_grown(page)

    assert page.evaluate("scrollY") == 800


def test_what_has_to_be_put_right_is_focused_and_in_view(page: Page) -> None:
    frame = frame_of(page)
    steps = walk(frame)
    while next(steps) != "details":
        pass
    press_book(frame)

    expect(frame.locator("#wrong")).to_be_focused()
    top = page.locator("iframe").evaluate("frame => Math.round(frame.getBoundingClientRect().top)")
    assert 0 <= top < PHONE["height"]


def test_what_is_said_above_the_heading_is_where_one_is(page: Page, sandbox: Sandbox) -> None:
    frame = frame_of(page)
    steps = walk(frame)
    while next(steps) != "details":
        pass
    fill(frame)
    sandbox.faults.add("refuse", "book_record", status=422, code=433)
    press_book(frame)

    expect(frame.locator("[data-error=slot-taken]")).to_be_focused()
    assert expect_told(page, "slot_lost")["key"] == "slot-taken"


def test_one_back_is_one_step(page: Page) -> None:
    frame = frame_of(page)
    steps = walk(frame)
    while next(steps) != "time":
        pass
    page.evaluate("history.back()")
    expect(frame.locator("table")).to_be_visible()
    page.evaluate("history.back()")  # the other month
    expect(frame.get_by_role("link", name="Previous month")).to_have_count(0)
    page.evaluate("history.back()")
    expect(frame.get_by_label(SERVICE)).to_be_visible()

    assert page.url.startswith("http://127.0.0.1")


def test_leaving_the_page_costs_no_further_back(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    bare = visit(open_business("<h1>Salon</h1>"))
    with_widget = visit(open_business(snippet(embedded)))
    expect_grown(with_widget)

    assert with_widget.evaluate("history.length") == bare.evaluate("history.length")
