"""The widget over the page, behind a button or a link."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.business import OpenBusiness
from tests.browser.embedding import Visit, expect_told, snippet
from tests.browser.framed import book, expect_grown, frame_of, inside, walk
from tests.browser.walking import SERVICE
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser


def popup(embedded: str) -> str:
    return snippet(embedded, f'location="{BERLIN}" mode="popup"', "Book")


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


def test_closes_in_the_language_of_what_is_in_it(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    element = snippet(embedded, f'location="{BERLIN}" mode="popup" lang="de"', "Buchen")
    page = visit(open_business(element))
    page.get_by_role("button", name="Buchen").click()

    page.get_by_role("button", name="Schließen").click()

    expect(page.get_by_role("dialog")).to_be_hidden()


def test_escape_works_while_the_focus_is_inside_the_frame(page: Page, opener: Any) -> None:
    opener.click()
    expect_told(page, "step")
    frame_of(page).get_by_label(SERVICE).focus()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()


@pytest.mark.parametrize("style", ["", "html, body { height: 100% } body { overflow-x: hidden }"])
def test_the_page_behind_stays_where_it_is(
    style: str, embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    body = f'<p style="height: 1200px">Above</p>{popup(embedded)}<p style="height: 3000px">Below</p>'
    page = visit(open_business(body, head=f"<style>{style}</style>"))
    scrolled = "[scrollY, document.body.scrollTop]"
    page.get_by_role("button", name="Book").scroll_into_view_if_needed()
    before = page.evaluate(scrolled)
    assert sum(before) > 300
    page.get_by_role("button", name="Book").click()
    book(frame_of(page))
    page.get_by_role("button", name="Close").click()

    assert page.evaluate(scrolled) == before


def test_it_outlives_the_body_it_was_opened_from(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    """Some sites exchange the whole body instead of the page."""
    page = visit(open_business(popup(embedded)))
    page.get_by_role("button", name="Book").click()
    expect(frame_of(page).get_by_label(SERVICE)).to_be_visible()
    page.evaluate("""() => {
      const next = document.createElement("body");
      next.innerHTML = '<booking-widget mode="popup" label="Another"></booking-widget>';
      document.body.replaceWith(next);
    }""")

    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Another").click()
    expect(frame_of(page).get_by_role("heading", name="Where would you like to come?")).to_be_visible()


def test_it_opens_again_after_somebody_removed_it(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    page = visit(open_business(popup(embedded)))
    page.get_by_role("button", name="Book").click()
    page.evaluate("document.querySelector('dialog').remove()")
    page.get_by_role("button", name="Book").click()

    expect(frame_of(page).get_by_label(SERVICE)).to_be_visible()


def test_links_that_are_drawn_anew_leave_nothing_behind(
    embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    link = f'<a href="{embedded}/{BERLIN}/" data-booking-popup>Book</a>'
    page = visit(open_business(f'<div id="app">{link}</div><script src="{embedded}/embed.js"></script>'))
    for _time in range(3):
        page.get_by_role("link", name="Book").click()
        expect(frame_of(page).get_by_label(SERVICE)).to_be_visible()
        page.get_by_role("button", name="Close").click()
        page.evaluate("html => { document.querySelector('#app').innerHTML = html }", link)
        expect(page.locator("dialog")).to_have_count(0)


def test_a_link_that_the_page_stops_opens_all_the_same(
    embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    link = f'<a href="{embedded}/{BERLIN}/" data-booking-popup onclick="return false">Book</a>'
    page = visit(open_business(f'{link}<script src="{embedded}/embed.js"></script>'))
    page.get_by_role("link", name="Book").click()

    expect(frame_of(page).get_by_label(SERVICE)).to_be_visible()


@pytest.mark.parametrize(
    ("opener", "name"),
    [
        ('<a href="{url}" data-booking-popup aria-label="Book a cut"><svg></svg></a>', "Book a cut"),
        ('<a href="{url}" data-booking-popup><svg aria-label="scissors"></svg></a>', "Book online"),
        ('<button data-booking-popup="{url}">Book now</button>', "Book now"),
        ("<button data-booking-popup>Book anything</button>", "Book anything"),
    ],
)
def test_it_is_named_after_what_opens_it(
    opener: str, name: str, embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    html = opener.replace("{url}", f"{embedded}/{BERLIN}/")
    page = visit(open_business(f'{html}<script src="{embedded}/embed.js"></script>'))
    page.locator("[data-booking-popup]").click(force=True)

    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    expect(page.get_by_title(name)).to_be_visible()
    expect(frame_of(page).get_by_role("heading", level=1)).to_be_visible()


def test_it_is_as_light_as_the_page_and_not_as_a_link_under_the_pointer(
    embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    link = f'<a href="{embedded}/{BERLIN}/" data-booking-popup>Book</a>'
    style = "<style>a:hover { color: white; background: black }</style>"
    page = visit(open_business(f'{link}<script src="{embedded}/embed.js"></script>', head=style))
    page.get_by_role("link", name="Book").click()
    expect(frame_of(page).get_by_label(SERVICE)).to_be_visible()

    assert "theme=light" in inside(page).url


def test_it_begins_anew_where_it_could_not_begin(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    page = visit(open_business(popup(embedded)))
    expect(page.get_by_role("button", name="Book")).to_be_visible()
    page.route(f"**/{BERLIN}/*", lambda route: route.abort())
    page.get_by_role("button", name="Book").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    page.unroute(f"**/{BERLIN}/*")
    page.get_by_role("button", name="Book").click()

    expect(frame_of(page).get_by_label(SERVICE)).to_be_visible()


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
