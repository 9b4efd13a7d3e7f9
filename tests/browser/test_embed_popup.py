"""The widget over the page, behind a button or a link."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.business import OpenBusiness
from tests.browser.embedding import Visit, expect_told, snippet
from tests.browser.framed import book, expect_grown, frame_of, walk
from tests.browser.waiting import wait_until
from tests.browser.walking import SERVICE
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser


@pytest.fixture
def page(embedded: str, open_business: OpenBusiness, visit: Visit) -> Page:
    link = f'<a href="{embedded}/{BERLIN}/?lang=en" data-booking-popup>A link of ours</a>'
    mode = f'location="{BERLIN}" mode="popup"'
    return visit(open_business(f'{link}{snippet(embedded, mode, "Book in a popup")}<p style="height: 3000px">Text</p>'))


@pytest.fixture(params=["button", "link"])
def opener(request: pytest.FixtureRequest, page: Page) -> Any:
    expect(page.get_by_role("button", name="Book in a popup")).to_be_visible()
    if request.param == "button":
        return page.get_by_role("button", name="Book in a popup")
    return page.get_by_role("link", name="A link of ours")


def test_is_a_modal_dialog_and_gives_the_focus_back(page: Page, opener: Any) -> None:
    opener.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.querySelector('dialog').matches(':modal')")
    expect(page.get_by_role("button", name="Close")).to_be_focused()

    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_escape_works_while_the_focus_is_inside_the_frame(page: Page, opener: Any) -> None:
    opener.click()
    frame_of(page).get_by_label(SERVICE).focus()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_page_behind_does_not_scroll_until_it_is_closed(page: Page, opener: Any) -> None:
    opener.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).overflow") == "hidden"
    page.get_by_role("button", name="Close").click()

    wait_until(page, "getComputedStyle(document.documentElement).overflow === 'visible'")


def test_what_was_chosen_is_there_when_it_is_opened_again(page: Page, opener: Any) -> None:
    opener.click()
    steps = walk(frame_of(page))
    next(steps), next(steps)
    page.get_by_role("button", name="Close").click()
    opener.click()

    expect(frame_of(page).locator("table")).to_be_visible()
    expect(page.locator("iframe")).to_have_count(1)


def test_it_begins_anew_after_a_booking(page: Page, opener: Any) -> None:
    opener.click()
    book(frame_of(page))
    expect_told(page, "booked")
    page.get_by_role("button", name="Close").click()
    opener.click()

    expect(frame_of(page).get_by_label(SERVICE)).to_be_visible()


def test_it_scrolls_by_itself_and_not_its_frame(page: Page, opener: Any) -> None:
    opener.click()
    for _step in walk(frame_of(page)):
        expect_grown(page)


def test_a_link_opens_a_tab_for_whoever_asks_for_one(page: Page, opener: Any) -> None:
    with page.context.expect_page() as tab:
        page.get_by_role("link", name="A link of ours").click(modifiers=["Control"])

    expect(tab.value.get_by_label(SERVICE)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
